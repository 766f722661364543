"""Every pair of colours that meets on a page is legible, in both themes and on paper."""

import re
from pathlib import Path

import pytest

import armillary.web

STYLE = Path(armillary.web.__file__).parent / "static" / "web" / "armillary.css"

GROUNDS = ("paper", "surface", "sand", "sky-tint", "leaf-tint", "plum-tint", "brass-tint")
TEXTS = ("ink-soft", "brass-text", "sky", "leaf", "plum")
SHAPES = ("brass", "line-strong", "leaf", "plum", "sky")
THEMES = ("light", "dark", "print")


def read_tokens(theme: str) -> dict[str, str]:
    """The tokens of a theme; a later block overrides what the first one sets."""
    text = STYLE.read_text(encoding="utf-8")
    blocks = re.findall(r":root\s*\{([^}]*)\}", text)
    assert len(blocks) == 3, "the style sheet has one :root each for light, dark and print"
    tokens = dict(re.findall(r"--([a-z-]+):\s*(#[0-9A-Fa-f]{3,6})", blocks[0]))
    if theme != "light":
        block = blocks[1 if theme == "dark" else 2]
        tokens |= dict(re.findall(r"--([a-z-]+):\s*(#[0-9A-Fa-f]{3,6})", block))
    return tokens


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    channels = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(first: str, second: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    dark, light = sorted((luminance(first), luminance(second)))
    return (light + 0.05) / (dark + 0.05)


def test_contrast_follows_the_definition() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)
    assert contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.005)  # W3C's own example


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_text_is_legible_on_every_ground(theme: str, ground: str) -> None:
    tokens = read_tokens(theme)
    assert contrast(tokens["ink"], tokens[ground]) >= 7.0
    faint = {text: contrast(tokens[text], tokens[ground]) for text in TEXTS}
    assert {text: ratio for text, ratio in faint.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ground", GROUNDS)
def test_shapes_and_edges_of_controls_are_visible_on_every_ground(theme: str, ground: str) -> None:
    tokens = read_tokens(theme)
    faint = {shape: contrast(tokens[shape], tokens[ground]) for shape in SHAPES}
    assert {shape: ratio for shape, ratio in faint.items() if ratio < 3.0} == {}


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("fill", ["sky", "sky-deep", "leaf"])
def test_words_on_filled_buttons_are_legible(theme: str, fill: str) -> None:
    tokens = read_tokens(theme)
    assert contrast(tokens["on-fill"], tokens[fill]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
def test_pictures_of_the_pin_stand_out_from_their_tiles(theme: str) -> None:
    tokens = read_tokens(theme)
    for picture in sorted((STYLE.parent / "pin").glob("*.svg")):
        strongest = max(
            contrast(colour, tokens["ivory"])
            for colour in re.findall(r"#[0-9A-F]{6}", picture.read_text(encoding="utf-8"))
        )
        assert strongest >= 3.0, picture.name


def test_colours_are_named_once_and_only_as_tokens() -> None:
    text = STYLE.read_text(encoding="utf-8")
    outside = re.sub(r":root\s*\{[^}]*\}", "", text)
    assert re.findall(r"#[0-9A-Fa-f]{3,8}\b", outside) == []
