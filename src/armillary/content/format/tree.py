"""YAML files as trees that remember their lines: plain mappings, lists and texts only."""

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from armillary.content.format.faults import FaultList

REFUSED = "refused"
MAX_BYTES = 2_000_000
MAX_DEPTH = 20

# The C parser where PyYAML was built with it: five times as fast, same events and lines.
# `Any`: the two loaders share no type but object.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NOTHING = ("", "~", "null", "Null", "NULL")


@dataclass(slots=True)
class Node:
    """One place in a file: a mapping (`entries`), a list (`items`), a text, or nothing.

    What stands in for an alias is refused; its text is the fault, and readers pass it over.
    """

    line: int
    kind: str  # mapping, list, text, nothing, refused
    text: str = ""
    block: bool = False  # written after | or >, so its first line is the next one
    items: list["Node"] = field(default_factory=list)
    entries: dict[str, "Node"] = field(default_factory=dict)
    key_lines: dict[str, int] = field(default_factory=dict)

    def line_at(self, *steps: str | int) -> int:
        """Return the line of a place below this one, or of the last place on the way that is."""
        return self.nearest(*steps).line

    def nearest(self, *steps: str | int) -> "Node":
        """Return the node at a place below this one, or the last one on the way that is."""
        node = self
        for step in steps:
            below = node._below(step)
            if below is None:
                break
            node = below
        return node

    def _below(self, step: str | int) -> "Node | None":
        if isinstance(step, str):
            return self.entries.get(step)
        return self.items[step] if step < len(self.items) else None


def read_text(content: bytes, path: str, faults: FaultList) -> str | None:
    """Return the text of a file, or None and a fault when its bytes are no text."""
    if len(content) > MAX_BYTES:
        faults.add(path, 1, f"the file is larger than {MAX_BYTES // 1_000_000} MB; split it")
        return None
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        faults.add(path, line, "the file is not UTF-8 text; save it in the encoding UTF-8")
        return None
    control = _CONTROL.search(text)
    if control is not None:
        line = text.count("\n", 0, control.start()) + 1
        faults.add(path, line, f"a control character ({control.group()!a}) stands here; remove it")
        return None
    return text


def read_tree(content: bytes, path: str, faults: FaultList) -> Node | None:
    """Return the tree of a YAML file, or None when it cannot be read at all.

    Anchors, aliases and tags are faults: they make a file mean what it does not show.
    """
    text = read_text(content, path, faults)
    if text is None:
        return None
    builder = _Builder(path, faults)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        reason = getattr(error, "problem", None) or "it cannot be read"
        line = mark.line + 1 if mark else 1
        faults.add(path, line, f"this is not YAML: {reason}; {_advice(str(reason))}")
        return None
    except _UnreadableError:
        return None
    if builder.root is None:
        faults.add(path, 1, "the file is empty; write its content or remove it")
    return builder.root


def _advice(reason: str) -> str:
    if "mapping values are not allowed" in reason:
        return "put a text that holds a colon in quotes"
    return "check indentation, colons and quotes"


class _UnreadableError(Exception):
    """The rest of the file would not make sense any more; a fault has been noted."""


class _Builder:
    """Puts the events of the YAML parser together. No recursion, so no depth can break it."""

    def __init__(self, path: str, faults: FaultList) -> None:
        self.root: Node | None = None
        self._path = path
        self._faults = faults
        self._open: list[Node] = []
        self._keys: list[Node | None] = []

    def take(self, event: yaml.Event) -> None:
        """Add one event."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self._faults.add(self._path, line, "a file holds one document; remove this `---`")
            raise _UnreadableError
        self._refuse_magic(event, line)
        if isinstance(event, yaml.AliasEvent):
            self._place(Node(line, REFUSED, text=f"`*{event.anchor}`: write the text out here"))
        elif isinstance(event, yaml.ScalarEvent):
            self._place(_scalar(event, line))
        elif isinstance(event, yaml.MappingStartEvent):
            self._enter(Node(line, "mapping"))
        elif isinstance(event, yaml.SequenceStartEvent):
            self._enter(Node(line, "list"))
        elif isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()

    def _refuse_magic(self, event: yaml.Event, line: int) -> None:
        if isinstance(event, yaml.AliasEvent):
            self._faults.add(self._path, line, f"`*{event.anchor}`: write the text out here")
        elif anchor := getattr(event, "anchor", None):
            self._faults.add(self._path, line, f"remove the anchor `&{anchor}`")
        tag = getattr(event, "tag", None)
        if tag and tag != "!":
            self._faults.add(self._path, line, f"remove the tag `{tag}`; plain YAML is enough")

    def _enter(self, node: Node) -> None:
        if len(self._open) >= MAX_DEPTH:
            message = f"more than {MAX_DEPTH} levels inside each other; make the file flatter"
            self._faults.add(self._path, node.line, message)
            raise _UnreadableError
        self._place(node)
        self._open.append(node)
        self._keys.append(None)

    def _place(self, node: Node) -> None:
        if not self._open:
            self.root = node
            return
        parent = self._open[-1]
        if parent.kind == "list":
            parent.items.append(node)
            return
        key = self._keys[-1]
        if key is None:
            self._keys[-1] = node
            return
        self._keys[-1] = None
        self._add_entry(parent, key, node)

    def _add_entry(self, parent: Node, key: Node, node: Node) -> None:
        if key.kind != "text":
            self._faults.add(self._path, key.line, "a name before the colon must be a plain word")
        elif key.text in parent.entries:
            message = f"`{key.text}` stands here twice; keep one"
            self._faults.add(self._path, key.line, message)
        else:
            parent.entries[key.text] = node
            parent.key_lines[key.text] = key.line
            if node.kind == "nothing" or node.line < key.line:
                node.line = key.line


def _scalar(event: yaml.ScalarEvent, line: int) -> Node:
    if event.style not in ("'", '"', "|", ">") and event.value in _NOTHING:
        return Node(line, "nothing")
    return Node(line, "text", text=event.value, block=event.style in ("|", ">"))
