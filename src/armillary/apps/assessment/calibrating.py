"""Items of a course from the answers that a school has, on the authors' scale.

Answers of all tests are calibrated together. Every sitting counts as a learner of its own, since
the same child is abler after teaching; the groups are what an occasion is compared with. Sets of
items that no sitting connects are calibrated apart, each brought onto the authors' scale by the
mean of its difficulties: what authors say is right on average, or so we take it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from armillary.apps.assessment.judging import judge
from armillary.apps.assessment.models import OccasionKind, OccasionSitting
from armillary.apps.assessment.scale import AUTHOR_DIFFICULTY_SD, OPEN, find_scale
from armillary.apps.curriculum.models import Course, Item
from armillary.apps.people.models import School
from armillary.apps.practice.models import Answer
from armillary.apps.practice.rows import TEST_POLICY
from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import (
    FEWEST,
    AnswerTable,
    CalibratedItem,
    Calibration,
    ItemParameters,
    Key,
    Model,
    Settings,
    calibrate,
    find_islands,
    sort_answers,
)

PRACTICE = "practice"  # the group of answers from practice
# The median of answers to an item from which slopes are found too: with fewer, errors of slopes
# are larger than the differences between slopes (se about 0.2 at 200 answers, sd about 0.3).
SLOPES_FROM = 200
FEWEST_ITEMS = 3
FEWEST_MEASURED = 10  # items from which the spread of authors around the truth is measured


@dataclass(frozen=True, slots=True)
class GivenRow:
    """One answer that counts: who stands for a sitting, or for a learner's practice (below 0)."""

    who: int
    item: int
    points: int
    group: str
    language: str


@dataclass(frozen=True, slots=True)
class FoundItem:
    """One item on the authors' scale, with the covariance of slope and intercepts."""

    parameters: ItemParameters
    covariance: FloatArray
    n_answers: int


@dataclass(frozen=True, slots=True)
class LinkedPart:
    """One set of connected items: its calibration, and how it came onto the authors' scale."""

    table: AnswerTable
    groups: tuple[str, ...]
    calibration: Calibration
    items: tuple[FoundItem, ...]
    factor: float
    shift: float
    se_shift: float
    authors_sd: float | None


@dataclass(frozen=True, slots=True)
class SchoolCalibration:
    """What the answers of a school say about the items of a course.

    Parameters
    ----------
    left_out : by item, why nothing is said about it
    """

    model: Model
    parts: tuple[LinkedPart, ...]
    left_out: Mapping[int, str]
    rows: tuple[GivenRow, ...]


def find_rows(school: School, course: Course, *, with_practice: bool) -> list[GivenRow]:
    """Return the answers of a school that items of a course are known by.

    With practice, each learner's first unaided answer to an item joins those of tests. Practice
    chooses what a learner can do and learners change while they practise: it is an option for a
    school without many tests, not the rule.
    """
    sittings = list(
        OccasionSitting.objects.filter(
            occasion__series__school=school, sitting__course=course, ended_at__isnull=False
        ).select_related("occasion")
    )
    items = {entry["item"] for sitting in sittings for entry in sitting.asked}
    judged = judge(sittings, find_scale(school.pk, items))
    languages = {
        sitting.pk: one.answer.language
        for sitting in sittings
        for one in judged[sitting.pk]
        if one.answer
    }
    rows = [
        GivenRow(
            sitting.pk, one.item, one.points, sitting.occasion.kind, languages.get(sitting.pk, "")
        )
        for sitting in sittings
        for one in judged[sitting.pk]
        if one.points is not None
    ]
    return rows + (_find_practised(school, course) if with_practice else [])


def _find_practised(school: School, course: Course) -> list[GivenRow]:
    """Each learner's first unaided answer to each item outside tests."""
    answers = (
        Answer.objects.filter(
            school=school,
            item__question__course=course,
            assisted=False,
            try_number=1,
            scored_by_page=False,
            score__isnull=False,
        )
        .exclude(policy__startswith=TEST_POLICY)
        .exclude(item__kind=OPEN)
        .order_by("learner_id", "position")
        .values_list("learner_id", "item_id", "score", "language")
    )
    first: dict[tuple[int, int], GivenRow] = {}
    for learner, item, score, language in answers.iterator():
        row = GivenRow(-learner, item, int((score or 0.0) >= 1.0), PRACTICE, language)
        first.setdefault((learner, item), row)
    return list(first.values())


def calibrate_rows(
    rows: Sequence[GivenRow], *, model: Model | None = None
) -> SchoolCalibration | None:
    """Return the items on the authors' scale, or None where no three items have 30 answers.

    Parameters
    ----------
    model : "rasch" or "2pl"; without it Rasch until an item has 200 answers in the median
    """
    counts: dict[int, int] = {}
    for row in rows:
        counts[row.item] = counts.get(row.item, 0) + 1
    kept = {item for item, n in counts.items() if n >= FEWEST}
    left_out = {
        item: f"too few to say: {n} answers, {FEWEST} are needed"
        for item, n in counts.items()
        if item not in kept
    }
    if len(kept) < FEWEST_ITEMS:
        return None
    chosen = model or choose_model([counts[item] for item in kept])
    authors = {row.pk: row for row in Item.objects.filter(pk__in=kept)}
    some = [row for row in rows if row.item in kept]
    table = _tabulate(some, authors)
    parts = []
    for island in find_islands(table):
        own = [row for row in some if row.item in set(island)]
        if len(island) < FEWEST_ITEMS:
            left_out.update(dict.fromkeys(map(int, island), "no learner connects it with others"))
            continue
        part = _calibrate_part(own, authors, chosen)
        left_out.update({int(one.item): one.reason for one in part.calibration.left_out})
        parts.append(part)
    return SchoolCalibration(chosen, tuple(parts), left_out, tuple(rows)) if parts else None


def choose_model(counts: Sequence[int]) -> Model:
    """Return the model that so many answers an item can carry."""
    return "2pl" if float(np.median(counts)) >= SLOPES_FROM else "rasch"


def _tabulate(rows: Sequence[GivenRow], authors: Mapping[int, Item]) -> AnswerTable:
    scores: dict[Key, int] = {row.item: 3 if authors[row.item].kind == OPEN else 2 for row in rows}
    return sort_answers(
        [row.who for row in rows],
        [row.item for row in rows],
        [row.points for row in rows],
        n_categories=scores,
    )


def _calibrate_part(
    rows: Sequence[GivenRow], authors: Mapping[int, Item], model: Model
) -> LinkedPart:
    """Calibrate connected items and bring them onto the authors' scale."""
    table = _tabulate(rows, authors)
    of = {row.who: row.group for row in rows}
    groups = [of[int(key)] for key in table.learners]
    # Sorted, "after" would set the scale; before teaching is what others are compared with.
    reference = min(set(groups), key=lambda name: (name != OccasionKind.BEFORE, name))
    several = bool(np.any(table.n_categories > 2))
    name: Model = "gpcm" if model == "2pl" and several else model
    found = calibrate(table, Settings(name), group=groups, reference=reference)
    return _link(table, groups, found, authors, model)


def _link(
    table: AnswerTable,
    groups: Sequence[str],
    found: Calibration,
    authors: Mapping[int, Item],
    model: Model,
) -> LinkedPart:
    """Bring items onto the authors' scale: their mean difficulty and mean slope are the authors'.

    The curves themselves are not matched (as `estimate_link` would): an author's words scatter
    around the truth, and so the test they make together is flatter than the true one.
    """
    usable = [one for one in found.items if one.parameters.slope > 0.0]
    factor = 1.0
    if model != "rasch":
        logs = [
            np.log(one.parameters.slope / authors[int(one.parameters.item)].slope) for one in usable
        ]
        factor = float(np.exp(np.mean(logs)))
    gaps = np.array(
        [
            authors[int(one.parameters.item)].difficulty
            - factor * float(np.mean(one.parameters.difficulties))
            for one in usable
        ]
    )
    shift = float(gaps.mean())
    measured = float(gaps.std(ddof=1)) if len(gaps) >= FEWEST_MEASURED else None
    spread = AUTHOR_DIFFICULTY_SD if measured is None else measured
    return LinkedPart(
        table=table,
        groups=tuple(groups),
        calibration=found,
        items=tuple(_carry(one, found, factor, shift) for one in found.items),
        factor=factor,
        shift=shift,
        se_shift=spread / float(np.sqrt(len(gaps))),
        authors_sd=measured,
    )


def _carry(one: CalibratedItem, found: Calibration, factor: float, shift: float) -> FoundItem:
    """Return an item with its errors where ability becomes factor * ability + shift."""
    item = one.parameters
    slope = item.slope / factor
    steps = tuple(step - slope * shift for step in item.intercepts)
    rows = np.array(found.item_errors.free_of[item.item])
    free = np.flatnonzero(rows >= 0)
    covariance = np.zeros((len(rows), len(rows)))
    covariance[np.ix_(free, free)] = found.item_errors.matrix[np.ix_(rows[free], rows[free])]
    moved = np.eye(len(rows))
    moved[0, 0] = 1.0 / factor
    moved[1:, 0] = -shift / factor
    return FoundItem(
        replace(item, slope=slope, intercepts=steps),
        moved @ covariance @ moved.T,
        one.n_answers,
    )
