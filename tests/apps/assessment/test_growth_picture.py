"""The picture of a class: signs where estimates are, bars as long as intervals, on any sheet."""

import re
from pathlib import Path

import pytest

from armillary.apps.assessment.growth_picture import Dot, Row, Scale, draw_growth, find_scale_part

STYLES = Path(__file__).parents[3] / "src/armillary/web/static/web/armillary.css"
ROWS = [
    Row("The class", [Dot(0, 0.0, -0.3, 0.3), Dot(1, 0.6, 0.3, 0.9)], strong=True),
    Row("<Ada>", [Dot(0, -1.0, -2.0, 0.0), Dot(1, 0.0, -1.0, 1.0), Dot(2, 0.5, -0.5, 1.5)]),
]
SCALE = Scale(-2.0, 2.0, [(-1.0, "25 %"), (0.0, "50 %"), (9.0, "99 %")])


def draw(width: int) -> str:
    return draw_growth(ROWS, SCALE, n_occasions=3, width=width, title="Where & how sure")


@pytest.mark.parametrize("width", [328, 760])
def test_each_estimate_is_a_sign_on_a_bar(width: int) -> None:
    picture = draw(width)
    assert picture.count('opacity="0.45"') == 5  # a bar for each estimate
    assert picture.count('r="5"') == 2  # discs: after
    assert picture.count("l6 6l-6 6l-6-6z") == 1  # the diamond: some weeks later
    assert "&lt;Ada&gt;" in picture
    assert 'aria-label="Where &amp; how sure"' in picture


def test_a_bar_is_as_long_as_its_interval_on_the_scale() -> None:
    # 760 wide: the scale is from 0.26 x 760 = 197.6 to 744; Ada's first, -2 to 0, is its left half.
    bars = re.findall(r'd="M([\d.]+) [\d.]+H([\d.]+)" [^>]*opacity="0.45"', draw(760))
    left, right = map(float, bars[2])
    assert (left, right) == (pytest.approx(197.6), pytest.approx((197.6 + 744.0) / 2, abs=0.1))


def test_marks_off_the_sheet_are_left_out() -> None:
    assert "50 %" in draw(760)
    assert "99 %" not in draw(760)


def test_every_class_of_the_picture_is_known_to_the_style_sheet() -> None:
    names = set(re.findall(r'class="([a-z-]+)"', draw(760)))
    css = STYLES.read_text(encoding="utf-8")
    assert not [name for name in names if f".{name} " not in css]


def test_the_part_shown_holds_all_estimates_and_never_shrinks_to_a_point() -> None:
    low, high = find_scale_part(ROWS)
    assert low <= -1.0
    assert high >= 1.0
    assert find_scale_part([]) == (-1.5, 1.5)


def test_a_sheet_too_narrow_to_read_is_refused() -> None:
    with pytest.raises(ValueError, match="280 pixels"):
        draw(200)
    with pytest.raises(ValueError, match="one row"):
        draw_growth([], SCALE, n_occasions=1, width=400, title="")
