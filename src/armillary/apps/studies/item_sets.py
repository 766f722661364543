"""A test in two sets of questions: each about lessons that a learner is taught in one of two ways.

A question belongs to the lesson that its skills are new in. Which lesson is in which set is fixed
by the test alone, and stands in the protocol before anything is drawn.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import numpy as np

from armillary.apps.assessment.models import BankItem, Delivery, SchoolTest
from armillary.apps.assessment.scale import find_scale
from armillary.apps.curriculum.models import Lesson, Skill
from armillary.apps.studies.models import ArmKind
from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import (
    AnswerTable,
    ItemParameters,
    estimate_abilities,
    simulate_answers,
    sort_answers,
)

# With four questions a set intervals of large effects held the truth 93.3 % of the time, with six
# 94.2 to 95.2: benchmarks/accuracy/evidence/sets.py.
FEWEST_LESSONS, FEWEST_QUESTIONS = 2, 6
# Assumed of learners: how much they differ, in logits, and the correlation of one learner's
# abilities in the two sets (the rest is learner by set).
ABILITY_SD, SETS_AGREE = 1.0, 0.8
# An effect of this size, in logits, is simulated: the abler, the less do few questions tell.
EFFECT = 0.5
N_SIMULATED, SIMULATION_SEED = 20_000, 3


class Lack(StrEnum):
    """Why a test cannot be taken in two sets."""

    KIND = "kind"
    TEST = "test"
    DELIVERY = "delivery"
    LESSONS = "lessons"
    QUESTIONS = "questions"


@dataclass(frozen=True, slots=True)
class ItemSets:
    """The two sets of a test.

    Parameters
    ----------
    course : id of the course
    lessons : keys of the lessons of each set, in teaching order
    questions : keys of the questions of each set, sorted
    n_questions : fewest questions of each set that a learner is asked
    forms : item ids of each form in each set, and all of the form
    """

    course: int
    lessons: tuple[tuple[str, ...], tuple[str, ...]]
    questions: tuple[tuple[str, ...], tuple[str, ...]]
    n_questions: tuple[int, int]
    forms: tuple[tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class SetPrecision:
    """What half the difference of two sets is expected to be like.

    Parameters
    ----------
    sd : of a learner's ability on the whole test as it is measured, logits
    half_sd : of half the difference between the sets, inside a class and an arm, logits
    errors : standard error of a learner's ability on each set, logits
    kept : share of a true difference that the estimates show, 0 to 1
    """

    sd: float
    half_sd: float
    errors: tuple[float, float]
    kept: float


def find_item_sets(kind: str, test: SchoolTest | None) -> ItemSets | Lack:
    """Return the two sets of a test, or what it lacks.

    Parameters
    ----------
    kind : what makes the ways differ: `ArmKind`; only the order of lessons is given by lesson
    """
    if kind != ArmKind.ORDER:
        return Lack.KIND
    if test is None:
        return Lack.TEST
    if test.delivery != Delivery.FIXED:
        return Lack.DELIVERY
    asked = _find_asked(test)
    counts = Counter(row.lesson for row in asked if row.lesson)
    lessons = Lesson.objects.filter(
        course=test.course_id, key__in=counts, retired_at__isnull=True
    ).exclude(lab="")
    order = list(lessons.order_by("place", "key").values_list("key", flat=True))
    if len(order) < FEWEST_LESSONS:
        return Lack.LESSONS
    sets = _gather(test.course_id, asked, split_lessons(order, counts))
    return sets if min(sets.n_questions) >= FEWEST_QUESTIONS else Lack.QUESTIONS


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question in its place on a form; `lesson` is empty where it is of several or of none."""

    form: int
    item: int
    question: str
    lesson: str


def _find_asked(test: SchoolTest) -> list[_Asked]:
    homes = dict(Skill.objects.filter(course=test.course_id).values_list("key", "home_lesson"))
    rows = BankItem.objects.filter(test=test, form__isnull=False).order_by("form", "place")
    found = []
    for row in rows.select_related("item__question"):
        lessons = {homes.get(skill, "") for skill in row.item.skills}
        lesson = lessons.pop() if len(lessons) == 1 else ""
        found.append(_Asked(row.form_id or 0, row.item_id, row.item.question.key, lesson))
    return found


def _gather(
    course: int, asked: Sequence[_Asked], lessons: tuple[tuple[str, ...], tuple[str, ...]]
) -> ItemSets:
    place = {lesson: number for number in (0, 1) for lesson in lessons[number]}
    forms = sorted({row.form for row in asked})

    def items_of(form: int, number: int | None) -> tuple[int, ...]:
        return tuple(
            row.item
            for row in asked
            if row.form == form and (number is None or place.get(row.lesson) == number)
        )

    of_forms = tuple((items_of(f, 0), items_of(f, 1), items_of(f, None)) for f in forms)
    first, second = (
        tuple(sorted({row.question for row in asked if place.get(row.lesson) == number}))
        for number in (0, 1)
    )
    fewest = min(len(one[0]) for one in of_forms), min(len(one[1]) for one in of_forms)
    return ItemSets(course, lessons, (first, second), fewest, of_forms)


def split_lessons(
    order: Sequence[str], counts: Mapping[str, int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return lessons in two sets, alternating in teaching order and as even in questions as can be.

    Of every two lessons that follow each other one goes into each set; which goes where is chosen
    so that the sets differ least in questions. A lesson left over goes into the smaller set. Of
    equally good splits the one is taken that alternates longest.

    Parameters
    ----------
    order : keys in teaching order
    counts : questions of each

    Examples
    --------
    >>> split_lessons(["a", "b", "c", "d"], {"a": 3, "b": 2, "c": 2, "d": 1})
    (('a', 'd'), ('b', 'c'))
    """
    pairs = [(order[n], order[n + 1]) for n in range(0, len(order) - 1, 2)]
    # By how many questions set 1 is ahead: the split that gets there and alternates longest.
    ways: dict[int, tuple[bool, ...]] = {0: ()}
    for one, other in pairs:
        step = counts[one] - counts[other]
        further: dict[int, tuple[bool, ...]] = {}
        for ahead, turned in ways.items():
            for turn, there in ((False, ahead + step), (True, ahead - step)):
                way = (*turned, turn)
                further[there] = min(further.get(there, way), way)
        ways = further
    rest = order[len(pairs) * 2 :]
    extra = counts[rest[0]] if rest else 0
    best = min(ways, key=lambda ahead: (abs(abs(ahead) - extra), ways[ahead]))
    first = [pair[turned] for pair, turned in zip(pairs, ways[best], strict=True)]
    second = [pair[not turned] for pair, turned in zip(pairs, ways[best], strict=True)]
    (first if best <= 0 else second).extend(rest)
    return tuple(first), tuple(second)


def expect_precision(sets: ItemSets, school_id: int) -> SetPrecision:
    """Return how well the sets measure, by what is known of their questions.

    Learners of the assumed kind are simulated answering them, and scored by Warm's estimate as
    real ones are: so the error of few questions is in it, their floor and ceiling, too.
    """
    wanted = sorted({item for form in sets.forms for item in form[2]})
    known = {item.item: item for item in find_scale(school_id, wanted).items}
    forms = tuple(
        (
            tuple(known[item] for item in one),
            tuple(known[item] for item in other),
            tuple(known[item] for item in every),
        )
        for one, other, every in sets.forms
    )
    parts = [simulate_form(*form) for form in forms]
    mean = np.sqrt(np.mean(np.square([[p.sd, p.half_sd, *p.errors] for p in parts]), axis=0))
    kept = float(np.mean([part.kept for part in parts]))
    return SetPrecision(float(mean[0]), float(mean[1]), (float(mean[2]), float(mean[3])), kept)


@cache
def simulate_form(
    one: tuple[ItemParameters, ...],
    other: tuple[ItemParameters, ...],
    every: tuple[ItemParameters, ...],
) -> SetPrecision:
    """What one form is expected to measure; the parts of a learner's ability add up to variance 1
    in each set, and questions of neither set see what is common to both."""
    generator = np.random.default_rng(SIMULATION_SEED)
    common = ABILITY_SD * np.sqrt(SETS_AGREE) * generator.normal(size=N_SIMULATED)
    own = ABILITY_SD * np.sqrt(1.0 - SETS_AGREE) * generator.normal(size=(2, N_SIMULATED))
    arm = np.arange(N_SIMULATED) % 2
    ability = common + own + EFFECT * np.array([arm, 1 - arm])
    tables = [
        simulate_answers(ability[0], one, generator=generator),
        simulate_answers(ability[1], other, generator=generator),
    ]
    inside = {item.item for item in (*one, *other)}
    rest = tuple(item for item in every if item.item not in inside)
    if rest:
        tables.append(simulate_answers(common, rest, generator=generator))
    first, second = (
        estimate_abilities(table, items, method="wle").estimate
        for table, items in zip(tables, (one, other), strict=False)
    )
    whole = estimate_abilities(_join(tables, every), every, method="wle").estimate
    half = 0.5 * (first - second)
    apart = [np.var(half[arm == number]) for number in (0, 1)]
    kept = [_keep(first, ability[0]), _keep(second, ability[1])]
    return SetPrecision(
        sd=float(np.std(whole)),
        half_sd=float(np.sqrt(np.mean(apart))),
        errors=(float(np.std(first - ability[0])), float(np.std(second - ability[1]))),
        kept=0.5 * (kept[0] + kept[1]),
    )


def _keep(found: FloatArray, ability: FloatArray) -> float:
    """Share of an effect that shows: by the curve of estimates over abilities."""
    curve = np.polynomial.Polynomial.fit(ability, found, 5)
    middle = ability - np.mean(ability)
    rise = curve(middle + 0.5 * EFFECT) - curve(middle - 0.5 * EFFECT)
    return float(np.mean(rise)) / EFFECT


def _join(tables: Sequence[AnswerTable], items: Sequence[ItemParameters]) -> AnswerTable:
    """The answers of the same learners in several tables as one."""
    return sort_answers(
        np.concatenate([np.repeat(table.learners, np.diff(table.start)) for table in tables]),
        np.concatenate([table.items[table.item] for table in tables]),
        np.concatenate([table.score for table in tables]),
        n_categories={item.item: item.n_categories for item in items},
    )
