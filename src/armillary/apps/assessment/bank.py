"""Which items a test may ask, in which variant.

Everybody sees the same variant of an item: the one that stands on paper.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from armillary.apps.curriculum.models import Assessment, Course, Item, Question

# The variant that a printed form shows (`curriculum.views.forms.PAPER_SEED`).
SEED = 1
OPEN = "open"
NEVER_ASKED = ("lab",)


class BankError(ValueError):
    """A test cannot be put together; the message says why and what to do, for teachers."""


@dataclass(frozen=True, slots=True)
class BankEntry:
    """An item that a test may ask.

    Parameters
    ----------
    item : its id
    skill : for which skill of the blueprint
    seconds : what its author thinks it takes
    marked_by_people : an open question, which no machine marks
    """

    item: int
    key: str
    skill: str
    difficulty: float
    slope: float
    seconds: int
    marked_by_people: bool


def find_bank(course: Course, skills: Iterable[str]) -> list[BankEntry]:
    """Return the items that a test made from a blueprint may ask: current, published, not closed,
    and first of all about one of the skills. One query.

    Closed questions are kept for the ready tests of the course: whoever met them before could not
    be measured by those.
    """
    wanted = set(skills)
    rows = Item.objects.select_related("question").filter(
        current_for__course=course,
        current_for__retired_at__isnull=True,
        current_for__closed=False,
    )
    rows = rows.exclude(kind__in=NEVER_ASKED).order_by("question__key")
    return [_enter(row) for row in rows if row.skills and row.skills[0] in wanted]


def find_forms(assessment: Assessment) -> dict[str, list[BankEntry]]:
    """Return the items of the forms of a ready test, in the order of asking. One query.

    Raises
    ------
    BankError
        If a question of the test is not published any more.
    """
    keys = {key for form in assessment.forms for key in form["questions"]}
    rows = Question.objects.select_related("current").filter(
        course=assessment.course_id, key__in=keys, retired_at__isnull=True, current__isnull=False
    )
    found = {row.key: _enter(row.current) for row in rows if row.current is not None}
    missing = sorted(keys - found.keys())
    if missing or not assessment.forms:
        raise BankError(
            _(
                "Questions of this test are not published: %(keys)s. Please ask whoever runs the "
                "server to publish the course again."
            )
            % {"keys": ", ".join(missing)}
        )
    return {form["id"]: [found[key] for key in form["questions"]] for form in assessment.forms}


def count_skills(entries: Sequence[BankEntry]) -> dict[str, int]:
    """Return how many items there are for each skill."""
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.skill] = counts.get(entry.skill, 0) + 1
    return counts


def _enter(row: Item) -> BankEntry:
    return BankEntry(
        item=row.pk,
        key=row.question.key,
        skill=row.skills[0],
        difficulty=row.difficulty,
        slope=row.slope,
        seconds=row.seconds,
        marked_by_people=row.kind == OPEN,
    )
