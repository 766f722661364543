"""Classes whose truth is known: items of chosen difficulty, sittings, and answers drawn from them."""

import itertools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from armillary.apps.assessment.models import (
    BankItem,
    Form,
    FormDraw,
    Occasion,
    OccasionSitting,
    SchoolTest,
    Series,
)
from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.curriculum.models import Course, Item, Question
from armillary.apps.people.models import Adult, Learner, SchoolClass
from armillary.apps.practice.models import Answer, Sitting
from armillary.content.answers import Given, right_given, wrong_givens
from armillary.science.numerics import sigmoid
from tests.cast import NOW

NUMBERS = itertools.count(1)
ANCHORS = 4


@dataclass(frozen=True)
class Bank:
    """A test of two linked forms, and where its items truly lie, by item id."""

    test: SchoolTest
    forms: tuple[Form, Form]
    difficulty: Mapping[int, float]
    slope: Mapping[int, float]


def make_bank(
    teacher: Adult, *, truth: Sequence[float], said: Sequence[float], slopes: Sequence[float] = ()
) -> Bank:
    """Return a test whose items lie at `truth` and of which the author said `said`.

    The first four are on both forms; the others half and half.
    """
    course = Course.objects.get()
    pattern = Item.objects.filter(question__course=course, kind="one_choice").order_by("pk")[0]
    items = []
    for number, difficulty in enumerate(said):
        question = Question.objects.create(
            course=course, key=f"sim-q{number:02d}", lesson_key="", closed=True
        )
        item = Item.objects.create(
            question=question,
            version=f"v{number}",
            kind=pattern.kind,
            skills=pattern.skills,
            difficulty=difficulty,
            content=pattern.content,
            published_at=NOW,
        )
        Question.objects.filter(pk=question.pk).update(current=item)
        items.append(item)
    test = SchoolTest.objects.create(
        school=teacher.school,
        course=course,
        title="Simulated",
        delivery="fixed",
        minutes=None,
        blueprint={pattern.skills[0]: len(items)},
        made_by=teacher,
        made_at=NOW,
    )
    forms = (
        Form.objects.create(test=test, key="A"),
        Form.objects.create(test=test, key="B"),
    )
    own = items[ANCHORS:]
    half = (len(own) + 1) // 2
    for form, some in zip(forms, (own[:half], own[half:]), strict=True):
        for place, item in enumerate([*items[:ANCHORS], *some]):
            BankItem.objects.create(
                test=test,
                form=form,
                place=place,
                item=item,
                seed=1,
                skill=pattern.skills[0],
                anchor=place < ANCHORS,
            )
    return Bank(
        test,
        forms,
        {item.pk: b for item, b in zip(items, truth, strict=True)},
        {item.pk: a for item, a in zip(items, slopes or [1.0] * len(items), strict=True)},
    )


def make_series(
    bank: Bank, school_class: SchoolClass, teacher: Adult, kinds: Sequence[str]
) -> Series:
    """Return a series of the class with these occasions, four weeks apart."""
    series = Series.objects.create(
        school=teacher.school,
        test=bank.test,
        school_class=school_class,
        seed=1,
        made_by=teacher,
        made_at=NOW,
    )
    for number, kind in enumerate(kinds):
        opens = NOW + timedelta(days=28 * number)
        Occasion.objects.create(
            series=series, kind=kind, opens_at=opens, closes_at=opens + timedelta(days=7)
        )
    return series


def sit(
    bank: Bank,
    occasion: Occasion,
    learner: Learner,
    ability: float,
    *,
    generator: np.random.Generator,
    other_form: bool = False,
    language: str = "en",
    harder: Mapping[int, float] | None = None,
) -> OccasionSitting:
    """Let a learner sit an occasion: the form drawn for them, or the other; all answered."""
    first = FormDraw.objects.filter(series=occasion.series, learner=learner).first()
    if first is None:
        form = bank.forms[learner.pk % 2]
        FormDraw.objects.create(
            series=occasion.series, learner=learner, first_form=form, drawn_at=NOW
        )
        first_form = form
    else:
        first_form = first.first_form
    form = next(f for f in bank.forms if (f == first_form) != other_form)
    entries = list(form.items.order_by("place"))
    chances = [
        sigmoid(
            bank.slope[entry.item_id]
            * (ability - bank.difficulty[entry.item_id] - (harder or {}).get(entry.item_id, 0.0))
        )
        for entry in entries
    ]
    scores = [float(generator.random() < p) for p in chances]
    return store_sitting(
        occasion, learner, form, entries, dict(enumerate(scores)), language=language
    )


def given_of(entry: BankItem, score: float | None) -> Given:
    """Return what was chosen: the right one, or a wrong one that the author foresaw."""
    item = SHELF.item(entry.item_id)
    assert item is not None
    variant = item.variant(entry.seed)
    foreseen = wrong_givens(variant, "en")
    return foreseen[0] if foreseen and score == 0.0 else right_given(variant, "en")


def store_sitting(
    occasion: Occasion,
    learner: Learner,
    form: Form,
    entries: Sequence[BankItem],
    scores: Mapping[int, float | None],
    *,
    language: str = "en",
    end_reason: str = "learner",
    at: datetime | None = None,
) -> OccasionSitting:
    """Store a sitting in which these places (from 0) were answered, with these scores."""
    at = at or occasion.opens_at + timedelta(hours=1)
    practice = Sitting.objects.create(
        learner=learner, course=occasion.series.test.course, started_at=at, for_test=True
    )
    sitting = OccasionSitting.objects.create(
        occasion=occasion,
        learner=learner,
        sitting=practice,
        form=form,
        asked=[
            {"item": entry.item_id, "seed": entry.seed, "skill": entry.skill, "p": 1.0}
            for entry in entries
        ],
        prior_mean=0.0,
        prior_sd=1.5,
        started_at=at,
        seen_at=at + timedelta(minutes=20),
        ended_at=at + timedelta(minutes=20) if end_reason else None,
        end_reason=end_reason,
    )
    last = Answer.objects.filter(learner=learner).order_by("position").last()
    begin = last.position if last else 0
    Answer.objects.bulk_create(
        [
            Answer(
                id=uuid.UUID(int=(1 << 100) + next(NUMBERS)),
                school_id=learner.school_id,
                learner=learner,
                position=begin + number + 1,
                sitting=practice,
                item_id=entries[place].item_id,
                seed=entries[place].seed,
                language=language,
                given=given_of(entries[place], score),
                score=score,
                assisted=False,
                moves_model=False,
                seconds_spent=40.0,
                policy="test-fixed@1",
                p_chosen=1.0,
                answered_at=at + timedelta(minutes=number),
                received_at=at + timedelta(minutes=number),
            )
            for number, (place, score) in enumerate(sorted(scores.items()))
        ]
    )
    return sitting
