"""Items calibrated from the answers of a file or a school, with all that is said about them."""

import resource
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

import numpy as np

from armillary.apps.exchange.measuring.checking import (
    Checked,
    check_fit,
    check_reliability,
    flag_items,
)
from armillary.apps.exchange.measuring.item_errors import difficulty_errors
from armillary.apps.exchange.measuring.reading import GivenAnswers
from armillary.apps.exchange.measuring.workers import sharing
from armillary.apps.exchange.progress import ticking
from armillary.apps.people.commands import Refusal
from armillary.science.psychometrics import (
    CalibratedItem,
    Calibration,
    ItemErrors,
    ItemFit,
    ItemParameters,
    LeftOut,
    Settings,
    calibrate,
)

Json = dict[str, object]
_LEAST_SPREAD = 1e-3  # logits; below, abilities are all the same
DIFFICULTY = ("difficulty", "se_difficulty", "difficulties", "se_difficulties")


@dataclass(frozen=True, slots=True)
class Measured:
    """A calibration with the answers it rests on and what was checked about it."""

    answers: GivenAnswers
    settings: Settings
    calibration: Calibration
    checked: Checked
    seconds: float
    fit_seconds: float

    @property
    def is_faulty(self) -> bool:
        """Whether somebody should look before relying on it."""
        flagged = any(self.checked.flags.values())
        return flagged or not self.calibration.converged

    def as_json(self) -> Json:
        """Return all of it under the names that docs/reference/measuring.md promises."""
        found = self.calibration
        return {
            **self.answers.as_json(),
            "model": self.settings.model,
            "items": self.items_as_json(),
            "populations": [
                {
                    "group": str(one.group),
                    "mean": one.mean,
                    "se_mean": one.se_mean,
                    "sd": one.sd,
                    "se_sd": one.se_sd,
                    "n": one.n_learners,
                }
                for one in found.populations
            ],
            "reliability": self.checked.reliability,
            "log_likelihood": found.log_likelihood,
            "converged": found.converged,
            "reason": found.reason,
            "notes": [*found.notes, *self.checked.notes],
            "n_learners": found.n_learners,
            "n_answers": found.n_answers,
            "passes": found.n_passes,
            "seconds": round(self.seconds, 3),
            "fit_seconds": round(self.fit_seconds, 3),
            "peak_mb": round(peak_mb(), 1),
        }

    def items_as_json(self) -> list[Json]:
        """Return the items in the order of the file, those left out with nothing but why."""
        known: dict[str, Json] = {
            str(one.parameters.item): describe_item(one, self.calibration.item_errors)
            for one in self.calibration.items
        }
        known |= {str(one.item): describe_left_out(one) for one in self.calibration.left_out}
        fits = {str(fit.item): fit for fit in self.checked.fits}
        return [
            known[item]
            | {
                "lowest": self.answers.scales[item].lowest,
                "fit": describe_fit(fits.get(item), self.checked.p_adjusted.get(item)),
                "flags": list(self.checked.flags.get(item, ())),
            }
            for item in self.answers.order
            if item in known
        ]


def describe_item(one: CalibratedItem, errors: ItemErrors) -> Json:
    """Return the numbers of an item with their errors."""
    item = one.parameters
    return {
        "item": str(item.item),
        "n": one.n_answers,
        "slope": item.slope,
        "se_slope": one.se_slope,
        "intercepts": list(item.intercepts),
        "se_intercepts": list(one.se_intercepts),
        "guessing": item.guessing if item.model == "3pl" else None,
        "se_guessing": one.se_guessing if item.model == "3pl" else None,
        **describe_difficulty(item, errors),
        "reason": None,
    }


def describe_difficulty(item: ItemParameters, errors: ItemErrors) -> Json:
    """Return where the steps of an item are even; an item without slope has no difficulty."""
    if not item.slope:
        return dict.fromkeys(DIFFICULTY)
    se, se_each = difficulty_errors(item, errors)
    each = list(item.difficulties)
    return dict(zip(DIFFICULTY, (float(np.mean(each)), se, each, se_each), strict=True))


def describe_left_out(one: LeftOut) -> Json:
    """Return why nothing is said about an item."""
    empty: Json = dict.fromkeys(
        (
            *("slope", "se_slope", "intercepts", "se_intercepts", "guessing", "se_guessing"),
            *DIFFICULTY,
        )
    )
    return {"item": str(one.item), "n": one.n_answers} | empty | {"reason": one.reason}


def describe_fit(fit: ItemFit | None, p_adjusted: float | None) -> Json | None:
    """Return how far an item is from its curve."""
    if fit is None:
        return None
    return {
        "statistic": fit.statistic,
        "df": fit.df,
        # Without degrees of freedom nothing was tested.
        "p_value": fit.p_value if fit.df else None,
        "p_adjusted": p_adjusted if fit.df else None,
        "rms_gap": fit.rms_gap,
        "n": fit.n_learners,
    }


def peak_mb() -> float:
    """Return the most memory this process and its largest worker have had, together."""
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    workers = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return (ours + workers) / 1024.0


def calibrate_answers(
    read: Callable[[], GivenAnswers],
    settings: Settings,
    *,
    reference: str | None,
    workers: int,
    scheduler: str | None,
    show: Callable[[str], None],
) -> Measured:
    """Return items calibrated from answers, checked and flagged.

    Parameters
    ----------
    read : gives the answers
    settings : see there
    reference : the group that sets the scale; None for the first in order
    workers, scheduler : as in `sharing`
    show : told what is being done

    Raises
    ------
    Refusal
        If the answers cannot be read or calibrated, with the reason in one sentence.
    """
    started = monotonic()
    with sharing(workers, scheduler) as share:
        with ticking(show, "Reading ..."):
            answers = read()
        began = monotonic()
        with ticking(show, f"Calibrating on {len(answers.table):,} answers ..."):
            try:
                found = calibrate(
                    answers.table, settings, group=answers.group, reference=reference, share=share
                )
            except ValueError as error:
                raise Refusal(explain(answers, error)) from None
        fit_seconds = monotonic() - began
    check_spread(answers, found)
    with ticking(show, "Checking the items ..."):
        checked = check(answers, found)
    return Measured(answers, settings, found, checked, monotonic() - started, fit_seconds)


def check_spread(answers: GivenAnswers, found: Calibration) -> None:
    """Refuse answers that hang together so little that abilities do not differ."""
    for one in found.populations:
        if one.sd < _LEAST_SPREAD:
            who = f"learners of {one.group}" if one.group else "learners"
            raise Refusal(
                f"{answers.source} cannot be calibrated: by these answers {who} do not differ in"
                " ability, so the items have no scale in common. Look whether rows were mixed up."
            )


def check(answers: GivenAnswers, found: Calibration) -> Checked:
    """Return what is said about items and test beyond their numbers."""
    fits, adjusted, notes = check_fit(answers, found)
    reliability, more = check_reliability(answers, found)
    flags = flag_items(answers, found, fits, adjusted)
    return Checked(fits, adjusted, reliability, flags, (*notes, *more))


def explain(answers: GivenAnswers, error: ValueError) -> str:
    """Return why answers cannot be calibrated, and what to do."""
    text = str(error)
    advice = ""
    if "has place for right and wrong" in text:
        advice = ". Say --model grm or gpcm, or --right-from SCORE to count right and wrong only"
        if answers.shape == "wide":
            advice += ", or leave the column out if it is no item: --leave-out COLUMN"
    elif "reference must be" in text:
        advice = ". Name one of these with --reference"
    return f"{answers.source} cannot be calibrated: {text}{advice}."
