"""Strips and gauges are told apart by shape and say in words what they show."""

import xml.etree.ElementTree as ET

import pytest

from armillary.apps.curriculum.bars import draw_gauge, draw_strip

SVG = "{http://www.w3.org/2000/svg}"


def test_a_strip_gives_each_count_its_share_of_the_width() -> None:
    drawing = ET.fromstring(draw_strip(12, 6, 4, 2, title="12 of 24 hold it"))
    boxes = {box.get("class"): float(box.get("width", "")) for box in drawing.iter(f"{SVG}rect")}
    assert boxes["fill-leaf"] == pytest.approx(240 * 12 / 24 - 2, abs=0.1)
    assert boxes["fill-brass"] == pytest.approx(240 * 6 / 24 - 2, abs=0.1)
    assert drawing.get("aria-label") == "12 of 24 hold it"


def test_a_strip_tells_the_four_states_apart_without_colour() -> None:
    heights = []
    for counts in ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 1, 0), (0, 0, 0, 1)):
        drawing = ET.fromstring(draw_strip(*counts, title="t"))
        boxes = [box.get("height") for box in drawing.iter(f"{SVG}rect")]
        lines = sum(path.get("d", "").count("M") for path in drawing.iter(f"{SVG}path"))
        heights.append((tuple(boxes), lines))
    assert len(set(heights)) == 4


def test_an_empty_class_gives_an_empty_strip() -> None:
    assert list(ET.fromstring(draw_strip(0, 0, 0, 0, title="t")).iter(f"{SVG}rect")) == []


def test_the_needle_of_a_gauge_stands_at_the_value() -> None:
    needles = []
    for value in (0.0, 0.5, 1.0):
        drawing = ET.fromstring(draw_gauge(value, 0.0, 1.0, title="t"))
        needle = next(p for p in drawing.iter(f"{SVG}path") if p.get("class") == "fill-ink")
        needles.append(float(needle.get("d", "")[1:].split(" ")[0]))
    assert needles == [8.0, 160.0, 312.0]  # the scale of 320 with margins of 8


def test_the_blur_of_a_gauge_reaches_from_low_to_high() -> None:
    drawing = ET.fromstring(draw_gauge(0.5, 0.25, 0.75, title="t"))
    widest = max(float(box.get("width", "")) for box in drawing.iter(f"{SVG}rect"))
    assert widest == pytest.approx(152.0)  # half of 304


@pytest.mark.parametrize(("value", "low", "high"), [(0.5, 0.6, 0.7), (1.2, 0.5, 1.3), (0.5, -1, 1)])
def test_a_gauge_out_of_order_or_range_is_refused(value: float, low: float, high: float) -> None:
    with pytest.raises(ValueError, match="low <= value <= high"):
        draw_gauge(value, low, high, title="t")


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        draw_strip(1, -1, 0, 0, title="t")
