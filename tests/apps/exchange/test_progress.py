"""The line on the terminal while something runs."""

import threading

import pytest

from armillary.apps.exchange import progress
from armillary.apps.exchange.progress import ticking


@pytest.mark.slow
def test_the_line_counts_seconds_changes_its_text_and_is_cleared() -> None:
    shown: list[str] = []
    told = threading.Event()

    def show(text: str) -> None:
        shown.append(text)
        if text.startswith("5 of 9"):
            told.set()

    with ticking(show, "Reading ...") as say:
        say("5 of 9 answers")
        assert told.wait(10 * progress.EVERY)
    assert shown[0] == "Reading ..."
    assert shown[1] == "5 of 9 answers 1 s"
    assert shown[-1] == ""


def test_the_line_is_cleared_when_the_work_fails() -> None:
    shown: list[str] = []
    try:
        with ticking(shown.append, "Reading ..."):
            raise KeyError("no")
    except KeyError:
        pass
    assert shown == ["Reading ...", ""]
