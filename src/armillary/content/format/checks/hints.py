"""Does a hint help without giving the answer away?"""

import re
from collections.abc import Iterator

from armillary.content.format.checks.likeness import plain, stems
from armillary.content.format.faults import FaultList
from armillary.content.format.number_faults import numbers_in, numbers_said_in
from armillary.content.format.question_files import Located
from armillary.content.languages import LANGUAGES
from armillary.content.questions import (
    Bins,
    Match,
    NumberAnswer,
    OneChoice,
    Order,
    SeveralChoices,
    ShortText,
    Variant,
    build_variant,
    show_plain,
)

CHECK = "hints"

N_SEEDS = 20
TOLD_SHARE = 0.9
# A hint that says this share of the right choice tells it, in whatever order of words.
PARAPHRASE_SHARE = 0.7
FEWEST_SHARED = {"en": 3, "ru": 3, "be": 3, "zh-Hans": 5}


def check_hints(located: Located, faults: FaultList) -> int:
    """Note hints that tell the answer; return how many were read.

    The question must have been proved: its variants are made.
    """
    question = located.question
    n_seeds = N_SEEDS if question.parameters else 1
    variants = [build_variant(question, seed) for seed in range(n_seeds)]
    for language in LANGUAGES:
        for index in range(len(question.hints)):
            told = [_told(variant, index, language) for variant in variants]
            # In a worked example a number may meet the answer of many seeds by chance.
            if sum(map(bool, told)) >= TOLD_SHARE * n_seeds:
                shown = next(answer for answer in told if answer)
                message = f"this hint states the answer, `{shown[:40]}`; help without telling it"
                line = located.line("hints", index, language)
                faults.add(located.path, line, message, CHECK)
    return len(question.hints) * len(LANGUAGES)


def _told(variant: Variant, index: int, language: str) -> str:
    """Return the answer that a hint tells although the stem does not, or nothing."""
    question = variant.question
    hint = show_plain(question.hints[index][language], variant.values, language)
    stem = show_plain(question.stem[language], variant.values, language)
    if isinstance(question.body, NumberAnswer):
        return _told_number(variant, question.body, language, hint, stem)
    return (
        _told_whole(variant, language, plain(hint), plain(stem))
        or _told_order(variant, language, plain(hint))
        or _told_in_other_words(variant, language, hint, stem)
    )


def _told_number(variant: Variant, body: NumberAnswer, language: str, hint: str, stem: str) -> str:
    right = variant.number(body.value)
    # In a stem a number word may be a turn of phrase; in a hint it counts.
    told = right in numbers_said_in(hint, language) - numbers_in(stem, language)
    return str(right) if told else ""


def _told_whole(variant: Variant, language: str, hint: str, stem: str) -> str:
    for group in _telling_texts(variant, language):
        if all(_mentions(hint, text) for text in group) and not _mentions(stem, group[-1]):
            return " / ".join(group)
    return ""


def _telling_texts(variant: Variant, language: str) -> Iterator[list[str]]:
    """Return groups of texts; a hint that holds all of a group states a part of the answer."""
    body = variant.question.body

    def shown(text: str) -> str:
        return plain(show_plain(text, variant.values, language))

    if isinstance(body, OneChoice | SeveralChoices):
        yield from ([shown(choice.text[language])] for choice in body.choices if choice.right)
    elif isinstance(body, ShortText):
        yield from ([shown(text)] for text in body.accept[language])
    elif isinstance(body, Match):
        for pair in body.pairs:
            yield [shown(pair.left[language]), shown(pair.right[language])]
    elif isinstance(body, Bins):
        names = {bin_.id: shown(bin_.text[language]) for bin_ in body.bins}
        yield from ([shown(card.text[language]), names[card.bin]] for card in body.cards)


def _mentions(text: str, part: str) -> bool:
    """Tell whether a text holds a part as whole words; parts too short to tell do not count."""
    is_chinese = re.search("[\u4e00-\u9fff]", part) is not None
    if len(part) < (2 if is_chinese else 4):
        return False
    if is_chinese:
        return part in text
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", text) is not None


def _told_order(variant: Variant, language: str, hint: str) -> str:
    """Return the steps of an order that a hint goes through one by one, or nothing."""
    body = variant.question.body
    if not isinstance(body, Order):
        return ""
    steps = [plain(show_plain(step[language], variant.values, language)) for step in body.sequence]
    places = [hint.find(step) for step in steps]
    return " / ".join(steps) if -1 not in places and places == sorted(places) else ""


def _told_in_other_words(variant: Variant, language: str, hint: str, stem: str) -> str:
    """Return the right choice when a hint says most of what sets it apart, or nothing."""
    body = variant.question.body
    if not isinstance(body, OneChoice | SeveralChoices):
        return ""
    said = stems(hint, language) - stems(stem, language)
    wrong = [choice.text[language] for choice in body.choices if not choice.right]
    shared_by_wrong = stems(
        " ".join(show_plain(text, variant.values, language) for text in wrong), language
    )
    for choice in body.choices:
        text = show_plain(choice.text[language], variant.values, language)
        right = stems(text, language)
        shared = right & said
        if (
            choice.right
            and len(shared) >= FEWEST_SHARED[language]
            and len(shared) >= PARAPHRASE_SHARE * len(right)
            and not shared <= shared_by_wrong
        ):
            return plain(text)
    return ""
