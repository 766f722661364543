"""The parts of a question that belong to its kind, read into the stored form."""

import re
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from armillary.content.format.reader import Reader
from armillary.content.format.tree import Node
from armillary.content.questions import Expression, ExpressionError, parse_expression

# `Any`: the stored form is a JSON object.
Data = dict[str, Any]

# A rubric says what an answer must show for each mark that a teacher can give.
RUBRIC_LEVELS = ("right", "partly", "not_yet")
LONGEST_LEVEL = {"en": 240, "ru": 240, "be": 240, "zh-Hans": 100}
BIN_ID = r"[a-z][a-z0-9-]{0,30}"


class QuestionReader(Reader):
    """Reads one questions file, knowing the names the rest of the course defines."""

    def __init__(
        self, base: Reader, misconceptions: frozenset[str] | None, *, closed: bool = False
    ) -> None:
        super().__init__(base.path, base.faults)
        self.misconceptions = misconceptions
        self.closed = closed
        self.values: set[str] = set()

    def expression(self, node: Node | None, *, extra: str = "") -> str:
        """Return an expression over the names known so far."""
        if node is None:
            return "0"
        if node.kind != "text":
            self.fault(node, "expected an expression here, such as `total - test`")
            return "0"
        text = node.text.strip()
        parsed = self._parsed(node, text)
        for name in sorted(parsed.names - self.values if parsed else ()):
            self.fault(node, f"`{name}` is not a parameter or derived value known here{extra}")
        return text

    def _parsed(self, node: Node, text: str) -> Expression | None:
        try:
            return parse_expression(text)
        except ExpressionError as error:
            self.fault(node, str(error))
            return None

    def reaction(self, entries: Mapping[str, Node], *, node: Node | None) -> Data:
        """Return what a wrong answer tells; both its misconception and its feedback are due."""
        data: Data = {}
        if node is not None:
            for name in ("misconception",) if self.closed else ("misconception", "feedback"):
                if name not in entries:
                    self.fault(node, _MISSING[name])
        name_node = entries.get("misconception")
        if name_node is not None:
            name = self._misconception(name_node)
            if name:
                data["misconception"] = name
        if "feedback" in entries:
            data["feedback"] = self.texts(entries["feedback"])
        return data

    def _misconception(self, node: Node) -> str:
        if node.kind != "text":
            self.fault(node, "write the id of a misconception, or `none`")
            return ""
        if node.text == "none":
            return ""
        known = self.misconceptions
        if known is not None and node.text not in known:
            message = f"the misconception `{node.text[:40]}` is not in misconceptions.yaml"
            self.fault(node, f"{message}; add it there or write `none`")
        return node.text

    def otherwise(self, node: Node | None) -> Data:
        """Return the reply to every wrong answer that was not foreseen."""
        if node is None:
            return {}
        entries = self.mapping(node, ["feedback"], ["misconception"])
        return self.reaction(entries, node=None)


_MISSING = {
    "misconception": "`misconception` is missing; name the one behind this answer, or write `none`",
    "feedback": "`feedback` is missing; say kindly why this answer is not right",
}


def read_choices(reader: QuestionReader, entries: Mapping[str, Node]) -> Data:
    """Return the choices of one_choice or several_choices."""
    node = entries.get("choices")
    several = "otherwise" in entries or _is_kind(entries, "several_choices")
    items = reader.listed(node, "choices", 2, 8)
    choices = [_read_choice(reader, item) for item in items]
    data: Data = {"choices": choices}
    n_right = sum(choice.get("right", False) for choice in choices)
    if several:
        data["otherwise"] = reader.otherwise(entries.get("otherwise"))
        if node is not None and items and not 0 < n_right < len(choices):
            reader.fault(
                node, "mark at least one choice `right: true` and leave at least one wrong"
            )
    elif node is not None and items and n_right != 1:
        message = f"{n_right} choices are marked `right: true`; exactly one must be"
        reader.fault(node, message)
    return data


def _is_kind(entries: Mapping[str, Node], kind: str) -> bool:
    return "kind" in entries and entries["kind"].text == kind


def _read_choice(reader: QuestionReader, node: Node) -> Data:
    entries = reader.mapping(node, ["text"], ["right", "misconception", "feedback"])
    right = reader.one_of(entries.get("right"), ["true", "false"]) == "true"
    data: Data = {"text": reader.texts(entries.get("text"))}
    if right:
        data["right"] = True
        if "misconception" in entries:
            reader.fault(entries["misconception"], "a right choice has no misconception; remove it")
    return data | reader.reaction(entries, node=None if right else node)


def read_number(reader: QuestionReader, entries: Mapping[str, Node]) -> Data:
    """Return the answer of a number question, and its foreseen wrong values."""
    answer = reader.mapping(entries.get("answer"), ["value"], ["tolerance", "unit"])
    data: Data = {
        "answer": {
            "value": reader.expression(answer.get("value")),
            "tolerance": reader.expression(answer.get("tolerance")),
        },
        "wrong": [],
        "otherwise": reader.otherwise(entries.get("otherwise")),
    }
    if "unit" in answer:
        data["answer"]["unit"] = reader.texts(answer["unit"])
    for item in reader.listed(entries.get("wrong"), "foreseen wrong values", 0, 12):
        wrong = reader.mapping(item, ["value"], ["misconception", "feedback"])
        value = {"value": reader.expression(wrong.get("value"))}
        data["wrong"].append(value | reader.reaction(wrong, node=item))
    return data


def read_short_text(reader: QuestionReader, entries: Mapping[str, Node]) -> Data:
    """Return the accepted answers of a short text, and its foreseen wrong ones."""
    data: Data = {
        "accept": _read_text_lists(reader, entries.get("accept")),
        "wrong": [],
        "otherwise": reader.otherwise(entries.get("otherwise")),
    }
    for item in reader.listed(entries.get("wrong"), "foreseen wrong texts", 0, 12):
        wrong = reader.mapping(item, ["texts"], ["misconception", "feedback"])
        texts = {"texts": _read_text_lists(reader, wrong.get("texts"))}
        data["wrong"].append(texts | reader.reaction(wrong, node=item))
    return data


def _read_text_lists(reader: QuestionReader, node: Node | None) -> dict[str, list[str]]:
    return {
        language: [reader.text(item) for item in reader.listed(entry, "answers", 1, 40)]
        for language, entry in reader.by_language(node).items()
    }


def read_order(reader: QuestionReader, entries: Mapping[str, Node]) -> Data:
    """Return the things to put in order."""
    things = reader.listed(entries.get("sequence"), "things to put in order", 3, 6)
    return {
        "sequence": [reader.texts(thing) for thing in things],
        "otherwise": reader.otherwise(entries.get("otherwise")),
    }


def read_match(reader: QuestionReader, entries: Mapping[str, Node]) -> Data:
    """Return the pairs of a match, and the rights that fit none."""
    pairs = []
    for item in reader.listed(entries.get("pairs"), "pairs", 3, 5):
        pair = reader.mapping(item, ["left", "right"])
        pairs.append({side: reader.texts(pair.get(side)) for side in ("left", "right")})
    extra = reader.listed(entries.get("extra"), "further rights", 0, 3)
    return {
        "pairs": pairs,
        "extra": [reader.texts(text) for text in extra],
        "otherwise": reader.otherwise(entries.get("otherwise")),
    }


def read_bins(reader: QuestionReader, entries: Mapping[str, Node]) -> Data:
    """Return the bins and the cards that go into them."""
    bins: list[Data] = []
    for item in reader.listed(entries.get("bins"), "bins", 2, 4):
        bin_ = reader.mapping(item, ["id", "text"])
        bin_id = reader.name(bin_.get("id"), BIN_ID, "`learned` or `fixed-rules`")
        if bin_id in [other["id"] for other in bins]:
            reader.fault(item, f"the bin `{bin_id}` stands here twice; give each its own id")
        bins.append({"id": bin_id, "text": reader.texts(bin_.get("text"))})
    ids = [bin_["id"] for bin_ in bins]
    cards = reader.listed(entries.get("cards"), "cards", 4, 8)
    return {
        "bins": bins,
        "cards": [_read_card(reader, card, ids) for card in cards],
        "otherwise": reader.otherwise(entries.get("otherwise")),
    }


def _read_card(reader: QuestionReader, node: Node, bin_ids: Sequence[str]) -> Data:
    entries = reader.mapping(node, ["text", "bin"], ["wrong"])
    data: Data = {
        "text": reader.texts(entries.get("text")),
        "bin": reader.one_of(entries.get("bin"), bin_ids),
    }
    if "wrong" in entries:
        wrong = reader.mapping(entries["wrong"], ["feedback"], ["misconception"])
        data["wrong"] = reader.reaction(wrong, node=None)
    return data


def read_open(reader: QuestionReader, entries: Mapping[str, Node]) -> Data:
    """Return the rubric, a line for each mark, and the example answer of an open question."""
    levels = reader.mapping(entries.get("rubric"), RUBRIC_LEVELS)
    return {
        "rubric": {name: _read_level(reader, levels.get(name)) for name in RUBRIC_LEVELS},
        "example": reader.texts(entries.get("example")),
    }


def _read_level(reader: QuestionReader, node: Node | None) -> dict[str, str]:
    """Return one line of a rubric; a teacher reads it while marking, so it is short."""
    entries = reader.by_language(node)
    for language, entry in entries.items():
        if entry.kind == "text" and len(entry.text.strip()) > LONGEST_LEVEL[language]:
            message = f"longer than {LONGEST_LEVEL[language]} characters; a level is one short line"
            reader.fault(entry, message)
    return {language: reader.text(entry) for language, entry in entries.items()}


# For each kind: the names it needs, the names it may have, and who reads them.
KIND_FORMS: dict[
    str, tuple[list[str], list[str], Callable[[QuestionReader, Mapping[str, Node]], Data]]
] = {
    "one_choice": (["choices"], [], read_choices),
    "several_choices": (["choices", "otherwise"], [], read_choices),
    "number": (["answer", "otherwise"], ["wrong"], read_number),
    "short_text": (["accept", "otherwise"], ["wrong"], read_short_text),
    "order": (["sequence", "otherwise"], [], read_order),
    "match": (["pairs", "otherwise"], ["extra"], read_match),
    "bins": (["bins", "cards", "otherwise"], [], read_bins),
    "open": (["rubric", "example"], [], read_open),
}

PARAMETER_NAME = r"[a-z][a-z0-9_]{0,30}"
_RESERVED = re.compile(r"min|max|abs|round|and|or|not|in|is|if|else|for|lambda")


def read_parameters(reader: QuestionReader, node: Node | None) -> list[tuple[str, Data]]:
    """Return the parameters in written order; their names are known to expressions from now on."""
    parameters = []
    for name, entry in _named(reader, node, "parameters"):
        if "choose" in entry.entries:
            entries = reader.mapping(entry, ["choose"])
            options = reader.listed(entries["choose"], "values", 2, 60)
            data: Data = {"choose": _read_options(reader, options)}
        else:
            data = _read_span(reader, entry)
        reader.values.add(name)
        parameters.append((name, data))
    return parameters


def read_derived(reader: QuestionReader, node: Node | None) -> list[tuple[str, str]]:
    """Return the derived values in written order; each may use those above it."""
    derived = []
    for name, entry in _named(reader, node, "derived values"):
        if name in reader.values:
            reader.fault(entry, f"`{name}` is a parameter already; give this another name")
        derived.append((name, reader.expression(entry, extra=" (derived values go in order)")))
        reader.values.add(name)
    return derived


def _named(reader: QuestionReader, node: Node | None, what: str) -> list[tuple[str, Node]]:
    if node is None:
        return []
    if node.kind != "mapping":
        reader.fault(node, f"expected {what} with their names here")
        return []
    for name in node.entries:
        if not re.fullmatch(PARAMETER_NAME, name) or _RESERVED.fullmatch(name):
            line = node.key_lines[name]
            message = f"`{name[:40]}` cannot be a name; use small Latin letters, such as `total`"
            reader.faults.add(reader.path, line, message)
    return list(node.entries.items())


def _read_options(reader: QuestionReader, options: list[Node]) -> list[Any]:
    # One word among numbers would make the parameter neither.
    if any(option.kind == "mapping" for option in options):
        return [reader.texts(option) for option in options]
    return [_json_number(reader, option) for option in options]


def _read_span(reader: QuestionReader, node: Node) -> Data:
    entries = reader.mapping(node, ["from", "to"], ["step"])
    data = {name: _json_number(reader, entries.get(name)) for name in ("from", "to")}
    data["step"] = _json_number(reader, entries["step"]) if "step" in entries else 1
    first, last, step = (Fraction(data[name]) for name in ("from", "to", "step"))
    if "from" in entries and "to" in entries:
        if step <= 0 or first >= last:
            reader.fault(node, "`from` must be below `to`, and `step` above 0")
        elif (last - first) / step > 10_000:
            reader.fault(node, "more than 10000 values; make `step` larger")
    return data


def _json_number(reader: QuestionReader, node: Node | None) -> int | str:
    value = reader.number(node)
    return value if isinstance(value, int) else str(value)


def read_hints(reader: QuestionReader, node: Node | None) -> list[dict[str, str]]:
    """Return the hints, gentlest first."""
    return [reader.texts(hint) for hint in reader.listed(node, "hints", 2, 3)]
