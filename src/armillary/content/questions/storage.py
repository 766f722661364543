"""Questions as plain data: what a database keeps, and the version that names it."""

import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from armillary.content.languages import Number, Texts
from armillary.content.questions.model import (
    Bin,
    Bins,
    Body,
    Card,
    Choice,
    Match,
    NumberAnswer,
    OneChoice,
    Open,
    Options,
    Order,
    Pair,
    Picture,
    Question,
    Reaction,
    Rubric,
    SeveralChoices,
    ShortText,
    Span,
    WrongNumber,
    WrongText,
)

# `Any` in this module: the values of a JSON object.
Data = Mapping[str, Any]

# Neither seen by a learner nor part of the score; a change of these makes no new version.
_BESIDE_THE_VERSION = ("stage", "difficulty", "seconds", "licence", "source")


def question_version(question: Question) -> str:
    """Return the name of exactly this question: 64 hexadecimal digits.

    It changes with anything a learner can see, in any language, and with anything that decides
    the score, the skills or the misconceptions of an answer.
    """
    data = question_to_dict(question)
    for name in _BESIDE_THE_VERSION:
        del data[name]
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def question_to_dict(question: Question) -> dict[str, Any]:
    """Return a question as JSON-able data, in the form of the course format."""
    data: dict[str, Any] = {
        "id": question.id,
        "kind": question.kind,
        "skills": list(question.skills),
        "stage": question.stage,
        "difficulty": question.difficulty,
        "seconds": question.seconds,
        "stem": dict(question.stem),
        "explanation": dict(question.explanation),
        "hints": [dict(hint) for hint in question.hints],
        "licence": question.licence,
        "source": question.source,
        # In pairs: the order of drawing and computing must survive a database that sorts keys.
        "parameters": [[p.name, _parameter_to_dict(p)] for p in question.parameters],
        "derived": [[name, expression] for name, expression in question.derived],
        "where": list(question.where),
    }
    if question.picture is not None:
        picture = question.picture
        data["picture"] = {
            "path": picture.path,
            "alt": dict(picture.alt),
            "sha256": picture.sha256,
        }
    return data | _body_to_dict(question.body)


def question_from_dict(data: Data) -> Question:
    """Return the question that `question_to_dict` wrote down."""
    picture = data.get("picture")
    return Question(
        id=data["id"],
        kind=data["kind"],
        skills=tuple(data["skills"]),
        stage=data["stage"],
        difficulty=data["difficulty"],
        seconds=data["seconds"],
        stem=data["stem"],
        body=_READ_BODY[data["kind"]](data),
        explanation=data["explanation"],
        hints=tuple(data["hints"]),
        licence=data["licence"],
        source=data["source"],
        parameters=tuple(_read_parameter(name, entry) for name, entry in data["parameters"]),
        derived=tuple((name, expression) for name, expression in data["derived"]),
        where=tuple(data["where"]),
        picture=Picture(picture["path"], picture["alt"], picture["sha256"]) if picture else None,
    )


def _parameter_to_dict(parameter: Span | Options) -> dict[str, Any]:
    if isinstance(parameter, Span):
        return {
            "from": _number_to_json(parameter.first),
            "to": _number_to_json(parameter.last),
            "step": _number_to_json(parameter.step),
        }
    return {"choose": [_option_to_json(value) for value in parameter.values]}


def _option_to_json(value: Number | Texts) -> int | str | dict[str, str]:
    return _number_to_json(value) if isinstance(value, int | Fraction) else dict(value)


def _number_to_json(value: Number) -> int | str:
    return value if isinstance(value, int) else str(value)


def _read_parameter(name: str, data: Data) -> Span | Options:
    if "choose" not in data:
        return Span(
            name, _read_number(data["from"]), _read_number(data["to"]), _read_number(data["step"])
        )
    if all(isinstance(value, Mapping) for value in data["choose"]):
        return Options(name, tuple(data["choose"]))
    return Options(name, tuple(_read_number(value) for value in data["choose"]))


def _read_number(value: int | str) -> Number:
    return value if isinstance(value, int) else Fraction(value)


def _reaction_to_dict(reaction: Reaction) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if reaction.misconception is not None:
        data["misconception"] = reaction.misconception
    if reaction.feedback is not None:
        data["feedback"] = dict(reaction.feedback)
    return data


def _read_reaction(data: Data) -> Reaction:
    return Reaction(data.get("misconception"), data.get("feedback"))


def _texts_by_language(texts: Mapping[str, tuple[str, ...]]) -> dict[str, list[str]]:
    return {language: list(accepted) for language, accepted in texts.items()}


def _read_texts_by_language(data: Data) -> dict[str, tuple[str, ...]]:
    return {language: tuple(accepted) for language, accepted in data.items()}


def _choice_to_dict(choice: Choice) -> dict[str, Any]:
    data = {"text": dict(choice.text)} | _reaction_to_dict(choice.reaction)
    return data | {"right": True} if choice.right else data


def _card_to_dict(card: Card) -> dict[str, Any]:
    data: dict[str, Any] = {"text": dict(card.text), "bin": card.bin}
    return data if card.wrong is None else data | {"wrong": _reaction_to_dict(card.wrong)}


def _body_to_dict(body: Body) -> dict[str, Any]:
    if isinstance(body, Open):
        return {"rubric": _rubric_to_dict(body.rubric), "example": dict(body.example)}
    if isinstance(body, OneChoice):
        return {"choices": [_choice_to_dict(choice) for choice in body.choices]}
    otherwise = {"otherwise": _reaction_to_dict(body.otherwise)}
    if isinstance(body, SeveralChoices):
        return {"choices": [_choice_to_dict(choice) for choice in body.choices]} | otherwise
    if isinstance(body, NumberAnswer | ShortText):
        return _typed_to_dict(body) | otherwise
    return _arrangement_to_dict(body) | otherwise


def _rubric_to_dict(rubric: Rubric | Texts) -> dict[str, Any]:
    if not isinstance(rubric, Rubric):
        return dict(rubric)
    return {
        "right": dict(rubric.right),
        "partly": dict(rubric.partly),
        "not_yet": dict(rubric.not_yet),
    }


def _read_rubric(data: Data) -> Rubric | Texts:
    levels = "right" in data
    return Rubric(data["right"], data["partly"], data["not_yet"]) if levels else data


def _typed_to_dict(body: NumberAnswer | ShortText) -> dict[str, Any]:
    if isinstance(body, NumberAnswer):
        answer: dict[str, Any] = {"value": body.value, "tolerance": body.tolerance}
        if body.unit is not None:
            answer["unit"] = dict(body.unit)
        wrong = [{"value": w.value} | _reaction_to_dict(w.reaction) for w in body.wrong]
        return {"answer": answer, "wrong": wrong}
    return {
        "accept": _texts_by_language(body.accept),
        "wrong": [
            {"texts": _texts_by_language(w.texts)} | _reaction_to_dict(w.reaction)
            for w in body.wrong
        ],
    }


def _arrangement_to_dict(body: Order | Match | Bins) -> dict[str, Any]:
    if isinstance(body, Order):
        return {"sequence": [dict(thing) for thing in body.sequence]}
    if isinstance(body, Match):
        return {
            "pairs": [{"left": dict(p.left), "right": dict(p.right)} for p in body.pairs],
            "extra": [dict(text) for text in body.extra],
        }
    return {
        "bins": [{"id": bin_.id, "text": dict(bin_.text)} for bin_ in body.bins],
        "cards": [_card_to_dict(card) for card in body.cards],
    }


def _read_choices(data: Data) -> tuple[Choice, ...]:
    return tuple(
        Choice(choice["text"], bool(choice.get("right", False)), _read_reaction(choice))
        for choice in data["choices"]
    )


def _read_number_answer(data: Data) -> NumberAnswer:
    answer = data["answer"]
    return NumberAnswer(
        value=answer["value"],
        tolerance=answer["tolerance"],
        unit=answer.get("unit"),
        wrong=tuple(WrongNumber(w["value"], _read_reaction(w)) for w in data["wrong"]),
        otherwise=_read_reaction(data["otherwise"]),
    )


def _read_short_text(data: Data) -> ShortText:
    return ShortText(
        accept=_read_texts_by_language(data["accept"]),
        wrong=tuple(
            WrongText(_read_texts_by_language(w["texts"]), _read_reaction(w)) for w in data["wrong"]
        ),
        otherwise=_read_reaction(data["otherwise"]),
    )


def _read_match(data: Data) -> Match:
    pairs = tuple(Pair(pair["left"], pair["right"]) for pair in data["pairs"])
    return Match(pairs, tuple(data["extra"]), _read_reaction(data["otherwise"]))


def _read_bins(data: Data) -> Bins:
    return Bins(
        bins=tuple(Bin(bin_["id"], bin_["text"]) for bin_ in data["bins"]),
        cards=tuple(
            Card(c["text"], c["bin"], _read_reaction(c["wrong"]) if "wrong" in c else None)
            for c in data["cards"]
        ),
        otherwise=_read_reaction(data["otherwise"]),
    )


_READ_BODY: dict[str, Any] = {
    "one_choice": lambda data: OneChoice(_read_choices(data)),
    "several_choices": lambda data: SeveralChoices(
        _read_choices(data), _read_reaction(data["otherwise"])
    ),
    "number": _read_number_answer,
    "short_text": _read_short_text,
    "order": lambda data: Order(tuple(data["sequence"]), _read_reaction(data["otherwise"])),
    "match": _read_match,
    "bins": _read_bins,
    "open": lambda data: Open(_read_rubric(data["rubric"]), data["example"]),
}
