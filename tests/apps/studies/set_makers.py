"""A course of four lessons with labs, a test that asks about each, and answers to its sets."""

from collections.abc import Callable
from datetime import datetime

import numpy as np

from armillary.apps.assessment.models import BankItem, Form, SchoolTest
from armillary.apps.curriculum.models import Course, Item, Lesson, Question, Skill
from armillary.apps.studies.models import Assignment, Study
from tests.apps.studies.makers import PLANNED, TESTED, assigned, sit
from tests.cast import Cast


def make_lessons(course: Course, n_questions: list[int], *, lab: str = "sorter") -> list[Lesson]:
    """Return lessons L1, L2, ... with a skill each and so many questions about it."""
    made = []
    for place, n in enumerate(n_questions, start=1):
        key, skill = f"L{place}", f"S{place:02d}"
        made.append(
            Lesson.objects.create(
                course=course, key=key, unit="U", place=place, grade=8, titles={"en": key},
                new_skills=[skill], review_skills=[], lab=lab, minutes=45, can_do=[],
            )
        )  # fmt: skip
        Skill.objects.create(
            course=course, key=skill, number=100 + place, strand="S", grade=8, names={"en": skill},
            home_lesson=key, prerequisites=[],
        )  # fmt: skip
        for number in range(n):
            question = Question.objects.create(
                course=course, key=f"{key}-q{number}", lesson_key="", closed=True
            )
            Item.objects.create(
                question=question, version=f"{key}{number}", kind="one_choice", skills=[skill],
                difficulty=(number + 0.5) / n * 3.0 - 1.5, content={}, published_at=PLANNED,
            )  # fmt: skip
    return made


def make_set_test(school: Cast, course: Course, *, delivery: str = "fixed") -> SchoolTest:
    """Return a test with one form that asks every question of the lessons made."""
    test = SchoolTest.objects.create(
        school=school.school, course=course, title="Year", delivery=delivery,
        blueprint={}, made_by=school.anna, made_at=PLANNED,
    )  # fmt: skip
    form = Form.objects.create(test=test, key="A") if delivery == "fixed" else None
    items = Item.objects.filter(question__course=course, question__key__startswith="L")
    BankItem.objects.bulk_create(
        BankItem(test=test, form=form, place=place, item=item, seed=1, skill=item.skills[0])
        for place, item in enumerate(items.order_by("pk"))
    )
    return test


def sit_sets(
    study: Study,
    *,
    effect: float,
    seed: int,
    kind: str = "after",
    at: datetime = TESTED,
    keep: Callable[[Assignment], bool] = lambda row: True,
) -> None:
    """Let everybody sit the test; in the lessons of the way tried they are `effect` logits abler."""
    generator = np.random.default_rng(seed)
    second = set(study.protocol["sets"][1]["questions"])
    bank = BankItem.objects.filter(test=study.test).select_related("item__question")
    turned = {row.item_id: row.item.question.key in second for row in bank}
    rows = [row for row in assigned(study) if keep(row)]
    own = generator.normal(size=len(rows))
    sit(
        study.test, kind, [(row.learner, one) for row, one in zip(rows, own, strict=True)],
        at=at, seed=seed,
        shift=lambda place, item: effect * (rows[place].arm ^ int(turned[item])),
    )  # fmt: skip
