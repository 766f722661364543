"""The fitted numbers of the state-space model."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import ClassVar

import numpy as np

from armillary.science.learner.checks import check_difficulties
from armillary.science.numerics import FloatArray

from . import layout as at
from .spread import KNOTS

_ABOVE_ZERO = (
    "level_sd", "form_sd", "moment_sd", "skill_sd", "level_gain_right", "level_gain_wrong",
    "skill_gain_right", "skill_gain_wrong", "level_days", "form_days", "skill_days",
    "break_days", "item_sd", "calibration_slope",
)  # fmt: skip
_SHARES = ("level_kept", "form_kept", "moment_kept", "skill_retained", "widening")
_NOT_NEGATIVE = ("skill_drift", "skill_power", "break_drop")


@dataclass(frozen=True, slots=True)
class StateSpaceParameters:
    """The fitted numbers of the state-space model. Logits and days throughout.

    Parameters
    ----------
    level_sd, form_sd, moment_sd : spread between learners of the level over everything, of a
        good or bad spell, and of attention right now; above 0
    level_kept, form_kept, moment_kept : share of each that one more answer leaves, 0 to 1
    skill_sd : spread of one skill around the learner's level, above 0
    skill_drift : variance the skill gains with every answer to it
    skill_power : after n answers to other skills (1 + n) to the power of minus this is left of
        what is special about the skill
    level_gain_wrong and so on : how much a wrong and a right answer count for the level and for
        the skill; 1 is the plain filter
    first_lift : how much stronger learners are once a skill was met, from 0 to 1.5; shown from
        the first right answer on
    practice_wrong, practice_right : what an answer teaches, wrong or right
    level_days : days in which a sharp level loses 63 % of its edge
    form_days : days in which a good spell falls to 37 % of itself
    skill_days, skill_retained : days in which strength above the level falls to 37 % of the part
        that can be lost, and the share that stays
    widening : share of the skill's spread that comes back as it fades, 0 to 1
    break_drop, break_days : a break of t days lowers a skill by break_drop * ln(1 + t /
        break_days) until the next right answer
    item_sd : spread of items around the typical difficulty of their skill
    spread_factors : how many times the filter's sd an honest sd is, at 0, 1, 3, 7 and 20 answers
        to the skill; straight lines over the logarithm between
    calibration_shift, calibration_slope : line that predictions' logits go through at the end
    prior_difficulty : typical difficulty of a skill about which nothing is known
    skill_difficulty : typical difficulty of each skill known so far, by index
    item_difficulty : difficulty of each known item by its key written as text, neighbours in a
        course next to each other
    item_details : for each of these the error of its difficulty, how much harder than usual its
        neighbours are, the logarithm of one more than its answers, and its line
        (`layout.LINE_SIGNALS` after a constant)
    groups : which skills come together, as "3" or "3+17", numbered for the correction
    correction : the small correction of predictions as tables, empty for none
    """

    MODEL: ClassVar[str] = "state-space"
    VERSION: ClassVar[int] = 1

    level_sd: float = 1.0
    form_sd: float = 0.3
    moment_sd: float = 0.3
    level_kept: float = 0.9995
    form_kept: float = 0.93
    moment_kept: float = 0.5
    skill_sd: float = 0.9
    skill_drift: float = 0.05
    skill_power: float = 0.05
    level_gain_wrong: float = 1.0
    level_gain_right: float = 1.0
    skill_gain_wrong: float = 1.0
    skill_gain_right: float = 1.0
    first_lift: float = 0.3
    practice_wrong: float = 0.02
    practice_right: float = 0.02
    level_days: float = 200.0
    form_days: float = 1.0
    skill_days: float = 90.0
    skill_retained: float = 0.3
    widening: float = 0.1
    break_drop: float = 0.07
    break_days: float = 0.02
    item_sd: float = 0.9
    spread_factors: tuple[float, ...] = (1.0,) * len(KNOTS)
    calibration_shift: float = 0.0
    calibration_slope: float = 1.0
    prior_difficulty: float = -0.8
    skill_difficulty: tuple[float, ...] = ()
    item_difficulty: Mapping[str, float] = field(default_factory=dict)
    item_details: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    groups: tuple[str, ...] = ()
    correction: Mapping[str, tuple[float, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        _check_settings(self)
        if len(self.spread_factors) != len(KNOTS) or not min(self.spread_factors) > 0.0:
            raise ValueError(f"spread_factors must be {len(KNOTS)} numbers above 0")
        check_difficulties(
            self.prior_difficulty, *self.skill_difficulty, *self.item_difficulty.values()
        )
        for key, details in self.item_details.items():
            if key not in self.item_difficulty or len(details) != 3 + at.N_LINE:
                raise ValueError(f"item_details of {key!r} must be {3 + at.N_LINE} numbers")
            check_difficulties(*details)

    @property
    def rates(self) -> FloatArray:
        """The numbers the filter uses, as `layout.RATE_NAMES` orders them."""
        made = {
            "level_variance": self.level_sd**2,
            "form_variance": self.form_sd**2,
            "moment_variance": self.moment_sd**2,
            "first_lift": at.FINE * round(self.first_lift / at.FINE),
            "skill_variance": self.skill_sd**2,
        }
        return np.array([made[n] if n in made else getattr(self, n) for n in at.RATE_NAMES])


def _check_settings(parameters: StateSpaceParameters) -> None:
    """Refuse a setting outside its range."""
    for item in fields(parameters):
        value = getattr(parameters, item.name)
        if isinstance(value, float) and not math.isfinite(value):
            raise ValueError(f"{item.name} must be a finite number, got {value}")
    for name in _ABOVE_ZERO:
        if not getattr(parameters, name) > 0.0:
            raise ValueError(f"{name} must be a number above 0, got {getattr(parameters, name)}")
    for name in _NOT_NEGATIVE:
        if getattr(parameters, name) < 0.0:
            raise ValueError(f"{name} must be 0 or more, got {getattr(parameters, name)}")
    if not 0.0 <= parameters.first_lift <= 1.5:
        raise ValueError(f"first_lift must be from 0 to 1.5, got {parameters.first_lift}")
    for name in _SHARES:
        if not 0.0 <= getattr(parameters, name) <= 1.0:
            raise ValueError(f"{name} must be from 0 to 1, got {getattr(parameters, name)}")
