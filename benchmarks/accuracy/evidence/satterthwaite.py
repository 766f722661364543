"""Are errors and degrees of freedom those of lmerTest and clubSandwich, on the same rows?

    python -m benchmarks.accuracy.evidence.satterthwaite FOLDER

FOLDER holds the public tables as Parquet files, as for `reference.py`; one that is not there is
named and left out, and so is what R has not installed (Debian: r-cran-lmertest, r-cran-pbkrtest,
r-cran-clubsandwich). Every model is fitted here and by R to the same rows; a line for each fixed
effect, the intercept first. A line differs where an error or the degrees of freedom are further
apart than 0.0005 of themselves, or 0.002 for degrees of freedom, which R finds by differences.
Kenward & Roger's degrees of freedom are for information, where there are few enough rows for them.

CR2 multiplies a cluster's residuals by a matrix whose square undoes what the fit took from their
covariance. Many matrices do. Least squares leaves no choice that matters, but for the logit
clubSandwich takes the symmetric root after weighting outcomes by their variance, we the symmetric
root of standardised residuals, which alone can be had from sums over clusters. Both are unbiased
under the model. So for the logit R's errors are first reproduced here with R's root (the last
column), which must agree, and ours may differ from them by 3 % (6 clusters or fewer: 5 %).
"""

import argparse
import json
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from armillary.science.evidence import (
    Estimate,
    Grouping,
    RefusalError,
    estimate_contrast,
    estimate_robust_contrast,
    fit_crossed,
    fit_multilevel,
    fit_robust,
    fit_robust_logit,
)
from armillary.science.numerics import FloatArray, IntArray
from benchmarks.accuracy.evidence.tables import Tables, columns_of
from benchmarks.provenance import provenance

SEED = 20261122
SE_APART, DF_APART = 0.0005, 0.002  # shares
ROOT_APART, ROOT_APART_FEW = 0.03, 0.05  # shares, for the other root of the logit
MOST_FOR_KENWARD = 1200  # rows; the matrices grow with their square

MIXED = """
a <- commandArgs(TRUE); suppressMessages({library(lme4); library(lmerTest)})
d <- read.csv(a[1]); for (g in grep("^g", names(d))) d[[g]] <- factor(d[[g]])
m <- suppressMessages(lmer(as.formula(a[2]), data = d, REML = TRUE,
  control = lmerControl(optimizer = "bobyqa", calc.derivs = FALSE, check.conv.singular = "ignore",
                        optCtrl = list(rhoend = 1e-9, maxfun = 20000))))
s <- coef(summary(m)); kr <- rep(NA, nrow(s))
if (a[3] == "kenward" && requireNamespace("pbkrtest", quietly = TRUE))
  kr <- coef(summary(m, ddf = "Kenward-Roger"))[, "df"]
cat(jsonlite::toJSON(list(effect = s[, 1], se = s[, 2], df = s[, "df"], other = kr,
  version = paste("lmerTest", packageVersion("lmerTest"))), digits = NA, na = "null"))
"""
ROBUST = """
a <- commandArgs(TRUE); suppressMessages(library(clubSandwich)); d <- read.csv(a[1])
f <- as.formula(a[2])
m <- if (a[3] == "logit") glm(f, family = binomial, data = d, epsilon = 1e-14) else lm(f, data = d)
s <- coef_test(m, vcov = "CR2", cluster = d$g1, test = "Satterthwaite")
cat(jsonlite::toJSON(list(effect = s$beta, se = s$SE, df = s$df, other = rep(NA, nrow(s)),
  version = paste("clubSandwich", packageVersion("clubSandwich"))), digits = NA, na = "null"))
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One model on one set of rows.

    Parameters
    ----------
    name : of the line
    kind : nested, crossed, robust or logit
    groupings : innermost first; of a crossed model that with more clusters
    slopes : shape (n, s), between clusters of every grouping; s may be 0. They are the first
        columns, so that R's formula can name them
    """

    name: str
    kind: str
    outcome: FloatArray
    columns: FloatArray
    groupings: tuple[IntArray, ...]
    n_slopes: int = 0

    @property
    def formula(self) -> str:
        """R's formula of the model."""
        fixed = " + ".join(f"x{k + 1}" for k in range(self.columns.shape[1]))
        if self.kind in {"robust", "logit"}:
            return f"y ~ {fixed}"
        inside = " + ".join(["1", *(f"x{k + 1}" for k in range(self.n_slopes))])
        random = " + ".join(f"({inside} | g{k + 1})" for k in range(len(self.groupings)))
        return f"y ~ {fixed} + {random}"

    def fit(self) -> list[Estimate | None]:
        """Return every fixed effect as this program has it; nothing where it refuses."""
        estimate = self._model()
        found: list[Estimate | None] = []
        for unit in np.eye(self.columns.shape[1] + 1):
            try:
                found.append(estimate(unit))
            except RefusalError:
                found.append(None)
        return found

    def _model(self) -> Callable[[FloatArray], Estimate]:
        if self.kind in {"robust", "logit"}:
            fit = fit_robust if self.kind == "robust" else fit_robust_logit
            robust = fit(self.outcome, self.columns, self.groupings[0])
            return lambda unit: estimate_robust_contrast(robust, unit, level=0.95)
        if self.kind == "crossed":
            crossed = fit_crossed(self.outcome, self.columns, *self.groupings, method="reml")
            return lambda unit: estimate_contrast(crossed, unit, level=0.95)
        slopes = self.columns[:, : self.n_slopes] if self.n_slopes else None
        levels = tuple(Grouping(label, slopes) for label in self.groupings)
        nested = fit_multilevel(self.outcome, self.columns, levels, method="reml")
        return lambda unit: estimate_contrast(nested, unit, level=0.95)

    def write(self, path: Path) -> None:
        """Write the rows as R reads them."""
        names = ["y", *(f"x{k + 1}" for k in range(self.columns.shape[1]))]
        names += [f"g{k + 1}" for k in range(len(self.groupings))]
        data = np.column_stack([self.outcome, self.columns, *self.groupings])
        np.savetxt(path, data, delimiter=",", header=",".join(names), comments="", fmt="%.17g")


# --- public tables --------------------------------------------------------------------------------


def exam_london(tables: Tables) -> Iterator[Case]:
    names = ("school", "normexam", "standLRT", "sex", "schgend")
    school, outcome, test, sex, kind = tables.read("exam_london", *names)
    columns = columns_of(test, sex == "M", kind == "boys", kind == "girls")
    label = as_labels(school)
    yield Case("exam_london", "nested", outcome, columns, (label,))
    yield Case("exam_london, slope", "nested", outcome, columns, (label,), n_slopes=1)
    yield Case("exam_london, CR2", "robust", outcome, columns, (label,))


def hsb82(tables: Tables) -> Iterator[Case]:
    names = ("school", "mAch", "meanses", "cses", "sector")
    school, outcome, mean, centred, sector = tables.read("hsb82", *names)
    catholic = sector == "Catholic"
    columns = columns_of(centred, mean, catholic, mean * centred, catholic * centred)
    yield Case("hsb82, slope", "nested", outcome, columns, (as_labels(school),), n_slopes=1)
    yield Case("hsb82, CR2", "robust", outcome, columns, (as_labels(school),))


def egsingle(tables: Tables) -> Iterator[Case]:
    names = ("schoolid", "childid", "year", "math", "female")
    school, child, year, outcome, female = tables.read("egsingle", *names)
    columns = columns_of(year, female == "Female")
    levels = (as_labels(child), as_labels(school))
    yield Case("egsingle, three levels", "nested", outcome, columns, levels)


def chem97(tables: Tables) -> Iterator[Case]:
    area, school, outcome, before = tables.read("chem97", "lea", "school", "score", "gcsecnt")
    levels = (as_labels(school), as_labels(area))
    yield Case("chem97, three levels", "nested", outcome.astype(float), columns_of(before), levels)


def nl_schools_bdf(tables: Tables) -> Iterator[Case]:
    school, outcome, verbal = tables.read("nl_schools_bdf", "schoolNR", "langPOST", "IQ_verb")
    levels = (as_labels(school),)
    yield Case("nl_schools_bdf", "nested", outcome.astype(float), columns_of(verbal), levels)


def star_long(tables: Tables) -> Iterator[Case]:
    names = ("id", "sch", "gr", "cltype", "sx", "math")
    learner, school, grade, kind, sex, outcome = tables.read("star_long", *names)
    kept = np.isfinite(outcome) & (sex != "")
    parts = [*(grade == name for name in "123"), sex == "F", kind == "reg", kind == "reg+A"]
    levels = (as_labels(learner[kept]), as_labels(school[kept]))
    columns = columns_of(*parts)[kept]
    yield Case("star_long, crossed", "crossed", outcome[kept], columns, levels)


PUBLIC: dict[str, Callable[[Tables], Iterator[Case]]] = {
    "exam_london": exam_london,
    "hsb82": hsb82,
    "egsingle": egsingle,
    "chem97": chem97,
    "nl_schools_bdf": nl_schools_bdf,
    "star_long": star_long,
}


def as_labels(column: FloatArray) -> IntArray:
    return np.asarray(np.unique(column, return_inverse=True)[1], dtype=np.int64)


# --- simulated ------------------------------------------------------------------------------------


def simulated() -> Iterator[Case]:
    """Yield few clusters of unequal sizes, where degrees of freedom matter most."""
    for n in (4, 6, 12, 40):
        label, arm, before, noise, generator = classes(n, n)
        own = generator.normal(0.0, 0.5, n)[label]
        outcome = 0.3 * arm + 0.5 * before + own + noise
        columns = np.column_stack([arm, before])
        yield Case(f"{n} whole classes", "nested", outcome, columns, (label,))
        yield Case(f"{n} whole classes, CR2", "robust", outcome, columns, (label,))
        done = (generator.random(len(arm)) < 1.0 / (1.0 + np.exp(-outcome))).astype(float)
        yield Case(f"{n} whole classes, logit CR2", "logit", done, columns, (label,))
    label, _arm, before, noise, generator = classes(8, 1)
    inside = (np.arange(len(label)) % 2).astype(float)
    outcome = 0.3 * inside + generator.normal(0.0, 0.5, 8)[label] + noise
    columns = np.column_stack([inside, before])
    yield Case("learners inside 8 classes", "nested", outcome, columns, (label,))
    differs = generator.normal(0.0, 0.6, 8)[label] * inside
    yield Case("effect differs in 8 classes", "nested", outcome + differs, columns, (label,), 1)
    flat = noise - (np.bincount(label, noise) / np.bincount(label))[label] + 0.3 * inside
    yield Case("8 classes alike (border)", "nested", flat, columns, (label,))
    label, _arm, before, noise, generator = classes(24, 2)
    school = label // 3
    ways = ((label + school) % 2).astype(float)
    outcome = generator.normal(0.0, 0.4, 8)[school] + generator.normal(0.0, 0.5, 24)[label]
    columns = np.column_stack([ways, before])
    yield Case("24 classes in 8 schools", "nested", outcome + noise, columns, (label, school))
    yield crossed()


def classes(
    n: int, seed: int
) -> tuple[IntArray, FloatArray, FloatArray, FloatArray, np.random.Generator]:
    generator = np.random.default_rng([SEED, seed])
    label = np.repeat(np.arange(n), generator.integers(8, 30, n))
    arm = (label % 2).astype(float)
    before, noise = generator.normal(size=len(label)), generator.normal(size=len(label))
    return label, arm, before, noise, generator


def crossed() -> Case:
    """Three tests of 240 learners in 8 schools, a fifth of whom change school."""
    generator = np.random.default_rng([SEED, 3])
    learner = np.repeat(np.arange(240), 3)
    home = generator.integers(0, 8, 240)
    moved = np.where(generator.random(240) < 0.2, (home + generator.integers(1, 8, 240)) % 8, home)
    school = np.where(np.tile([0, 0, 1], 240) == 1, moved[learner], home[learner])
    columns = np.column_stack([school % 2, np.tile([0, 1, 2], 240)]).astype(float)
    outcome = generator.normal(size=240)[learner] + 0.5 * generator.normal(size=8)[school]
    outcome = outcome + 0.4 * columns[:, 1] + generator.normal(size=720)
    return Case("240 learners, 8 schools crossed", "crossed", outcome, columns, (learner, school))


# --- side by side ---------------------------------------------------------------------------------


def ask_r(case: Case) -> dict[str, list[float | None]] | str:
    """Return what R finds, or why it does not."""
    robust = case.kind in {"robust", "logit"}
    option = case.kind if robust else "kenward" if len(case.outcome) <= MOST_FOR_KENWARD else "no"
    with tempfile.TemporaryDirectory() as folder:
        data, script = Path(folder, "rows.csv"), Path(folder, "fit.R")
        case.write(data)
        script.write_text(ROBUST if robust else MIXED)
        done = subprocess.run(
            ["Rscript", str(script), str(data), case.formula, option],
            capture_output=True, text=True, check=False, timeout=1800,
        )  # fmt: skip
    if done.returncode:
        return done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "R said nothing"
    found: dict[str, list[float | None]] = json.loads(done.stdout)
    return found


def errors_by_other_root(case: Case) -> FloatArray:
    """Return the CR2 errors of a logit with clubSandwich's root, from whole matrices."""
    fit = fit_robust_logit(case.outcome, case.columns, case.groupings[0])
    x = np.column_stack([np.ones(len(case.outcome)), case.columns])
    chance = 1.0 / (1.0 + np.exp(-x @ fit.fixed))
    variance = chance * (1.0 - chance)
    bread = np.linalg.inv(x.T @ (x * variance[:, None]))
    scores = []
    for key in np.unique(case.groupings[0]):
        own = case.groupings[0] == key
        side, spread = x[own] * variance[own, None], np.sqrt(variance[own])
        left = np.diag(variance[own]) - side @ bread @ side.T
        values, turn = np.linalg.eigh(spread[:, None] * left * spread)
        powers = np.where(values > 1e-10 * values.max(), np.abs(values), np.inf) ** -0.5
        root = spread[:, None] * ((turn * powers) @ turn.T) * spread
        scores.append(x[own].T @ root @ (case.outcome - chance)[own])
    meat = np.array(scores).T @ np.array(scores)
    return np.asarray(np.sqrt(np.diag(bread @ meat @ bread)))


def agrees(case: Case, one: Estimate, se: float, df: float, again: float | None) -> bool:
    """Whether an error and its degrees of freedom are R's, or as far off as the root explains."""
    if again is None:
        return abs(one.se / se - 1.0) <= SE_APART and abs(one.df / df - 1.0) <= DF_APART
    few = len(np.unique(case.groupings[0])) <= 6
    close = abs(one.se / se - 1.0) <= (ROOT_APART_FEW if few else ROOT_APART)
    return close and abs(again / se - 1.0) <= SE_APART and abs(one.df / df - 1.0) <= 0.01


def compare(case: Case) -> tuple[int, int]:
    """Print a line for each effect; return how many were compared, and how many agree."""
    theirs = ask_r(case)
    if isinstance(theirs, str):
        print(f"{case.name}: left out, {theirs}")
        return 0, 0
    compared = agreed = 0
    roots = errors_by_other_root(case).tolist() if case.kind == "logit" else None
    for k, one in enumerate(case.fit()):
        effect, se, df, other = (theirs[key][k] for key in ("effect", "se", "df", "other"))
        assert effect is not None
        assert se is not None
        assert df is not None
        if one is None:
            print(f"{case.name:32} {k:2} refused here; in R {effect:.5f} ({se:.6f}), df {df:.3f}")
            continue
        compared += 1
        again = None if roots is None else roots[k]
        same = agrees(case, one, se, df, again)
        agreed += same
        last = f"{other:.3f}" if other is not None else "" if again is None else f"{again:.6f}"
        print(
            f"{case.name:32} {k:2} {one.effect:10.5f} {effect:10.5f} {one.se:9.6f} {se:9.6f} "
            f"{one.df:10.3f} {df:10.3f} {last:>9}"
            f"{'' if same else '  DIFFERS'}",
            flush=True,
        )
    return compared, agreed


def cases(tables: Tables) -> Iterator[Case]:
    yield from simulated()
    for name, read in PUBLIC.items():
        if tables.has(name):
            yield from read(tables)
        else:
            print(f"{name}: not in the folder, left out")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", nargs="+", default=[""], help="models whose name holds one")
    asked = parser.parse_args()
    command = "python -m benchmarks.accuracy.evidence.satterthwaite FOLDER"
    print(provenance(command, measured="src/armillary/science/evidence"))
    if shutil.which("Rscript") is None:
        print("no Rscript here: nothing to compare with")
        return
    print(f"{'model':32} {'':2} {'effect':>10} {'in R':>10} {'error':>9} {'in R':>9} ", end="")
    print(f"{'df':>10} {'in R':>10} {'K-R, root':>9}")
    compared = agreed = 0
    for case in cases(Tables(asked.folder)):
        if any(part in case.name for part in asked.only):
            some, same = compare(case)
            compared, agreed = compared + some, agreed + same
    print(f"\n{agreed} of {compared} agree")


if __name__ == "__main__":
    main()
