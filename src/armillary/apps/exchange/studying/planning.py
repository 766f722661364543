"""What a study will be able to see, before it is run."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from armillary.apps.exchange.columns import Role, find_columns
from armillary.apps.exchange.progress import ticking
from armillary.apps.exchange.studying.rows import FileRows, Use
from armillary.apps.exchange.tables import open_table
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import (
    Drawing,
    Reason,
    RefusalError,
    StudyPlan,
    power_of_error,
    predict_factorial_se,
    predict_se,
    simulate_factorial_power,
    simulate_power,
    smallest_of_error,
)

CLASS = Role("cluster", "the class", ("class", "classid", "room", "group", "school", "schoolid"))
N_STUDIES = 2000  # simulated
SEED = 20261122
# How like itself a class, and a learner inside it, is from one half of a crossover to the other.
STAY_CLASS, STAY_LEARNER = 0.8, 0.6
FEWEST_TO_JUDGE = 4  # classes whose own change from half to half can be seen
WORDS = {"learner": "classes", "class": "classes", "school": "schools"}


@dataclass(frozen=True, slots=True)
class PlanAsked:
    """The switches of `study plan`.

    Parameters
    ----------
    design : "parallel", "crossover", "factorial" or "within"
    unit : what is drawn: "learner", "class" or "school"
    sizes : learners in each class (or school)
    spread : whether sizes are those of a roster, not all alike
    icc : share of variance between classes
    covariate_r2 : share of the variance that a baseline explains, inside classes and between
    stay_class, stay_learner : how alike they are from half to half; None takes what is usual
    effect : true effect to tell the power for; None for none
    """

    design: str
    unit: str
    sizes: tuple[int, ...]
    spread: bool
    icc: float
    covariate_r2: float
    dropout: float
    stay_class: float | None
    stay_learner: float | None
    power: float
    effect: float | None
    level: float
    simulate: bool

    def check(self) -> None:
        """Refuse numbers that cannot be."""
        if self.design == "within" and self.unit != "learner":
            raise Refusal("In the design within each learner meets both ways. Say --unit learner.")
        for name, value in {
            "--icc": self.icc, "--covariate-r2": self.covariate_r2, "--dropout": self.dropout,
            "--stay-class": self.stay_class, "--stay-learner": self.stay_learner,
        }.items():  # fmt: skip
            top = 1.0 if name == "--stay-class" else 0.99
            if value is not None and not 0.0 <= value <= top:
                raise Refusal(f"{name} must be from 0 to {top:g}; got {value:g}.")
        if not self.sizes or (len(self.sizes) < 2 and self.unit != "learner"):
            raise Refusal(
                "--clusters must be 2 at least: one for each way. For one class say --unit learner."
            )
        fewest = 4 if self.design == "within" or len(self.sizes) < 2 else 2
        if min(self.sizes) < fewest:
            raise Refusal(f"--size must be {fewest} learners at least.")
        if not 0.5 <= self.level < 1.0:
            raise Refusal(f"--level must be from 0.5 to below 1, such as 0.95; got {self.level:g}.")
        if not 1.0 - self.level < self.power < 1.0:
            raise Refusal(f"--power must be between {1 - self.level:g} and 1; got {self.power:g}.")
        if self.effect is not None and not 0.0 < self.effect <= 5.0:
            raise Refusal("--effect is in standard deviations, above 0 and at most 5, such as 0.2.")
        if np.mean(self.sizes) * (1.0 - self.dropout) < 1.5:
            raise Refusal("--dropout leaves fewer than 1.5 learners a class.")


@dataclass(frozen=True, slots=True)
class Seen:
    """What one design can see.

    Parameters
    ----------
    smallest : in standard deviations; nothing if no interval can be had, for a reason
    se, df : the error to expect
    interaction : smallest difference of differences, factorial only
    """

    design: str
    unit: str
    smallest: float | None
    se: float | None
    df: float | None
    interaction: float | None
    reason: str


@dataclass(frozen=True)
class Planned:
    """What a study will be able to see, and what others of the same classes would.

    Parameters
    ----------
    power : chance to show the effect asked for; nothing if none was, or nothing can be shown
    simulated : share of simulated studies that showed the effect (or the smallest one)
    assumed : numbers that nobody gave
    """

    asked: PlanAsked
    seen: Seen
    others: tuple[Seen, ...]
    power: float | None
    simulated: float | None
    assumed: tuple[str, ...]


def plan_study(asked: PlanAsked, *, show: Callable[[str], None]) -> Planned:
    """Return what a study of these classes will be able to see.

    Raises
    ------
    Refusal
        If a number cannot be.
    """
    asked.check()
    seen = _see(asked, asked.design, asked.unit)
    others = [
        _see(asked, design, unit)
        for design, unit in (
            ("parallel", asked.unit if asked.unit != "learner" else "class"),
            ("parallel", "learner"),
            ("crossover", asked.unit if asked.unit != "learner" else "class"),
            ("within", "learner"),
        )
        if (design, unit) != (asked.design, asked.unit)
    ]
    power = simulated = None
    if asked.effect is not None and seen.se is not None and seen.df is not None:
        power = power_of_error(seen.se, seen.df, effect=asked.effect, level=asked.level)
    if asked.simulate and seen.smallest is not None:
        effect = seen.smallest if asked.effect is None else asked.effect
        with ticking(show, f"Simulating {N_STUDIES:,} studies ..."):
            simulated = _simulate(asked, effect)
    return Planned(asked, seen, tuple(others), power, simulated, tuple(_assume(asked)))


def _see(asked: PlanAsked, design: str, unit: str) -> Seen:
    """What one design of these classes can see."""
    try:
        found = [_errors(plan, design) for plan in _plans(asked, design, unit)]
    except RefusalError as error:
        return Seen(design, unit, None, None, None, None, error.sentence)
    smallest = [
        smallest_of_error(se, df, power=asked.power, level=asked.level) for se, _both, df in found
    ]
    best = int(np.argmin(smallest))
    se, both, df = found[best]
    interaction = None
    if design == "factorial":
        interaction = smallest_of_error(both, df, power=asked.power, level=asked.level)
    return Seen(design, unit, smallest[best], se, df, interaction, "")


def _errors(plan: StudyPlan, design: str) -> tuple[float, float, float]:
    """The error of the effect, of an interaction, and the degrees of freedom."""
    if design == "factorial":
        return predict_factorial_se(plan)
    se, df = predict_se(plan)
    return se, se, df


def _plans(asked: PlanAsked, design: str, unit: str) -> list[StudyPlan]:
    """The study, and the same without the class mean of the baseline, which few cannot afford."""
    n, mean = len(asked.sizes), float(np.mean(asked.sizes))
    halves = design in {"crossover", "within"}
    drawing = Drawing.CROSSOVER if halves else Drawing.CLUSTERS
    if unit == "learner" and not halves:
        drawing = Drawing.LEARNERS
    if n < 2 and unit != "learner":
        raise RefusalError(Reason.TOO_FEW_CLUSTERS, "one class cannot be given both ways")
    stay = _stay_class(asked) if unit != "learner" else 1.0
    learner = STAY_LEARNER if asked.stay_learner is None else asked.stay_learner
    n_clusters, sizes = (n // 2, n - n // 2), asked.sizes if asked.spread else None
    if design == "within":  # half of each class begins with either way
        n_clusters, mean, sizes = (n, n), mean / 2.0, None
    plan = StudyPlan(
        drawing, n_clusters, mean, min(1.0, float(np.std(asked.sizes) / np.mean(asked.sizes))),
        asked.icc, asked.covariate_r2, asked.covariate_r2, asked.dropout, stay, learner, sizes,
    )  # fmt: skip
    plain = replace(plan, explained_between=0.0)
    if drawing is not Drawing.CLUSTERS or asked.covariate_r2 == 0.0 or n <= FEWEST_TO_JUDGE:
        return [plain]
    return [plan, plain]


def _stay_class(asked: PlanAsked) -> float:
    """How alike a class is from half to half; with too few to see it, taken to stay as it is."""
    if asked.stay_class is not None:
        return asked.stay_class
    return 1.0 if len(asked.sizes) < FEWEST_TO_JUDGE else STAY_CLASS


def _simulate(asked: PlanAsked, effect: float) -> float:
    plans = _plans(asked, asked.design, asked.unit)
    errors = [_errors(plan, asked.design) for plan in plans]
    best = min(
        range(len(plans)),
        key=lambda k: smallest_of_error(
            errors[k][0], errors[k][2], power=asked.power, level=asked.level
        ),
    )
    simulate = simulate_factorial_power if asked.design == "factorial" else simulate_power
    return simulate(plans[best], effect=effect, level=asked.level, n_studies=N_STUDIES, seed=SEED)


def _assume(asked: PlanAsked) -> Iterator[str]:
    yield f"{asked.icc:.0%} of what differs lies between {WORDS[asked.unit]} (--icc)"
    if asked.covariate_r2:
        yield f"a baseline explains {asked.covariate_r2:.0%} of it (--covariate-r2)"
    stay = _stay_class(asked)
    how = "stays as it is" if stay == 1.0 else f"correlates {stay:g} with itself"
    yield f"in a crossover a class {how} from one half to the other (--stay-class)"
    learner = STAY_LEARNER if asked.stay_learner is None else asked.stay_learner
    yield f"meeting both ways, a learner's two results correlate {learner:g} (--stay-learner)"


def read_sizes(path: Path, column: str | None) -> tuple[int, ...]:
    """Return how many learners each class of a roster has, one row a learner."""
    with open_table(path) as table:
        found = find_columns(table, [replace(CLASS, needed=True)], {"cluster": column})["cluster"]
        rows = FileRows(table, [Use("cluster", CLASS.means, found.name)], ())
        rows.drop_empty(found.name)
        labels = rows.labels(found.name)
    sizes = tuple(int(n) for n in np.bincount(labels.index))
    small = [name for name, n in zip(labels.names, sizes, strict=True) if n < 2]
    if small:
        raise Refusal(f"Class {small[0]} of {path} has one learner. Leave it out, or join classes.")
    return sizes


def plan_as_json(found: Planned) -> dict[str, object]:
    """Return a plan under the keys of docs/reference/study-commands.md."""
    asked = found.asked
    simulated = None
    if found.simulated is not None:
        simulated = {
            "power": found.simulated,
            "error": math.sqrt(found.simulated * (1.0 - found.simulated) / N_STUDIES),
            "effect": found.seen.smallest if asked.effect is None else asked.effect,
            "n_studies": N_STUDIES,
        }
    return {
        **_seen_as_json(found.seen),
        "power": found.power,
        "effect": asked.effect,
        "power_wanted": asked.power,
        "level": asked.level,
        "n_clusters": len(asked.sizes),
        "cluster_size": float(np.mean(asked.sizes)),
        "size_spread": float(np.std(asked.sizes) / np.mean(asked.sizes)),
        "n": int(sum(asked.sizes)),
        "icc": asked.icc,
        "covariate_r2": asked.covariate_r2,
        "dropout": asked.dropout,
        "simulated": simulated,
        "alternatives": [_seen_as_json(one) for one in found.others],
        "sentence": say_plan(found),
        "assumed": list(found.assumed),
    }


def _seen_as_json(seen: Seen) -> dict[str, object]:
    return {
        "design": seen.design,
        "unit": seen.unit,
        "smallest": seen.smallest,
        "smallest_interaction": seen.interaction,
        "se": seen.se,
        "df": seen.df,
        "reason": seen.reason or None,
    }


def say_plan(found: Planned) -> str:
    """What the study will see, and what a better one would, in one sentence."""
    asked, seen = found.asked, found.seen
    noun = WORDS[asked.unit]
    many = f"{len(asked.sizes)} {noun}" if len(asked.sizes) > 1 else "class"
    start = f"With your {many} of {np.mean(asked.sizes):.0f}"
    better = [
        one
        for one in found.others
        if one.smallest is not None
        and (seen.smallest is None or round(one.smallest, 2) < round(seen.smallest, 2))
    ]
    advice = ""
    if better:
        first = next((one for one in better if one.design == "crossover"), better[0])
        advice = f"; {_call(first)} would see {first.smallest:.2f} SD"
        if first.design == "crossover" and _stay_class(asked) == 1.0:
            advice += f", if {noun} stay as they are from one half to the other"
    if seen.smallest is None:
        told = " no difference can be told from the classes' own"
        return f"{start}, {_call(seen)},{told}{advice}."
    return (
        f"{start}, {_call(seen)}, you will see, {_chance(asked.power)}, only differences above"
        f" {seen.smallest:.2f} SD{advice}."
    )


def _call(seen: Seen) -> str:
    """A design as a sentence names it."""
    if seen.design == "parallel" and seen.unit != "learner":
        return "one way each"
    return {
        "parallel": "drawing lots for learners",
        "crossover": f"a crossover of {WORDS[seen.unit]}"
        if seen.unit != "learner"
        else ("a crossover of learners"),
        "factorial": "two choices at once",
        "within": "each learner meeting both ways",
    }[seen.design]


def _chance(power: float) -> str:
    return f"{10 * power:.0f} times in 10" if abs(10 * power % 1) < 1e-9 else f"with {power:.0%}"


def plan_as_lines(found: Planned) -> list[str]:
    """Return a plan as people read it."""
    asked, seen = found.asked, found.seen
    lines = [say_plan(found), ""]
    if seen.smallest is None:
        lines.append(f"  {'why not':24} {seen.reason}")
    else:
        lines.append(f"  {'error to expect':24} {seen.se:.3f} SD, {seen.df:.0f} degrees of freedom")
    if seen.interaction is not None:
        lines.append(f"  {'of an interaction':24} differences above {seen.interaction:.2f} SD")
    if found.power is not None:
        lines.append(
            f"  {'power':24} {found.power:.1%} for a true difference of {asked.effect:g} SD"
        )
    if found.simulated is not None:
        effect = seen.smallest if asked.effect is None else asked.effect
        error = math.sqrt(found.simulated * (1.0 - found.simulated) / N_STUDIES)
        lines.append(
            f"  {'simulated':24} {found.simulated:.1%} (give or take {2 * error:.1%}) of"
            f" {N_STUDIES:,} studies showed {effect:.3f} SD"
        )
    lines += ["", "The same classes could see differences above:"]
    for one in (seen, *found.others):
        shown = f"{one.smallest:.2f} SD" if one.smallest is not None else "nothing"
        lines.append(f"  {_call(one):40} {shown}")
    lines += ["", "Assumed:", *(f"  {text}" for text in found.assumed)]
    return lines
