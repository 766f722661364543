"""What an answer now would add to what is remembered in a month."""

from functools import lru_cache
from typing import NamedTuple

from .memory import WEIGHTS, review_again, review_first
from .reviews import Memory

# What practice is for is what is still there after so many days.
LATER_DAYS = 30.0
# What a first answer to a skill counts as adding: chosen with simulated learners, which care little
# between half and twice of it (benchmarks/accuracy/scheduling).
FIRST_GAIN = 0.1
# What another try counts as adding on the day of a wrong answer, of which the dates know nothing:
# chosen likewise. Much more, and a learner is kept at what is too hard yet.
RETRY_GAIN = 0.03


class Outlook(NamedTuple):
    """Chances to remember a skill, as the review dates see it.

    Parameters
    ----------
    now : today; of a skill not answered yet nothing is known, so 0
    otherwise : a month from today, if it is not asked today
    after_right, after_wrong : a month from today, after a right and after a wrong answer today
    gain : how much asking it today is expected to add to what is there in a month
    """

    now: float
    otherwise: float
    after_right: float
    after_wrong: float
    gain: float


def look_ahead(memory: Memory | None, days: float) -> Outlook:
    """Return the outlook of a skill on a day; None stands for a skill not answered yet.

    References
    ----------
    Ours, described in docs/science/scheduling.md; recall is that of FSRS-6 (`memory.py`).
    """
    return _look_ahead(memory, days // 1.0)


@lru_cache(maxsize=200_000)
def _look_ahead(memory: Memory | None, today: float) -> Outlook:
    """The same for a whole day: all learners and all choices of a day share it."""
    if memory is None:
        right, wrong = (_recall(review_first(outcome, WEIGHTS)[0]) for outcome in (True, False))
        return Outlook(0.0, 0.0, right, wrong, FIRST_GAIN)
    stability, difficulty, last, _due, was_right = memory
    gap = max(0.0, today - last)
    right, wrong = (
        _recall(review_again(stability, difficulty, gap, outcome, WEIGHTS)[0])
        for outcome in (True, False)
    )
    now, otherwise = _recall(stability, gap), _recall(stability, gap + LATER_DAYS)
    gain = now * right + (1.0 - now) * wrong - otherwise
    if gap == 0.0 and not was_right:
        gain = RETRY_GAIN
    return Outlook(now, otherwise, right, wrong, max(0.0, gain))


def _recall(stability: float, days: float = LATER_DAYS) -> float:
    """The chance to remember after some days."""
    return float((1.0 + WEIGHTS.factor * days / stability) ** WEIGHTS.decay)
