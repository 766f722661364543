"""The pictures of the learner model's page: what the script writes can be shown and read out."""

import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.accuracy.learner import pictures

NAMES = ["break.svg", "estimate-over-time.svg", "spread.svg"]
SVG = "{http://www.w3.org/2000/svg}"


def test_three_pictures_are_written_with_a_text_for_who_cannot_see_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "new" / "pictures"
    monkeypatch.setattr(sys, "argv", ["pictures", str(folder)])
    pictures.main()
    assert sorted(path.name for path in folder.iterdir()) == NAMES
    for path in folder.iterdir():
        root = ElementTree.parse(path).getroot()
        assert root.tag == f"{SVG}svg"
        assert "simulated learner" in root.findtext(f"{SVG}title", "")
        assert "simulated learner" in root.findtext(f"{SVG}desc", "")
        shown = [text.text for text in root.iter(f"{SVG}text")]
        assert "simulated learner" in shown
        assert len(shown) > 10
        curves = [p.get("d", "") for p in root.iter(f"{SVG}path")]
        assert not any("nan" in d or "inf" in d for d in curves)


def test_the_page_has_these_pictures() -> None:
    kept = Path(__file__).parents[2] / "docs" / "science" / "pictures"
    assert sorted(path.name for path in kept.glob("*.svg")) == NAMES
