"""Faults in the texts of a question that show without making a variant."""

from collections.abc import Iterator

from armillary.content.format.faults import FaultList
from armillary.content.format.number_faults import NUMBERS_CHECK, number_faults, odd_ones
from armillary.content.format.question_files import Located
from armillary.content.format.question_texts import Steps, TextPlace, question_texts
from armillary.content.languages import LANGUAGES, N_PLURAL_FORMS, Texts
from armillary.content.lessons import find_text_faults
from armillary.content.questions import (
    PLACE,
    Options,
    Place,
    Question,
    ShortText,
    find_places,
    has_lost_places,
)

# What a place becomes while Markdown is checked: a letter to it, as in rendering.
_STAND_IN = "\ue000"


def find_question_text_faults(located: Located, faults: FaultList) -> None:
    """Note what is wrong with the Markdown, the places and the numbers of a question's texts."""
    question = located.question
    words = {
        parameter.name
        for parameter in question.parameters
        if isinstance(parameter, Options) and isinstance(parameter.value_at(0), dict)
    }
    known = {parameter.name for parameter in question.parameters}
    known |= {name for name, _ in question.derived}
    for place in question_texts(question):
        _check_markdown(located, place, faults)
        for language, message in _place_faults(place.texts, known, words):
            faults.add(located.path, located.line(*place.steps, language), message)
        # With formulas, which the comparison of all texts leaves out.
        shown = {language: PLACE.sub(" ", text) for language, text in place.texts.items()}
        for language, message in number_faults(shown):
            faults.add(located.path, located.line(*place.steps, language), message, NUMBERS_CHECK)
    for steps, text in _typed_texts(question):
        for message in _braces_faults(text, find_places(text), known):
            faults.add(located.path, located.line(*steps), message)
    _check_structure(located, words, faults)


def _check_markdown(located: Located, place: TextPlace, faults: FaultList) -> None:
    for language, text in place.texts.items():
        node = located.node.nearest(*place.steps, language)
        start = node.line if node.block else node.line - 1
        found = find_text_faults(PLACE.sub(_STAND_IN, text))
        for line, message in found:
            faults.add(located.path, start + (line if node.block else 1), message)
        if has_lost_places(text):
            message = "Markdown shows nothing where this {{...}} stands; move it"
            faults.add(located.path, node.line, message)


def _place_faults(texts: Texts, known: set[str], words: set[str]) -> Iterator[tuple[str, str]]:
    places = {language: find_places(text) for language, text in texts.items()}
    for language, text in texts.items():
        yield from ((language, m) for m in _braces_faults(text, places[language], known))
        for place in places[language]:
            message = _forms_fault(place, language, words)
            if message:
                yield language, message
    used = {language: {place.name for place in found} & known for language, found in places.items()}
    for name in sorted(set.union(*used.values())):
        having = {language for language in LANGUAGES if name in used[language]}
        yield from odd_ones(having, f"shows {{{{{name}}}}}")


def _braces_faults(text: str, places: tuple[Place, ...], known: set[str]) -> Iterator[str]:
    rest = PLACE.sub("", text)
    if "{{" in rest or "}}" in rest:
        yield "write a place as {{name}} or {{name: one form|another}}; these braces are neither"
    for place in places:
        if place.name not in known:
            yield f"`{place.name}` is not a parameter or derived value of this question"


def _forms_fault(place: Place, language: str, words: set[str]) -> str:
    if not place.forms:
        return ""
    if place.name in words:
        return f"`{place.name}` is a word and cannot be counted; write {{{{{place.name}}}}}"
    wanted = N_PLURAL_FORMS[language]
    if len(place.forms) != wanted or not all(place.forms):
        forms = {1: "one form", 2: "two forms (one|more)", 3: "three forms (one|few|many)"}[wanted]
        return f"{language} needs {forms} after `{place.name}:`"
    return ""


def _typed_texts(question: Question) -> Iterator[tuple[Steps, str]]:
    body = question.body
    if not isinstance(body, ShortText):
        return
    for language, texts in body.accept.items():
        yield from ((("accept", language, i), text) for i, text in enumerate(texts))
    for index, wrong in enumerate(body.wrong):
        for language, texts in wrong.texts.items():
            steps: Steps = ("wrong", index, "texts", language)
            yield from (((*steps, i), text) for i, text in enumerate(texts))


def _check_structure(located: Located, words: set[str], faults: FaultList) -> None:
    """Words alone make no new question: a learner would only meet other names."""
    parameters = located.question.parameters
    if parameters and all(parameter.name in words for parameter in parameters):
        message = "only words vary; vary a number as well, or write the question out"
        faults.add(located.path, located.line("parameters"), message)
