"""Finding the settings of the filter and the difficulties of items, by turns."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from armillary.science.learner.log import Answers
from armillary.science.numerics import BoolArray, FloatArray

from . import layout as at
from .correction import SingleArray
from .difficulties import (
    Difficulties,
    Spreads,
    choose_spreads,
    improve,
    rows,
    start_difficulties,
)
from .items import ItemRows
from .model import LogPass, StateSpaceModel
from .parameters import StateSpaceParameters

# Settings are searched for on no more rows than this: whole learners, drawn.
SEARCH_ROWS = 40_000
N_PARTS = 5
MAX_STEPS = 30  # of the search, each time
STEP = 1e-3  # to tell the slope of the log-loss by

MOST_SHIFT = 3.0  # logits

# How each setting is searched for: on a logarithmic scale, as a share, or as it is; and how far
# from its usual value it may go on that scale.
LOGARITHMIC, SHARE, PLAIN = "logarithmic", "share", "plain"
_WIDE, _NARROW = 3.0, 1.5
SEARCHED: Mapping[str, tuple[str, float]] = {
    "level_sd": (LOGARITHMIC, _WIDE),
    "form_sd": (LOGARITHMIC, _WIDE),
    "moment_sd": (LOGARITHMIC, _WIDE),
    "level_kept": (SHARE, _WIDE),
    "form_kept": (SHARE, _WIDE),
    "moment_kept": (SHARE, _WIDE),
    "skill_sd": (LOGARITHMIC, _WIDE),
    "skill_drift": (LOGARITHMIC, 4.0),
    "skill_power": (LOGARITHMIC, _WIDE),
    "level_gain_wrong": (LOGARITHMIC, _NARROW),
    "level_gain_right": (LOGARITHMIC, _NARROW),
    "skill_gain_wrong": (LOGARITHMIC, _NARROW),
    "skill_gain_right": (LOGARITHMIC, _NARROW),
    "first_lift": (LOGARITHMIC, 1.6),
    "practice_wrong": (PLAIN, 0.5),
    "practice_right": (PLAIN, 0.5),
}
SEARCHED_IN_DAYS: Mapping[str, tuple[str, float]] = {
    "level_days": (LOGARITHMIC, _WIDE),
    "form_days": (LOGARITHMIC, _WIDE),
    "skill_days": (LOGARITHMIC, _WIDE),
    "skill_retained": (SHARE, _WIDE),
    "break_drop": (LOGARITHMIC, _WIDE),
    "break_days": (LOGARITHMIC, _WIDE),
}


@dataclass(frozen=True, slots=True)
class FilterFit:
    """Settings and difficulties of a log, and how the search for them ended."""

    settings: StateSpaceParameters
    found: Difficulties
    spreads: Spreads
    converged: bool
    reason: str
    n_trials: int


@dataclass(frozen=True, slots=True)
class Told:
    """What the filter said before each row of a log, with difficulties told by others.

    Parameters
    ----------
    logits, strength, variance : shape (n_rows,); variance in logits, without the item's error
    signals : shape (n_rows, N_SIGNALS) in single precision, or (0, N_SIGNALS) when not asked for
    """

    logits: FloatArray
    strength: FloatArray
    variance: FloatArray
    signals: SingleArray

    @property
    def own_mean(self) -> FloatArray:
        """Mean of the strength that is reported: level and own part, without form and moment."""
        level, own = at.SIGNALS.index("level"), at.SIGNALS.index("own")
        return self.signals[:, level].astype(np.float64) + self.signals[:, own]

    @property
    def own_sd(self) -> FloatArray:
        """The sd of it, as the filter states it."""
        level, own = at.SIGNALS.index("level_sd"), at.SIGNALS.index("own_sd")
        return np.hypot(self.signals[:, level].astype(np.float64), self.signals[:, own])


def fit_filter(
    log: Answers,
    generator: np.random.Generator,
    *,
    start: StateSpaceParameters | None = None,
    spreads: Spreads | None = None,
) -> FilterFit:
    """Return settings and difficulties fitted to a log.

    Parameters
    ----------
    start : settings to keep, when only difficulties are wanted
    spreads : of difficulties; without them they are chosen
    """
    settings = start or StateSpaceParameters()
    found = start_difficulties(log, n_parts=N_PARTS, generator=generator)
    usual = Spreads() if spreads is None else spreads
    found = settle(log, settings, found, usual, 3)
    if start is not None:
        found = settle(log, settings, found, usual, 2)
        return FilterFit(settings, found, usual, True, "kept", 0)
    n_trials, converged = 0, False
    for turn in range(2):
        searched = search(log, settings, found, generator)
        settings, converged = searched.settings, searched.converged
        found = shifted(found, searched.shift)
        n_trials += searched.n_trials
        if turn == 0 and spreads is None:
            told = tell(log, settings, found)
            usual = choose_spreads(
                log, found, strength=told.strength, variance=told.variance, weight=log.weight
            )
        found = settle(log, settings, found, usual, 2)
    settings = replace(settings, item_sd=usual.item_sd)
    reason = "the search settled" if converged else f"stopped after {n_trials} trials"
    return FilterFit(settings, found, usual, converged, reason, n_trials)


def settle(
    log: Answers,
    settings: StateSpaceParameters,
    found: Difficulties,
    spreads: Spreads,
    n_passes: int,
) -> Difficulties:
    """Return difficulties after some turns of filter and difficulties."""
    for _ in range(n_passes):
        told = tell(log, settings, found)
        found = improve(
            found, log, strength=told.strength, variance=told.variance, weight=log.weight,
            spreads=spreads,
        )  # fmt: skip
    return found


def tell(
    log: Answers,
    settings: StateSpaceParameters,
    found: Difficulties,
    *,
    with_signals: bool = False,
) -> Told:
    """Return what the filter says before each row; difficulties come from other learners."""
    passed = pass_over(log, settings, row_numbers(log, found))
    n = len(log)
    logits, seen = np.empty(n), np.empty((n, 2))
    signals = np.empty((n if with_signals else 0, at.N_SIGNALS), np.float32)
    passed.run(0, n, logits, signals, seen)
    return Told(logits, seen[:, 0], seen[:, 1] - passed.numbers[:, at.ERROR2], signals)


def row_numbers(log: Answers, found: Difficulties) -> FloatArray:
    """Return what each row brings along of its item, shape (n_rows, N_ITEM)."""
    known = rows(found, log)
    numbers = np.empty((len(log), at.N_ITEM))
    numbers[:, at.DIFFICULTY], numbers[:, at.SLOPE] = known.difficulty, 1.0
    numbers[:, at.ERROR2], numbers[:, at.NEAR] = known.error_variance, known.near
    numbers[:, at.ANSWERS] = known.log_answers
    seen = found.n_answers > 0
    place = np.where(seen, np.cumsum(seen) - 1, -1)
    numbers[:, at.PLACE] = place[log.item]
    return numbers


def pass_over(log: Answers, settings: StateSpaceParameters, numbers: FloatArray) -> LogPass:
    """Return a pass whose every row has its own numbers."""
    model = StateSpaceModel(bare(settings), log.n_skills)
    none = ItemRows(
        numbers, np.zeros((0, 1), np.int64), np.zeros(0, np.int64), np.zeros(0, np.int64),
        np.zeros((0, at.N_LINE)),
    )  # fmt: skip
    passed = LogPass(model, log, none, None)
    passed.which = np.arange(len(log))
    return passed


def bare(settings: StateSpaceParameters) -> StateSpaceParameters:
    """Return the settings without anything that belongs to single items or skills."""
    return replace(
        settings, skill_difficulty=(), item_difficulty={}, item_details={}, groups=(), correction={}
    )


@dataclass(frozen=True, slots=True)
class Search:
    """Settings that were found, and by how much all difficulties go up, in logits."""

    settings: StateSpaceParameters
    shift: float
    converged: bool
    n_trials: int


def shifted(found: Difficulties, shift: float) -> Difficulties:
    """Return difficulties that are all harder by so much."""
    return replace(
        found, item=found.item + shift, skill=found.skill + shift, prior=found.prior + shift
    )


def search(
    log: Answers,
    settings: StateSpaceParameters,
    found: Difficulties,
    generator: np.random.Generator,
) -> Search:
    """Return settings that predict the next answer best, each pulled to its usual value.

    The pull is a normal prior of one e-fold, so it only shows in small logs. With them goes a
    shift of all difficulties: where learners start among items is not seen by difficulties
    found for given strengths, as strengths follow any shift after a few answers.
    """
    from scipy.optimize import minimize  # half a second that only a fit should pay

    part = draw_rows(log, SEARCH_ROWS, generator)
    small = log.part(part)
    passed = pass_over(small, settings, row_numbers(log, found)[part])
    names = SEARCHED if log.days is None else {**SEARCHED, **SEARCHED_IN_DAYS}
    usual = np.array([encode(n, getattr(StateSpaceParameters(), n)) for n in names])
    begin = np.array([encode(n, getattr(settings, n)) for n in names])
    reach = np.array([reach for _, reach in names.values()])
    difficulty = passed.numbers[:, at.DIFFICULTY].copy()
    logits, none = np.empty(len(small)), np.empty((0, at.N_SIGNALS))
    counts = np.ones(len(small)) if small.weight is None else small.weight

    def loss(point: FloatArray) -> float:
        passed.set_rates(decoded(settings, names, point[:-1]).rates)
        passed.numbers[:, at.DIFFICULTY] = difficulty + point[-1]
        passed.run(0, len(small), logits, none)
        each = np.logaddexp(0.0, logits) - small.score * logits
        return float((counts * each).sum() + 0.5 * ((point[:-1] - usual) ** 2).sum()) / len(small)

    result = minimize(
        loss,
        np.append(begin, 0.0),
        method="L-BFGS-B",
        bounds=[*zip(usual - reach, usual + reach, strict=True), (-MOST_SHIFT, MOST_SHIFT)],
        options={"maxiter": MAX_STEPS, "eps": STEP, "ftol": 1e-8},
    )
    values: dict[str, Any] = {n: float(f"{v:.5g}") for n, v in decode(names, result.x[:-1]).items()}
    found_settings = replace(settings, **values)
    return Search(found_settings, float(result.x[-1]), bool(result.success), int(result.nfev))


def draw_rows(log: Answers, most: int, generator: np.random.Generator) -> BoolArray:
    """Return the rows of learners drawn until there are enough rows; all where that is all."""
    if len(log) <= most:
        return np.ones(len(log), dtype=np.bool_)
    order = generator.permutation(len(log.learner_keys))
    counts = np.bincount(log.learner, minlength=len(order))
    chosen = order[: int(np.searchsorted(np.cumsum(counts[order]), most)) + 1]
    kept: BoolArray = np.isin(log.learner, chosen)
    return kept


def encode(name: str, value: float) -> float:
    """Return a setting on the scale it is searched for on."""
    kind = ({**SEARCHED, **SEARCHED_IN_DAYS})[name][0]
    if kind == LOGARITHMIC:
        return float(np.log(value))
    return float(np.log(value / (1.0 - value))) if kind == SHARE else value


def decode(
    names: Mapping[str, tuple[str, float]], point: FloatArray
) -> dict[str, Any]:  # as `replace` takes them
    """Return settings from the scales they are searched for on."""
    values: dict[str, Any] = {}
    for (name, (kind, _)), x in zip(names.items(), point.tolist(), strict=True):
        if kind == LOGARITHMIC:
            values[name] = float(np.exp(x))
        else:
            values[name] = float(1.0 / (1.0 + np.exp(-x))) if kind == SHARE else x
    return values


def decoded(
    settings: StateSpaceParameters, names: Mapping[str, tuple[str, float]], point: FloatArray
) -> StateSpaceParameters:
    """Return settings changed to a point of the search."""
    return replace(settings, **decode(names, point))
