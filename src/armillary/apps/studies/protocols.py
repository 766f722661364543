"""What a study will do and how it will be judged, fixed with its hash before anything is drawn."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from armillary.apps.assessment.models import BankItem, SchoolTest
from armillary.apps.studies.models import ArmKind, StudyLayout, StudyUnit
from armillary.science.evidence import (
    Design,
    Drawing,
    Layout,
    RefusalError,
    StudyPlan,
    predict_se,
    smallest_difference,
)
from armillary.science.scheduling import POLICIES, POLICY

VERSION = 1
LEVEL, POWER = 0.95, 0.80
# What is assumed before anything is known of the school; said on the page and in the protocol.
ICC, EXPLAINED, DROPOUT, STAY_BETWEEN, STAY_WITHIN = 0.15, 0.4, 0.1, 0.7, 0.5
# With fewer classes a baseline costs more certainty than it gives.
CLASSES_TO_ADJUST = 6
# With fewer classes swapped, a class must be taken to stay as it is from one half to the other.
CLASSES_TO_MODEL = 4
FEWEST_LEARNERS = 8

# The ways that the program itself carries out: the usual one first, then the one tried.
SETTINGS: dict[str, tuple[str, str]] = {
    ArmKind.POLICY: ("lesson-1", POLICY.name),
    ArmKind.ORDER: ("text-first", "lab-first"),
    ArmKind.TEACHER: ("", ""),
}


@dataclass(frozen=True, slots=True)
class DesignOption:
    """One way to draw lots for these classes, and what it could see.

    Parameters
    ----------
    name : learner, class or swap
    smallest : true difference that is shown in 80 of 100 such studies, in standard deviations;
        None where the design cannot show any with these classes
    se : expected, in standard deviations; None likewise
    """

    name: str
    smallest: float | None
    se: float | None

    @property
    def is_possible(self) -> bool:
        """Whether these classes allow it."""
        return self.smallest is not None


def design_of(unit: str, layout: str) -> Design:
    """Return how arms are drawn."""
    crossover = layout == StudyLayout.CROSSOVER
    return Design(Layout.CROSSOVER if crossover else Layout.PARALLEL, 2, paired=False)


def plan_of(name: str, sizes: Sequence[int], *, baseline: bool) -> StudyPlan:
    """Return the plan of a design for classes of these sizes."""
    n = len(sizes)
    mean = sum(sizes) / n
    spread = (sum((size - mean) ** 2 for size in sizes) / n) ** 0.5 / mean if n > 1 else 0.0
    drawing = {
        "learner": Drawing.LEARNERS,
        "class": Drawing.CLUSTERS,
        "swap": Drawing.CROSSOVER,
    }[name]
    arms = (max(1, n - n // 2), n // 2) if name != "learner" or n > 1 else (1, 1)
    size = mean if n > 1 or name != "learner" else mean / 2
    between = EXPLAINED if baseline and n >= CLASSES_TO_ADJUST else 0.0
    within = EXPLAINED if baseline and (name == "learner" or n >= CLASSES_TO_ADJUST) else 0.0
    return StudyPlan(
        drawing=drawing,
        n_clusters=arms,
        cluster_size=max(size, 2.0),
        size_spread=min(spread, 1.0),
        icc=ICC,
        explained_within=within,
        explained_between=between,
        dropout=DROPOUT,
        stay_between=1.0 if n < CLASSES_TO_MODEL else STAY_BETWEEN,
        stay_within=STAY_WITHIN,
    )


def list_designs(kind: str, sizes: Sequence[int], *, baseline: bool) -> list[DesignOption]:
    """Return every design with what it could see, in the order of the page.

    Parameters
    ----------
    kind : what makes the ways differ; what a teacher does cannot be drawn inside a class
    sizes : learners of each class
    """
    names = ["class", "swap"] if kind == ArmKind.TEACHER else ["learner", "class", "swap"]
    if kind == ArmKind.LESSON:
        names.remove("swap")  # whoever has read a lesson once cannot read it for the first time
    return [_option(name, sizes, baseline=baseline) for name in names]


def _option(name: str, sizes: Sequence[int], *, baseline: bool) -> DesignOption:
    enough = {
        "learner": len(sizes) >= 1 and sum(sizes) >= FEWEST_LEARNERS and min(sizes) >= 2,
        "class": len(sizes) >= 4,
        "swap": len(sizes) >= 2,
    }[name]
    if not enough or sum(sizes) < FEWEST_LEARNERS or min(sizes) < 2:
        return DesignOption(name, None, None)
    plan = plan_of(name, sizes, baseline=baseline)
    try:
        se, _df = predict_se(plan)
        return DesignOption(name, smallest_difference(plan, power=POWER, level=LEVEL), se)
    except (RefusalError, ValueError):
        return DesignOption(name, None, None)


def split_design(name: str) -> tuple[str, str]:
    """Return unit and layout of a design."""
    return {
        "learner": (StudyUnit.LEARNER.value, StudyLayout.PARALLEL.value),
        "class": (StudyUnit.CLASS.value, StudyLayout.PARALLEL.value),
        "swap": (StudyUnit.CLASS.value, StudyLayout.CROSSOVER.value),
    }[name]


def analysis_of(name: str, n_classes: int, *, baseline: bool) -> dict[str, Any]:
    """Return how the outcome will be analysed: fixed now, whatever comes."""
    if name == "learner":
        method = "ancova"
    elif name == "swap":
        method = "ancova" if n_classes < CLASSES_TO_MODEL else "reml"
    else:
        method = "reml"
    return {
        "method": method,
        "counted": "everybody in the arm that was drawn",
        "level": LEVEL,
        "stance": "cautious",
        "classes_as_columns": name == "learner",
        "baseline": baseline and (name == "learner" or n_classes >= CLASSES_TO_ADJUST),
        "classes_stay_as_they_are": name == "swap" and n_classes < CLASSES_TO_MODEL,
    }


def describe_test(test: SchoolTest) -> dict[str, Any]:
    """Return a test as a protocol names it: course, version, and the version of every item."""
    bank = BankItem.objects.filter(test=test).select_related("item__question")
    items = sorted({(row.item.question.key, row.item.version) for row in bank})
    return {
        "title": test.title,
        "delivery": test.delivery,
        "course": test.course.key,
        "course_version": test.course.version,
        "items": [list(item) for item in items],
    }


def describe_setting(setting: str) -> dict[str, Any] | None:
    """Return the numbers of a policy, so that a partner knows what was run; None for others."""
    policy = POLICIES.get(setting)
    return {name: getattr(policy, name) for name in policy.__slots__} if policy else None


def hash_protocol(protocol: dict[str, Any]) -> str:
    """Return the SHA-256 of a protocol, hexadecimal; the order of its keys does not matter.

    >>> hash_protocol({"a": 1, "b": 2}) == hash_protocol({"b": 2, "a": 1})
    True
    """
    return hashlib.sha256(as_canonical(protocol)).hexdigest()


def as_canonical(content: Any) -> bytes:  # Any: what JSON can hold
    """Return JSON in the one form that is hashed and signed: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()
