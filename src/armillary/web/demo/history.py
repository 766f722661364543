"""A term of answers by simulated learners, through the same engine that serves real ones."""

import random
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import numpy as np
from django.utils import timezone

from armillary.apps.curriculum.actions import LAB_MOMENTS, lab_question_key
from armillary.apps.curriculum.catalogue import SHELF, Catalogue, ItemEntry, LessonEntry
from armillary.apps.curriculum.models import Item
from armillary.apps.people.models import Learner
from armillary.apps.practice.engine import (
    Ending,
    Offer,
    Past,
    Standpoint,
    apply_answer,
    choose_next,
    days_of,
    find_model,
    item_spec,
    model_name,
    new_standpoint,
    pack_standpoint,
)
from armillary.apps.practice.labs import LAB_POLICY
from armillary.apps.practice.models import Answer, LearnerState, Sitting
from armillary.apps.practice.rows import LOOK_BACK
from armillary.apps.practice.store import make_offer
from armillary.content.answers import mark, right_given, wrong_givens
from armillary.science.learner import LearnerModel
from armillary.science.simulation import SimulatedLearner

# A term: sixteen weeks with practice twice a week, and a week of holidays in the middle.
WEEKS = 16
HOLIDAYS = 8  # weeks before the end
# Counted back from the end, the first day of the term first.
PRACTICE_DAYS = tuple(
    7 * week + day for week in range(WEEKS - 1, -1, -1) if week != HOLIDAYS for day in (5, 2)
)
BEGINS = 8  # o'clock
P_PLAYS_LAB = 0.8
LAB_PARTS = 4  # a moment of a lab is scored by about so many questions
P_ABSENT = 0.12
P_HINT = 0.10
P_SECOND_TRY = 0.6
MEAN_ANSWERS = 7


@dataclass
class Diary:
    """What one simulated learner has done so far."""

    learner: Learner
    truth: SimulatedLearner
    believes: frozenset[str]  # misconceptions that colour the wrong answers
    standpoint: Standpoint
    language: str
    past: list[Past] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    last: datetime | None = None  # when a test after all practice was answered
    tested: int = 0  # answers to tests, which are stored beside these


@dataclass(frozen=True, slots=True)
class Turn:
    """One answer about to be given."""

    item: ItemEntry
    offer: Offer
    at: datetime
    seconds: float
    right: bool
    hints: int
    try_number: int


def begin_of_school(now: datetime, days_ago: int) -> datetime:
    """Return eight in the morning of a day so many days ago, where the school is.

    All that is simulated counts from there, so that no demo has lessons at night, and the hour at
    which it is made changes none of its answers.
    """
    morning = timezone.localtime(now).replace(hour=BEGINS, minute=0, second=0, microsecond=0)
    return morning - timedelta(days=days_ago)


class Historian:
    """Writes the history of a class, answer by answer; the same seed, the same history."""

    def __init__(self, catalogue: Catalogue, now: datetime, seed: int) -> None:
        self.catalogue = catalogue
        self.model: LearnerModel[Any] = find_model(catalogue)
        self.now = now
        self.chance = random.Random(seed)
        self.generator = np.random.default_rng(seed)
        self.items = {item.id: item for item in catalogue.items}
        self.labs = find_lab_items(catalogue)

    def new_diary(self, learner: Learner, truth: SimulatedLearner, language: str) -> Diary:
        """Return an empty diary; about a third of the misconceptions are believed."""
        named = sorted(
            {
                key
                for item in self.catalogue.items
                for wrong in wrong_givens(item.variant(0), language)
                for key in mark(item.variant(0), wrong).misconceptions
            }
        )
        believed = frozenset(key for key in named if self.chance.random() < 0.3)
        return Diary(learner, truth, believed, new_standpoint(self.model), language)

    def practise(self, diaries: Sequence[Diary]) -> tuple[list[Sitting], list[Answer]]:
        """Let a class practise on every practice day; return what is to be stored."""
        sittings: list[Sitting] = []
        taught: LessonEntry | None = None
        for number, days_ago in enumerate(PRACTICE_DAYS):
            lesson = self.find_lesson(number)
            is_new, taught = lesson != taught, lesson
            for diary in diaries:
                if self.chance.random() < P_ABSENT:
                    continue
                start = begin_of_school(self.now, days_ago)
                start += timedelta(minutes=self.chance.uniform(30, 330))
                if is_new and lesson.lab and self.chance.random() < P_PLAYS_LAB:
                    self.play_lab(diary, lesson, start - timedelta(minutes=25))
                sitting = Sitting(
                    learner=diary.learner,
                    course_id=self.catalogue.id,
                    lesson_key=lesson.key,
                    started_at=start,
                )
                sittings.append(sitting)
                self.sit(diary, sitting, len(sittings))
        return sittings, [answer for diary in diaries for answer in diary.answers]

    def find_lesson(self, number: int) -> LessonEntry:
        """Return the lesson that was given last before a practice day: they share the term."""
        lessons = self.catalogue.lessons
        return lessons[number * len(lessons) // len(PRACTICE_DAYS)]

    def play_lab(self, diary: Diary, lesson: LessonEntry, start: datetime) -> None:
        """Let a learner go through the lab of a lesson: its three scored moments."""
        for place, item in enumerate(self.labs.get(lesson.key, ())):
            at = start + timedelta(minutes=7 * (place + 1))
            spec = item_spec(self.model, item)
            p_right = diary.truth.p_right(spec, days_of(at))
            score = sum(self.chance.random() < p_right for _ in range(LAB_PARTS)) / LAB_PARTS
            diary.answers.append(self.note_lab(diary, item, score, at))
            number = len(diary.answers)
            diary.past.append(Past(item.id, item.key, item.kind, score, -number, 0.0, True))
            diary.standpoint = apply_answer(
                self.model, diary.standpoint, item, score=score, by_page=True, days=days_of(at)
            )

    def note_lab(self, diary: Diary, item: ItemEntry, score: float, at: datetime) -> Answer:
        """Return the answer that a lab's page would have sent."""
        return Answer(
            id=uuid.UUID(int=self.chance.getrandbits(128)),
            school_id=diary.learner.school_id,
            learner=diary.learner,
            position=len(diary.answers) + 1,
            item_id=item.id,
            seed=0,
            language=diary.language,
            given={"raw": {"go": 1, "simulated": True}},
            score=score,
            scored_by_page=True,
            misconceptions=[],
            try_number=1,
            hints_used=0,
            assisted=False,
            moves_model=True,
            seconds_spent=round(self.chance.uniform(90, 400), 1),
            policy=LAB_POLICY,
            p_chosen=1.0,
            answered_at=at,
            received_at=at,
        )

    def sit(self, diary: Diary, sitting: Sitting, number: int) -> None:
        """Play one sitting: the offers, the answers, and how it ends."""
        clock = sitting.started_at
        offer = self.choose(diary, sitting, number, clock)
        sitting.first_offer = make_offer(offer, clock)
        for _answer in range(max(2, round(self.chance.gauss(MEAN_ANSWERS, 2)))):
            if not isinstance(offer, Offer):
                break
            clock, offer = self.answer(diary, sitting, number, offer, clock)
        sitting.ended_at = clock
        sitting.end_reason = offer.reason if isinstance(offer, Ending) else "learner"

    def choose(
        self, diary: Diary, sitting: Sitting, number: int, clock: datetime
    ) -> Offer | Ending | None:
        """Return what the engine would offer now."""
        past = [_aged(entry, clock, at) for entry, at in self._recent(diary, sitting)]
        return choose_next(
            self.model,
            self.catalogue,
            diary.standpoint,
            lesson_key=sitting.lesson_key,
            sitting=number,
            past=past,
            days=days_of(clock),
            chance=self.chance,
        )

    def _recent(self, diary: Diary, sitting: Sitting) -> Iterator[tuple[Past, datetime]]:
        """Yield what the engine looks at: within a sitting the last answer and those before it."""
        is_within = bool(diary.answers) and diary.answers[-1].sitting is sitting
        first = max(0, len(diary.past) - LOOK_BACK - is_within)
        for place in range(len(diary.past) - 1, first - 1, -1):
            yield diary.past[place], diary.answers[place].answered_at

    def answer(
        self, diary: Diary, sitting: Sitting, number: int, offer: Offer, clock: datetime
    ) -> tuple[datetime, Offer | Ending | None]:
        """Let the learner answer an offered question, with hints and a second try as it happens."""
        item = self.items[offer.item]
        spec = item_spec(self.model, item)
        right = self.chance.random() < diary.truth.p_right(spec, days_of(clock))
        hints = 1 if self.chance.random() < P_HINT else 0
        seconds = max(4.0, self.chance.gauss(item.seconds * 0.8, item.seconds * 0.3))
        clock = clock + timedelta(seconds=seconds)
        first = self.note(
            diary, sitting, number, Turn(item, offer, clock, seconds, right, hints, 1)
        )
        if first.moves_model and first.score is not None:
            diary.standpoint = apply_answer(
                self.model,
                diary.standpoint,
                item,
                score=first.score,
                by_page=False,
                days=days_of(clock),
            )
        diary.truth.practise(spec, right=right, days=days_of(clock), generator=self.generator)
        following = self.choose(diary, sitting, number, clock)
        first.offer = make_offer(following, clock)
        if first.score is not None and first.score < 1 and self.chance.random() < P_SECOND_TRY:
            clock += timedelta(seconds=self.chance.uniform(5, 25))
            again = self.chance.random() < 0.7
            turn = Turn(item, offer, clock, 15.0, again, hints, 2)
            self.note(diary, sitting, number, turn)
        return clock + timedelta(seconds=self.chance.uniform(3, 12)), following

    def note(self, diary: Diary, sitting: Sitting, number: int, turn: Turn) -> Answer:
        """Add one answer to the diary."""
        item, offer = turn.item, turn.offer
        variant = item.variant(offer.seed)
        given = right_given(variant, diary.language) if turn.right else self.err(diary, item, offer)
        judged = mark(variant, given)
        assisted = turn.hints > 0 or turn.try_number > 1
        answer = Answer(
            id=uuid.UUID(int=self.chance.getrandbits(128)),
            school_id=diary.learner.school_id,
            learner=diary.learner,
            position=len(diary.answers) + 1,
            sitting=sitting,
            item_id=item.id,
            seed=offer.seed,
            language=diary.language,
            given=given,
            score=judged.score,
            misconceptions=list(judged.misconceptions),
            try_number=turn.try_number,
            hints_used=turn.hints,
            assisted=assisted,
            moves_model=not assisted and judged.score is not None,
            seconds_spent=round(turn.seconds, 1),
            policy=offer.policy,
            p_chosen=offer.p_chosen,
            answered_at=turn.at,
            device_at=turn.at,
            device_sequence=len(diary.answers) + 1,
            received_at=turn.at,
        )
        diary.answers.append(answer)
        first = turn.try_number == 1
        diary.past.append(Past(item.id, item.key, item.kind, judged.score, number, 0.0, first))
        return answer

    def err(self, diary: Diary, item: ItemEntry, offer: Offer) -> dict[str, Any]:
        """Return a wrong answer, by preference one that the learner's own beliefs lead to."""
        variant = item.variant(offer.seed)
        foreseen = wrong_givens(variant, diary.language)
        if not foreseen:  # an open answer: the teacher judges it
            return right_given(variant, diary.language)
        believed = [
            given for given in foreseen if diary.believes & set(mark(variant, given).misconceptions)
        ]
        return self.chance.choice(believed or list(foreseen))

    def state_of(self, diary: Diary) -> LearnerState | None:
        """Return the state row that follows from a diary."""
        if not diary.answers:
            return None
        packed, reviews = pack_standpoint(self.model, diary.standpoint)
        return LearnerState(
            learner=diary.learner,
            course_id=self.catalogue.id,
            model=model_name(self.model),
            packed=packed,
            reviews=reviews,
            position=diary.tested + len(diary.answers),
            answered_at=diary.last or diary.answers[-1].answered_at,
        )


def find_lab_items(catalogue: Catalogue) -> dict[str, list[ItemEntry]]:
    """Return the items of each lesson's lab, in the order of its moments."""
    rows = Item.objects.filter(kind="lab", current_for__course_id=catalogue.id)
    keys = dict(rows.values_list("question__key", "pk"))
    found: dict[str, list[ItemEntry]] = {}
    for lesson in catalogue.lessons:
        for moment in LAB_MOMENTS if lesson.lab else ():
            item = SHELF.item(keys[lab_question_key(lesson.key, moment)])
            if item is not None:
                found.setdefault(lesson.key, []).append(item)
    return found


def _aged(entry: Past, clock: datetime, at: datetime) -> Past:
    """Return an earlier answer with its age at this moment."""
    minutes = max((clock - at) / timedelta(minutes=1), 0.0)
    return Past(
        entry.item, entry.key, entry.kind, entry.score, entry.sitting, minutes, entry.first_try
    )
