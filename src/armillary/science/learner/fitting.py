"""Finding a model's numbers from a log of answers."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray

from .difficulty import Difficulties, estimate_difficulties, start_difficulties
from .item_difficulty import ItemDifficultyParameters
from .kernels import run_filter
from .level_skill import LevelSkillParameters
from .log import Answers
from .metrics import estimate_log_loss
from .rows import Asked

# Fewer learners than this cannot be split into some to fit and some to choose by.
MIN_LEARNERS = 8
# One learner in this many is held out, inside the log, to choose the settings by.
HELD_OUT = 4
MAX_TRIALS = 160

# Settings that are searched for, with their limits; searched on a logarithmic scale.
_LIMITS: dict[str, tuple[float, float]] = {
    "level_sd": (0.2, 3.0),
    "level_drift": (1e-5, 0.1),
    "skill_sd": (0.1, 3.0),
    "skill_drift": (1e-4, 1.0),
    "gain_right": (0.5, 2.0),
    "gain_wrong": (0.5, 2.0),
    "item_sd": (0.2, 3.0),
}
_DAY_LIMITS: dict[str, tuple[float, float]] = {
    "level_days": (2.0, 3000.0),
    "skill_days": (2.0, 3000.0),
}


# Numbers by the name of a parameter; the parameter class checks them.
Settings = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class FitResult:
    """What a fit found; the parameters are usable whether or not the search settled.

    `held_out_log_loss` is that of the chosen settings on learners kept out of this log.
    """

    parameters: Any  # the frozen dataclass of the model that was fitted
    converged: bool
    reason: str
    n_trials: int
    held_out_log_loss: float


def fit_level_skill(log: Answers, *, generator: np.random.Generator) -> FitResult:
    """Return the level-and-skill model fitted to a log.

    Some settings (`_LIMITS`; the two in days only when the log has times) are chosen by the
    log-loss on learners held out inside this log, pulled lightly towards their usual values;
    difficulties are then estimated from everybody.

    Raises
    ------
    ValueError
        If the log has fewer than MIN_LEARNERS learners, or a score is neither 0 nor 1.
    """
    limits = _LIMITS if log.days is None else _LIMITS | _DAY_LIMITS
    fit_part, check_part = split_learners(log, generator)

    def loss(settings: Settings) -> float:
        trial = LevelSkillParameters(**settings)
        found = _difficulties(fit_part, trial, n_passes=2)
        p_right = _filter(check_part, found, trial)[0]
        return estimate_log_loss(check_part.score, p_right)

    search = _search(loss, limits, n_rows=len(check_part))
    chosen = LevelSkillParameters(**search.settings)
    found = _difficulties(log, chosen, n_passes=4)
    parameters = LevelSkillParameters(**search.settings, **_named(log, found))
    return FitResult(
        parameters, search.converged, search.reason, search.n_trials, loss(search.settings)
    )


def fit_item_difficulty(log: Answers, *, generator: np.random.Generator) -> FitResult:
    """Return the baseline fitted to a log: difficulties with shrinkage, nothing else.

    Raises
    ------
    ValueError
        If the log has fewer than MIN_LEARNERS learners, or a score is neither 0 nor 1.
    """
    fit_part, check_part = split_learners(log, generator)

    def found(part: Answers, item_sd: float) -> Difficulties:
        flat = np.zeros(len(part))
        return estimate_difficulties(
            part, start_difficulties(part), strength=flat, spread=flat, item_sd=item_sd, n_steps=8
        )

    def loss(settings: Settings) -> float:
        logits = -found(fit_part, settings["item_sd"]).of_rows(check_part)
        return estimate_log_loss(check_part.score, 1.0 / (1.0 + np.exp(-logits)))

    search = _search(loss, {"item_sd": _LIMITS["item_sd"]}, n_rows=len(check_part))
    named = _named(log, found(log, search.settings["item_sd"]))
    parameters = ItemDifficultyParameters(**search.settings, **named)
    return FitResult(
        parameters, search.converged, search.reason, search.n_trials, loss(search.settings)
    )


@dataclass(frozen=True, slots=True)
class _Search:
    settings: dict[str, Any]  # numbers, see Settings
    converged: bool
    reason: str
    n_trials: int


def _search(
    loss: Callable[[Settings], float],
    limits: Mapping[str, tuple[float, float]],
    *,
    n_rows: int,
) -> _Search:
    """The settings with the least loss, each pulled to its usual value by a prior of one e-fold."""
    from scipy.optimize import minimize  # half a second that only a fit should pay

    usual = np.log([getattr(LevelSkillParameters(), name) for name in limits])

    def penalised(point: FloatArray) -> float:
        settings = dict(zip(limits, np.exp(point).tolist(), strict=True))
        return loss(settings) + 0.5 * float(((point - usual) ** 2).sum()) / n_rows

    corners = np.vstack([usual, usual + 0.5 * np.eye(len(usual))])
    found = minimize(
        penalised,
        usual,
        method="Nelder-Mead",
        bounds=[tuple(np.log(pair)) for pair in limits.values()],
        options={
            "initial_simplex": corners,
            "maxfev": MAX_TRIALS,
            "xatol": 0.05,
            "fatol": 1e-5,
        },
    )
    settings = {n: float(f"{v:.4g}") for n, v in zip(limits, np.exp(found.x), strict=True)}
    reason = "the search settled" if found.success else f"stopped after {MAX_TRIALS} trials"
    return _Search(settings, bool(found.success), reason, int(found.nfev))


def split_learners(log: Answers, generator: np.random.Generator) -> tuple[Answers, Answers]:
    """The log without, and with only, the learners that settings are chosen by."""
    if not np.all((log.score == 0.0) | (log.score == 1.0)):
        raise ValueError("every score must be 0 or 1 to fit a model")
    learners = np.unique(log.learner)
    if len(learners) < MIN_LEARNERS:
        raise ValueError(f"a fit needs {MIN_LEARNERS} learners or more, got {len(learners)}")
    chosen = generator.permutation(learners)[: max(2, len(learners) // HELD_OUT)]
    held_out: BoolArray = np.isin(log.learner, chosen)
    return log.part(~held_out), log.part(held_out)


def _difficulties(log: Answers, parameters: LevelSkillParameters, *, n_passes: int) -> Difficulties:
    """Difficulties and the filter's strengths by turns, starting from learners all alike."""
    found = start_difficulties(log)
    strength = np.zeros(len(log))
    spread = np.full(len(log), parameters.rates.level_variance)
    for number in range(n_passes):
        if number > 0:
            _, strength, spread = _filter(log, found, parameters)
        found = estimate_difficulties(
            log,
            found,
            strength=strength,
            spread=spread,
            item_sd=parameters.item_sd,
            n_steps=3,
        )
    return found


def _filter(
    log: Answers, found: Difficulties, parameters: LevelSkillParameters
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Chance, strength and spread of each row, everyone starting from the population."""
    asked = Asked(found.of_rows(log), np.ones(len(log)))
    start = np.zeros(len(log.learner_keys))
    passed = run_filter(log, asked, parameters.rates, start)
    return passed.p_right, passed.strength, passed.spread


def _named(log: Answers, found: Difficulties) -> dict[str, Any]:
    """Difficulties as parameter files hold them, to a ten-thousandth of a logit."""
    keys = log.item_keys[found.seen].tolist()
    values = np.round(found.item[found.seen], 4).tolist()
    return {
        "prior_difficulty": round(found.prior, 4),
        "skill_difficulty": tuple(np.round(found.skill, 4).tolist()),
        "item_difficulty": {str(key): value for key, value in zip(keys, values, strict=True)},
    }
