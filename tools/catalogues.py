"""Gather interface strings into .po files and compile them; gathering needs xgettext (gettext)."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "armillary"
LOCALE = SOURCE / "web" / "locale"
LANGUAGES = ("ru", "be", "zh_Hans")
PLURALS = {
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
    "be": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && "
    "(n%100<10 || n%100>=20) ? 1 : 2);",
    "zh_Hans": "nplurals=1; plural=0;",
}
N_PLURALS = {"ru": 3, "be": 3, "zh_Hans": 1}


def catalogue_path(language: str) -> Path:
    """Return the .po file of a language."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def gather_messages() -> polib.POFile:
    """Return every string that the source marks for translation."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "armillary"
        shutil.copytree(
            SOURCE, copy, ignore=shutil.ignore_patterns("static", "locale", "__pycache__", "labs")
        )
        (copy / "locale").mkdir()
        environment = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
        subprocess.run(
            [sys.executable, "-m", "django", "makemessages", "-l", "ru", "--keep-pot"],
            cwd=copy,
            env=environment,
            check=True,
            capture_output=True,
        )
        return polib.pofile(str(copy / "locale" / "django.pot"), wrapwidth=100)


def update_catalogues() -> str:
    """Bring the .po files up to date: new strings empty, gone ones out, translations kept."""
    messages = gather_messages()
    lines = []
    for language in LANGUAGES:
        path = catalogue_path(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        old = polib.pofile(str(path), wrapwidth=100) if path.is_file() else polib.POFile()
        fresh = make_catalogue(messages, old, language)
        fresh.save(str(path))
        open_ones = sum(not is_translated(entry, language) for entry in fresh)
        lines.append(f"{language}: {len(fresh)} strings, {open_ones} to translate")
    return "\n".join(lines)


def make_catalogue(messages: polib.POFile, old: polib.POFile, language: str) -> polib.POFile:
    """Return a catalogue with the strings of `messages` and the translations of `old`."""
    fresh = polib.POFile(wrapwidth=100)
    fresh.metadata = {
        "Project-Id-Version": "Armillary",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    known = {(entry.msgctxt, entry.msgid): entry for entry in old}
    kept = {(entry.msgctxt, entry.msgid) for entry in messages}
    for entry in sorted(messages, key=lambda e: (e.msgid, e.msgctxt or "")):
        before = known.get((entry.msgctxt, entry.msgid))
        fresh.append(
            polib.POEntry(
                msgctxt=entry.msgctxt,
                msgid=entry.msgid,
                msgid_plural=entry.msgid_plural,
                msgstr=before.msgstr if before else "",
                msgstr_plural=_plural_forms(entry, before, language),
                flags=[flag for flag in entry.flags if flag.endswith("-format")],
                occurrences=[],
                comment=entry.comment,
            )
        )
    # Strings of Django itself that it does not translate are kept by hand, marked so.
    for entry in old:
        if (entry.msgctxt, entry.msgid) not in kept and "Django" in (entry.tcomment or ""):
            fresh.append(entry)
    return fresh


def _plural_forms(
    entry: polib.POEntry, before: polib.POEntry | None, language: str
) -> dict[int, str]:
    if not entry.msgid_plural:
        return {}
    forms = dict(before.msgstr_plural) if before and before.msgstr_plural else {}
    return {number: forms.get(number, "") for number in range(N_PLURALS[language])}


def is_translated(entry: polib.POEntry, language: str) -> bool:
    """Return whether an entry has every form its language needs."""
    if entry.msgid_plural:
        forms = entry.msgstr_plural
        return len(forms) == N_PLURALS[language] and all(forms.values())
    return bool(entry.msgstr)


def compile_catalogues() -> str:
    """Write a .mo file beside every .po file."""
    for language in LANGUAGES:
        path = catalogue_path(language)
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
    return f"compiled {', '.join(LANGUAGES)}"
