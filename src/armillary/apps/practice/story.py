"""How a learner came to stand where they stand with a skill: the answers that moved it."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from armillary.apps.curriculum.catalogue import SHELF, Catalogue, ItemEntry, SkillEntry
from armillary.apps.practice.engine import days_of, find_model, item_spec
from armillary.apps.practice.knowledge import SkillView, view_skills
from armillary.apps.practice.models import Answer
from armillary.apps.practice.queries import find_standpoint
from armillary.apps.practice.rows import TEST_POLICY
from armillary.apps.practice.timeline import AnswerMark, Timeline
from armillary.science.learner import (
    LAB_WEIGHT,
    Explanation,
    GivenAnswer,
    Move,
    Standing,
    explain_skill,
)

# "The last five" is what anybody can picture; of each learner so many answers are looked through.
LAST, MOST_LOOKED_AT = 5, 600
# More marks than this no picture keeps apart.
MOST_MARKS = 60


@dataclass(frozen=True, slots=True)
class Tried:
    """One marked first try; with a hint it has weight 0 and moves nothing."""

    id: uuid.UUID
    item: ItemEntry
    score: float
    weight: float
    at: datetime


@dataclass(frozen=True, slots=True)
class Lately:
    """How the last few answers to a skill came out, a lab's own scores left out."""

    n: int
    n_right: int
    n_partly: int


NOTHING_LATELY = Lately(0, 0, 0)


@dataclass(frozen=True, slots=True)
class SkillStory:
    """One skill of one learner: where it stands, and what brought it there."""

    view: SkillView
    told: Explanation
    lately: Lately
    tries: tuple[Tried, ...]

    def try_of(self, move: Move) -> Tried:
        """Return the answer that made a move."""
        return self.tries[move.index]

    @property
    def own(self) -> list[int]:
        """The places among `tries` of those that exercise the skill."""
        skill = self.view.skill.number
        return [index for index, each in enumerate(self.tries) if skill in each.item.skills]


def find_tries(learner_id: int, catalogue: Catalogue) -> list[Tried]:
    """Return every marked first try of a learner in a course, in order. One query."""
    rows = (
        Answer.objects.filter(
            learner_id=learner_id,
            try_number=1,
            score__isnull=False,
            item__question__course_id=catalogue.id,
        )
        .exclude(policy__startswith=TEST_POLICY)  # nobody sees what a running test says
        .order_by("position")
        .values_list("pk", "item_id", "score", "moves_model", "scored_by_page", "answered_at")
    )
    return [
        Tried(pk, item, score or 0.0, weigh(moves=moves, by_page=by_page), at)
        for pk, item_id, score, moves, by_page, at in rows
        if (item := SHELF.item(item_id)) is not None
    ]


def weigh(*, moves: bool, by_page: bool) -> float:
    """Return how much an answer counts for the learner model."""
    if not moves:
        return 0.0
    return LAB_WEIGHT if by_page else 1.0


def find_lately(learner_id: int, catalogue: Catalogue) -> dict[int, Lately]:
    """Return how the last answers to each skill came out, by its number. One query."""
    rows = (
        Answer.objects.filter(
            learner_id=learner_id,
            moves_model=True,
            scored_by_page=False,
            score__isnull=False,
            item__question__course_id=catalogue.id,
        )
        .order_by("-position")
        .values_list("item_id", "score")[:MOST_LOOKED_AT]
    )
    scores: dict[int, list[float]] = {}
    for item_id, score in rows:
        item = SHELF.item(item_id)
        for skill in item.skills if item is not None else ():
            scores.setdefault(skill, []).append(score or 0.0)
    return {skill: count_right(newest_first) for skill, newest_first in scores.items()}


def count_right(newest_first: Sequence[float]) -> Lately:
    """Return how many of the last few scores were right, and how many partly."""
    last = newest_first[:LAST]
    return Lately(
        n=len(last),
        n_right=sum(score >= 1.0 for score in last),
        n_partly=sum(0.0 < score < 1.0 for score in last),
    )


def tell_story(
    learner_id: int, catalogue: Catalogue, skill: SkillEntry, now: datetime
) -> SkillStory:
    """Return a skill of a learner with what moved it. Two queries."""
    model = find_model(catalogue)
    standpoint = find_standpoint(learner_id, catalogue)
    (view,) = view_skills(catalogue, standpoint, [skill.number], now)
    tries = tuple(find_tries(learner_id, catalogue))
    given = [
        GivenAnswer(item_spec(model, each.item), each.score, each.weight, days_of(each.at))
        for each in tries
    ]
    told = explain_skill(model, given, skill.number, days_of(now))
    newest_first = [
        each.score
        for each in reversed(tries)
        if skill.number in each.item.skills and each.weight == 1.0
    ]
    return SkillStory(view, told, count_right(newest_first), tries)


def make_timeline(story: SkillStory) -> Timeline:
    """Return a story as the picture of it shows it, from the last MOST_MARKS answers on.

    A review is shown only of a skill that is held.
    """
    view, moments = story.view, story.told.moments
    shown = story.told.direct[-MOST_MARKS:]
    begin = next((n for n, m in enumerate(moments) if shown and m.estimate is shown[0].before), 0)
    held = view.standing is Standing.HELD and view.review_at is not None
    return Timeline(
        moments=moments[begin:],
        marks=tuple(
            AnswerMark(move.days, story.try_of(move).score, move.after.p_typical) for move in shown
        ),
        today=story.told.days,
        review=days_of(view.review_at) if held and view.review_at else None,
    )


def find_answers(story: SkillStory, indexes: Iterable[int]) -> Mapping[int, Answer]:
    """Return the rows of some of the tries by their place. One query, none when there are none."""
    wanted = {story.tries[index].id: index for index in indexes}
    rows = Answer.objects.filter(pk__in=wanted) if wanted else ()
    return {wanted[row.pk]: row for row in rows}
