"""Are the estimates those of lme4, metafor and the books, to the digits printed?

    python -m benchmarks.accuracy.evidence.reference FOLDER

FOLDER holds the public tables of effects as Parquet files (exam_london, hsb82, egsingle, chem97,
nl_schools_bdf, meta_*, star_*, assistments_ab_triangles); a table that is not there is named and
left out. The numbers are from lme4's and mlmRev's vignettes, G. Rodriguez' notes (Princeton), the
AER manual, the tutorial of drct-tutorial (whose error leaves one learner out at a time, ours is
HC2), and fits by lme4 1.1 and metafor 3.8.
"""

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from armillary.science.evidence import (
    Grouping,
    Method,
    MultilevelFit,
    StudyRows,
    estimate_difference,
    fit_crossed,
    fit_multilevel,
    fit_robust,
    pool_dependent_effects,
    pool_effects,
)
from benchmarks.accuracy.evidence.tables import Figure, Tables, columns_of
from benchmarks.provenance import provenance

Check = Callable[[Tables], Iterator[Figure]]


def figures(of: str, printed: str, found: list[float]) -> Iterator[Figure]:
    """Pair printed numbers, as words, with found ones."""
    for number, (word, value) in enumerate(zip(printed.split(), found, strict=True)):
        yield Figure(f"{of} {number + 1}", word, float(value))


def fixed(of: str, fit: MultilevelFit, effects: str, se: str) -> Iterator[Figure]:
    yield from figures(f"{of} effect", effects, list(fit.fixed)[-len(effects.split()) :])
    if se:
        yield from figures(f"{of} se", se, list(fit.se)[-len(se.split()) :])


def parts(of: str, fit: MultilevelFit, printed: str) -> Iterator[Figure]:
    """Variances of the levels, lower triangles, innermost first, then the residual."""
    found = [
        float(variance[i, j])
        for variance in fit.variances
        for i in range(len(variance))
        for j in range(i + 1)
    ]
    yield from figures(f"{of} variance", printed, [*found, fit.residual])


def exam_london(tables: Tables) -> Iterator[Figure]:
    names = ("school", "normexam", "standLRT", "sex", "schgend")
    school, outcome, test, sex, kind = tables.read("exam_london", *names)
    levels = (Grouping(school),)
    columns = columns_of(test, sex == "M", kind == "boys", kind == "girls")
    fit = fit_multilevel(outcome, columns, levels, method="reml")
    yield from fixed("REML", fit, "0.559754 -0.167392 0.177691 0.158997", "")
    yield from figures("REML sd", "0.293 0.750", [fit.variances[0][0, 0] ** 0.5, fit.residual**0.5])
    yield Figure("REML criterion", "9347.674", -2.0 * fit.log_likelihood)
    fit = fit_multilevel(outcome, columns_of(test), levels, method="ml")
    yield from fixed("ML", fit, "0.5634", "0.0125")
    yield from parts("ML", fit, "0.0921 0.5657")
    sloped = (Grouping(school, columns_of(test)),)
    fit = fit_multilevel(outcome, columns_of(test), sloped, method="ml")
    yield from fixed("ML slope", fit, "0.5567", "0.0199")
    yield from parts("ML slope", fit, "0.0904 0.0180 0.0145 0.5537")


def hsb82(tables: Tables) -> Iterator[Figure]:
    names = ("school", "mAch", "meanses", "cses", "sector")
    school, outcome, mean, centred, sector = tables.read("hsb82", *names)
    none = np.empty((len(outcome), 0))
    fit = fit_multilevel(outcome, none, (Grouping(school),), method="reml")
    yield from fixed("null", fit, "12.637", "0.244")
    yield from parts("null", fit, "8.614 39.148")
    catholic = sector == "Catholic"
    columns = columns_of(mean, centred, catholic, mean * centred, catholic * centred)
    levels = (Grouping(school, columns_of(centred)),)
    fit = fit_multilevel(outcome, columns, levels, method="reml")
    yield from fixed("full", fit, "12.128 5.333 2.945 1.227 1.039 -1.643", "")
    variance = fit.variances[0]
    yield from figures(
        "full variance", "2.380 0.101 36.721", [variance[0, 0], variance[1, 1], fit.residual]
    )


def egsingle(tables: Tables) -> Iterator[Figure]:
    school, child, year, outcome = tables.read("egsingle", "schoolid", "childid", "year", "math")
    none = np.empty((len(outcome), 0))
    fit = fit_multilevel(outcome, none, (Grouping(child), Grouping(school)), method="ml")
    yield from fixed("null", fit, "-0.510", "0.0780")
    yield from parts("null", fit, "0.5705 0.3176 1.5239")
    yield Figure("null log-likelihood", "-12652.99", fit.log_likelihood)
    slopes = columns_of(year)
    levels = (Grouping(child, slopes), Grouping(school, slopes))
    fit = fit_multilevel(outcome, slopes, levels, method="ml")
    yield from fixed("growth", fit, "-0.7793 0.7630", "0.0578 0.0153")
    yield Figure("growth log-likelihood", "-8163.12", fit.log_likelihood)


def chem97(tables: Tables) -> Iterator[Figure]:
    area, school, outcome, before = tables.read("chem97", "lea", "school", "score", "gcsecnt")
    levels = (Grouping(school), Grouping(area))
    fit = fit_multilevel(outcome.astype(float), columns_of(before), levels, method="ml")
    yield from fixed("ML", fit, "5.635 2.4726", "0.031 0.0169")
    yield from parts("ML", fit, "1.166 0.0136 5.154")


def nl_schools_bdf(tables: Tables) -> Iterator[Figure]:
    school, outcome, verbal = tables.read("nl_schools_bdf", "schoolNR", "langPOST", "IQ_verb")
    outcome, levels = outcome.astype(float), (Grouping(school),)
    fit = fit_multilevel(outcome, np.empty((len(outcome), 0)), levels, method="ml")
    yield from fixed("null", fit, "40.364", "0.426")
    yield from parts("null", fit, "19.43 64.57")
    fit = fit_multilevel(outcome, columns_of(verbal), levels, method="ml")
    yield from fixed("IQ", fit, "2.488", "0.0701")
    yield from parts("IQ", fit, "9.50 42.23")


def meta_konstantopoulos2011(tables: Tables) -> Iterator[Figure]:
    district, effect, variance = tables.read("meta_konstantopoulos2011", "district", "yi", "vi")
    none = np.empty((len(effect), 0))
    printed = {
        "ml": ("0.1280 0.0435 0.0865", "0.1845 0.0805 0.0577 0.0329"),
        "reml": ("0.1279 0.0439 0.0884", "0.1847 0.0846 0.0651 0.0327"),
    }
    for method, (two, three) in printed.items():
        fit = pool_effects(effect, variance, none, method=method)
        yield from figures(f"{method} two-level", two, [fit.fixed[0], fit.se[0], fit.tau2])
        fit = pool_dependent_effects(effect, variance, none, district, method=method)
        found = [fit.fixed[0], fit.se[0], fit.tau2, fit.within]
        yield from figures(f"{method} three-level", three, found)
    yield Figure("Q", "578.86", fit.q)


def meta_bangertdrowns2004(tables: Tables) -> Iterator[Figure]:
    length, effect, variance = tables.read("meta_bangertdrowns2004", "length", "yi", "vi")
    fit = pool_effects(effect, variance, np.empty((len(effect), 0)), method="reml")
    found = [fit.fixed[0], fit.se[0], fit.tau2, 100 * fit.i2, fit.q]
    yield from figures("REML", "0.2219 0.0460 0.0499 58.4 107.11", found)
    known = np.isfinite(length)
    fit = pool_effects(effect[known], variance[known], columns_of(length[known]), method="reml")
    yield from figures("length", "0.0149 0.0073 46", [fit.fixed[1], fit.se[1], fit.n])


def meta_raudenbush1985(tables: Tables) -> Iterator[Figure]:
    weeks, effect, variance = tables.read("meta_raudenbush1985", "weeks", "yi", "vi")
    none = np.empty((len(effect), 0))
    fit = pool_effects(effect, variance, none, method="reml")
    yield from figures("REML", "0.0837 0.0516 0.0188", [fit.fixed[0], fit.se[0], fit.tau2])
    yield Figure("Q", "35.83", fit.q)
    fit = pool_effects(effect, variance, none, method="fixed")
    yield from figures("fixed", "0.0604 0.0365", [fit.fixed[0], fit.se[0]])
    fit = pool_effects(effect, variance, columns_of(np.minimum(weeks, 3)), method="reml")
    found = [fit.fixed[0], fit.se[0], fit.fixed[1], fit.se[1], fit.tau2]
    yield from figures("weeks", "0.4072 0.0870 -0.1572 0.0358 0", found)


def star_long(tables: Tables) -> Iterator[Figure]:
    """Grade, sex, origin and class type, with learners and schools crossed; R's contrasts."""
    names = ("id", "sch", "gr", "cltype", "sx", "eth", "math", "read")
    learner, school, grade, kind, sex, origin, maths, read = tables.read("star_long", *names)
    place = np.select([grade == name for name in "K123"], [0, 1, 2, 3])
    steps = np.array([[-3, 1, -1], [-1, -1, 3], [1, -1, -3], [3, 1, 1]]) / np.sqrt([20, 4, 20])
    printed = {
        "math": (maths, "-7.111 -5.910", "31.35 11.07 26.20", "245140", "24578"),
        "read": (read, "-7.828 -4.745", "30.72 10.46 26.31", "241465", "24226"),
    }
    origins = [name for name in sorted(set(origin)) if name not in {"", "W"}]
    for word, (outcome, effects, spreads, criterion, n) in printed.items():
        kept = np.isfinite(outcome) & (sex != "") & (origin != "")
        parts = [steps[place], sex == "F", *(origin == name for name in origins)]
        columns = columns_of(*parts, kind == "reg", kind == "reg+A")[kept]
        fit = fit_crossed(outcome[kept], columns, learner[kept], school[kept], method="reml")
        yield from figures(f"{word} effect", effects, list(fit.fixed[-2:]))
        if word == "math":
            yield from figures("math se", "0.728 0.740", list(fit.se[-2:]))
        found = [*np.sqrt(fit.variances), fit.residual**0.5]
        yield from figures(f"{word} sd", spreads, found)
        yield Figure(f"{word} REML criterion", criterion, -2.0 * fit.log_likelihood)
        yield Figure(f"{word} n", n, fit.n)


def star_wide(tables: Tables) -> Iterator[Figure]:
    """Small and aide against regular, raw errors HC2 here and HC1 in print: errors not compared."""
    printed = {"k": "13.90 0.31", "1": "29.78 11.96", "2": "19.39 3.48", "3": "15.59 -0.29"}
    for grade, effects in printed.items():
        kind, read, maths = tables.read("star_wide", f"star{grade}", f"read{grade}", f"math{grade}")
        score = read + maths
        kept = np.isfinite(score) & (kind != "")
        columns = columns_of(kind == "small", kind == "regular+aide")[kept]
        fit = fit_robust(score[kept], columns, np.arange(int(kept.sum())))
        yield from figures(f"grade {grade}", effects, list(fit.fixed[1:]))


def assistments_ab_triangles(tables: Tables) -> Iterator[Figure]:
    """Video against text; the covariates are all that is known from before."""
    names = [name for name in tables.names("assistments_ab_triangles") if "prior" in name]
    arm, done = tables.read("assistments_ab_triangles", "video", "completion")
    before = columns_of(*tables.read("assistments_ab_triangles", *names))
    before = before[:, np.all(np.isfinite(before), axis=0)]
    none = np.empty((len(arm), 0))
    outcome, arm = done.astype(np.float64), arm.astype(np.int64)
    for word, covariates, printed in (("plain", none, "0.0505 0.0378"), ("adjusted", before, "")):
        rows = StudyRows(outcome, arm, covariates, None)
        found = estimate_difference(rows, method=Method.ANCOVA, interacted=False, level=0.95)
        pair = [found.effect.effect, found.effect.se]
        if printed:
            yield from figures(word, printed, pair)
        else:
            print(f"assistments_ab_triangles {before.shape[1]} covariates: {pair[0]:.4f}", end=" ")
            print(f"({pair[1]:.4f}), error at most 0.035 wanted")


CHECKS: dict[str, Check] = {
    "exam_london": exam_london,
    "hsb82": hsb82,
    "egsingle": egsingle,
    "chem97": chem97,
    "nl_schools_bdf": nl_schools_bdf,
    "meta_konstantopoulos2011": meta_konstantopoulos2011,
    "meta_bangertdrowns2004": meta_bangertdrowns2004,
    "meta_raudenbush1985": meta_raudenbush1985,
    "star_wide": star_wide,
    "star_long": star_long,
    "assistments_ab_triangles": assistments_ab_triangles,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    tables = Tables(parser.parse_args().folder)
    command = "python -m benchmarks.accuracy.evidence.reference FOLDER"
    print(provenance(command, measured="src/armillary/science/evidence"))
    agreed = compared = 0
    for name, check in CHECKS.items():
        if not tables.has(name):
            print(f"{name}: not in the folder, left out")
            continue
        for figure in check(tables):
            compared += 1
            agreed += figure.agrees
            verdict = "" if figure.agrees else "  DIFFERS"
            print(f"{name:24} {figure.of:28} {figure.printed:>12} {figure.found:14.6f}{verdict}")
    print(f"\n{agreed} of {compared} agree to the printed digits")


if __name__ == "__main__":
    main()
