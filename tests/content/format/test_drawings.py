"""Drawings can show, and nothing else."""

from pathlib import Path

import pytest

from armillary.content.format import check_course

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'


def _faults(copied: Path, content: str | bytes) -> list[str]:
    data = content if isinstance(content, bytes) else content.encode()
    (copied / "lessons/G05-L1/try.svg").write_bytes(data)
    return [fault.message for fault in check_course(copied).faults]


@pytest.mark.slow
@pytest.mark.parametrize(
    "inside",
    [
        '<circle cx="4" cy="4" r="3" fill="currentColor"/>',
        "<text>12 + 3</text>",
        '<defs><linearGradient id="a"><stop offset="0"/></linearGradient></defs>'
        '<rect width="9" height="9" fill="url(#a)"/>',
        '<g><use href="#a"/></g>',
    ],
)
def test_shapes_and_numerals_are_welcome(copied: Path, inside: str) -> None:
    assert _faults(copied, f"{HEAD}{inside}</svg>") == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("inside", "said"),
    [
        ("<script>alert(1)</script>", "<script> cannot stand"),
        ('<g onload="go()"/>', "remove `onload`"),
        ('<image href="x.png"/>', "<image> cannot stand"),
        ('<use href="other.svg#a"/>', "`href` leads outside"),
        ("<foreignObject><p>text</p></foreignObject>", "<foreignObject> cannot stand"),
        ("<style>*{fill:url(https://a.b)}</style>", "<style> cannot stand"),
        ('<rect fill="url( https://example.org/a )"/>', "`fill` leads outside"),
        ('<rect style="fill:red"/>', "as attributes of their own"),
        ('<a href="javascript:alert(1)"><rect/></a>', "<a> cannot stand"),
        ('<animate attributeName="href" to="javascript:alert(1)"/>', "<animate> cannot stand"),
        ("<text>один</text>", "would need translating"),
    ],
)
def test_anything_else_is_a_fault(copied: Path, inside: str, said: str) -> None:
    assert any(said in message for message in _faults(copied, f"{HEAD}{inside}</svg>"))


def test_entities_are_refused_before_they_grow(copied: Path) -> None:
    entities = "".join(f'<!ENTITY a{i + 1} "{f"&a{i};" * 10}">' for i in range(12))
    bomb = f'<!DOCTYPE svg [<!ENTITY a0 "a">{entities}]>{HEAD}<text>&a12;</text></svg>'
    assert _faults(copied, bomb) == ["remove the DOCTYPE; a drawing needs none"]


@pytest.mark.slow
def test_a_drawing_needs_its_namespace_and_its_box(copied: Path) -> None:
    assert "begins with <svg" in _faults(copied, "<svg/>")[0]
    assert any("begins with <svg" in message for message in _faults(copied, "<html/>"))
    assert "larger than" in _faults(copied, HEAD + " " * 300_000 + "</svg>")[0]
    assert "not XML" in _faults(copied, b"\xff\xfe\x00")[0]
