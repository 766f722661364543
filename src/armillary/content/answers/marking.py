"""Marking: from what was given to a score, and what a wrong answer tells."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from armillary.content.answers.given import EMPTY, Given
from armillary.content.answers.numbers import AMBIGUOUS_NUMBER, WRONG_UNIT, read_number
from armillary.content.answers.words import same_text_key
from armillary.content.languages import NUMBER_EXAMPLES, Number, distance
from armillary.content.questions import (
    LANGUAGES,
    Bins,
    Match,
    NumberAnswer,
    OneChoice,
    Open,
    Order,
    Reaction,
    SeveralChoices,
    ShortText,
    Variant,
    content_language,
    show_block,
    show_plain,
)

# More replies than this at once is a wall of text.
MAX_REPLIES = 3


@dataclass(frozen=True, slots=True)
class Mark:
    """What the machine says about an answer.

    The score is from 0 to 1, or None: not readable (then `message_code` says why and `example`
    how to write it), or an open answer that waits for a teacher.
    """

    readable: bool
    score: float | None
    misconceptions: tuple[str, ...] = ()
    message_code: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class _Verdict:
    score: float | None
    reactions: tuple[Reaction, ...] = ()
    problem: str = ""


def mark(variant: Variant, given: Given) -> Mark:
    """Return the mark of an answer. What cannot be read is not wrong: it has no score."""
    verdict = _judge(variant, given)
    if verdict.problem:
        example = _example(variant, given, verdict.problem)
        return Mark(False, None, message_code=verdict.problem, example=example)
    found = (reaction.misconception for reaction in verdict.reactions)
    misconceptions = tuple(dict.fromkeys(name for name in found if name is not None))
    return Mark(True, verdict.score, misconceptions)


def show_feedback(variant: Variant, given: Given, language: str) -> str:
    """Return the reply to exactly this answer as safe HTML; empty when its author wrote none."""
    language = content_language(language)
    reactions = _judge(variant, given).reactions
    texts = [reaction.feedback for reaction in reactions if reaction.feedback is not None]
    shown = dict.fromkeys(show_block(text, variant.values, language) for text in texts)
    return "\n".join(list(shown)[:MAX_REPLIES])


def _judge(variant: Variant, given: Given) -> _Verdict:
    if "problem" in given:
        return _Verdict(None, problem=given["problem"])
    body = variant.question.body
    return _JUDGES[type(body)](variant, body, given)


def _example(variant: Variant, given: Given, problem: str) -> str:
    body = variant.question.body
    if not isinstance(body, NumberAnswer) or "language" not in given:
        return ""
    language = content_language(given["language"])
    if problem == WRONG_UNIT and body.unit is not None:
        return f"12 {show_plain(body.unit[language], variant.values, language)}"
    return NUMBER_EXAMPLES[language]


def _judge_one_choice(variant: Variant, body: OneChoice, given: Given) -> _Verdict:
    choice = body.choices[given["choice"]]
    return _Verdict(1.0 if choice.right else 0.0, (choice.reaction,))


def _judge_several_choices(variant: Variant, body: SeveralChoices, given: Given) -> _Verdict:
    chosen = [body.choices[index] for index in given["choices"]]
    n_right = sum(choice.right for choice in body.choices)
    hits = sum(choice.right for choice in chosen)
    wrong = tuple(choice.reaction for choice in chosen if not choice.right)
    # A wrong choice takes back a right one, so that ticking everything earns nothing.
    score = max(0, hits - len(wrong)) / n_right
    if hits < n_right:
        wrong = (*wrong, body.otherwise)
    return _Verdict(score, wrong)


def _judge_number(variant: Variant, body: NumberAnswer, given: Given) -> _Verdict:
    units = _units(variant, body)
    reading = read_number(given["text"], given["language"], units)
    if reading.value is None:
        return _Verdict(None, problem=reading.problem)
    right, tolerance = variant.number(body.value), variant.number(body.tolerance)
    if distance(reading.value, right) <= tolerance:
        return _Verdict(1.0)
    if reading.other is not None and distance(reading.other, right) <= tolerance:
        return _Verdict(None, problem=AMBIGUOUS_NUMBER)
    return _Verdict(0.0, (_foreseen_number(variant, body, reading.value, tolerance),))


def _units(variant: Variant, body: NumberAnswer) -> list[str]:
    if body.unit is None:
        return []
    return [show_plain(body.unit[language], variant.values, language) for language in LANGUAGES]


def _foreseen_number(
    variant: Variant, body: NumberAnswer, value: Number, tolerance: Number
) -> Reaction:
    distances = [
        (distance(value, variant.number(wrong.value)), index)
        for index, wrong in enumerate(body.wrong)
    ]
    nearest = min(distances, default=None)
    if nearest is None or nearest[0] > tolerance:
        return body.otherwise
    return body.wrong[nearest[1]].reaction


def _judge_short_text(variant: Variant, body: ShortText, given: Given) -> _Verdict:
    typed = same_text_key(given["text"])
    if not typed:
        return _Verdict(None, problem=EMPTY)
    own = content_language(given["language"])
    # A learner may switch the language after typing, so every language's answers count, the
    # current one's first.
    for language in (own, *(other for other in LANGUAGES if other != own)):
        if _matches(variant, body.accept, language, typed):
            return _Verdict(1.0)
        for wrong in body.wrong:
            if _matches(variant, wrong.texts, language, typed):
                return _Verdict(0.0, (wrong.reaction,))
    return _Verdict(0.0, (body.otherwise,))


def _matches(
    variant: Variant, texts: Mapping[str, tuple[str, ...]], language: str, typed: str
) -> bool:
    return any(
        same_text_key(show_plain(text, variant.values, language)) == typed
        for text in texts.get(language, ())
    )


def _judge_order(variant: Variant, body: Order, given: Given) -> _Verdict:
    return _judge_places(given["order"], range(len(body.sequence)), body.otherwise)


def _judge_match(variant: Variant, body: Match, given: Given) -> _Verdict:
    return _judge_places(given["match"], range(len(body.pairs)), body.otherwise)


def _judge_bins(variant: Variant, body: Bins, given: Given) -> _Verdict:
    misplaced = [
        card for card, placed in zip(body.cards, given["bins"], strict=True) if card.bin != placed
    ]
    verdict = _judge_places(given["bins"], [card.bin for card in body.cards], body.otherwise)
    own = tuple(card.wrong for card in misplaced if card.wrong is not None)
    return _Verdict(verdict.score, own or verdict.reactions)


def _judge_places(
    placed: Sequence[object], right: Iterable[object], otherwise: Reaction
) -> _Verdict:
    hits = [one == other for one, other in zip(placed, right, strict=True)]
    score = sum(hits) / len(hits)
    return _Verdict(score, () if all(hits) else (otherwise,))


def _judge_open(variant: Variant, body: Open, given: Given) -> _Verdict:
    return _Verdict(None)


# `Any` below: each judge takes the body of its own kind, which a mapping cannot express.
_JUDGES: dict[type[Any], Callable[[Variant, Any, Given], _Verdict]] = {
    OneChoice: _judge_one_choice,
    SeveralChoices: _judge_several_choices,
    NumberAnswer: _judge_number,
    ShortText: _judge_short_text,
    Order: _judge_order,
    Match: _judge_match,
    Bins: _judge_bins,
    Open: _judge_open,
}
