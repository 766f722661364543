"""The tests of the demo school: who sat which, and what they answered. All of it simulated."""

import random
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from armillary.apps.assessment.actions.making import (
    OwnDesign,
    plan_series,
    record_own_test,
    record_ready_test,
    record_series,
)
from armillary.apps.assessment.actions.taking import find_form
from armillary.apps.assessment.bank import find_bank
from armillary.apps.assessment.models import (
    BankItem,
    Delivery,
    EndReason,
    Form,
    Occasion,
    OccasionKind,
    OccasionSitting,
    Series,
)
from armillary.apps.assessment.scale import UNKNOWN_START
from armillary.apps.assessment.schedule import Window
from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.curriculum.models import Assessment, Course
from armillary.apps.people.models import Adult, Learner, SchoolClass
from armillary.apps.practice.engine import days_of, item_spec
from armillary.apps.practice.models import Answer, Sitting
from armillary.content.answers import mark, right_given, wrong_givens
from armillary.science.learner import LearnerModel
from armillary.science.simulation import SimulatedLearner
from armillary.web.demo.history import begin_of_school

ASSESSMENT = "G05"
POLICY = "test-fixed@1"
P_AWAY = 0.1
OPEN_FOR = timedelta(days=3)
# Of the test that is open now, for whoever looks at the demo as a learner.
OPEN_QUESTIONS = 8
OPEN_TITLE = "What do we know by now?"


@dataclass
class Sat:
    """What one class did at one occasion, to be stored with the term's practice."""

    sittings: list[OccasionSitting] = field(default_factory=list)
    answers: dict[int, list[Answer]] = field(default_factory=dict)  # by learner


class Examiner:
    """Lets the learners of a class sit tests; the same seed, the same answers.

    Nothing is learnt from a test here. What a learner truly can do at that moment decides.
    """

    def __init__(
        self,
        model: LearnerModel[object],
        truths: Mapping[int, SimulatedLearner],
        language: str,
        seed: int,
    ) -> None:
        self.model, self.truths, self.language = model, truths, language
        # Another stream than that of the practice, which draws ids by the same seed.
        self.chance = random.Random(f"tests {seed}")

    def let_sit(self, occasion: Occasion, learners: Sequence[Learner]) -> Sat:
        """Let those who are there sit an occasion in its first hour."""
        sat = Sat()
        forms: dict[int, list[BankItem]] = {}
        for learner in learners:
            if self.chance.random() < P_AWAY:
                continue
            form = find_form(occasion, learner, now=occasion.opens_at)
            if form.pk not in forms:
                forms[form.pk] = list(form.items.order_by("place"))
            self._sit(sat, occasion, learner, form, forms[form.pk])
        return sat

    def _sit(
        self,
        sat: Sat,
        occasion: Occasion,
        learner: Learner,
        form: Form,
        entries: Sequence[BankItem],
    ) -> None:
        start = occasion.opens_at + timedelta(minutes=self.chance.uniform(20, 60))
        practice = Sitting(
            learner=learner,
            course_id=occasion.series.test.course_id,
            started_at=start,
            for_test=True,
        )
        clock, answers = start, []
        for entry in entries:
            answer = self._answer(practice, learner, entry, clock)
            clock = answer.answered_at + timedelta(seconds=self.chance.uniform(2, 8))
            answers.append(answer)
        practice.ended_at, practice.end_reason = clock, EndReason.LEARNER
        sat.answers[learner.pk] = answers
        sat.sittings.append(
            OccasionSitting(
                occasion=occasion,
                learner=learner,
                sitting=practice,
                form=form,
                asked=[
                    {"item": entry.item_id, "seed": entry.seed, "skill": entry.skill, "p": 1.0}
                    for entry in entries
                ],
                prior_mean=UNKNOWN_START[0],
                prior_sd=UNKNOWN_START[1],
                started_at=start,
                seen_at=clock,
                seconds_used=(clock - start).total_seconds(),
                signals=False,
                ended_at=clock,
                end_reason=EndReason.LEARNER,
            )
        )

    def _answer(
        self, practice: Sitting, learner: Learner, entry: BankItem, clock: datetime
    ) -> Answer:
        """Return one answer; its position among all of the learner's is given when stored."""
        item = SHELF.item(entry.item_id)
        if item is None:
            raise LookupError(f"item {entry.item_id} is not published")
        variant = item.variant(entry.seed)
        p_right = self.truths[learner.pk].p_right(item_spec(self.model, item), days_of(clock))
        foreseen = wrong_givens(variant, self.language)
        is_right = self.chance.random() < p_right or not foreseen
        given = (
            right_given(variant, self.language) if is_right else self.chance.choice(list(foreseen))
        )
        seconds = max(5.0, self.chance.gauss(item.seconds * 0.8, item.seconds * 0.25))
        at = clock + timedelta(seconds=seconds)
        judged = mark(variant, given)
        return Answer(
            id=uuid.UUID(int=self.chance.getrandbits(128)),
            school_id=learner.school_id,
            learner=learner,
            sitting=practice,
            item_id=item.id,
            seed=entry.seed,
            language=self.language,
            given=given,
            score=judged.score,
            misconceptions=list(judged.misconceptions),
            try_number=1,
            hints_used=0,
            assisted=False,
            moves_model=False,
            seconds_spent=round(seconds, 1),
            policy=POLICY,
            p_chosen=1.0,
            answered_at=at,
            device_at=at,
            received_at=at,
        )


def make_term_tests(
    school_class: SchoolClass, teacher: Adult, *, founded: datetime, now: datetime, after: bool
) -> Series:
    """Return the ready test of the course for a class: before the term, and perhaps after it."""
    assessment = Assessment.objects.get(key=ASSESSMENT, retired_at__isnull=True)
    test = record_ready_test(assessment, minutes=assessment.minutes, by=teacher, now=founded)
    opens = founded + timedelta(days=1)
    windows = [Window(OccasionKind.BEFORE, opens, opens + OPEN_FOR)]
    if after:
        opens = begin_of_school(now, 1)
        windows.append(Window(OccasionKind.AFTER, opens, opens + timedelta(hours=6)))
    planned = plan_series(windows, with_delayed=after)
    made = record_series(test, school_class, planned, seed=school_class.pk, by=teacher, now=founded)
    return made.series


def make_open_test(school_class: SchoolClass, teacher: Adult, *, now: datetime) -> Series:
    """Return a short test that is open now: an easy and a harder question of several skills."""
    course = Course.objects.get(key="ai")
    skills = list(course.skills.values_list("key", flat=True))
    bank = [entry for entry in find_bank(course, skills) if not entry.marked_by_people]
    spread = bank[:: max(1, len(bank) // OPEN_QUESTIONS)][:OPEN_QUESTIONS]
    blueprint: dict[str, int] = {}
    for entry in spread:
        blueprint[entry.skill] = blueprint.get(entry.skill, 0) + 1
    design = OwnDesign(
        course=course,
        title=OPEN_TITLE,
        delivery=Delivery.FIXED,
        minutes=20,
        blueprint=blueprint,
        forms={"A": spread},
    )
    start = now - timedelta(hours=2)
    test = record_own_test(design, school_class, by=teacher, now=start)
    window = Window(OccasionKind.SINGLE, start, now + timedelta(days=7))
    return record_series(test, school_class, [window], seed=1, by=teacher, now=start).series
