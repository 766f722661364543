"""Fit the learner model again, and see on held-back learners whether that made it better."""

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

import numpy as np

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.exchange.counted import CountedAnswers, read_counted
from armillary.apps.exchange.progress import ticking
from armillary.apps.people.commands import PROGRAM, Refusal
from armillary.apps.practice.engine import item_spec
from armillary.apps.practice.parameters import (
    fingerprint_of,
    parameters_folder,
    read_active,
    read_ledger,
    shipped_parameters,
)
from armillary.science.learner import (
    DEFAULT_MODEL,
    Answers,
    create_model,
    fit_learner,
    format_parameters,
    parse_parameters,
)
from armillary.science.numerics import (
    BoolArray,
    ClusteredMean,
    FloatArray,
    estimate_clustered_mean,
)

# Draws whom the settings are chosen by, and who is held back: the same answers, the same figures.
SEED = 20240601
# Below these a fit and a comparison would say more about chance than about the school.
MIN_LEARNERS = 30
MIN_ANSWERS = 1_000
# One learner in five is held back, and never fewer than this.
HELD_BACK = 0.2
MIN_HELD_BACK = 10
LEVEL = 0.95  # of the interval that goes with the difference

Show = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two sets of parameters that are compared.

    Parameters
    ----------
    log_loss : mean surprise in nats over the held-back answers, each weighed as in practice
    """

    parameters: Any  # each model has its own frozen dataclass
    log_loss: float

    @property
    def model(self) -> str:
        """Name and version of the model."""
        return f"{self.parameters.MODEL} {self.parameters.VERSION}"

    @property
    def fingerprint(self) -> str:
        """Eight signs that tell these parameters from others."""
        return fingerprint_of(self.parameters)


@dataclass(frozen=True, slots=True)
class Comparison:
    """New parameters beside those that count, on learners that the fit has not seen.

    Parameters
    ----------
    difference : log-loss of the new ones minus that of the old ones, with an interval that is drawn
        over learners; None when one of the two gave an answer no chance at all
    fit_seconds : processor time of the fit, compiling included
    shipped : those that every school starts with; None when they are the old ones
    """

    new: Side
    old: Side
    shipped: Side | None
    difference: ClusteredMean | None
    fit_learners: int
    fit_answers: int
    held_back_learners: int
    held_back_answers: int
    fit_seconds: float
    converged: bool
    reason: str

    @property
    def is_better(self) -> bool:
        """Whether the new parameters predict the held-back answers better on average."""
        return self.new.log_loss < self.old.log_loss

    def as_json(self) -> dict[str, object]:
        """Return the figures under the names that docs/reference/commands.md promises."""
        found = self.difference
        return {
            "model": self.new.model,
            "fingerprint": self.new.fingerprint,
            "model_before": self.old.model,
            "fingerprint_before": self.old.fingerprint,
            "fit_learners": self.fit_learners,
            "fit_answers": self.fit_answers,
            "held_back_learners": self.held_back_learners,
            "held_back_answers": self.held_back_answers,
            "log_loss": round(self.new.log_loss, 6),
            "log_loss_before": round(self.old.log_loss, 6),
            "log_loss_shipped": round((self.shipped or self.old).log_loss, 6),
            "difference": None if found is None else round(found.mean, 6),
            "difference_low": None if found is None else round(found.low, 6),
            "difference_high": None if found is None else round(found.high, 6),
            "better": self.is_better,
            "fit_seconds": round(self.fit_seconds, 3),
            "fit_converged": self.converged,
        }

    def as_lines(self, *, old: str) -> list[str]:
        """Return the figures as people read them; `old` is what the old ones are called."""
        found = self.difference
        difference = "one of the two gave an answer no chance at all"
        if found is not None:
            difference = (
                f"{found.mean:+.4f} (95 % interval over learners {found.low:+.4f} to"
                f" {found.high:+.4f}; below 0 the new ones are better)"
            )
        lines = [
            f"  fitted on    {self.fit_answers:,} answers of {self.fit_learners:,} learners, in"
            f" {self.fit_seconds:.1f} s of processor time"
            + ("" if self.converged else f"; {self.reason}"),
            f"  checked on   {self.held_back_answers:,} answers of {self.held_back_learners:,}"
            " other learners",
            f"  {old:<12} log-loss {self.old.log_loss:.4f} ({self.old.model},"
            f" {self.old.fingerprint})",
            f"  fitted anew  log-loss {self.new.log_loss:.4f} ({self.new.model},"
            f" {self.new.fingerprint})",
            f"  difference   {difference}",
        ]
        if self.shipped is not None:
            lines.insert(
                2, f"  shipped      log-loss {self.shipped.log_loss:.4f} ({self.shipped.model})"
            )
        return lines


@dataclass(frozen=True, slots=True)
class SchoolFit:
    """A refit on the school's own answers to one course.

    `number` is that of the parameters that counted when it was compared, 0 for the shipped ones.
    """

    course: str
    number: int
    comparison: Comparison
    n_partial: int
    n_from_labs: int

    def as_json(self) -> dict[str, object]:
        """Return the figures under the names that docs/reference/commands.md promises."""
        return {
            "course": self.course,
            "partial_scores": self.n_partial,
            "lab_answers": self.n_from_labs,
            **self.comparison.as_json(),
        }

    def as_lines(self) -> list[str]:
        """Return the figures as people read them."""
        found = self.comparison
        answers = found.fit_answers + found.held_back_answers
        learners = found.fit_learners + found.held_back_learners
        return [
            f"{self.course}: {answers:,} answers of {learners:,} learners count",
            *found.as_lines(old="before"),
        ]


def fit_on_school(catalogue: Catalogue, *, show: Show) -> SchoolFit:
    """Return the model fitted to the school's own answers, compared with what counts now.

    Nothing is changed.

    Raises
    ------
    Refusal
        If the school's answers are too few or too much alike, or its parameters are damaged.
    """
    folder = parameters_folder(catalogue.key)
    try:
        number, old = read_ledger(folder).active, read_active(folder)
        create_model(old, len(catalogue.skills))
    except ValueError as error:  # ParametersError is one
        raise Refusal(describe_damage(error)) from None
    with ticking(show, "Reading the answers ...") as say:
        counted = read_counted(catalogue, progress=lambda n: say(f"{n:,} answers read"))
    if counted is None:
        raise Refusal(f"No answer to the course {catalogue.key} counts yet. Nothing was changed.")
    held = hold_back(counted.to_fit.learner_keys.tolist())
    check_size(counted.to_fit, held)
    is_held = held[counted.to_fit.learner]

    def judge(parameters: Any) -> FloatArray:
        return predict_counted(parameters, counted, counted.to_judge.part(is_held))

    with ticking(show, f"Fitting on {int((~is_held).sum()):,} answers ..."):
        compared = compare(
            counted.to_fit.part(~is_held),
            counted.to_judge.part(is_held),
            old=old,
            keys=counted.questions,
            predict=judge,
        )
    return SchoolFit(catalogue.key, number, compared, counted.n_partial, counted.n_from_labs)


def describe_damage(error: ValueError) -> str:
    """Return what is wrong with the school's parameters, and the ways out."""
    return (
        f"{str(error).rstrip('.')}. Nothing was changed. Bring the file back from a copy, or run"
        f" with the shipped parameters: {PROGRAM} fit learner --shipped"
    )


def hold_back(learners: Sequence[int]) -> BoolArray:
    """Return for each learner whether to keep them out of the fit.

    A hash of the opaque id decides, so the same learners are held back at every fit, however many
    join: what is compared next month has not learned from them either.
    """
    place = np.array([_place(learner) for learner in learners])
    held: BoolArray = place < HELD_BACK
    if held.sum() < MIN_HELD_BACK:
        held[np.argsort(place)[:MIN_HELD_BACK]] = True
    return held


def _place(learner: int) -> float:
    """A number from 0 to 1 that a learner keeps."""
    digest = hashlib.sha256(f"{SEED} {learner}".encode()).digest()
    return int.from_bytes(digest[:6], "big") / 2**48


def check_size(log: Answers, held: BoolArray) -> None:
    """Refuse a school whose answers are too few to fit to, or too few to compare on."""
    n_learners = len(log.learner_keys)
    if n_learners < MIN_LEARNERS or len(log) < MIN_ANSWERS:
        raise Refusal(
            f"A fit needs {MIN_ANSWERS:,} answers that count of {MIN_LEARNERS} learners; there are"
            f" {len(log):,} of {n_learners:,}. Nothing was changed; try again when there are more."
        )
    for part in (log.part(held[log.learner]), log.part(~held[log.learner])):
        if part.score.min() == part.score.max():
            raise Refusal(
                "Every answer of the learners to fit to, or of those held back, is alike: all right"
                " or all wrong. Nothing was changed; try again when there are more."
            )


def predict_counted(parameters: Any, counted: CountedAnswers, log: Answers) -> FloatArray:
    """Return the chances of some of the school's answers as practice would have given them."""
    model = create_model(parameters, counted.to_fit.n_skills)
    return model.predict_log(log, items=[item_spec(model, item) for item in counted.items])


def compare(
    fit_part: Answers,
    check_part: Answers,
    *,
    old: Any,
    keys: Sequence[str],
    predict: Callable[[Any], FloatArray],
) -> Comparison:
    """Return a fit on one part of a log beside the old parameters, both judged on the other.

    Parameters
    ----------
    fit_part, check_part : learners of one are not in the other
    old : the parameters that count
    keys : what the parameters shall call the items of `fit_part`, by their numbers
    predict : the chance of each row of `check_part` with some parameters

    Raises
    ------
    Refusal
        If the log cannot be fitted to.
    """
    started = time.process_time()
    try:
        found = fit_learner(fit_part, model=DEFAULT_MODEL, generator=np.random.default_rng(SEED))
    except ValueError as error:
        raise Refusal(f"The model cannot be fitted: {error}. Nothing was changed.") from None
    seconds = time.process_time() - started
    new = name_items(found.parameters, keys)
    shipped = shipped_parameters()
    others = [] if fingerprint_of(shipped) == fingerprint_of(old) else [shipped]
    losses = [estimate_losses(check_part, predict(side)) for side in (new, old, *others)]
    weight = np.ones(len(check_part)) if check_part.weight is None else check_part.weight
    means = [float(weight @ loss / weight.sum()) for loss in losses]
    difference = None
    if all(np.isfinite(means[:2])):
        difference = estimate_clustered_mean(
            losses[0] - losses[1], weight, check_part.learner, level=LEVEL
        )
    return Comparison(
        new=Side(new, means[0]),
        old=Side(old, means[1]),
        shipped=Side(shipped, means[2]) if others else None,
        difference=difference,
        fit_learners=len(np.unique(fit_part.learner)),
        fit_answers=len(fit_part),
        held_back_learners=len(np.unique(check_part.learner)),
        held_back_answers=len(check_part),
        fit_seconds=seconds,
        converged=found.converged,
        reason=found.reason,
    )


def estimate_losses(log: Answers, p_right: FloatArray) -> FloatArray:
    """Return the surprise of each answer in nats; of a part mark the mean over right and wrong.

    Infinite where something happened that had no chance.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        right = np.where(log.score > 0.0, -log.score * np.log(p_right), 0.0)
        wrong = np.where(log.score < 1.0, -(1.0 - log.score) * np.log1p(-p_right), 0.0)
    loss: FloatArray = np.where(np.isfinite(p_right), right + wrong, np.inf)
    return loss


def name_items(parameters: Any, keys: Sequence[str]) -> Any:
    """Return parameters whose items are called by their keys; a fit knows them by numbers.

    They have gone through the text of a parameter file, so what is compared is what will be read.
    """
    renamed: dict[str, Mapping[str, object]] = {}
    for field in fields(parameters):
        value = getattr(parameters, field.name)
        if field.name.startswith("item_") and isinstance(value, Mapping):
            renamed[field.name] = {keys[int(number)]: held for number, held in value.items()}
    return parse_parameters(format_parameters(replace(parameters, **renamed)))
