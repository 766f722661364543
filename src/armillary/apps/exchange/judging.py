"""How well a learner model predicts the learners of a file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from armillary.apps.exchange.logs import Log, read_log
from armillary.apps.exchange.progress import ticking
from armillary.apps.exchange.tables import open_table
from armillary.apps.people.commands import Refusal
from armillary.science.learner import (
    DEFAULT_MODEL,
    MODELS,
    PROCESS_METERS,
    Evaluation,
    evaluate_learner,
)

# Draws whom the settings are chosen by: the same file, the same figures.
SEED = 20240601
# From this share of repeating rows on, a log is likely to hold a response in several rows.
SUSPICIOUS = 0.01


@dataclass(frozen=True, slots=True)
class Judged:
    """What a log says about a learner model."""

    path: Path
    log: Log
    result: Evaluation

    def as_json(self) -> dict[str, object]:
        """Return the figures under the names that docs/reference/commands.md promises."""
        found = self.result
        return {
            "model": found.model,
            "part": self.log.part,
            "columns": self.log.columns,
            "rows": self.log.n_rows,
            "rows_left_out": self.log.n_left_out,
            "rows_repeated": self.log.n_repeats,
            "responses": found.n_responses,
            "learners": found.n_learners,
            "items": found.n_items,
            "skills": found.n_skills,
            "train_learners": found.n_learners - found.n_test_learners,
            "test_learners": found.n_test_learners,
            "test_responses": found.n_test_responses,
            "auc": round(found.auc, 6),
            "log_loss": round(found.log_loss, 6),
            "ece": round(found.ece, 6),
            "ece_floor": round(found.ece_floor.mean, 6),
            "ece_floor_sd": round(found.ece_floor.sd, 6),
            "fit_seconds": round(found.fit_cpu_seconds, 3),
            "fit_converged": found.fit.converged,
            "update_microseconds": round(found.us_per_update, 3),
            "live_update_microseconds": round(found.us_per_live_update, 3),
            "state_bytes": found.state_bytes,
            "peak_mb": round(found.peak_memory_mb, 1),
        }

    def as_lines(self) -> list[str]:
        """Return the figures as people read them."""
        found, log = self.result, self.log
        used = ", ".join(f"{role} = {column}" for role, column in log.columns.items())
        left_out = f", {log.n_left_out:,} left out without a score" if log.n_left_out else ""
        return [
            f"{self.path.name}: model {found.model}, predicting {log.part}",
            f"  columns      {used}",
            f"  rows         {log.n_rows:,} ({found.n_responses:,} responses{left_out})",
            f"  learners     {found.n_learners:,} ({found.n_test_learners:,} predicted,"
            f" {found.n_test_responses:,} responses of theirs)",
            f"  items        {found.n_items:,}",
            f"  skills       {found.n_skills:,}",
            f"  AUC          {found.auc:.4f}",
            f"  log-loss     {found.log_loss:.4f}",
            f"  ECE          {found.ece:.4f} (a perfectly calibrated model would show"
            f" {found.ece_floor.mean:.4f})",
            f"  fit          {found.fit_cpu_seconds:.1f} s of processor time"
            + ("" if found.fit.converged else f"; {found.fit.reason}"),
            f"  update       {found.us_per_update:.2f} microseconds in a batch,"
            f" {found.us_per_live_update:.1f} one by one",
            f"  state        at most {found.state_bytes:,} bytes a learner",
            f"  peak memory  {found.peak_memory_mb:.0f} MB",
            *self.warn(),
        ]

    def warn(self) -> list[str]:
        """Return a warning when the file looks as if it told the model the answers."""
        share = self.log.n_repeats / self.log.n_rows
        if share < SUSPICIOUS:
            return []
        return [
            f"Take care: {share:.0%} of the rows repeat the item and the outcome of the row before"
            " with another skill. If such rows are one response, name the column that ties them"
            " with --response; otherwise the first tells the model the second."
        ]


def judge_learner(
    path: Path,
    named: Mapping[str, str | None],
    *,
    fold: int | None,
    skip_empty: bool,
    model: str | None,
    show: Callable[[str], None],
) -> Judged:
    """Return how a model fitted on one part of a file predicts the other.

    Parameters
    ----------
    named, fold, skip_empty : as in `read_log`
    model : a name in the registry, or None for the one that schools run
    show : told what is being done

    Raises
    ------
    Refusal
        If the file cannot be judged, with the reason in one sentence.
    """
    names = sorted({name for name, _version in MODELS})
    if model is not None and model not in names:
        raise Refusal(f"There is no model {model}. There are: {', '.join(names)}")
    with ticking(show, f"Reading {path.name} ..."), open_table(path) as table:
        log = read_log(table, named, fold=fold, skip_empty=skip_empty)
    with ticking(show, f"Fitting on {int((~log.test).sum()):,} responses ..."):
        try:
            result = evaluate_learner(
                log.answers,
                log.test,
                model=model or DEFAULT_MODEL,
                generator=np.random.default_rng(SEED),
                meters=PROCESS_METERS,
            )
        except ValueError as error:
            raise Refusal(f"{path} cannot be judged: {error}.") from None
    return Judged(path, log, result)
