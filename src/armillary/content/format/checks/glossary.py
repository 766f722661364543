"""Do texts use the words of the glossary, in every language?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from armillary.content.format.checks.course_texts import CourseText
from armillary.content.format.course import Term
from armillary.content.format.faults import FaultList
from armillary.content.languages import LANGUAGES

CHECK = "glossary"

# Only where most languages use a term, the others are expected to.
FEWEST_USING = 3

# (language, the text that holds it) by unit and term
_Uses = dict[tuple[str, str], dict[str, CourseText]]


@dataclass(slots=True)
class _Unit:
    """A page or a question: its languages, its first text, and which language uses which term."""

    first: CourseText
    languages: set[str] = field(default_factory=set)
    using: dict[str, dict[str, CourseText]] = field(default_factory=dict)


def check_glossary(texts: Sequence[CourseText], terms: Sequence[Term], faults: FaultList) -> int:
    """Note words to avoid, and terms that one language of a page or question goes without.

    Return how many terms were looked for.
    """
    _check_avoided(texts, terms, faults)
    compared = [term for term in terms if not term.everyday]
    for unit in _units(texts, compared).values():
        for term in compared:
            _check_use(unit, term, faults)
    return len(terms)


def term_pattern(forms: Sequence[str], language: str) -> re.Pattern[str] | None:
    """Return what finds any of some forms in a text; `label*` stands for all words beginning so.

    >>> term_pattern(["test dat*"], "en").findall("Test data and tests.")
    ['Test data']
    """
    written = [_form_pattern(form, language) for form in forms if form]
    return re.compile("|".join(written), re.IGNORECASE) if written else None


def _form_pattern(form: str, language: str) -> str:
    words = re.escape(form.strip()).replace(r"\*", r"\w*").replace("\\ ", r"[ \u00a0-]+")
    if language == "be":
        # After a vowel the first letter changes: увод, да ўводу.
        words = re.sub(r"(?<![\w*])[уўУЎ]", "[уўУЎ]", words)
    return words if language == "zh-Hans" else rf"(?<!\w){words}(?!\w)"


@lru_cache(maxsize=4096)
def _pattern(forms: tuple[str, ...], language: str) -> re.Pattern[str] | None:
    return term_pattern(forms, language)


def _forms(term: Term, language: str) -> tuple[str, ...]:
    return (term.names.get(language, ""), *term.forms.get(language, ()))


def taught_stems(terms: Sequence[Term]) -> Mapping[str, frozenset[str]]:
    """Return the beginnings of the words that the glossary explains, by language."""
    stems: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for term in terms:
        for language in LANGUAGES:
            for form in _forms(term, language):
                whole = [form] if language == "zh-Hans" else form.split()
                stems[language] |= {word.rstrip("*").casefold() for word in whole if word != "*"}
    return {language: frozenset(found - {""}) for language, found in stems.items()}


def _check_avoided(texts: Sequence[CourseText], terms: Sequence[Term], faults: FaultList) -> None:
    for text in texts:
        for language, written in text.texts.items():
            for term in terms:
                for word, instead in term.avoid.get(language, {}).items():
                    pattern = _pattern((word,), language)
                    found = pattern.search(written) if pattern else None
                    if found:
                        message = f"`{found.group()}`: write `{instead}`, as the glossary does"
                        faults.add(*text.places[language], message, CHECK)


def _units(texts: Sequence[CourseText], terms: Sequence[Term]) -> Mapping[str, _Unit]:
    units: dict[str, _Unit] = {}
    for text in texts:
        if text.role == "term":
            continue
        unit = units.setdefault(_unit_key(text), _Unit(text))
        unit.languages |= set(text.texts)
        for language, written in text.texts.items():
            for term in terms:
                using = unit.using.setdefault(term.id, {})
                pattern = _pattern(_forms(term, language), language)
                if language not in using and pattern and pattern.search(written):
                    using[language] = text
    return units


def _unit_key(text: CourseText) -> str:
    """Return what languages are compared over: a page, a question, or a single text of a list."""
    if text.role != "list":
        return text.unit
    path, line = next(iter(text.places.values()))
    return f"{path}:{line}"


def _check_use(unit: _Unit, term: Term, faults: FaultList) -> None:
    using = unit.using.get(term.id, {})
    if len(using) < min(FEWEST_USING, len(unit.languages)):
        return
    example = next(iter(using.values()))
    for language in LANGUAGES:
        if language in unit.languages and language not in using:
            place = example.places.get(language) or unit.first.places.get(language)
            shown = ", ".join(using)
            if place:
                message = (
                    f"{shown} use the term {term.id} here, {language} does not; "
                    f"write `{term.names[language]}`"
                )
                faults.add(*place, message, CHECK)
