"""A variant as a learner sees it, in one language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from armillary.content.languages import (
    MAX_DECIMALS,
    NO_BREAK_SPACE,
    NUMBER_EXAMPLES,
    Number,
    Texts,
    content_language,
    distance,
    format_number,
    round_half_up,
)
from armillary.content.questions.model import (
    Bins,
    Match,
    NumberAnswer,
    OneChoice,
    Open,
    Order,
    Question,
    SeveralChoices,
    ShortText,
)
from armillary.content.questions.texts import show_block, show_inline, show_plain
from armillary.content.questions.variants import KEYS, Variant


@dataclass(frozen=True, slots=True)
class Part:
    """One choice, thing, card or bin: the key a form sends for it, and what it shows."""

    key: str
    html: str


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """The drawing of a question: its path in the course folder and its words."""

    path: str
    alt: str


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """All that a page needs to ask a question. What the kind does not have is empty."""

    id: str
    kind: str
    language: str
    stem_html: str
    seconds: int
    n_hints: int
    picture: ShownPicture | None
    choices: tuple[Part, ...] = ()
    things: tuple[Part, ...] = ()
    lefts: tuple[Part, ...] = ()
    rights: tuple[Part, ...] = ()
    bins: tuple[Part, ...] = ()
    cards: tuple[Part, ...] = ()
    unit_html: str = ""
    example: str = ""


def render_question(variant: Variant, language: str) -> ShownQuestion:
    """Return a question ready for a page; the keys of its parts say nothing about the answer."""
    language = content_language(language)
    question = variant.question
    parts = _show_parts(variant, language)
    return ShownQuestion(
        id=question.id,
        kind=question.kind,
        language=language,
        stem_html=show_block(question.stem, variant.values, language),
        seconds=question.seconds,
        n_hints=len(question.hints),
        picture=_show_picture(question, variant, language),
        choices=parts.get("choices", ()),
        things=parts.get("things", ()),
        lefts=parts.get("lefts", ()),
        rights=parts.get("rights", ()),
        bins=parts.get("bins", ()),
        cards=parts.get("cards", ()),
        unit_html=_show_unit(variant, language),
        example=NUMBER_EXAMPLES[language] if question.kind == "number" else "",
    )


def show_hint(variant: Variant, number: int, language: str) -> str:
    """Return one hint as safe HTML; number 1 is the gentlest.

    Raises
    ------
    ValueError
        If the question has no hint of that number.
    """
    hints = variant.question.hints
    if not 1 <= number <= len(hints):
        raise ValueError(f"number must be from 1 to {len(hints)}, got {number}")
    return show_block(hints[number - 1], variant.values, content_language(language))


def show_explanation(variant: Variant, language: str) -> str:
    """Return why the right answer is right, as safe HTML."""
    explanation = variant.question.explanation
    return show_block(explanation, variant.values, content_language(language))


def show_right_answer(variant: Variant, language: str) -> str:
    """Return the right answer as safe HTML: a list where it has parts, the example when open."""
    language = content_language(language)
    body = variant.question.body

    def inline(texts: Texts) -> str:
        return show_inline(texts, variant.values, language)

    if isinstance(body, OneChoice):
        return next((inline(choice.text) for choice in body.choices if choice.right), "")
    if isinstance(body, SeveralChoices):
        return _list("ul", [inline(choice.text) for choice in body.choices if choice.right])
    if isinstance(body, NumberAnswer):
        return show_number(variant, _presentable(variant, body), language)
    if isinstance(body, ShortText):
        accepted = dict.fromkeys([language], body.accept[language][0])
        return show_inline(accepted, variant.values, language)
    if isinstance(body, Open):
        return show_block(body.example, variant.values, language)
    return _show_arrangement(body, inline)


def _show_arrangement(body: Order | Match | Bins, inline: Callable[[Texts], str]) -> str:
    if isinstance(body, Order):
        return _list("ol", [inline(thing) for thing in body.sequence])
    if isinstance(body, Match):
        return _list(
            "ul", [f"{inline(pair.left)} \u2192 {inline(pair.right)}" for pair in body.pairs]
        )
    names = {bin_.id: inline(bin_.text) for bin_ in body.bins}
    return _list("ul", [f"{inline(card.text)} \u2192 {names[card.bin]}" for card in body.cards])


def _presentable(variant: Variant, body: NumberAnswer) -> Number:
    """Return the right value with no more decimals than the tolerance makes sense of."""
    value, tolerance = variant.number(body.value), variant.number(body.tolerance)
    rounded = (round_half_up(value, digits) for digits in range(MAX_DECIMALS))
    if 10**MAX_DECIMALS % value.denominator == 0:
        return value
    return next((near for near in rounded if 2 * distance(near, value) <= tolerance), value)


def show_number(variant: Variant, value: Number, language: str) -> str:
    """Return a number with the question's unit, as safe HTML."""
    unit = _show_unit(variant, language)
    number = format_number(value, language)
    if not unit:
        return number
    tight = unit == "%" and language in ("en", "zh-Hans")
    return number + unit if tight else number + NO_BREAK_SPACE + unit


def _list(tag: str, items: list[str]) -> str:
    return f"<{tag}>{''.join(f'<li>{item}</li>' for item in items)}</{tag}>"


def _show_unit(variant: Variant, language: str) -> str:
    body = variant.question.body
    if isinstance(body, NumberAnswer) and body.unit is not None:
        return show_inline(body.unit, variant.values, language)
    return ""


def _show_picture(question: Question, variant: Variant, language: str) -> ShownPicture | None:
    picture = question.picture
    if picture is None:
        return None
    return ShownPicture(picture.path, show_plain(picture.alt[language], variant.values, language))


def _show_parts(variant: Variant, language: str) -> Mapping[str, tuple[Part, ...]]:
    body = variant.question.body

    def parts(texts: list[Texts]) -> tuple[Part, ...]:
        return tuple(
            Part(key, show_inline(text, variant.values, language))
            for key, text in zip(KEYS, texts, strict=False)
        )

    if isinstance(body, OneChoice | SeveralChoices):
        return {"choices": parts([body.choices[index].text for index in variant.shown])}
    if isinstance(body, Order):
        return {"things": parts([body.sequence[index] for index in variant.shown])}
    if isinstance(body, Match):
        return {
            "lefts": parts([body.pairs[index].left for index in variant.shown]),
            "rights": parts([body.rights[index] for index in variant.shown_rights]),
        }
    if isinstance(body, Bins):
        names = [
            Part(bin_.id, show_inline(bin_.text, variant.values, language)) for bin_ in body.bins
        ]
        return {
            "bins": tuple(names),
            "cards": parts([body.cards[index].text for index in variant.shown]),
        }
    return {}
