"""Faults of wording that only show when texts are read side by side."""

import re
import unicodedata
from collections.abc import Iterator, Sequence

from armillary.content.answers import same_text_key
from armillary.content.format.faults import FaultList
from armillary.content.format.question_files import Located
from armillary.content.format.text_faults import numbers_in
from armillary.content.languages import LANGUAGES
from armillary.content.questions import (
    Bins,
    Match,
    NumberAnswer,
    OneChoice,
    SeveralChoices,
    ShortText,
    Variant,
    build_variant,
    show_plain,
)

N_SEEDS = 20
TOLD_SHARE = 0.9
# Fewer questions with one choice than this can have the longest one right by chance.
FEWEST_TO_COMPARE = 4
LONGEST_SHARE = 0.75

_MARKUP = re.compile(r"[*_`$\\{}]")


def find_wording_faults(questions: Sequence[Located], faults: FaultList) -> None:
    """Note choices that give themselves away, and stems used twice."""
    _check_lengths(questions, faults)
    _check_stems(questions, faults)


def find_telling_hints(located: Located, faults: FaultList) -> None:
    """Note hints that state the answer. The question must have been proved."""
    question = located.question
    n_seeds = N_SEEDS if question.parameters else 1
    variants = [build_variant(question, seed) for seed in range(n_seeds)]
    for language in LANGUAGES:
        for index in range(len(question.hints)):
            told = [_told_by_hint(variant, index, language) for variant in variants]
            # In a worked example a number may meet the answer of many seeds by chance.
            if sum(map(bool, told)) >= TOLD_SHARE * n_seeds:
                shown = next(answer for answer in told if answer)
                message = f"this hint states the answer, `{shown[:40]}`; help without telling it"
                faults.add(located.path, located.line("hints", index, language), message)


def _told_by_hint(variant: Variant, index: int, language: str) -> str:
    """Return the answer that a hint states although the stem does not, or nothing."""
    question = variant.question
    hint = show_plain(question.hints[index][language], variant.values, language)
    stem = show_plain(question.stem[language], variant.values, language)
    if isinstance(question.body, NumberAnswer):
        right = variant.number(question.body.value)
        told = right in numbers_in(hint, language) - numbers_in(stem, language)
        return str(right) if told else ""
    hint, stem = _plain(hint), _plain(stem)
    for group in _telling_texts(variant, language):
        if all(_mentions(hint, text) for text in group) and not _mentions(stem, group[-1]):
            return " / ".join(group)
    return ""


def _telling_texts(variant: Variant, language: str) -> Iterator[list[str]]:
    """Return groups of texts; a hint that holds all of a group states a part of the answer."""
    body = variant.question.body

    def plain(text: str) -> str:
        return _plain(show_plain(text, variant.values, language))

    if isinstance(body, OneChoice | SeveralChoices):
        yield from ([plain(choice.text[language])] for choice in body.choices if choice.right)
    elif isinstance(body, ShortText):
        yield from ([plain(text)] for text in body.accept[language])
    elif isinstance(body, Match):
        for pair in body.pairs:
            yield [plain(pair.left[language]), plain(pair.right[language])]
    elif isinstance(body, Bins):
        names = {bin_.id: plain(bin_.text[language]) for bin_ in body.bins}
        yield from ([plain(card.text[language]), names[card.bin]] for card in body.cards)


def _mentions(text: str, part: str) -> bool:
    """Tell whether a text holds a part as whole words; parts too short to tell do not count."""
    is_chinese = re.search("[\u4e00-\u9fff]", part) is not None
    if len(part) < (2 if is_chinese else 4):
        return False
    if is_chinese:
        return part in text
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) is not None


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", _MARKUP.sub("", text)).casefold().replace("ё", "е")
    return " ".join(text.split()).strip(" .,;:!?。，；：！？")


def _check_lengths(questions: Sequence[Located], faults: FaultList) -> None:
    by_path: dict[str, list[Located]] = {}
    for located in questions:
        if isinstance(located.question.body, OneChoice):
            by_path.setdefault(located.path, []).append(located)
    for path, group in by_path.items():
        for language in LANGUAGES:
            n_longest = sum(_right_is_longest(located, language) for located in group)
            if len(group) >= FEWEST_TO_COMPARE and n_longest > LONGEST_SHARE * len(group):
                message = (
                    f"in {language} the longest choice is right in {n_longest} of {len(group)} "
                    "questions; lengthen wrong choices or shorten right ones"
                )
                faults.add(path, group[0].line("choices"), message)


def _right_is_longest(located: Located, language: str) -> bool:
    body = located.question.body
    if not isinstance(body, OneChoice):
        return False
    lengths = {right: [0] for right in (True, False)}
    for choice in body.choices:
        lengths[choice.right].append(len(_plain(choice.text[language])))
    return max(lengths[True]) > max(lengths[False])


def _check_stems(questions: Sequence[Located], faults: FaultList) -> None:
    said: set[str] = set()
    for language in LANGUAGES:
        first: dict[str, Located] = {}
        for located in questions:
            name = located.question.id
            key = same_text_key(located.question.stem[language])
            other = first.setdefault(key, located)
            if other is not located and name not in said:
                said.add(name)
                message = f"{other.question.id} asks the same ({language}); ask it in other words"
                faults.add(located.path, located.line("stem", language), message)
