"""Classes, a test, and studies on their way; answers in tests from abilities that are known."""

import re
import uuid
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from html import unescape

import numpy as np
from django.test import Client

from armillary.apps.assessment.models import (
    BankItem,
    Form,
    Occasion,
    OccasionSitting,
    SchoolTest,
    Series,
)
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.actions import add_learners, make_class
from armillary.apps.people.models import Learner, SchoolClass
from armillary.apps.practice.models import Answer, Sitting
from armillary.apps.studies.actions import confirm_draft, make_draft, save_draft, start_study
from armillary.apps.studies.models import Assignment, Study
from tests.cast import Cast

FIRST_DAY = datetime(2025, 10, 1, tzinfo=None).date()
PLANNED = datetime.fromisoformat("2025-09-20T08:00:00+00:00")
BEGUN = datetime.fromisoformat("2025-09-30T08:00:00+00:00")
TESTED = datetime.fromisoformat("2025-11-20T08:00:00+00:00")
ENDED = datetime.fromisoformat("2025-12-01T08:00:00+00:00")
N_ITEMS = 8


def make_classes(school: Cast, n_classes: int, size: int) -> list[SchoolClass]:
    """Return living classes of Anna, filled."""
    made = []
    for number in range(n_classes):
        one = make_class(
            school.school, name=f"8{'abcdefghijkl'[number]}", grade=8, teachers=[school.anna],
            now=PLANNED, by=school.vera,
        )  # fmt: skip
        letters = [f"{chr(65 + i // 26)}{chr(97 + i % 26)}" for i in range(size)]
        add_learners(one, [f"Learner {pair}" for pair in letters], now=PLANNED, by=school.anna)
        made.append(one)
    return made


def make_test(school: Cast, course: Catalogue, title: str = "Sorting") -> SchoolTest:
    """Return a fixed test with items that are marked at once."""
    test = SchoolTest.objects.create(
        school=school.school, course_id=course.id, title=title, delivery="fixed",
        blueprint={}, made_by=school.anna, made_at=PLANNED,
    )  # fmt: skip
    form = Form.objects.create(test=test, key="A")
    items = [item for item in course.items if item.kind != "open"][:N_ITEMS]
    BankItem.objects.bulk_create(
        BankItem(test=test, form=form, place=place, item_id=item.id, seed=1, skill="E05")
        for place, item in enumerate(items)
    )
    return test


def sit(
    test: SchoolTest,
    kind: str,
    abilities: Iterable[tuple[Learner, float]],
    *,
    at: datetime,
    seed: int,
    shift: Callable[[int, int], float] = lambda _place, _item: 0.0,
) -> None:
    """Let learners sit an occasion; their chance to be right follows from their ability.

    `shift` says how much abler the learner in a place of `abilities` is at an item.
    """
    generator = np.random.default_rng([seed, 1])  # not the stream that abilities come from
    bank = list(BankItem.objects.filter(test=test).select_related("item").order_by("place"))
    asked = [{"item": row.item_id, "seed": 1, "skill": row.skill, "p": 1.0} for row in bank]
    occasions: dict[int, Occasion] = {}
    for number, (learner, ability) in enumerate(abilities):
        own = learner.school_class_id
        if own not in occasions:
            series, _made = Series.objects.get_or_create(
                test=test, school_class_id=own, school_id=test.school_id,
                defaults={"seed": 1, "made_by": test.made_by, "made_at": at},
            )  # fmt: skip
            occasions[own], _made = Occasion.objects.get_or_create(
                series=series, kind=kind,
                defaults={"opens_at": at, "closes_at": at + timedelta(hours=2)},
            )  # fmt: skip
        sitting = Sitting.objects.create(
            learner=learner, course_id=test.course_id, started_at=at, for_test=True
        )
        OccasionSitting.objects.create(
            occasion=occasions[own], learner=learner, sitting=sitting, asked=asked,
            prior_mean=0.0, prior_sd=1.0, started_at=at, seen_at=at, ended_at=at, end_reason="learner",
        )  # fmt: skip
        last = Answer.objects.filter(learner=learner).order_by("-position").first()
        first = last.position + 1 if last else 1
        above = [ability + shift(number, row.item_id) - row.item.difficulty for row in bank]
        chances = [1 / (1 + np.exp(-one)) for one in above]
        Answer.objects.bulk_create(
            Answer(
                id=uuid.uuid4(),
                school_id=learner.school_id,
                learner=learner,
                position=first + place,
                sitting=sitting,
                item=row.item,
                seed=1,
                language="en",
                given={},
                score=float(generator.random() < p),
                assisted=False,
                moves_model=False,
                policy="test-fixed@1",
                p_chosen=1.0,
                answered_at=at,
                received_at=at,
            )
            for place, (row, p) in enumerate(zip(bank, chances, strict=True))
        )


def plan(school: Cast, classes: list[SchoolClass], test: SchoolTest, /, **said: object) -> Study:
    """Return a study of Anna's, fixed; lots for each learner unless `said` says otherwise."""
    draft = make_draft(school.anna, now=PLANNED)
    fields = {
        "question": "Does the lab first help?", "kind": "order",
        "name_0": "Text first", "what_0": "Text.", "name_1": "Lab first", "what_1": "Lab.",
        "classes": [one.pk for one in classes], "test": test.pk, "starts_on": "2025-10-01",
        "ends_on": "2025-11-30", "design": "learner", **said,
    }  # fmt: skip
    save_draft(draft, fields, now=PLANNED)
    return confirm_draft(draft, by=school.anna, now=PLANNED)


def begin(school: Cast, study: Study) -> None:
    """Draw the lots of a study."""
    start_study(study, by=school.anna, now=BEGUN)


def assigned(study: Study) -> list[Assignment]:
    """Return who was given what, with the learner, in the order of drawing."""
    rows = Assignment.objects.filter(study=study).select_related("learner", "unit")
    return list(rows.order_by("pk"))


def sit_after(
    study: Study, *, effect: float, seed: int, keep: Callable[[Assignment], bool] = lambda row: True
) -> None:
    """Let everybody sit the test after teaching; the way tried adds `effect` logits."""
    generator = np.random.default_rng(seed)
    rows = [row for row in assigned(study) if keep(row)]
    abilities = [(row.learner, effect * row.arm + generator.normal()) for row in rows]
    sit(study.test, "after", abilities, at=TESTED, seed=seed)


def text_of(client: Client, address: str) -> str:
    """Return the page at an address as text, its blanks made one."""
    page = client.get(address)
    assert page.status_code == 200
    return re.sub(r"\s+", " ", unescape(page.content.decode()))
