"""The pages on measurement name everything that other parts may use."""

from pathlib import Path

from armillary.science import psychometrics

DOCS = Path(__file__).parents[3] / "docs" / "science"


def test_the_page_names_every_public_name() -> None:
    text = (DOCS / "measurement.md").read_text(encoding="utf-8")
    assert [name for name in psychometrics.__all__ if f"`{name}" not in text] == []
