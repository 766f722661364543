"""The choices behind a learner's answers, found again: what could have come, and what followed.

A stored answer says which item was chosen and with what probability. Which others could have come
is not stored: it follows from the answers before, which are played again.
"""

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from armillary.apps.curriculum.catalogue import SHELF, Catalogue, ItemEntry
from armillary.apps.practice.engine import (
    Past,
    Standpoint,
    apply_answer,
    days_of,
    estimate_needed,
    item_spec,
    new_standpoint,
    weigh_items,
)
from armillary.apps.practice.models import Answer, Sitting
from armillary.apps.practice.rows import LOOK_BACK
from armillary.science.learner import LearnerModel
from armillary.science.scheduling import POLICIES, Option, find_options, mix_options

# What followed a choice is looked for from the next day on, and no further than this.
LONGEST_WAIT = 60.0
# A stored probability is found again when it differs by no more than rounding.
SAME = 1e-9


@dataclass(frozen=True, slots=True)
class Followed:
    """The next unaided answer to a skill of the chosen item, on a later day.

    Parameters
    ----------
    days : how much later
    score : 0 to 1
    expected : the chance that the model gave it before the choice, as if nothing came between
    """

    days: float
    score: float
    expected: float


@dataclass(frozen=True, slots=True)
class FoundChoice:
    """One choice of an item, with all that could have come instead.

    Parameters
    ----------
    number : counts the learner's choices from 1
    at : when it was chosen
    policy, p_chosen : as stored with the answer
    item : key of the item that came
    items, options : what could have come, as the policy saw it
    p_logged : what the policy of that name gives each option today; empty for one not known
    chosen : place of the item among the options; None when today it could not come
    score : of the answer, 0 to 1
    followed : what came later; None when nothing did
    """

    learner: int
    number: int
    at: datetime
    policy: str
    p_chosen: float
    item: str
    items: Sequence[str]
    options: Sequence[Option]
    p_logged: Sequence[float]
    chosen: int | None
    score: float
    followed: Followed | None

    @property
    def is_found_again(self) -> bool:
        """Whether today's model and policy give the probability that is stored."""
        if self.chosen is None or not self.p_logged:
            return False
        return math.isclose(self.p_logged[self.chosen], self.p_chosen, rel_tol=SAME)


@dataclass(frozen=True, slots=True)
class _Point:
    """Where a learner stood when an item was chosen."""

    standpoint: Standpoint
    past: tuple[Past, ...]  # newest first
    lesson_key: str
    at: datetime


@dataclass(slots=True)
class _Walk:
    """A learner's answers, played up to some place."""

    standpoint: Standpoint
    past: tuple[Past, ...]
    offered: dict[tuple[int, int], _Point]  # by item and seed, which hardly ever repeat
    sittings: Mapping[int, Sitting]
    begun: set[int]


def find_choices(
    model: LearnerModel[Any], catalogue: Catalogue, learner: int
) -> Iterator[FoundChoice]:
    """Yield the choices behind a learner's first tries that have a score, in the order of answers.

    An answer whose choice cannot be found among the offers, such as an imported one, is left out.
    """
    answers = list(
        Answer.objects.filter(learner_id=learner, item__question__course_id=catalogue.id)
        .order_by("position")
        .defer("given", "misconceptions")
    )
    sittings = {s.pk: s for s in Sitting.objects.filter(learner_id=learner, course=catalogue.id)}
    walk = _Walk(new_standpoint(model), (), {}, sittings, set())
    number = 0
    for place, answer in enumerate(answers):
        item = SHELF.item(answer.item_id)
        if item is None:
            continue
        _begin_sitting(walk, answer)
        point = walk.offered.get((answer.item_id, answer.seed))
        if point is not None and answer.try_number == 1 and answer.score is not None:
            number += 1
            yield _find_choice(model, catalogue, point, answer, item, number, answers[place + 1 :])
        _play(model, walk, answer, item)


def _begin_sitting(walk: _Walk, answer: Answer) -> None:
    """Note the first offer of a sitting when its first answer comes."""
    sitting = walk.sittings.get(answer.sitting_id or 0)
    if sitting is None or sitting.pk in walk.begun:
        return
    walk.begun.add(sitting.pk)
    walk.past = walk.past[:LOOK_BACK]  # what the start of a sitting looks at
    _note_offer(walk, sitting.first_offer, sitting, sitting.started_at)


def _note_offer(walk: _Walk, offer: Any, sitting: Sitting | None, at: datetime) -> None:
    """Remember where the learner stood when an item was offered; an older offer of it stays."""
    offer = json.loads(offer) if isinstance(offer, str) else offer
    if not offer or "end" in offer or sitting is None:
        return
    point = _Point(walk.standpoint, walk.past, sitting.lesson_key, at)
    walk.offered.setdefault((offer["item"], offer["seed"]), point)


def _play(model: LearnerModel[Any], walk: _Walk, answer: Answer, item: ItemEntry) -> None:
    """Take an answer in, and note what was offered after it."""
    if answer.moves_model and answer.score is not None:
        walk.standpoint = apply_answer(
            model,
            walk.standpoint,
            item,
            score=answer.score,
            by_page=answer.scored_by_page,
            days=days_of(answer.answered_at),
        )
    first = answer.try_number == 1
    entry = Past(item.id, item.key, item.kind, answer.score, answer.sitting_id, 0.0, first)
    walk.past = (entry, *walk.past[:LOOK_BACK])
    if first:
        sitting = walk.sittings.get(answer.sitting_id or 0)
        _note_offer(walk, answer.offer, sitting, answer.answered_at)


def _find_choice(
    model: LearnerModel[Any],
    catalogue: Catalogue,
    point: _Point,
    answer: Answer,
    item: ItemEntry,
    number: int,
    later: Sequence[Answer],
) -> FoundChoice:
    """The choice behind an answer: options, probabilities, and what followed."""
    days = days_of(point.at)
    estimates = estimate_needed(model, catalogue, point.standpoint, days)
    weighed = weigh_items(
        model,
        catalogue,
        point.standpoint,
        estimates,
        lesson_key=point.lesson_key,
        past=point.past,
        days=days,
    )
    options = find_options(weighed.candidates, weighed.situation)
    items = [weighed.items[option.place].key for option in options]
    policy = POLICIES.get(answer.policy)
    return FoundChoice(
        learner=answer.learner_id,
        number=number,
        at=point.at,
        policy=answer.policy,
        p_chosen=answer.p_chosen,
        item=item.key,
        items=items,
        options=[option._replace(place=place) for place, option in enumerate(options)],
        p_logged=mix_options(options, policy) if policy else (),
        chosen=items.index(item.key) if item.key in items else None,
        score=float(answer.score or 0.0),
        followed=_find_followed(model, point.standpoint, answer, item, later),
    )


def _find_followed(
    model: LearnerModel[Any],
    standpoint: Standpoint,
    answer: Answer,
    item: ItemEntry,
    later: Sequence[Answer],
) -> Followed | None:
    """The first unaided, marked answer to one of an item's skills on a later day."""
    start = days_of(answer.answered_at)
    for other in later:
        days = days_of(other.answered_at)
        if days - start > LONGEST_WAIT:
            return None
        if days // 1.0 <= start // 1.0 or not other.moves_model or other.scored_by_page:
            continue
        asked = SHELF.item(other.item_id)
        if asked is not None and not set(asked.skills).isdisjoint(item.skills):
            expected = model.predict(standpoint.state, item_spec(model, asked), days)
            return Followed(days - start, float(other.score or 0.0), expected)
    return None
