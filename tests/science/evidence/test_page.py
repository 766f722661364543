from pathlib import Path

from armillary.science import evidence

PAGE = Path(__file__).parents[3] / "docs" / "science" / "evidence.md"


def test_the_page_names_every_public_name() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [name for name in evidence.__all__ if f"`{name}" not in text] == []


def test_the_page_names_every_reason_to_refuse() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert [reason for reason in evidence.Reason if f"`{reason.value}`" not in text] == []
