"""Every text of a question, with the place where it stands in its file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from armillary.content.languages import Texts
from armillary.content.questions import (
    Bins,
    Match,
    NumberAnswer,
    OneChoice,
    Open,
    Order,
    Question,
    Reaction,
    Rubric,
    SeveralChoices,
    ShortText,
)

Steps = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class TextPlace:
    """One text in four languages, and the way to it from the question's entry."""

    steps: Steps
    texts: Texts
    inline: bool


def question_texts(question: Question) -> list[TextPlace]:
    """Return every text that Markdown is read from, in the order of the file."""
    found = [TextPlace(("stem",), question.stem, inline=False)]
    if question.picture is not None:
        found.append(TextPlace(("picture", "alt"), question.picture.alt, inline=True))
    found.extend(_body_texts(question))
    found.append(TextPlace(("explanation",), question.explanation, inline=False))
    found.extend(
        TextPlace(("hints", index), hint, inline=False) for index, hint in enumerate(question.hints)
    )
    return found


def parts_to_tell_apart(question: Question) -> list[list[TextPlace]]:
    """Return the groups of texts that must differ from each other: choices, things, cards."""
    body = question.body
    if isinstance(body, OneChoice | SeveralChoices):
        return [_parts(("choices",), [choice.text for choice in body.choices], "text")]
    if isinstance(body, Order):
        return [_parts(("sequence",), body.sequence)]
    if isinstance(body, Match):
        rights = _parts(("pairs",), [pair.right for pair in body.pairs], "right")
        return [
            _parts(("pairs",), [pair.left for pair in body.pairs], "left"),
            rights + _parts(("extra",), body.extra),
        ]
    if isinstance(body, Bins):
        return [
            _parts(("bins",), [bin_.text for bin_ in body.bins], "text"),
            _parts(("cards",), [card.text for card in body.cards], "text"),
        ]
    return []


def _parts(start: Steps, texts: Sequence[Texts], last: str | None = None) -> list[TextPlace]:
    end: Steps = () if last is None else (last,)
    return [TextPlace((*start, i, *end), text, inline=True) for i, text in enumerate(texts)]


def _body_texts(question: Question) -> Iterator[TextPlace]:
    body = question.body
    for group in parts_to_tell_apart(question):
        yield from group
    if isinstance(body, Open):
        yield from _rubric_texts(body.rubric)
        yield TextPlace(("example",), body.example, inline=False)
        return
    if isinstance(body, NumberAnswer) and body.unit is not None:
        yield TextPlace(("answer", "unit"), body.unit, inline=True)
    for steps, reaction in reactions(question):
        if reaction.feedback is not None:
            yield TextPlace((*steps, "feedback"), reaction.feedback, inline=False)


def _rubric_texts(rubric: Rubric | Texts) -> Iterator[TextPlace]:
    if not isinstance(rubric, Rubric):
        yield TextPlace(("rubric",), rubric, inline=False)
        return
    for name in ("right", "partly", "not_yet"):
        yield TextPlace(("rubric", name), getattr(rubric, name), inline=True)


def reactions(question: Question) -> Iterator[tuple[Steps, Reaction]]:
    """Give what each answer tells, and the way to it from the question's entry."""
    body = question.body
    if isinstance(body, OneChoice | SeveralChoices):
        for index, choice in enumerate(body.choices):
            yield ("choices", index), choice.reaction
    if isinstance(body, NumberAnswer | ShortText):
        reactions = [wrong.reaction for wrong in body.wrong]
        yield from ((("wrong", index), reaction) for index, reaction in enumerate(reactions))
    if isinstance(body, Bins):
        for index, card in enumerate(body.cards):
            if card.wrong is not None:
                yield ("cards", index, "wrong"), card.wrong
    if not isinstance(body, OneChoice | Open):
        yield ("otherwise",), body.otherwise
