"""Proving a question: making it with many seeds and looking at every result."""

from armillary.content.format.faults import FaultList
from armillary.content.format.question_files import Located


def prove_question(located: Located, faults: FaultList) -> None:
    """Note what is wrong with the variants of a question."""
