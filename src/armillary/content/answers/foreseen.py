"""Answers that a question foresees, right and wrong: for simulated learners and for tests."""

from fractions import Fraction

from armillary.content.answers.given import Given
from armillary.content.languages import Number, format_number
from armillary.content.questions import (
    Bins,
    Match,
    NumberAnswer,
    OneChoice,
    Open,
    Order,
    SeveralChoices,
    ShortText,
    Variant,
    content_language,
    show_plain,
)


def right_given(variant: Variant, language: str) -> Given:
    """Return a right answer as a learner would give it; for an open question its example."""
    language = content_language(language)
    body = variant.question.body
    if isinstance(body, OneChoice):
        return {"choice": next(i for i, choice in enumerate(body.choices) if choice.right)}
    if isinstance(body, SeveralChoices):
        return {"choices": [i for i, choice in enumerate(body.choices) if choice.right]}
    if isinstance(body, Order):
        return {"order": list(range(len(body.sequence)))}
    if isinstance(body, Match):
        return {"match": list(range(len(body.pairs)))}
    if isinstance(body, Bins):
        return {"bins": [card.bin for card in body.cards]}
    if isinstance(body, NumberAnswer):
        return _typed(_number_text(variant.number(body.value), language), language)
    text = body.accept[language][0] if isinstance(body, ShortText) else body.example[language]
    return _typed(show_plain(text, variant.values, language), language)


def wrong_givens(variant: Variant, language: str) -> tuple[Given, ...]:
    """Return wrong answers: every foreseen one, and at least one; none for an open question."""
    language = content_language(language)
    body = variant.question.body
    if isinstance(body, Open):
        return ()
    if isinstance(body, OneChoice):
        return tuple({"choice": i} for i, choice in enumerate(body.choices) if not choice.right)
    if isinstance(body, SeveralChoices):
        return _wrong_selections(body)
    if isinstance(body, NumberAnswer):
        return _wrong_numbers(variant, body, language)
    if isinstance(body, ShortText):
        foreseen = [text for wrong in body.wrong for text in wrong.texts[language]]
        texts = [show_plain(text, variant.values, language) for text in foreseen]
        return tuple(_typed(text, language) for text in (*texts, "???x"))
    return _wrong_arrangements(body)


def _typed(text: str, language: str) -> Given:
    return {"text": text, "language": language}


def _number_text(value: Number, language: str) -> str:
    """Return a number as typed: in decimals where these are exact, otherwise as a fraction."""
    if isinstance(value, Fraction) and 10**6 % value.denominator:
        return f"{value.numerator}/{value.denominator}"
    return format_number(value, language)


def _wrong_numbers(variant: Variant, body: NumberAnswer, language: str) -> tuple[Given, ...]:
    right, tolerance = variant.number(body.value), variant.number(body.tolerance)
    values = [variant.number(wrong.value) for wrong in body.wrong]
    other = max([right, *values]) + tolerance + 1
    return tuple(_typed(_number_text(value, language), language) for value in (*values, other))


def _wrong_selections(body: SeveralChoices) -> tuple[Given, ...]:
    right = [i for i, choice in enumerate(body.choices) if choice.right]
    wrong = [i for i, choice in enumerate(body.choices) if not choice.right]
    too_many = [{"choices": sorted([*right, index])} for index in wrong]
    too_few = [{"choices": right[:1]}] if len(right) > 1 else []
    return tuple(too_many + too_few)


def _wrong_arrangements(body: Order | Match | Bins) -> tuple[Given, ...]:
    if isinstance(body, Order):
        order = list(range(len(body.sequence)))
        return ({"order": order[::-1]}, {"order": [order[1], order[0], *order[2:]]})
    if isinstance(body, Match):
        rights = list(range(len(body.pairs)))
        return ({"match": [*rights[1:], rights[0]]}, {"match": [rights[1], rights[0], *rights[2:]]})
    bins = [card.bin for card in body.cards]
    return tuple(
        {"bins": [*bins[:index], _other_bin(body, card_bin), *bins[index + 1 :]]}
        for index, card_bin in enumerate(bins)
    )


def _other_bin(body: Bins, bin_id: str) -> str:
    return next(bin_.id for bin_ in body.bins if bin_.id != bin_id)
