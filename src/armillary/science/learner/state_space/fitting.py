"""Finding all numbers of the state-space model from a log of answers."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from armillary.science.learner.fitting import FitResult, split_learners
from armillary.science.learner.log import Answers
from armillary.science.learner.metrics import estimate_log_loss
from armillary.science.numerics import FloatArray, IntArray

from . import layout as at
from .correction import Correction, correct
from .correction_text import correction_values
from .correction_training import TrainingSettings, train_correction
from .difficulties import Difficulties
from .filter_fitting import FilterFit, Told, fit_filter, tell
from .item_lines import choose_spreads as choose_line_spreads
from .item_lines import fit_item_lines, line_logits
from .items import name_group
from .spread import SpreadFit, fit_spread

# Fewer answers than this teach the correction nothing that would hold elsewhere.
MIN_CORRECTED = 10_000
# How far the coefficients of an item's line are from 0: logits for one sd of the signal.
LINE_SPREADS = (0.2, 0.25, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1)
# How far the calibrating line is from none.
LINE_SD = 0.1
# How alike the factors of the reported sd are at few and at many answers; see `fit_spread`.
SPREAD_PENALTY = 100.0
# Steps along the order of items are few and small: bins by hand, on the scale of the signal.
_STEPS = (1.5, 3.5, 10.5, 50.5, 400.5)
STEP_EDGES = tuple(
    float(np.copysign(np.log1p(abs(step)), step))
    for step in (-20000.5, *(-step for step in reversed(_STEPS)), -0.5, 0.5, *_STEPS, 20000.5)
)
SPECIAL_EDGES = {at.SIGNALS.index("item_step"): STEP_EDGES}
# The last training averages so many networks, which is worth more than wider ones.
N_NETWORKS = 2
TRAINING = TrainingSettings(line_signals=tuple(at.SIGNALS.index(name) for name in at.LINE_SIGNALS))


@dataclass(frozen=True, slots=True)
class Choices:
    """What was chosen by learners held out inside a log.

    Parameters
    ----------
    fitted : settings and difficulties of the learners that were not held out
    epochs : of training the correction; 0 for no correction
    line_spreads : of the coefficients of items' lines, shape (N_LINE,)
    line : shift and slope that calibrate the logits
    factors : of the reported sd
    held_out_log_loss : of the held-out learners under all this
    """

    fitted: FilterFit
    epochs: int
    line_spreads: FloatArray
    line: tuple[float, float]
    factors: SpreadFit
    held_out_log_loss: float


def fit_state_space(log: Answers, *, generator: np.random.Generator) -> FitResult:
    """Return the state-space model fitted to a log.

    One learner in four is held out inside the log: to choose whether the small correction
    helps and how long it is trained, and to see how honest the filter's sd is. Then
    difficulties, correction and lines are found again from everybody.

    Raises
    ------
    ValueError
        If the log has too few learners, or a score is neither 0 nor 1.
    """
    fit_part, check_part = split_learners(log, generator)
    chosen = choose(fit_part, check_part, generator)
    fitted = fit_filter(log, generator, start=chosen.fitted.settings, spreads=chosen.fitted.spreads)
    parameters = replace(
        fitted.settings,
        calibration_shift=round(chosen.line[0], 4),
        calibration_slope=round(chosen.line[1], 4),
        spread_factors=tuple(round(f, 4) for f in chosen.factors.factors),
        **_named(log, fitted.found),
    )
    if chosen.epochs > 0:
        told = tell(log, fitted.settings, fitted.found, with_signals=True)
        groups, group = find_groups(log)
        correction = _train(log, told, group, len(groups), chosen.epochs, generator)
        lines = _lines(log, told, group, correction, chosen.line_spreads)
        parameters = replace(
            parameters,
            groups=groups,
            correction=correction_values(correction),
            item_details=_details(log, fitted.found, lines),
        )
    else:
        nothing = np.zeros((log.n_items, at.N_LINE))
        parameters = replace(parameters, item_details=_details(log, fitted.found, nothing))
    return FitResult(
        parameters,
        chosen.fitted.converged,
        chosen.fitted.reason,
        chosen.fitted.n_trials,
        chosen.held_out_log_loss,
    )


def choose(fit_part: Answers, check_part: Answers, generator: np.random.Generator) -> Choices:
    """Return what held-out learners choose; difficulties and rates never see them."""
    fitted = fit_filter(fit_part, generator)
    checked = tell(check_part, fitted.settings, fitted.found, with_signals=True)
    factors = fit_spread(
        check_part,
        mean=checked.own_mean,
        sd=checked.own_sd,
        difficulty=checked.signals[:, at.SIGNALS.index("difficulty")].astype(np.float64),
        slope=1.0,
        generator=generator,
        penalty=SPREAD_PENALTY,
    )
    line = fit_line(checked.logits, check_part.score)
    loss = estimate_log_loss(check_part.score, _chances(line[0] + line[1] * checked.logits))
    plain = Choices(fitted, 0, np.zeros(at.N_LINE), line, factors, loss)
    if len(fit_part) < MIN_CORRECTED:
        return plain
    return _choose_correction(fit_part, check_part, plain, checked, generator)


def _choose_correction(
    fit_part: Answers,
    check_part: Answers,
    plain: Choices,
    checked: Told,
    generator: np.random.Generator,
) -> Choices:
    """Whether a correction and items' lines predict the held-out learners better."""
    told = tell(fit_part, plain.fitted.settings, plain.fitted.found, with_signals=True)
    groups, group = find_groups(fit_part)
    check_group = number_rows(check_part, groups)
    n = len(fit_part)
    held_out = np.arange(n + len(check_part)) >= n
    trained = train_correction(
        np.concatenate((told.signals, checked.signals)),
        np.concatenate((group, check_group)),
        len(groups),
        np.concatenate((told.logits, checked.logits)),
        np.concatenate((fit_part.score, check_part.score)),
        settings=TRAINING,
        special_edges=SPECIAL_EDGES,
        held_out=held_out,
        generator=generator,
    )
    correction = trained.correction
    own = told.logits + _corrected(told, group, correction)
    base = checked.logits + _corrected(checked, check_group, correction)
    design = np.concatenate((_design(told, correction), _design(checked, correction)))
    item = np.concatenate((fit_part.item, check_part.item))
    score = np.concatenate((fit_part.score, check_part.score))
    both = np.concatenate((own, base))
    spreads = choose_line_spreads(
        design, item, fit_part.n_items, both, score, np.array(LINE_SPREADS), held_out=held_out
    )
    lines = fit_item_lines(design[:n], item[:n], fit_part.n_items, own, fit_part.score, spreads)
    lined = base + line_logits(design[n:], lines, check_part.item)
    line = fit_line(lined, check_part.score)
    loss = estimate_log_loss(check_part.score, _chances(line[0] + line[1] * lined))
    if loss >= plain.held_out_log_loss:
        return plain
    return replace(
        plain, epochs=trained.best_epoch, line_spreads=spreads, line=line, held_out_log_loss=loss
    )


def _train(
    log: Answers,
    told: Told,
    group: IntArray,
    n_groups: int,
    epochs: int,
    generator: np.random.Generator,
) -> Correction:
    """The correction of everybody, trained as long as held-out learners chose."""
    return train_correction(
        told.signals,
        group,
        n_groups,
        told.logits,
        log.score,
        settings=replace(TRAINING, stop_after=epochs, n_networks=N_NETWORKS),
        special_edges=SPECIAL_EDGES,
        held_out=None,
        generator=generator,
    ).correction


def _lines(
    log: Answers, told: Told, group: IntArray, correction: Correction, spreads: FloatArray
) -> FloatArray:
    """Each item's own line, shape (n_items, N_LINE)."""
    base = told.logits + _corrected(told, group, correction)
    return fit_item_lines(
        _design(told, correction), log.item, log.n_items, base, log.score,
        spreads,
    )  # fmt: skip


def _corrected(told: Told, group: IntArray, correction: Correction) -> FloatArray:
    """What the correction adds to each row before any line."""
    none = np.zeros((len(group), at.N_LINE))
    return correct(told.signals.astype(np.float64), group, none, correction)


def _design(told: Told, correction: Correction) -> FloatArray:
    """What items' lines are made of, as `correct` makes it: shape (n_rows, N_LINE)."""
    which = correction.line_signals
    signals = (told.signals[:, which] - correction.mean[which]) / correction.sd[which]
    return np.column_stack((np.ones(len(signals)), np.clip(signals, -5.0, 5.0)))


def fit_line(logits: FloatArray, score: FloatArray) -> tuple[float, float]:
    """Return shift and slope that make scores most likely: logistic regression on the logits.

    A normal prior of sd 0.1 around none keeps small logs from bending what they cannot judge.
    """
    design = np.column_stack((np.ones(len(logits)), logits))
    line = np.array([0.0, 1.0])
    for _ in range(8):
        p_right = _chances(design @ line)
        pull = design.T @ (score - p_right) - (line - (0.0, 1.0)) / LINE_SD**2
        firm = (design * (p_right * (1.0 - p_right))[:, None]).T @ design
        line = line + np.linalg.solve(firm + np.eye(2) / LINE_SD**2, pull)
    return float(line[0]), float(line[1])


def find_groups(log: Answers) -> tuple[tuple[str, ...], IntArray]:
    """Return the names of the skills that come together, and the number of each row's."""
    named = np.array([name_group(log.skills_of(row)) for row in range(len(log))])
    groups, number = np.unique(named, return_inverse=True)
    return tuple(groups.tolist()), number.astype(np.int64)


def number_rows(log: Answers, groups: tuple[str, ...]) -> IntArray:
    """Return the number of each row's skills among some groups, -1 where there is none."""
    known = {name: number for number, name in enumerate(groups)}
    return np.array(
        [known.get(name_group(log.skills_of(row)), -1) for row in range(len(log))], dtype=np.int64
    )


def _chances(logits: FloatArray) -> FloatArray:
    bounded: FloatArray = np.clip(logits, -30.0, 30.0)
    return 1.0 / (1.0 + np.exp(-bounded))


def _named(log: Answers, found: Difficulties) -> dict[str, Any]:
    """Difficulties as parameter files hold them, to a ten-thousandth of a logit."""
    item = np.round(found.item[-1], 4).tolist()
    seen = np.flatnonzero(found.n_answers > 0).tolist()
    keys = log.item_keys.tolist()
    return {
        "prior_difficulty": round(found.prior, 4),
        "skill_difficulty": tuple(np.round(found.skill[-1], 4).tolist()),
        "item_difficulty": {str(keys[i]): item[i] for i in seen},
    }


def _details(
    log: Answers, found: Difficulties, lines: FloatArray
) -> Mapping[str, tuple[float, ...]]:
    """What the parameter file holds of each item beside its difficulty."""
    table = np.column_stack((found.error[-1], found.near[-1], np.log1p(found.n_answers), lines))
    rounded = np.round(table, 4).tolist()
    keys = log.item_keys.tolist()
    return {str(keys[i]): tuple(rounded[i]) for i in np.flatnonzero(found.n_answers > 0).tolist()}
