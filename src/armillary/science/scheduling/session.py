"""When it is enough for today, and why."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from armillary.science.learner import SkillEstimate, Standing, standing


class SessionEnd(StrEnum):
    """Why a stretch of practice may end, in the words that pages use."""

    ALL_HELD = "all_held"
    ENOUGH_ANSWERS = "enough_answers"
    ENOUGH_MINUTES = "enough_minutes"
    FORM_FELL = "form_fell"


@dataclass(frozen=True, slots=True)
class SessionRule:
    """How long practice should last.

    Parameters
    ----------
    min_answers : fewer than this is never an end, except by minutes
    max_answers, max_minutes : this is enough, whatever has been reached
    form_answers : how many last answers tell the form, at least 2
    form_fall : standard errors below what was expected of these answers that count as a fall
    """

    min_answers: int = 5
    max_answers: int = 25
    max_minutes: float = 25.0
    form_answers: int = 8
    form_fall: float = 2.0

    def __post_init__(self) -> None:
        if not (0 < self.min_answers <= self.max_answers and self.max_minutes > 0.0):
            raise ValueError("min_answers, max_answers and max_minutes must be above 0, in order")
        if not (self.form_answers >= 2 and self.form_fall > 0.0):
            raise ValueError("form_answers must be at least 2 and form_fall above 0")


SESSION_RULE = SessionRule()


def session_end(
    *,
    n_answers: int,
    minutes: float,
    goals: Sequence[SkillEstimate],
    n_due: int,
    recent: Sequence[tuple[float, float]],
    rule: SessionRule = SESSION_RULE,
) -> SessionEnd | None:
    """Return why it is enough for today, or None when practice should go on.

    Parameters
    ----------
    n_answers, minutes : of this sitting so far
    goals : estimates of the skills this sitting is for and that are in reach
    n_due : reviews still waiting
    recent : (predicted chance, score) of this sitting's answers, the newest last
    """
    if minutes >= rule.max_minutes:
        return SessionEnd.ENOUGH_MINUTES
    if n_answers >= rule.max_answers:
        return SessionEnd.ENOUGH_ANSWERS
    if n_answers < rule.min_answers:
        return None
    if n_due == 0 and goals and all(standing(goal) is Standing.HELD for goal in goals):
        return SessionEnd.ALL_HELD
    if _form_fell(recent, rule):
        return SessionEnd.FORM_FELL
    return None


def _form_fell(recent: Sequence[tuple[float, float]], rule: SessionRule) -> bool:
    """Whether the last answers are clearly worse than was predicted of them."""
    window = recent[-rule.form_answers :]
    if len(window) < rule.form_answers:
        return False
    short = math.fsum(p_right - score for p_right, score in window)
    spread = math.sqrt(math.fsum(p_right * (1.0 - p_right) for p_right, _ in window))
    return short > rule.form_fall * spread
