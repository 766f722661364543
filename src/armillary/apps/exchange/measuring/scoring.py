"""Learners scored by calibrated items."""

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

import numpy as np

from armillary.apps.exchange.measuring.calibrating import Json, peak_mb
from armillary.apps.exchange.measuring.calibration_files import KeptCalibration
from armillary.apps.exchange.measuring.reading import GivenAnswers, read_answers
from armillary.apps.exchange.measuring.roles import FileWishes
from armillary.apps.exchange.progress import ticking
from armillary.apps.people.commands import Refusal
from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import (
    Abilities,
    Key,
    Method,
    empirical_reliability,
    estimate_abilities,
)

Z95 = 1.959964  # standard errors to both sides of a 95 % interval
COLUMNS = ("learner", "group", "estimate", "error", "low", "high", "n")


@dataclass(frozen=True, slots=True)
class Scored:
    """Learners on the scale of a calibration."""

    answers: GivenAnswers
    kept: KeptCalibration
    method: Method
    abilities: Abilities
    seconds: float

    def rows(self) -> Iterator[tuple[object, ...]]:
        """Yield each learner: the cells of COLUMNS."""
        found, group = self.abilities, {}
        if self.answers.group is not None:
            keys = self.answers.table.learners.tolist()
            group = dict(zip(keys, self.answers.group.tolist(), strict=True))
        told = zip(
            found.learners.tolist(),
            found.estimate.tolist(),
            found.error.tolist(),
            found.n_answers.tolist(),
            strict=True,
        )
        for learner, estimate, error, n in told:
            low, high = estimate - Z95 * error, estimate + Z95 * error
            yield learner, group.get(learner, ""), estimate, error, low, high, n

    @property
    def reliability(self) -> float | None:
        """Which share of the differences between these learners is known; eap alone tells."""
        answered = self.abilities.n_answers > 0
        if self.method != "eap" or np.count_nonzero(answered) < 2:
            return None
        return empirical_reliability(self.abilities)

    def as_json(self, *, with_learners: bool) -> Json:
        """Return all of it under the names that docs/reference/measuring.md promises."""
        found = self.abilities
        n = len(found.estimate)
        learners = [dict(zip(COLUMNS, row, strict=True)) for row in self.rows()]
        return {
            **self.answers.as_json(),
            "calibration": str(self.kept.path),
            "model": self.kept.model,
            "method": self.method,
            "n_learners": n,
            "mean": float(found.estimate.mean()) if n else None,
            "se_mean": float(found.estimate.std(ddof=1) / np.sqrt(n)) if n > 1 else None,
            "sd": float(found.estimate.std(ddof=1)) if n > 1 else None,
            "reliability": self.reliability,
            "without_estimate": list(found.left_out),
            "scores": learners if with_learners else None,
            "seconds": round(self.seconds, 3),
            "peak_mb": round(peak_mb(), 1),
        }

    def as_lines(self, *, with_learners: bool) -> list[str]:
        """Return it as people read it."""
        found, lines = self.abilities, self.answers.as_lines()
        n = len(found.estimate)
        lines.append(f"{n:,} learners by {self.method} on the scale of {self.kept.path.name}")
        if n > 1:
            spread = float(found.estimate.std(ddof=1))
            lines.append(
                f"  mean {found.estimate.mean():.3f} ({spread / n**0.5:.3f}), spread {spread:.3f}"
            )
        if self.reliability is not None:
            lines.append(f"  reliability {self.reliability:.3f}")
        if found.left_out:
            listed = ", ".join(str(key) for key in found.left_out[:10])
            more = " ..." if len(found.left_out) > 10 else ""
            lines.append(f"  no estimate without an answer: {listed}{more}")
        if with_learners:
            lines += ["", "learner, estimate (error), 95 % interval, answers"]
            lines += [
                f"{who}  {at:.3f} ({error:.3f})  {low:.3f} to {high:.3f}  {n_given}"
                for who, _group, at, error, low, high, n_given in self.rows()
            ]
        return lines


def score_answers(
    path: Path,
    wishes: FileWishes,
    kept: KeptCalibration,
    *,
    method: Method,
    show: Callable[[str], None],
) -> Scored:
    """Return the abilities of the learners of a file, on the scale of a calibration.

    Errors allow for items being known with error. What is believed beforehand (eap, map) is how
    the learners of the calibration lay: those of the learner's group if a group column is named,
    else those of the reference group.

    Raises
    ------
    Refusal
        If the file cannot be read, or its scores or groups are not those of the calibration.
    """
    started = monotonic()
    with ticking(show, f"Reading {path.name} ..."):
        answers = read_answers(path, wishes, kept.scales)
    with ticking(show, f"Scoring {answers.table.n_learners:,} learners ..."):
        try:
            found = estimate_abilities(
                answers.table,
                kept.bank,
                method=method,
                prior=find_priors(answers, kept),
                item_errors=kept.item_errors,
            )
        except ValueError as error:
            raise Refusal(f"{path} cannot be scored: {error}.") from None
    return Scored(answers, kept, method, found, monotonic() - started)


def find_priors(answers: GivenAnswers, kept: KeptCalibration) -> FloatArray:
    """Return mean and sd of what is believed of each learner, one row each."""
    known: dict[Key, tuple[float, float]] = {
        one.group: (one.mean, one.sd) for one in kept.populations
    }
    n = answers.table.n_learners
    if answers.group is None:
        return np.tile(known[kept.populations[0].group], (n, 1))
    missing = sorted(set(answers.group.tolist()) - set(known))
    if missing:
        listed = ", ".join(str(key) or "(none)" for key in known)
        raise Refusal(
            f"{answers.source}: group {missing[0]} is not in {kept.path}, which has: {listed}."
            " Leave --group out to believe the same of everybody."
        )
    return np.array([known[key] for key in answers.group.tolist()]).reshape(n, 2)


def write_scores(path: Path, scored: Scored) -> None:
    """Write learners to a CSV file, whole or not at all."""
    fresh = path.with_name(f"{path.name}.new")
    try:
        # Scores are about people: others on the computer need not read them.
        opened = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(opened, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            writer.writerows(scored.rows())
            file.flush()
            os.fsync(file.fileno())
        os.replace(fresh, path)
    finally:
        fresh.unlink(missing_ok=True)
