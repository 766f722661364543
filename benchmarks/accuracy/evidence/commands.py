"""Do the commands give what was published for public data, to the digits printed?

    python -m benchmarks.accuracy.evidence.commands FOLDER

FOLDER holds the tables as Parquet files, as for `reference.py`, which names where the numbers come
from; a table that is not there is left out. Each command runs as a school would run it.
"""

import argparse
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from benchmarks.accuracy.evidence.tables import Figure
from benchmarks.provenance import provenance

Found = dict[str, Any]
Check = tuple[str, str, Callable[[Found], Iterator[Figure]]]


def figure(of: str, printed: str, value: float) -> Figure:
    return Figure(of, printed, value)


def effects(found: Found) -> dict[str, Found]:
    return {one["name"]: one for one in found["model"]["effects"]}


def star(printed: str, se: str, spreads: str, n: str) -> Callable[[Found], Iterator[Figure]]:
    def check(found: Found) -> Iterator[Figure]:
        for one, effect in zip(found["contrasts"], printed.split(), strict=True):
            yield figure(f"{one['arm']} less small", effect, one["effect"])
        for one, error in zip(found["contrasts"], se.split(), strict=False):
            yield figure(f"{one['arm']} se", error, one["se"])
        for key, spread in zip(("cluster", "cluster2", "residual"), spreads.split(), strict=True):
            yield figure(f"sd {key}", spread, found["variance"][key] ** 0.5)
        yield figure("n", n, found["n"])

    return check


def exam(found: Found) -> Iterator[Figure]:
    named = effects(found)
    yield figure("boys less mixed", "0.177691", named["boys"]["effect"])
    yield figure("girls less mixed", "0.158997", named["girls"]["effect"])
    yield figure("standLRT", "0.559754", named["standLRT"]["effect"])
    yield figure("sex M", "-0.167392", named["sex=M"]["effect"])
    yield figure("sd school", "0.293", found["variance"]["cluster"] ** 0.5)
    yield figure("sd residual", "0.750", found["variance"]["residual"] ** 0.5)


def parts(of: str, effect: str, se: str, *printed: str) -> Callable[[Found], Iterator[Figure]]:
    """An effect, its error as the model has it, and variances."""

    def check(found: Found) -> Iterator[Figure]:
        yield figure(of, effect, found["effect"])
        place = 0 if found["arm"] is None and of == "mean" else 1
        yield figure(f"{of} se", se, found["model"]["effects"][place]["model_se"])
        held = [found["variance"][key] for key in ("cluster", "cluster2", "residual")]
        known = [value for value in held if value is not None]
        for number, text in enumerate(printed):
            yield figure(f"variance {number + 1}", text, known[number])

    return check


def hsb(found: Found) -> Iterator[Figure]:
    named = effects(found)
    yield figure("meanses", "5.333", named["meanses"]["effect"])
    yield figure("Catholic less Public", "1.227", named["Catholic"]["effect"])
    public = named["cses"]["effect"] + named["sector=Public:cses"]["effect"]
    yield figure("cses in Public schools", "2.945", public)
    yield figure("meanses:cses", "1.039", named["meanses:cses"]["effect"])
    yield figure("sector:cses, sign turned", "1.643", named["sector=Public:cses"]["effect"])
    yield figure("variance school", "2.380", found["variance"]["cluster"])
    yield figure("variance residual", "36.721", found["variance"]["residual"])


def growth(found: Found) -> Iterator[Figure]:
    yield figure("start", "-0.7793", effects(found)["(intercept)"]["effect"])
    yield figure("start se", "0.0578", effects(found)["(intercept)"]["model_se"])
    yield figure("a year", "0.7630", found["effect"])
    yield figure("a year se", "0.0153", effects(found)["the amount"]["model_se"])
    yield figure("log-likelihood", "-8163.12", found["model"]["log_likelihood"])


def plain_test(found: Found) -> Iterator[Figure]:
    yield figure("difference", "0.0505", found["effect"])
    yield figure("its error (HC2 here)", "0.0378", found["se"])
    yield figure("p", "0.18", found["p"])


def adjusted(found: Found) -> Iterator[Figure]:
    yield figure("error at most 0.035: over it", "0", max(0.0, found["se"] - 0.035))


def pooled(**others: str) -> Callable[[Found], Iterator[Figure]]:
    def check(found: Found) -> Iterator[Figure]:
        for key, text in others.items():
            value = found["moderators"][0] if key.startswith("slope") else found
            name = {"slope": "effect", "slope_se": "model_se"}.get(key, key)
            yield figure(key, text, value[name])

    return check


PRIOR = " ".join(
    f"--covariate student_prior_{name}"
    for name in ("average_correctness", "completed_problem_count", "completed_skill_builder_count")
)
STAR = "--arm cltype --reference small --cluster id --cluster2 sch --covariate gr --covariate sx --covariate eth"  # noqa: E501
CHECKS: tuple[Check, ...] = (
    ("star_long", f"analyse star_long --outcome math {STAR}",
     star("-7.111 -5.910", "0.728 0.740", "31.35 11.07 26.20", "24578")),
    ("star_long", f"analyse star_long --outcome read {STAR}",
     star("-7.828 -4.745", "", "30.72 10.46 26.31", "24226")),
    ("exam_london", "analyse exam_london --outcome normexam --arm schgend --reference mixed"
     " --cluster school --covariate standLRT --covariate sex", exam),
    ("exam_london", "analyse exam_london --outcome normexam --arm standLRT --amount"
     " --cluster school --method ml", parts("standLRT", "0.5634", "0.0125", "0.0921", "0.5657")),
    ("hsb82", "analyse hsb82 --outcome mAch --cluster school",
     parts("mean", "12.637", "0.244", "8.614", "39.148")),
    ("hsb82", "analyse hsb82 --outcome mAch --arm sector --reference Public --cluster school"
     " --covariate meanses --covariate cses --covariate meanses:cses --covariate sector:cses"
     " --slope cses", hsb),
    ("egsingle", "analyse egsingle --outcome math --cluster childid --cluster2 schoolid"
     " --method ml", parts("mean", "-0.510", "0.0780", "0.5705", "0.3176", "1.5239")),
    ("egsingle", "analyse egsingle --outcome math --arm year --amount --slope year"
     " --cluster childid --cluster2 schoolid --method ml", growth),
    ("chem97", "analyse chem97 --outcome score --arm gcsecnt --amount --cluster school"
     " --cluster2 lea --method ml",
     parts("gcsecnt", "2.4726", "0.0169", "1.166", "0.0136", "5.154")),
    ("nl_schools_bdf", "analyse nl_schools_bdf --outcome langPOST --cluster schoolNR --method ml",
     parts("mean", "40.364", "0.426", "19.43", "64.57")),
    ("nl_schools_bdf", "analyse nl_schools_bdf --outcome langPOST --arm IQ_verb --amount"
     " --cluster schoolNR --method ml", parts("IQ_verb", "2.488", "0.0701", "9.50", "42.23")),
    ("assistments_ab_triangles",
     "analyse assistments_ab_triangles --outcome completion --arm video", plain_test),
    ("assistments_ab_triangles",
     f"analyse assistments_ab_triangles --outcome completion --arm video {PRIOR}", adjusted),
    ("meta_konstantopoulos2011", "pool meta_konstantopoulos2011 --effect yi --variance vi",
     pooled(mean="0.1279", model_se="0.0439", tau2="0.0884", q="578.86")),
    ("meta_konstantopoulos2011",
     "pool meta_konstantopoulos2011 --effect yi --variance vi --cluster district",
     pooled(mean="0.1847", model_se="0.0846", tau2="0.0651", tau2_within="0.0327")),
    ("meta_bangertdrowns2004", "pool meta_bangertdrowns2004 --effect yi --variance vi",
     pooled(mean="0.2219", model_se="0.0460", tau2="0.0499", i2="0.584", q="107.11")),
    ("meta_bangertdrowns2004",
     "pool meta_bangertdrowns2004 --effect yi --variance vi --moderator length",
     pooled(slope="0.0149", slope_se="0.0073", k="46")),
    ("meta_raudenbush1985", "pool meta_raudenbush1985 --effect yi --variance vi",
     pooled(mean="0.0837", model_se="0.0516", tau2="0.0188", q="35.83")),
    ("meta_raudenbush1985", "pool meta_raudenbush1985 --effect yi --variance vi --method fixed",
     pooled(mean="0.0604", model_se="0.0365")),
)  # fmt: skip


def run(words: list[str], folder: Path) -> Found:
    verb, table, *switches = words
    file = folder / f"{table}.parquet"
    command = [sys.executable, "-m", "armillary", "study", verb, str(file), *switches, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: Found = json.loads(done.stdout)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    command = "python -m benchmarks.accuracy.evidence.commands FOLDER"
    print(provenance(command, measured="src/armillary"))
    agreed = compared = 0
    for table, words, check in CHECKS:
        if not (folder / f"{table}.parquet").is_file():
            print(f"{table}: not in the folder, left out")
            continue
        print(f"\n$ armillary study {words.replace(table, f'{table}.parquet', 1)}")
        for one in check(run(words.split(), folder)):
            compared += 1
            agreed += one.agrees
            verdict = "" if one.agrees else "  DIFFERS"
            print(f"  {one.of:32} {one.printed:>12} {one.found:14.6f}{verdict}")
    print(f"\n{agreed} of {compared} agree to the printed digits")


if __name__ == "__main__":
    main()
