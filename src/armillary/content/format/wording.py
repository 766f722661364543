"""Faults of wording that only show when questions are read side by side."""

from collections.abc import Sequence

from armillary.content.format.faults import FaultList
from armillary.content.format.question_files import Located


def find_wording_faults(questions: Sequence[Located], faults: FaultList) -> None:
    """Note hints that tell, choices that give themselves away, and stems used twice."""
