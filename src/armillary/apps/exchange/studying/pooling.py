"""What several studies say together, from a file with one row an effect."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from armillary.apps.exchange.progress import ticking
from armillary.apps.exchange.studying.kept import word_refusal
from armillary.apps.exchange.studying.rows import FileRows, Use
from armillary.apps.exchange.studying.wording import say_p
from armillary.apps.exchange.tables import open_table
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import (
    Estimate,
    PooledFit,
    Prediction,
    Reason,
    RefusalError,
    complete_rows,
    estimate_pooled,
    pool_dependent_effects,
    pool_effects,
    predict_study,
    student_estimate,
)
from armillary.science.numerics import FloatArray, IntArray

FEW_STUDIES = 5  # below, a warning
MOST_WEIGHT = 0.95  # of one study; above, a warning
ALIKE = 1e-12  # of the largest effect; an error below is a rounding error
AGREE = (
    "The studies agree exactly, so nothing shows how much such studies differ. Look whether one"
    " effect was copied into all; else --method fixed, or --normal, gives the interval that their"
    " own errors allow."
)


@dataclass(frozen=True, slots=True)
class PoolAsked:
    """The switches of `study pool`.

    Parameters
    ----------
    effect : column
    variance, se : columns, one of them: the squared standard error of each effect, or the error
    cluster : column; effects with one value hang together
    moderators : columns
    name : column of what each study is called
    method : "reml", "ml" or "fixed"
    normal : errors as the model has them, for setting beside published fits
    """

    effect: str
    variance: str | None
    se: str | None
    cluster: str | None
    moderators: tuple[str, ...]
    name: str | None
    where: tuple[tuple[str, str], ...]
    method: str
    normal: bool
    level: float

    def check(self) -> None:
        """Refuse switches that do not go together."""
        if (self.variance is None) == (self.se is None):
            raise Refusal("Name one of --variance and --se: how sure each effect is.")
        if self.cluster is not None and self.method == "fixed":
            raise Refusal("--method fixed takes effects as independent. Leave out --cluster.")
        if not 0.5 <= self.level < 1.0:
            raise Refusal(f"--level must be from 0.5 to below 1, such as 0.95; got {self.level:g}.")


@dataclass(frozen=True, slots=True)
class Studies:
    """The effects of a file.

    Parameters
    ----------
    names : of each study
    effect, variance : shape (k,)
    cluster : shape (k,), or nothing
    moderators : shape (k, p - 1), and their names
    n_left_out : rows without effect, variance or moderator
    """

    names: tuple[str, ...]
    effect: FloatArray
    variance: FloatArray
    cluster: IntArray | None
    moderators: FloatArray
    moderator_names: tuple[str, ...]
    n_left_out: int


@dataclass(frozen=True)
class Pooled:
    """What the studies of a file say together; effects are the mean, then the moderators.

    With moderators the mean is the effect where each of them is 0.
    """

    asked: PoolAsked
    studies: Studies
    fit: PooledFit
    estimates: tuple[Estimate, ...]
    prediction: Prediction | None

    @property
    def mean(self) -> Estimate:
        """The mean with its interval."""
        return self.estimates[0]

    def warn(self) -> list[str]:
        """What a reader should bear in mind."""
        out = []
        if self.studies.n_left_out:
            out.append(
                f"{self.studies.n_left_out} rows miss an effect, its variance or a moderator and"
                " were left out."
            )
        if self.fit.n < FEW_STUDIES:
            out.append(
                f"There are only {self.fit.n} effects: how much studies differ (tau2) is known"
                " badly, and the interval is wide for that."
            )
        place = int(np.argmax(self.fit.weights))
        if self.fit.n > 1 and self.fit.weights[place] > MOST_WEIGHT:
            out.append(
                f"“{self.studies.names[place]}” alone carries {self.fit.weights[place]:.1%} of the"
                " weight; look at its variance."
            )
        if self.asked.method == "fixed":
            out.append(
                "One true effect is taken for all studies: nothing is said of a further one."
            )
        if self.asked.normal:
            out.append(
                "Errors are those of the model with tau2 taken as known: too small with few"
                " studies. They are for setting beside published fits."
            )
        return out


def pool_file(path: Path, asked: PoolAsked, *, show: Callable[[str], None]) -> Pooled:
    """Return what the studies of a file say together.

    Raises
    ------
    Refusal
        If the file cannot be read or the studies are too few, with what would help.
    """
    asked.check()
    with ticking(show, f"Reading {path.name} ..."):
        studies = read_studies(path, asked)
    names = ("the constant", *studies.moderator_names)
    with ticking(show, f"Pooling {len(studies.effect):,} effects ..."):
        try:
            found = _pool(studies, asked)
        except RefusalError as error:
            raise Refusal(_say_refusal(error, names)) from None
    smallest = min(one.se for one in found.estimates)
    if smallest < ALIKE * float(np.abs(studies.effect).max()):
        raise Refusal(AGREE)
    return found


def _say_refusal(error: RefusalError, names: tuple[str, ...]) -> str:
    """What science refuses, in words of studies."""
    if error.reason is Reason.NO_RESIDUAL:
        return AGREE
    said = word_refusal(error, names)
    said = said.replace("more clusters in the smaller arm", "more studies, or fewer moderators,")
    return said.replace("; more classes would", "; more clusters, or leaving out --cluster, would")


def _pool(studies: Studies, asked: PoolAsked) -> Pooled:
    rows = studies.effect, studies.variance, studies.moderators
    if studies.cluster is None:
        fit = pool_effects(*rows, method=asked.method)
    else:
        fit = pool_dependent_effects(*rows, studies.cluster, method=asked.method)
    units = np.eye(len(fit.fixed))
    if asked.normal:
        estimates = tuple(
            student_estimate(float(one), float(se), df=math.inf, level=asked.level)
            for one, se in zip(fit.fixed, fit.se, strict=True)
        )
    else:
        estimates = tuple(estimate_pooled(fit, unit, level=asked.level) for unit in units)
    prediction = None
    if asked.method != "fixed" and len(units) == 1:
        try:
            prediction = predict_study(fit, units[0], level=asked.level)
        except RefusalError:  # too few studies to foresee one more; the mean stands
            prediction = None
    return Pooled(asked, studies, fit, estimates, prediction)


def read_studies(path: Path, asked: PoolAsked) -> Studies:
    """Return the effects of a file; refuse a variance that is none."""
    column = asked.variance if asked.variance is not None else asked.se
    assert column is not None
    switch = "variance" if asked.variance is not None else "se"
    uses = [Use("effect", "the effect", asked.effect), Use(switch, "how sure it is", column)]
    uses += [Use("moderator", "a moderator", term) for term in asked.moderators]
    uses += [Use("cluster", "the cluster", asked.cluster)] if asked.cluster else []
    uses += [Use("name", "the study", asked.name)] if asked.name else []
    with open_table(path) as table:
        rows = FileRows(table, uses, asked.where)
        effect = rows.numbers(asked.effect, "the effect")
        spread = rows.numbers(column, f"the {switch}")
        lines = rows.lines()
        _check_spread(rows, column, spread, lines)
        moderators = rows.expand("moderator", asked.moderators)
        cluster = None if asked.cluster is None else rows.labels(asked.cluster).index
        named = None if asked.name is None else rows.labels(asked.name)
    use = complete_rows(effect, spread, moderators.columns)
    if cluster is not None:
        use &= cluster >= 0
    if not np.any(use):
        raise Refusal(f"No row of {path} has both an effect and how sure it is.")
    names = tuple(
        f"row {line}"
        if named is None or named.index[place] < 0
        else named.names[named.index[place]]
        for place, line in enumerate(lines)
        if use[place]
    )
    variance = spread if asked.variance is not None else spread**2
    return Studies(
        names, effect[use], variance[use], None if cluster is None else cluster[use],
        moderators.columns[use], moderators.names, int(np.sum(~use)),
    )  # fmt: skip


def _check_spread(rows: FileRows, column: str, spread: FloatArray, lines: IntArray) -> None:
    bad = np.flatnonzero(spread <= 0.0)
    if len(bad):
        where = rows.table.place(int(lines[bad[0]]))
        raise Refusal(
            f"{rows.path}, {where}: {column} is {spread[bad[0]]:g}, but it must be above 0."
            " An effect that is known without error does not exist; leave the row out."
        )


def pool_as_json(found: Pooled) -> dict[str, object]:
    """Return what studies say together under the keys of docs/reference/study-commands.md."""
    mean, fit = found.mean, found.fit
    prediction = found.prediction
    return {
        "mean": mean.effect,
        "se": mean.se,
        "df": mean.df if math.isfinite(mean.df) else None,
        "ci": [mean.low, mean.high],
        "p": mean.p,
        "model_se": float(fit.se[0]),
        "tau2": fit.tau2,
        "tau2_within": fit.within if found.asked.cluster else None,
        "q": fit.q,
        "q_df": fit.q_df,
        "q_p": fit.q_p,
        "i2": fit.i2,
        "prediction": None if prediction is None else [prediction.low, prediction.high],
        "k": fit.n,
        "n_clusters": fit.n_clusters if found.asked.cluster else None,
        "method": found.asked.method,
        "level": found.asked.level,
        "sentence": say_pooled(found),
        "moderators": [
            {
                "name": name,
                "effect": one.effect,
                "se": one.se,
                "model_se": float(se),
                "df": one.df if math.isfinite(one.df) else None,
                "ci": [one.low, one.high],
                "p": one.p,
            }
            for name, one, se in zip(
                found.studies.moderator_names, found.estimates[1:], fit.se[1:], strict=True
            )
        ],
        "weights": [
            {"name": name, "effect": float(effect), "variance": float(variance), "weight": float(w)}
            for name, effect, variance, w in zip(
                found.studies.names, found.studies.effect, found.studies.variance, fit.weights,
                strict=True,
            )
        ],
        "warnings": found.warn(),
    }  # fmt: skip


def say_pooled(found: Pooled) -> str:
    """The answer in one sentence."""
    mean = found.mean
    together = f"{found.fit.n} effects" if found.asked.cluster else f"{found.fit.n} studies"
    at = " where every moderator is 0" if found.studies.moderator_names else ""
    text = (
        f"Together {together} say {mean.effect:.3g}{at}, likely between {mean.low:.3g} and"
        f" {mean.high:.3g}."
    )
    if found.prediction is not None:
        text += (
            f" In one more study like these the true effect would likely lie between"
            f" {found.prediction.low:.3g} and {found.prediction.high:.3g}."
        )
    return text


def pool_as_lines(found: Pooled) -> list[str]:
    """Return what studies say together as people read it."""
    fit = found.fit
    lines = [say_pooled(found), ""]
    for name, one in zip(("mean", *found.studies.moderator_names), found.estimates, strict=True):
        df = f"df {one.df:.1f}" if math.isfinite(one.df) else "normal"
        lines.append(
            f"  {name:20} {one.effect:.4f} [{one.low:.4f}, {one.high:.4f}], error {one.se:.4f},"
            f" {df}, p {say_p(one.p)}"
        )
    within = f", inside clusters {fit.within:.4f}" if found.asked.cluster else ""
    clusters = f" in {fit.n_clusters} clusters" if found.asked.cluster else ""
    lines += [
        f"  {'tau2':20} {fit.tau2:.4f}{within} (variance of true effects)",
        f"  {'Q':20} {fit.q:.2f} on {fit.q_df}, p {say_p(fit.q_p)}",
        f"  {'I2':20} {fit.i2:.1%} of what differs is not chance",
        f"  {'effects':20} {fit.n}{clusters}",
        *(f"Note: {text}" for text in found.warn()),
    ]
    return lines
