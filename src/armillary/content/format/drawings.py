"""Drawings: SVG that shows shapes, and can do nothing else."""

import re
from collections.abc import Iterator
from xml.parsers import expat

MAX_BYTES = 200_000

_TAGS = frozenset(
    {
        *("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon"),
        *("text", "tspan", "defs", "use", "symbol", "clipPath", "mask", "pattern", "marker"),
        *("linearGradient", "radialGradient", "stop"),
    }
)
_NAMESPACE = "http://www.w3.org/2000/svg"
_LINKS = ("href", "xlink:href")
_NUMERALS = re.compile(r"[\d\s.,:;+\-\u2212\u00d7\u00f7=<>%/()?!]*")


def find_drawing_faults(content: bytes) -> list[tuple[int, str]]:
    """Return what is wrong with a drawing, as lines and what to do."""
    if len(content) > MAX_BYTES:
        return [(1, f"the drawing is larger than {MAX_BYTES // 1000} kB; simplify it")]
    reader = _DrawingReader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    # Refused before any entity can be expanded: that is where small files become huge.
    parser.StartDoctypeDeclHandler = reader.refuse_doctype
    reader.parser = parser
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        reader.faults.append((error.lineno, "this is not XML; mend or export the drawing again"))
    except _DoctypeError:
        pass
    return reader.faults


class _DoctypeError(Exception):
    """The drawing has a DOCTYPE; nothing after it is read."""


class _DrawingReader:
    """Takes the pieces of a drawing one by one and notes what may not be in it."""

    def __init__(self) -> None:
        self.faults: list[tuple[int, str]] = []
        self.parser = expat.ParserCreate()
        self._depth = 0
        self._refused: list[str] = []  # the refused tag we are in, and those inside it

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Take an opening tag."""
        if self._depth == 0:
            self._check_root(tag, attributes)
        self._depth += 1
        if self._refused or tag not in _TAGS:
            self._refused.append(tag)
        if self._refused == [tag]:
            self._fault(f"<{tag[:30]}> cannot stand in a drawing; use shapes only")
        for name, value in attributes.items():
            for message in _attribute_faults(name, value):
                self._fault(message)

    def end(self, tag: str) -> None:
        """Take a closing tag."""
        self._depth -= 1
        if self._refused:
            self._refused.pop()

    def text(self, text: str) -> None:
        """Take text between tags."""
        if not self._refused and not _NUMERALS.fullmatch(text):
            message = f"`{text.strip()[:20]}` would need translating; a drawing holds numerals only"
            self._fault(message)

    def refuse_doctype(
        self, name: str, system: str | None, public: str | None, internal: bool
    ) -> None:
        """Take a DOCTYPE."""
        self._fault("remove the DOCTYPE; a drawing needs none")
        raise _DoctypeError

    def _check_root(self, tag: str, attributes: dict[str, str]) -> None:
        if tag != "svg" or attributes.get("xmlns") != _NAMESPACE:
            self._fault(f'a drawing begins with <svg xmlns="{_NAMESPACE}" viewBox="...">')
        elif "viewBox" not in attributes:
            self._fault("`viewBox` is missing; without it the drawing cannot grow and shrink")

    def _fault(self, message: str) -> None:
        self.faults.append((self.parser.CurrentLineNumber, message))


def _attribute_faults(name: str, value: str) -> Iterator[str]:
    if name.lower().startswith("on"):
        yield f"remove `{name[:30]}`; a drawing holds no script"
    if name in _LINKS and not value.startswith("#"):
        yield f"`{name}` leads outside; only `#...` within the drawing is possible"
    if name == "style":
        yield "write `fill`, `stroke` and the like as attributes of their own, not in `style`"
    plain = re.sub(r"\s", "", value).lower()
    if "javascript:" in plain or re.search(r"url\((?!['\"]?#)", plain):
        yield f"`{name}` leads outside; only `url(#...)` within the drawing is possible"
