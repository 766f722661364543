"""The unaided answers of a school to a course, for measuring items and learners."""

from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

import numpy as np
from django.db.models import Q, QuerySet

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.models import Item
from armillary.apps.exchange.measuring.coding import AnyArray, Coded
from armillary.apps.exchange.measuring.reading import GivenAnswers, settle
from armillary.apps.exchange.measuring.roles import FileWishes, Layout
from armillary.apps.people.commands import Refusal
from armillary.apps.people.models import Learner, School
from armillary.apps.practice.models import Answer
from armillary.apps.practice.rows import TEST_POLICY
from armillary.science.numerics import BoolArray, FloatArray, IntArray

CHUNK = 5_000
VERSION_SHOWN = 8  # signs of an item's version in its key

Which = Literal["all", "tests", "practice"]
WHICH: tuple[Which, ...] = get_args(Which)
SchoolGroup = Literal["language", "class", "grade"]
SCHOOL_GROUPS: tuple[SchoolGroup, ...] = get_args(SchoolGroup)


@dataclass(frozen=True, slots=True)
class SchoolAnswers:
    """Rows of a school, the first unaided answer to an item in practice or the last in a test.

    Parameters
    ----------
    learner, item : shape (n,); row ids
    score : shape (n,); 0 to 1
    in_test : shape (n,)
    language : shape (n,); index into `languages`: in which the question was shown
    n_rows : how many rows were looked at, those of items answered again included
    """

    learner: IntArray
    item: IntArray
    score: FloatArray
    in_test: BoolArray
    language: IntArray
    languages: tuple[str, ...]
    n_rows: int

    def some(self, keep: BoolArray | IntArray) -> "SchoolAnswers":
        """Return some of the rows."""
        return SchoolAnswers(
            self.learner[keep],
            self.item[keep],
            self.score[keep],
            self.in_test[keep],
            self.language[keep],
            self.languages,
            self.n_rows,
        )


def read_school_answers(
    school: School,
    course: Catalogue,
    *,
    which: Which,
    progress: Callable[[int], None],
) -> SchoolAnswers:
    """Return the answers of a school to a course that measurement may rest on.

    Those are unaided and scored by the machine, not by a lab's page. Of each learner and item one
    counts: the last given in a test, else the first in practice.

    Parameters
    ----------
    which : answers in tests, in practice, or both
    progress : told how many rows were read
    """
    learner, item, in_test, language = array("q"), array("q"), array("b"), array("h")
    score, moment = array("d"), array("d")
    languages: dict[str, int] = {}
    for number, row in enumerate(find_rows(school, course, which), start=1):
        learner.append(row[0])
        item.append(row[1])
        score.append(row[2])
        in_test.append(row[3].startswith(TEST_POLICY))
        language.append(languages.setdefault(row[4], len(languages)))
        moment.append((row[5] or row[6]).timestamp())
        if number % CHUNK == 0:
            progress(number)
    found = SchoolAnswers(
        np.array(learner, dtype=np.int64),
        np.array(item, dtype=np.int64),
        np.array(score, dtype=np.float64),
        np.array(in_test, dtype=np.bool_),
        np.array(language, dtype=np.int64),
        tuple(languages),
        len(learner),
    )
    return found.some(choose_rows(found, np.array(moment, dtype=np.float64)))


_Row = tuple[int, int, float, str, str, datetime | None, datetime]


def find_rows(school: School, course: Catalogue, which: Which) -> Iterator[_Row]:
    """Yield the rows that may count, each learner's in the order of their positions."""
    test = Q(policy__startswith=TEST_POLICY)
    practice = Q(moves_model=True) & ~test
    kinds = {"all": test | practice, "tests": test, "practice": practice}
    answers: QuerySet[Answer] = Answer.objects.filter(
        kinds[which],
        school=school,
        item__question__course_id=course.id,
        assisted=False,
        scored_by_page=False,
        score__isnull=False,
    ).order_by("learner_id", "position")
    columns = answers.values_list(
        *("learner_id", "item_id", "score", "policy", "language", "device_at", "received_at")
    )
    for learner, item, score, policy, language, device_at, received_at in columns.iterator(CHUNK):
        yield learner, item, float(score or 0.0), policy, language, device_at, received_at


def choose_rows(found: SchoolAnswers, moment: FloatArray) -> IntArray:
    """Return which row counts of each learner and item: the last of a test, else the first."""
    if not len(moment):
        return np.zeros(0, np.int64)
    # In tests time runs backwards, so that the row that counts is always the first of its pair.
    place = np.where(found.in_test, -moment, moment)
    order = np.lexsort((place, ~found.in_test, found.item, found.learner))
    learner, item = found.learner[order], found.item[order]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = (np.diff(learner) != 0) | (np.diff(item) != 0)
    kept: IntArray = np.sort(order[is_first])
    return kept


def read_school(
    school: School,
    course: Catalogue,
    *,
    which: Which,
    group: SchoolGroup | None,
    steps: bool,
    right_from: float,
    progress: Callable[[int], None],
) -> GivenAnswers:
    """Return the answers of a school to a course as a table.

    Parameters
    ----------
    which : as in `read_school_answers`
    group : what learners are grouped by; a language is the one that most answers were given in
    steps : whether a score between 0 and 1 is a step of its own, 1 of 2; otherwise it is right or
        wrong
    right_from : with no steps, the share from which an answer is right, above 0 to 1
    progress : told how many rows were read

    Raises
    ------
    Refusal
        If there is no answer.
    """
    if not 0.0 < right_from <= 1.0:
        raise Refusal(f"--right-from must be above 0 to 1 for a school, got {right_from:g}.")
    found = read_school_answers(school, course, which=which, progress=progress)
    source = f"{school.name}, course {course.key}"
    if not len(found.score):
        raise Refusal(f"{source} has no unaided answers ({which}) that a machine scored.")
    learners, who = np.unique(found.learner, return_inverse=True)
    keys = name_items(found.item)
    names = sorted(set(keys.values()))
    number = {name: n for n, name in enumerate(names)}
    ids, index = np.unique(found.item, return_inverse=True)
    code = np.array([number[keys[one]] for one in ids.tolist()], dtype=np.int32)
    coded = Coded(
        learners=learners,
        items=tuple(names),
        learner=who.astype(np.int32),
        item=code[index],
        score=whole_scores(found, steps=steps, right_from=right_from),
        row=None,
        group=None if group is None else group_learners(school, found, learners, who, group),
        places=lambda rows: f"answer {int(rows[0])}",
        source=source,
    )
    wishes, layout = FileWishes(named={}), Layout("school", None, None)
    notes = describe(found, school, which, steps=steps, right_from=right_from)
    return settle(coded, layout, wishes, n_rows=found.n_rows, scales=None, notes=notes)


def whole_scores(found: SchoolAnswers, *, steps: bool, right_from: float) -> AnyArray:
    """Return scores as whole numbers: right and wrong, or with partly right between them.

    An item that nobody has partly right has two scores in any case.
    """
    if not steps:
        return (found.score >= right_from).astype(np.int16)
    partly = (found.score > 0.0) & (found.score < 1.0)
    stepped = np.isin(found.item, found.item[partly])
    top = np.where(stepped, 2, 1)
    return np.where(partly, 1, np.where(found.score >= 1.0, top, 0)).astype(np.int16)


def name_items(items: IntArray) -> dict[int, str]:
    """Return what each item is called: the key of its question, and the version it is."""
    rows = Item.objects.filter(pk__in=np.unique(items).tolist())
    return {
        pk: f"{key}@{version[:VERSION_SHOWN]}"
        for pk, key, version in rows.values_list("pk", "question__key", "version")
    }


def group_learners(
    school: School, found: SchoolAnswers, learners: IntArray, who: IntArray, group: SchoolGroup
) -> AnyArray:
    """Return the group of each learner."""
    if group == "language":
        counts = np.zeros((len(learners), len(found.languages)), np.int64)
        np.add.at(counts, (who, found.language), 1)
        most: AnyArray = np.array(found.languages)[counts.argmax(axis=1)]
        return most
    field = "school_class__name" if group == "class" else "school_class__grade"
    rows = Learner.objects.filter(school=school).values_list("pk", field)
    known = {pk: str(value) for pk, value in rows.iterator(CHUNK)}
    return np.array([known[key] for key in learners.tolist()])


def describe(
    found: SchoolAnswers, school: School, which: Which, *, steps: bool, right_from: float
) -> list[str]:
    """Return what was done to the answers, as sentences."""
    partly = int(np.count_nonzero((found.score > 0.0) & (found.score < 1.0)))
    n_tests = int(np.count_nonzero(found.in_test))
    notes = [
        f"unaided answers ({which}): the last of each item in tests ({n_tests:,}), the first in"
        f" practice ({len(found.score) - n_tests:,}); practice chooses questions a learner can do"
    ]
    if steps and partly:
        notes.append(f"{partly:,} answers that are partly right count 1 of 2")
    elif partly:
        notes.append(f"{partly:,} answers are partly right: from {right_from:g} on they are right")
    if school.simulated:
        notes.append("the answers of this school are SIMULATED")
    return notes
