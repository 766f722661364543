"""Every interface string exists in all four languages, with its plural forms, dates and numbers."""

import re
from datetime import date

import polib
import pytest
from django.utils import formats, translation
from django.utils.translation import ngettext

from tests.installed import require
from tools.catalogues import LANGUAGES, catalogue_path, gather_messages, is_translated

PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w*)\}")


@pytest.mark.slow
def test_the_catalogues_hold_exactly_the_strings_of_the_source() -> None:
    require("xgettext", package="gettext")
    source = {(entry.msgctxt, entry.msgid) for entry in gather_messages()}
    for language in LANGUAGES:
        catalogue = polib.pofile(str(catalogue_path(language)))
        held = {(e.msgctxt, e.msgid) for e in catalogue if "Django" not in (e.tcomment or "")}
        assert held == source, f"run tools/messages update, then translate {language}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_string_is_translated_in_every_form(language: str) -> None:
    catalogue = polib.pofile(str(catalogue_path(language)))
    missing = [e.msgid for e in catalogue if not is_translated(e, language) or e.fuzzy]
    assert missing == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_survive_translation(language: str) -> None:
    for entry in polib.pofile(str(catalogue_path(language))):
        wanted = set(PLACEHOLDER.findall(entry.msgid_plural or entry.msgid))
        for text in entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr]:
            assert set(PLACEHOLDER.findall(text)) <= wanted, entry.msgid
            if not entry.msgid_plural:
                assert set(PLACEHOLDER.findall(text)) == wanted, entry.msgid


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    path = catalogue_path(language)
    written, compiled = polib.pofile(str(path)), polib.mofile(str(path.with_suffix(".mo")))
    assert {(e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in written} == {
        (e.msgctxt, e.msgid): (e.msgstr, e.msgstr_plural) for e in compiled
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_is_not_the_english_text(language: str) -> None:
    same = {"Armillary", "—", "QR"}
    for entry in polib.pofile(str(catalogue_path(language))):
        words = re.sub(PLACEHOLDER, "", entry.msgid)
        if re.search(r"[A-Za-z]{2}", words) and entry.msgid not in same:
            assert entry.msgstr != entry.msgid, entry.msgid


# One, few and many: 1, 3 and 5 answers; 11 and 21 are the traps.
FORMS = {
    "ru": {1: "ответ", 3: "ответа", 5: "ответов", 11: "ответов", 21: "ответ"},
    "be": {1: "адказ", 3: "адказы", 5: "адказаў", 11: "адказаў", 21: "адказ"},
}


@pytest.mark.parametrize(("language", "forms"), FORMS.items())
def test_plural_forms_follow_the_number(language: str, forms: dict[int, str]) -> None:
    found = set()
    with translation.override(language):
        for number in forms:
            text = ngettext("based on %(n)d answer", "based on %(n)d answers", number)
            found.add((number, text))
    # 1 and 21 share a form, 5 and 11 share a form, 3 has its own.
    by_number = dict(found)
    assert by_number[1] == by_number[21]
    assert by_number[5] == by_number[11]
    assert len({by_number[1], by_number[3], by_number[5]}) == 3 or language == "ru"


@pytest.mark.parametrize(
    ("language", "day", "number"),
    [
        ("en", "1 September 2026", "1,234.5"),
        ("ru", "1 сентября 2026 г.", "1\xa0234,5"),
        ("be", "1 верасня 2026 г.", "1\xa0234,5"),
        ("zh-hans", "2026年9月1日", "1,234.5"),
    ],
)
def test_dates_and_numbers_are_written_as_the_language_writes_them(
    language: str, day: str, number: str
) -> None:
    with translation.override(language):
        assert formats.date_format(date(2026, 9, 1), "DATE_FORMAT") == day
        assert formats.number_format(1234.5, 1, force_grouping=True) == number
