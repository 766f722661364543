"""What is wrong with rows of answers, and in which rows."""

from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import BoolArray

SHOWN = 10  # row numbers told in a message; `Fault.rows` has them all


@dataclass(frozen=True, slots=True)
class Fault:
    """One rule that rows break.

    Parameters
    ----------
    rule : what is wrong, as words
    rows : numbers of the rows, counted from 1; empty when the fault is not one of single rows
    """

    rule: str
    rows: tuple[int, ...]

    def __str__(self) -> str:
        if not self.rows:
            return self.rule
        shown = ", ".join(str(row) for row in self.rows[:SHOWN])
        more = len(self.rows) - SHOWN
        end = f" and {more} more" if more > 0 else ""
        return f"{self.rule}: row{'s' if len(self.rows) > 1 else ''} {shown}{end}"


class AnswersError(ValueError):
    """Rows of answers that cannot be used; `faults` tells which and why."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(str(fault) for fault in faults))
        self.faults = faults


def refuse(rule: str, wrong: BoolArray, *, first: int = 0) -> None:
    """Refuse rows if any is wrong; `first` is how many rows stand before these."""
    if wrong.any():
        rows = np.flatnonzero(wrong) + first + 1
        raise AnswersError((Fault(rule, tuple(rows.tolist())),))
