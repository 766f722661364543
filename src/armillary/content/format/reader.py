"""Reading a tree by what its author should have written, noting every fault on the way."""

import difflib
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from armillary.content.format.faults import LANGUAGES_CHECK, FaultList
from armillary.content.format.tree import REFUSED, Node
from armillary.content.languages import LANGUAGES, Number

MAX_TEXT = 6_000
_WHOLE = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_DECIMAL = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?")
# The private characters stand for parameters while a text is rendered.
_PRIVATE = re.compile("[\ue000-\uf8ff]")


class Reader:
    """Reads the nodes of one file. A missing node (None) is passed over: its absence is noted."""

    def __init__(self, path: str, faults: FaultList) -> None:
        self.path = path
        self.faults = faults

    def fault(self, node: Node, message: str) -> None:
        """Note a fault at a node."""
        self.faults.add(self.path, node.line, message)

    def _is_refused(self, node: Node) -> bool:
        """Tell whether a node is to be passed over; its fault counts for what is read here."""
        if node.kind == REFUSED:
            self.fault(node, node.text)
        return node.kind == REFUSED

    def mapping(
        self, node: Node | None, required: Sequence[str], optional: Sequence[str] = ()
    ) -> Mapping[str, Node]:
        """Return the entries of a mapping that has the required names and no unknown ones."""
        if node is None or self._is_refused(node):
            return {}
        if node.kind != "mapping":
            example = [*required, *optional][0]
            self.fault(node, f"expected names with values here, such as `{example}: ...`")
            return {}
        known = [*required, *optional]
        for name in node.entries:
            if name not in known:
                message = unknown_name(name, known)
                if node.entries[name].kind == "nothing":
                    message = f"`{name[:40]}`: put the text that holds this comma in quotes"
                self.faults.add(self.path, node.key_lines[name], message)
        for name in required:
            if name not in node.entries:
                self.fault(node, f"`{name}` is missing; add it")
        return {name: node.entries[name] for name in known if name in node.entries}

    def listed(self, node: Node | None, what: str, fewest: int, most: int) -> list[Node]:
        """Return the members of a list of a permitted length."""
        if node is None or self._is_refused(node):
            return []
        if node.kind != "list":
            self.fault(node, f"expected a list of {what} here")
            return []
        n = len(node.items)
        if not fewest <= n <= most:
            wanted = f"{fewest} to {most}" if most < 1000 else f"at least {fewest}"
            self.fault(node, f"expected {wanted} {what} here, found {n}")
        return node.items

    def text(self, node: Node | None) -> str:
        """Return a text that says something."""
        if node is None or self._is_refused(node):
            return ""
        if node.kind != "text" or not node.text.strip():
            self.fault(node, "a text is missing here; write it")
            return ""
        if len(node.text) > MAX_TEXT:
            self.fault(node, f"the text is longer than {MAX_TEXT} characters; shorten it")
        if _PRIVATE.search(node.text):
            self.fault(node, "the text holds a private-use character; remove it")
        return node.text.strip()

    def texts(self, node: Node | None) -> dict[str, str]:
        """Return one text in the four languages."""
        return {language: self.text(entry) for language, entry in self.by_language(node).items()}

    def by_language(self, node: Node | None) -> Mapping[str, Node]:
        """Return the entries of a mapping that has exactly the four languages."""
        if node is None or self._is_refused(node):
            return {}
        if node.kind != "mapping":
            message = f"write this in four languages: {', '.join(LANGUAGES)}"
            self.faults.add(self.path, node.line, message, LANGUAGES_CHECK)
            return {}
        for language in LANGUAGES:
            if language not in node.entries:
                message = f"`{language}` is missing; add it"
                self.faults.add(self.path, node.line, message, LANGUAGES_CHECK)
        return self.mapping(node, [], LANGUAGES)

    def one_of(self, node: Node | None, options: Sequence[str]) -> str:
        """Return a text that is one of a few."""
        if node is None or self._is_refused(node):
            return ""
        if node.kind != "text" or node.text not in options:
            said = f"`{node.text}` is not known here; " if node.kind == "text" else ""
            self.fault(node, f"{said}write one of {', '.join(options)}")
            return ""
        return node.text

    def whole(self, node: Node | None, low: int, high: int) -> int:
        """Return a whole number within bounds."""
        if node is None or self._is_refused(node):
            return low
        if node.kind != "text" or not _WHOLE.fullmatch(node.text):
            self.fault(node, f"expected a whole number from {low} to {high}")
            return low
        value = int(node.text)
        if not low <= value <= high:
            self.fault(node, f"{value} is outside the range from {low} to {high}")
        return value

    def number(self, node: Node | None) -> Number:
        """Return a number, whole or with decimals."""
        if node is None or self._is_refused(node):
            return 0
        if node.kind != "text" or not _DECIMAL.fullmatch(node.text):
            self.fault(node, "expected a number, such as 4 or 2.5")
            return 0
        value = Fraction(node.text)
        return int(value) if value.denominator == 1 else value

    def name(self, node: Node | None, pattern: str, example: str) -> str:
        """Return a text of a given form, such as an id."""
        if node is None or self._is_refused(node):
            return ""
        if node.kind != "text" or not re.fullmatch(pattern, node.text):
            said = f"`{node.text[:40]}`" if node.kind == "text" else "this"
            self.fault(node, f"{said} must look like {example}")
            return ""
        return node.text

    def names(self, node: Node | None, pattern: str, example: str, fewest: int = 0) -> list[str]:
        """Return a list of different texts of a given form."""
        found: list[str] = []
        for item in self.listed(node, f"names such as {example}", fewest, 1000):
            name = self.name(item, pattern, example)
            if name in found:
                self.fault(item, f"`{name}` stands here twice; keep one")
            elif name:
                found.append(name)
        return found


def unknown_name(name: str, known: Sequence[str]) -> str:
    """Return what to say about a name that does not belong here."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.6)
    shown = name[:40]
    if close:
        return f"`{shown}` is not known here; did you mean `{close[0]}`?"
    return f"`{shown}` is not known here; use {', '.join(known)}"
