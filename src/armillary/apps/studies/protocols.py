"""What a study will do and how it will be judged, fixed with its hash before anything is drawn."""

import hashlib
import json
import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from armillary.apps.assessment.models import BankItem, SchoolTest
from armillary.apps.studies.item_sets import (
    ABILITY_SD,
    SETS_AGREE,
    ItemSets,
    Lack,
    SetPrecision,
)
from armillary.apps.studies.models import ArmKind, StudyLayout, StudyUnit
from armillary.science.evidence import (
    Design,
    Drawing,
    Layout,
    Likeness,
    RefusalError,
    StudyPlan,
    predict_se,
    smallest_of_error,
)
from armillary.science.scheduling import POLICIES, POLICY

VERSION = 1
LEVEL, POWER = 0.95, 0.80
# What is assumed before anything is known of the school; said on the page and in the protocol.
ICC, EXPLAINED, DROPOUT, STAY_BETWEEN, STAY_WITHIN = 0.15, 0.4, 0.1, 0.7, 0.5
# With fewer classes a baseline costs more certainty than it gives.
CLASSES_TO_ADJUST = 6
# Whole classes: columns of grades are left out where fewer degrees of freedom would be left.
FEWEST_DF = 3
# How far the means of neighbouring grades are taken to lie apart on one test, in standard
# deviations of learners: Hill, Bloom, Black & Lipsey (2008), Child Development Perspectives 2,
# 172-177, find .2 to .4 a year in grades 5 to 8.
GRADE_STEP = 0.3
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
class Facts:
    """What is known of classes and test before a study, beside the sizes of its classes.

    Parameters
    ----------
    grades : of each class; empty: all of one
    likeness : how alike learners of one class are, by the school's own results; None: assumed
    sets : the test in two sets of questions, or what it lacks for that
    precision : what the two sets are expected to measure; None without sets
    """

    grades: tuple[int, ...] = ()
    likeness: Likeness | None = None
    sets: ItemSets | Lack = Lack.TEST
    precision: SetPrecision | None = None

    @property
    def icc(self) -> float:
        """Share of the variance between classes of one grade, to plan with."""
        return ICC if self.likeness is None else self.likeness.icc


ASSUMED = Facts()


@dataclass(frozen=True, slots=True)
class DesignOption:
    """One way to draw lots for these classes, and what it could see.

    Parameters
    ----------
    name : learner, within, class or swap
    smallest : true difference that is shown in 80 of 100 such studies, in standard deviations;
        None where the design cannot show any with these classes
    se : expected, in standard deviations; None likewise
    facts : what it was computed from
    by_grade : whether whole classes are drawn inside their grades
    """

    name: str
    smallest: float | None
    se: float | None
    facts: Facts = ASSUMED
    by_grade: bool = False

    @property
    def is_possible(self) -> bool:
        """Whether these classes allow it."""
        return self.smallest is not None


def design_of(unit: str, layout: str) -> Design:
    """Return how arms are drawn."""
    return Design(Layout(StudyLayout(layout).value), 2, paired=False)


def plan_of(name: str, sizes: Sequence[int], *, baseline: bool, icc: float = ICC) -> StudyPlan:
    """Return the plan of a design for classes of these sizes; of `within` that of its lots."""
    n = len(sizes)
    mean = sum(sizes) / n
    spread = (sum((size - mean) ** 2 for size in sizes) / n) ** 0.5 / mean if n > 1 else 0.0
    drawing = {
        "learner": Drawing.LEARNERS,
        "within": Drawing.LEARNERS,
        "class": Drawing.CLUSTERS,
        "swap": Drawing.CROSSOVER,
    }[name]
    learners = drawing is Drawing.LEARNERS
    arms = (max(1, n - n // 2), n // 2) if not learners or n > 1 else (1, 1)
    size = mean if n > 1 or not learners else mean / 2
    between = EXPLAINED if baseline and n >= CLASSES_TO_ADJUST else 0.0
    within = EXPLAINED if baseline and (name == "learner" or n >= CLASSES_TO_ADJUST) else 0.0
    return StudyPlan(
        drawing=drawing,
        n_clusters=arms,
        cluster_size=max(size, 2.0),
        size_spread=min(spread, 1.0),
        icc=icc,
        explained_within=0.0 if name == "within" else within,
        explained_between=0.0 if name == "within" else between,
        dropout=DROPOUT,
        stay_between=1.0 if n < CLASSES_TO_MODEL else STAY_BETWEEN,
        stay_within=STAY_WITHIN,
        class_means=False,  # the analysis has the baseline of learners alone
    )


def expect_error(
    name: str, sizes: Sequence[int], *, baseline: bool, facts: Facts = ASSUMED
) -> tuple[float, float]:
    """Return the standard error to expect of a design, in standard deviations, and its degrees of
    freedom.

    Of `within` the error is that of half the difference of the sets, errors of measurement
    included. Whole classes drawn inside grades lose a degree of freedom for each grade but one;
    where grades are mixed and are no columns, their differences lie between classes.

    Raises
    ------
    RefusalError, ValueError
        Where these classes cannot tell.
    """
    plan = plan_of(name, sizes, baseline=baseline, icc=facts.icc)
    columns = grade_columns(name, facts.grades, baseline=baseline)
    if name in {"class", "swap"} and not columns:
        plan = replace(plan, icc=_mixed_icc(facts, name))
    se, df = predict_se(plan)
    if name == "within":
        if facts.precision is None:
            raise ValueError("without two sets of questions there is nothing to expect")
        known = facts.precision
        return 2.0 * known.half_sd / (plan.n**0.5 * known.sd * known.kept), df
    if columns:
        se, df = se * _unevenness(facts.grades) ** 0.5, df - columns
    return se, df


def _mixed_icc(facts: Facts, name: str) -> float:
    """Likeness inside classes where classes of several grades are compared as they come."""
    if not facts.grades or name != "class":
        return facts.icc
    # Classes are drawn from these alone, so their variance is over n - 1 (Neyman 1923).
    n, mean = len(facts.grades), sum(facts.grades) / len(facts.grades)
    apart = sum((GRADE_STEP * (grade - mean)) ** 2 for grade in facts.grades) / (n - 1)
    return (facts.icc + apart) / (1.0 + apart)


def _unevenness(grades: Sequence[int]) -> float:
    """What it costs that arms cannot be even in grades with an odd number of classes."""
    n = len(grades)
    inside = sum((size // 2) * (size - size // 2) / size for size in Counter(grades).values())
    return (n // 2) * (n - n // 2) / n / inside


def draws_by_grade(name: str, grades: Sequence[int]) -> bool:
    """Return whether whole classes are drawn inside their grades: two of each, at least."""
    counts = Counter(grades)
    return name in {"class", "swap"} and len(counts) > 1 and min(counts.values()) > 1


def grade_columns(name: str, grades: Sequence[int], *, baseline: bool) -> int:
    """Return how many columns the analysis has for grades: one for each grade but one, or none.

    They are for whole classes that keep a way. Where degrees of freedom suffice for one column of
    several, it holds the number of the grade: left out altogether, the differences that the draw
    has evened out would still count as chance, and intervals of six classes of three grades hold
    the truth 97 % of the time. A baseline, which tells grades apart as well, has precedence.
    """
    if name != "class" or not draws_by_grade(name, grades):
        return 0
    columns = len(set(grades)) - 1
    room = len(grades) - 2 - (baseline and len(grades) >= CLASSES_TO_ADJUST) - FEWEST_DF
    if room < 1:
        return 0
    return columns if columns <= room else 1


def list_designs(
    kind: str, sizes: Sequence[int], *, baseline: bool, facts: Facts = ASSUMED
) -> list[DesignOption]:
    """Return every design with what it could see, in the order of the page.

    Parameters
    ----------
    kind : what makes the ways differ; what a teacher does cannot be drawn inside a class
    sizes : learners of each class
    """
    names = ["class", "swap"] if kind == ArmKind.TEACHER else ["learner", "class", "swap"]
    if kind == ArmKind.LESSON:
        names.remove("swap")  # whoever has read a lesson once cannot read it for the first time
    if kind == ArmKind.ORDER:
        names.insert(1, "within")
    return [_option(name, sizes, baseline=baseline, facts=facts) for name in names]


def _option(name: str, sizes: Sequence[int], *, baseline: bool, facts: Facts) -> DesignOption:
    enough = {
        "learner": len(sizes) >= 1 and sum(sizes) >= FEWEST_LEARNERS and min(sizes) >= 2,
        "within": len(sizes) >= 1 and facts.precision is not None,
        "class": len(sizes) >= 4,
        "swap": len(sizes) >= 2,
    }[name]
    lacking = DesignOption(name, None, None, facts)
    if not enough or sum(sizes) < FEWEST_LEARNERS or min(sizes) < 2:
        return lacking
    try:
        se, df = expect_error(name, sizes, baseline=baseline, facts=facts)
        smallest = smallest_of_error(se, df, power=POWER, level=LEVEL)
    except (RefusalError, ValueError):
        return lacking
    return DesignOption(name, smallest, se, facts, draws_by_grade(name, facts.grades))


def split_design(name: str) -> tuple[str, str]:
    """Return unit and layout of a design."""
    return {
        "learner": (StudyUnit.LEARNER.value, StudyLayout.PARALLEL.value),
        "within": (StudyUnit.LEARNER.value, StudyLayout.WITHIN.value),
        "class": (StudyUnit.CLASS.value, StudyLayout.PARALLEL.value),
        "swap": (StudyUnit.CLASS.value, StudyLayout.CROSSOVER.value),
    }[name]


def analysis_of(
    name: str, n_classes: int, *, baseline: bool, grades: Sequence[int] = ()
) -> dict[str, Any]:
    """Return how the outcome will be analysed: fixed now, whatever comes.

    Parameters
    ----------
    grades : of each class; empty: all of one
    """
    inside = name in {"learner", "within"}
    if inside:
        method = "ancova"
    elif name == "swap":
        method = "ancova" if n_classes < CLASSES_TO_MODEL else "reml"
    else:
        method = "reml"
    enough = name == "learner" or (name != "within" and n_classes >= CLASSES_TO_ADJUST)
    columns = grade_columns(name, grades, baseline=baseline)
    return {
        "method": method,
        "counted": "everybody in the arm that was drawn",
        "level": LEVEL,
        "stance": "cautious",
        "classes_as_columns": inside,
        "grades_as_columns": columns > 0,
        "grades_as_number": 0 < columns < len(set(grades)) - 1,
        "baseline": baseline and enough,
        "classes_stay_as_they_are": name == "swap" and n_classes < CLASSES_TO_MODEL,
    }


def describe_sets(sets: ItemSets) -> list[dict[str, Any]]:
    """Return the two sets of a test as a protocol names them."""
    return [
        {"lessons": list(lessons), "questions": list(questions), "fewest": fewest}
        for lessons, questions, fewest in zip(
            sets.lessons, sets.questions, sets.n_questions, strict=True
        )
    ]


def drawn_inside(option: DesignOption) -> str:
    """Return inside what lots are drawn: class, grade, or empty for nothing."""
    if split_design(option.name)[0] == StudyUnit.LEARNER:
        return "class"
    return "grade" if option.by_grade else ""


def describe_planned(option: DesignOption) -> dict[str, Any]:
    """Return what a design could see, and by what numbers, as a protocol tells it.

    The error follows from how many learners the classes have, so this part stays in the school. The
    salt keeps its hash from being tried out.
    """
    found, known = option.facts.likeness, option.facts.precision
    measured = known if option.name == "within" else None
    return {
        "salt": secrets.token_hex(16),
        "se": option.se,
        "smallest": option.smallest,
        "power": POWER,
        "icc": option.facts.icc,
        "icc_from": found and asdict(found),
        "explained": EXPLAINED,
        "dropout": DROPOUT,
        "sets": measured
        and asdict(measured) | {"ability_sd": ABILITY_SD, "sets_agree": SETS_AGREE},
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

    Of a part that is sealed the seal counts, so the hash can be checked without the part.

    >>> hash_protocol({"a": 1, "b": 2}) == hash_protocol({"b": 2, "a": 1})
    True
    >>> protocol = {"a": 1, "planned": {"n": 3}, "planned_seal": seal({"n": 3})}
    >>> hash_protocol(protocol) == hash_protocol(tell_protocol(protocol))
    True
    """
    return seal(tell_protocol(protocol))


def tell_protocol(protocol: dict[str, Any]) -> dict[str, Any]:
    """Return the part of a protocol that may leave the school: all but what is sealed."""
    if "planned_seal" not in protocol:
        return protocol
    return {name: part for name, part in protocol.items() if name != "planned"}


def is_fixed(protocol: dict[str, Any], fixed: str) -> bool:
    """Return whether a protocol, and the sealed part if it is there, are those of a hash."""
    sealed = "planned" in protocol and "planned_seal" in protocol
    if sealed and seal(protocol["planned"]) != protocol["planned_seal"]:
        return False
    return hash_protocol(protocol) == fixed


def seal(part: dict[str, Any]) -> str:
    """Return the SHA-256 of a part of a protocol, hexadecimal."""
    return hashlib.sha256(as_canonical(part)).hexdigest()


def as_canonical(content: Any) -> bytes:  # Any: what JSON can hold
    """Return JSON in the one form that is hashed and signed: sorted keys, no spaces, UTF-8."""
    return json.dumps(
        content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()
