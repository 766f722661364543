"""The sphere says what its rings say, at every size, without inline style or script."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise
from math import hypot

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.apps.curriculum.sphere import Ring, draw_class_sphere, draw_logo, draw_sphere

SVG = "{http://www.w3.org/2000/svg}"
shares = st.floats(0.0, 1.0, allow_nan=False)


def ring(held: float = 0.5, *, due: float = 0.0, uncertainty: float = 0.0) -> Ring:
    return Ring("Data", held=held, due=due, uncertainty=uncertainty, n_skills=12)


def draw(rings: list[Ring], size: int = 320) -> ET.Element:
    return ET.fromstring(draw_sphere(rings, size=size, title="My sphere", description="1 of 2"))


def brass(drawing: ET.Element) -> list[ET.Element]:
    return [
        path for path in drawing.iter(f"{SVG}path") if "line-brass" in path.get("class", "").split()
    ]


def arc_length(drawing: ET.Element) -> float:
    """Length of all brass, each elliptical piece by its chord: grows with what is held."""
    total = 0.0
    for path in brass(drawing):
        points = [
            (float(x), float(y))
            for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)(?=[MA]|$)", path.get("d", ""))
        ]
        total += sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points))
    return total


def widths(drawing: ET.Element) -> set[float]:
    return {float(path.get("stroke-width", "0")) for path in brass(drawing)}


def test_names_the_picture_for_people_who_do_not_see_it() -> None:
    drawing = draw([ring()])
    assert drawing.get("role") == "img"
    assert drawing.get("aria-label") == "My sphere. 1 of 2"
    assert drawing.findtext(f"{SVG}title") == "My sphere"
    assert drawing.findtext(f"{SVG}desc") == "1 of 2"


def test_names_that_look_like_markup_are_shown_as_text() -> None:
    tricky = '<script>alert("1")</script>'
    text = draw_sphere([Ring(tricky, 0.5, 0.0, 0.0, 3)], size=320, title=tricky, description=tricky)
    assert "<script" not in text
    assert ET.fromstring(text).findtext(f"{SVG}title") == tricky


def test_nothing_known_is_a_hairline_without_brass() -> None:
    assert brass(draw([ring(0.0, uncertainty=1.0)] * 10, size=96)) == []


def test_the_more_is_held_the_longer_the_arc() -> None:
    lengths = [arc_length(draw([ring(held)] * 10, size=96)) for held in (0.1, 0.3, 0.5, 0.8, 1.0)]
    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1] / 4


def test_a_due_review_makes_a_part_of_the_arc_thin() -> None:
    steady, due = draw([ring(0.6)], size=96), draw([ring(0.6, due=0.2)], size=96)
    assert len(widths(steady)) == 1
    assert min(widths(due)) < 0.5 * max(widths(due))
    assert max(widths(due)) == max(widths(steady))


def test_uncertainty_blurs_the_end_of_the_arc() -> None:
    sharp = [path for path in brass(draw([ring(0.3)])) if path.get("opacity")]
    blurred = [path for path in brass(draw([ring(0.3, uncertainty=0.2)])) if path.get("opacity")]
    assert sharp == []
    opacities = [float(path.get("opacity", "1")) for path in blurred]
    assert len(opacities) >= 6
    assert opacities == sorted(opacities, reverse=True)


@pytest.mark.parametrize("size", [16, 96, 320, 960, 2000])
def test_everything_stays_on_the_sheet(size: int) -> None:
    drawing = draw([ring(1.0)] * 10, size=size)
    assert drawing.get("viewBox") == f"0 0 {size} {size}"
    for path in drawing.iter(f"{SVG}path"):
        for x, y in re.findall(r"[ML ](-?[\d.]+) (-?[\d.]+)(?=[MAQLVHZ]|$)", path.get("d", "")):
            assert 0 <= float(x) <= size
            assert 0 <= float(y) <= size


def test_numbers_appear_where_they_are_legible_and_do_not_overlap() -> None:
    assert list(draw([ring()] * 10, size=96).iter(f"{SVG}text")) == []
    drawing = draw([ring()] * 10, size=320)
    assert [text.text for text in drawing.iter(f"{SVG}text")] == [str(n) for n in range(1, 11)]
    discs = [
        (float(disc.get("cx", "")), float(disc.get("cy", "")), float(disc.get("r", "")))
        for disc in drawing.iter(f"{SVG}circle")
        if "fill-paper" in disc.get("class", "")
    ]
    for index, (x, y, r) in enumerate(discs):
        for other_x, other_y, other_r in discs[index + 1 :]:
            assert hypot(x - other_x, y - other_y) > r + other_r


@given(st.lists(st.tuples(shares, shares, shares), min_size=1, max_size=24))
def test_any_state_of_knowledge_is_a_well_formed_drawing(
    states: list[tuple[float, float, float]],
) -> None:
    rings = [Ring("Data", held, due, unsure, 5) for held, due, unsure in states]
    text = draw_sphere(rings, size=96, title="t", description="d")
    ET.fromstring(text)
    assert "nan" not in text
    assert "style=" not in text


def test_a_class_is_drawn_with_one_fine_arc_for_each_learner() -> None:
    learners = [[ring(0.2 + 0.1 * index)] * 3 for index in range(5)]
    drawing = ET.fromstring(
        draw_class_sphere(learners, size=320, title="Our class", description="")
    )
    front = [path for path in brass(drawing) if path.get("opacity") is None]
    assert [path.get("d", "").count("M") for path in front] == [5, 5, 5]


def test_a_large_class_is_thinned_out_and_keeps_its_shape() -> None:
    learners = [[ring(index / 199)] for index in range(200)]
    drawing = ET.fromstring(draw_class_sphere(learners, size=320, title="t", description=""))
    front = next(path for path in brass(drawing) if path.get("opacity") is None)
    assert front.get("d", "").count("M") == 36


def test_the_mark_is_decoration() -> None:
    for size in (16, 38, 96, 400):
        mark = ET.fromstring(draw_logo(size))
        assert mark.get("aria-hidden") == "true"


@pytest.mark.parametrize("held", [-0.1, 1.1, float("nan")])
def test_a_share_outside_0_to_1_is_refused(held: float) -> None:
    with pytest.raises(ValueError, match="held of ring 'Data' must be from 0 to 1"):
        ring(held)


def test_what_cannot_be_drawn_is_refused_with_the_rule() -> None:
    with pytest.raises(ValueError, match="1 to 24 rings, got 0"):
        draw_sphere([], size=96, title="t", description="d")
    with pytest.raises(ValueError, match="16 to 2000 pixels, got 8"):
        draw_logo(8)
    with pytest.raises(ValueError, match="at least one learner"):
        draw_class_sphere([], size=96, title="t", description="d")
    with pytest.raises(ValueError, match="same number of rings"):
        draw_class_sphere([[ring()], [ring(), ring()]], size=96, title="t", description="d")
