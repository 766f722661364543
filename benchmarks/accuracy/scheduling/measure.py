"""Minutes of practice until 80 % of the course is still there a month later, by way of choosing.

    python -m benchmarks.accuracy.scheduling.measure [--learners N] [--engine N] [--seeds N]

Simulated learners of the memory family practise the 120 skills of the course `ai`, 20 minutes on
each of five days a week. After every ten answers the truth is looked at: had the learner stopped
here, what share of the skills would be remembered 30 days later? The first time it reaches 80 %
the minutes are noted. Nobody who chooses sees the truth.

Rules are compiled and run for all learners. The engine is the product's own code (learner model,
review dates, policy), about a second a learner; it runs for the first N learners of each seed, and
is compared with the rules on those same learners.
"""

import argparse
import dataclasses
import math
import sys
import time
from collections.abc import Callable

import numpy as np
from scipy.special import stdtrit

from armillary.science.learner import DEFAULT_MODEL, starting_model
from armillary.science.numerics import FloatArray
from armillary.science.scheduling import POLICY
from armillary.science.simulation import MemoryFamily
from benchmarks.provenance import provenance

from .engine import Engine, run_engine
from .peers import PEERS, run_peer
from .world import (
    COURSE,
    Body,
    Result,
    Setting,
    Timing,
    copy_mind,
    make_bodies,
    make_course,
    make_timing,
    read_prerequisites,
)

SEED = 20_270_000  # the policy was tuned on seed 999 alone
ENGINE = "the engine"
MASTERY = "3 in a row"

BASE = MemoryFamily()
SETTINGS: dict[str, Setting] = {
    "as assumed": Setting(),
    "forgetting slower": Setting(dataclasses.replace(BASE, threshold=-1.4)),
    "forgetting faster": Setting(dataclasses.replace(BASE, threshold=-0.6)),
    "fewer guesses": Setting(dataclasses.replace(BASE, p_guess=0.08)),
    "more guesses": Setting(dataclasses.replace(BASE, p_guess=0.33)),
    "skills found sooner": Setting(dataclasses.replace(BASE, p_find=0.65)),
    "switching costs 10 s": Setting(switch_seconds=10.0),
    "two days a week": Setting(days_a_week=2, minutes_a_day=40.0),
}

Outcomes = dict[str, list[list[Result]]]  # by way of choosing, then seed, then learner


def run_setting(setting: Setting, *, seeds: int, learners: int, engine: int) -> Outcomes:
    """Let every way of choosing teach the same learners."""
    prerequisites = read_prerequisites(COURSE)
    course, timing = make_course(prerequisites), make_timing(setting)
    model = starting_model(course.n_skills)
    found: Outcomes = {name: [] for name in (ENGINE, *PEERS)}
    for seed in range(seeds):
        bodies = make_bodies(prerequisites, setting, n=learners, seed=SEED + seed)
        for name, peer in PEERS.items():
            found[name].append(
                [run_peer(peer, fresh(b), course, timing, SEED + i) for i, b in enumerate(bodies)]
            )
        found[ENGINE].append(
            [
                run_engine(
                    Engine(model, POLICY, fresh(body), course, prerequisites, SEED + number), timing
                )
                for number, body in enumerate(bodies[:engine])
            ]
        )
        print(f"  seed {seed + 1} of {seeds}, {time.process_time():.0f} s", file=sys.stderr)
    return found


def fresh(body: Body) -> Body:
    """The same learner before any practice."""
    return body._replace(mind=copy_mind(body.mind))


def minutes_of(results: list[Result], timing: Timing) -> FloatArray:
    """Minutes of each learner; who did not get there counts with all there was time for."""
    school_days = sum(day % 7 < timing.days_a_week for day in range(timing.horizon_days))
    longest = school_days * timing.day_seconds / 60.0
    return np.array([r.minutes if r.reached else longest for r in results])


def interval(values: FloatArray) -> tuple[float, float]:
    """Mean over seeds, and how far its 95 % interval reaches."""
    n = len(values)
    reach = float(stdtrit(n - 1, 0.975)) * float(values.std(ddof=1)) / math.sqrt(n)
    return float(values.mean()), reach


def report(found: Outcomes, timing: Timing, engine: int) -> None:
    """Print a line for each way of choosing, then what the engine saves."""

    def by_seed(name: str, value: Callable[[list[Result]], float]) -> FloatArray:
        return np.array([value(results) for results in found[name]])

    heads = ("minutes", "+-", "median", "there", "days", "answers")
    print(f"{'':<32}" + "".join(f"{head:>8}" for head in heads))
    for name in found:
        mean, reach = interval(by_seed(name, lambda r: float(minutes_of(r, timing).mean())))
        every = [result for results in found[name] for result in results]
        there, days, answers = np.mean([(r.reached, r.days, r.answers) for r in every], axis=0)
        median = np.median(minutes_of(every, timing))
        print(
            f"{name:<32}{mean:>8.0f}{reach:>8.0f}{median:>8.0f}{there:>8.3f}{days:>8.0f}"
            f"{answers:>8.0f}"
        )
    print("\nminutes of the engine against a rule, on the same learners (ratio of means, 95 %)")
    for name in (n for n in found if n != ENGINE):
        ratio, low, high = compare(found[ENGINE], found[name], timing, engine)
        print(f"{name:<32}{ratio:>8.3f}   {low:.3f} to {high:.3f}")


def compare(
    ours: list[list[Result]], theirs: list[list[Result]], timing: Timing, engine: int
) -> tuple[float, float, float]:
    """Ratio of mean minutes and its interval over seeds (delta method, Student's t)."""
    mine = np.array([minutes_of(r, timing).mean() for r in ours])
    other = np.array([minutes_of(r[:engine], timing).mean() for r in theirs])
    ratio = float(mine.mean() / other.mean())
    residual = (mine - ratio * other) / other.mean()
    n = len(residual)
    reach = float(stdtrit(n - 1, 0.975)) * float(residual.std(ddof=1)) / math.sqrt(n)
    return ratio, ratio - reach, ratio + reach


def best_mastery(found: Outcomes, timing: Timing) -> str:
    """The variant of three in a row with the fewest minutes."""
    names = [name for name in found if name.startswith(MASTERY)]
    return min(names, key=lambda n: np.mean([minutes_of(r, timing).mean() for r in found[n]]))


def report_sensitivity(settings: dict[str, Setting], *, seeds: int, learners: int) -> None:
    """One line for each other assumption: fewer learners, all ways on the same ones."""
    print(f"\nother assumptions: {seeds} seeds of {learners} learners")
    print(f"{'':<24}{'engine':>7} {'there':>6}  {'best 3 in a row':<32}{'minutes':>8}  ratio")
    for name, setting in settings.items():
        timing = make_timing(setting)
        found = run_setting(setting, seeds=seeds, learners=learners, engine=learners)
        best = best_mastery(found, timing)
        ratio, low, high = compare(found[ENGINE], found[best], timing, learners)
        ours = [result for results in found[ENGINE] for result in results]
        theirs = [result for results in found[best] for result in results]
        print(
            f"{name:<24}{minutes_of(ours, timing).mean():>7.0f}"
            f" {np.mean([r.reached for r in ours]):>6.3f}  {best:<32}"
            f"{minutes_of(theirs, timing).mean():>8.0f}  {ratio:.3f} ({low:.3f} to {high:.3f})",
            flush=True,
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--learners", type=int, default=200)
    parser.add_argument("--engine", type=int, default=20)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--other-seeds", type=int, default=10)
    parser.add_argument("--other-learners", type=int, default=8)
    asked = parser.parse_args()
    print(
        provenance(
            f"python -m benchmarks.accuracy.scheduling.measure --learners {asked.learners}"
            f" --engine {asked.engine} --seeds {asked.seeds} --other-seeds {asked.other_seeds}"
            f" --other-learners {asked.other_learners}"
        )
    )
    print(f"model {DEFAULT_MODEL} with shipped parameters, policy {POLICY.name}")
    print(
        f"{asked.seeds} seeds of {asked.learners} learners;"
        f" the engine on the first {asked.engine} of each seed\n"
    )
    setting = SETTINGS["as assumed"]
    timing = make_timing(setting)
    found = run_setting(setting, seeds=asked.seeds, learners=asked.learners, engine=asked.engine)
    report(found, timing, asked.engine)
    print(f"\nbest of three in a row: {best_mastery(found, timing)}")
    others = {name: s for name, s in SETTINGS.items() if s is not setting}
    report_sensitivity(others, seeds=asked.other_seeds, learners=asked.other_learners)
    print(f"\n{time.process_time():.0f} CPU seconds")


if __name__ == "__main__":
    main()
