"""Update and choose: what follows from an answer. Live and rebuild both run this."""

import functools
import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from armillary.apps.curriculum.catalogue import Catalogue, ItemEntry
from armillary.apps.practice.models_in_use import IN_USE
from armillary.apps.practice.parameters import fingerprint_of
from armillary.science.learner import (
    LAB_WEIGHT,
    ItemSpec,
    LearnerModel,
    SkillEstimate,
    Standing,
    StateError,
    estimate_many,
    standing,
)
from armillary.science.scheduling import (
    POLICY,
    Candidate,
    Policy,
    ReviewsError,
    Situation,
    choose_item,
    due_skills,
    look_ahead,
    new_reviews,
    pack_reviews,
    right_skills,
    session_end,
    unpack_reviews,
    update_reviews,
)

logger = logging.getLogger(__name__)

# An item answered this lately is not offered again while enough others are there.
REST = 8
FEWEST = 4
SECONDS_A_DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Standpoint:
    """What the answers so far say about one learner in one course."""

    state: Any  # opaque to us: only the model that made it reads it
    reviews: Any


@dataclass(frozen=True, slots=True)
class Past:
    """One earlier answer, as the choice of the next question needs it."""

    item: int
    key: str
    kind: str
    score: float | None
    sitting: int | None
    minutes_ago: float
    first_try: bool


@dataclass(frozen=True, slots=True)
class Offer:
    """The next question, how it was chosen, and why."""

    item: int
    seed: int
    p_chosen: float
    policy: str
    reason: str


@dataclass(frozen=True, slots=True)
class Weighed:
    """The items that may come, as a policy sees them, and where the learner stands."""

    items: Sequence[ItemEntry]
    candidates: Sequence[Candidate]
    situation: Situation


@dataclass(frozen=True, slots=True)
class Ending:
    """The sitting has come to a sensible end."""

    reason: str


def find_model(catalogue: Catalogue) -> LearnerModel[Any]:
    """Return the learner model of a course, with the parameters that count at this moment.

    Ask once for a piece of work and hand the model on: between two calls a school may have switched
    to other parameters, and a state is read by the model that made it alone.
    """
    return IN_USE.find(catalogue.key, len(catalogue.skills))


def model_name(model: LearnerModel[Any]) -> str:
    """Return the name a state row carries: only the model that made a state may read it."""
    hashable: Any = model  # a Protocol does not say that its classes hash by identity
    return _model_name(hashable)


@functools.lru_cache(maxsize=32)
def _model_name(model: Any) -> str:  # Any: a model, hashed by identity
    return f"{model.name}-{model.version}-{fingerprint_of(model.parameters)}"


@functools.lru_cache(maxsize=100_000)
def _item_spec(model: Any, item: ItemEntry) -> ItemSpec:  # Any: a model, hashed by identity
    made: ItemSpec = model.item_spec(item.key, item.skills, item.difficulty)
    return made


def item_spec(model: LearnerModel[Any], item: ItemEntry) -> ItemSpec:
    """Return what the model needs of an item, made once."""
    hashable: Any = model  # a Protocol does not say that its classes hash by identity
    return _item_spec(hashable, item)


def days_of(moment: datetime) -> float:
    """Return a moment as days since the epoch, the clock of the learner model."""
    return moment.timestamp() / SECONDS_A_DAY


def new_standpoint(model: LearnerModel[Any]) -> Standpoint:
    """Return where a learner starts who has answered nothing."""
    return Standpoint(model.new_state(), new_reviews())


def unpack_standpoint(
    model: LearnerModel[Any], *, made_by: str, packed: bytes, reviews: bytes
) -> Standpoint | None:
    """Return the standpoint of a stored row; None when it must be replayed from the answers.

    That is so after a change of model, and for a row that is damaged: it is a conclusion, not a
    fact, so nothing is lost.
    """
    if made_by != model_name(model):
        return None
    try:
        return Standpoint(model.unpack(packed), unpack_reviews(reviews))
    except (StateError, ReviewsError) as error:
        logger.warning("A stored state cannot be used and is replayed: %s", error)
        return None


def pack_standpoint(model: LearnerModel[Any], standpoint: Standpoint) -> tuple[bytes, bytes]:
    """Return what a row stores of a standpoint."""
    return model.pack(standpoint.state), pack_reviews(standpoint.reviews)


def apply_answer(
    model: LearnerModel[Any],
    standpoint: Standpoint,
    item: ItemEntry,
    *,
    score: float,
    by_page: bool,
    days: float,
) -> Standpoint:
    """Return the standpoint after an answer that counts.

    Parameters
    ----------
    score : 0 to 1
    by_page : a lab scored itself; such an answer moves the estimate lightly and no review date
    days : when it was answered, in days since the epoch
    """
    spec = item_spec(model, item)
    weight = LAB_WEIGHT if by_page else 1.0
    state = model.update(standpoint.state, spec, score, days, weight=weight)
    if by_page:
        return Standpoint(state, standpoint.reviews)
    right = score >= 0.5
    return Standpoint(
        state, update_reviews(standpoint.reviews, item.skills, right=right, days=days)
    )


def estimate_skills(
    model: LearnerModel[Any], standpoint: Standpoint, n_skills: int, days: float
) -> tuple[SkillEstimate, ...]:
    """Return the estimate of every skill of the course at this moment."""
    return tuple(estimate_many(model, standpoint.state, range(n_skills), days))


def choose_next(
    model: LearnerModel[Any],
    catalogue: Catalogue,
    standpoint: Standpoint,
    *,
    lesson_key: str,
    sitting: int,
    past: Sequence[Past],
    days: float,
    chance: random.Random,
    policy: Policy = POLICY,
) -> Offer | Ending | None:
    """Return the next question, an ending, or None when the course has nothing to offer.

    Parameters
    ----------
    past : the learner's latest answers, newest first
    chance : draws the item and the seed of its variant
    policy : chooses; the usual one unless `policy_choices.find_policy` says otherwise
    """
    estimates = estimate_needed(model, catalogue, standpoint, days)
    lesson = catalogue.lesson(lesson_key)
    goals = lesson.skills if lesson else catalogue.taught
    ending = _find_ending(model, catalogue, standpoint, estimates, goals, sitting, past, days)
    if ending is not None:
        return ending
    weighed = weigh_items(
        model, catalogue, standpoint, estimates, lesson_key=lesson_key, past=past, days=days
    )
    choice = choose_item(weighed.candidates, weighed.situation, u=chance.random(), policy=policy)
    if choice is None:
        return None
    return Offer(
        item=weighed.items[choice.index].id,
        seed=chance.getrandbits(31),
        p_chosen=choice.probability,
        policy=choice.policy,
        reason=str(choice.reason.value),
    )


def estimate_needed(
    model: LearnerModel[Any], catalogue: Catalogue, standpoint: Standpoint, days: float
) -> dict[int, SkillEstimate]:
    """Return the estimate of every skill that the choice of a question looks at."""
    needed = tuple(_skills_that_matter(catalogue))
    estimates = estimate_many(model, standpoint.state, needed, days)
    return dict(zip(needed, estimates, strict=True))


def weigh_items(
    model: LearnerModel[Any],
    catalogue: Catalogue,
    standpoint: Standpoint,
    estimates: Mapping[int, SkillEstimate],
    *,
    lesson_key: str,
    past: Sequence[Past],
    days: float,
) -> Weighed:
    """Return what a policy is given to choose from: nothing is drawn yet.

    Parameters
    ----------
    estimates : of the skills that matter, as `estimate_needed` gives them
    past : the learner's latest answers, newest first
    """
    items = _candidates(catalogue, past)
    specs = [item_spec(model, item) for item in items]
    chances = model.predict_many(standpoint.state, specs, days)
    gains = {
        skill: look_ahead(standpoint.reviews.get(skill), days).gain
        for skill in {skill for item in items for skill in item.skills}
    }
    candidates = [
        Candidate(item.key, item.skills, p, max(gains[skill] for skill in item.skills))
        for item, p in zip(items, chances, strict=True)
    ]
    lesson = catalogue.lesson(lesson_key)
    situation = Situation(
        held=_held(estimates),
        touched=frozenset(model.touched(standpoint.state)),
        due=due_skills(standpoint.reviews, days),
        taught=catalogue.taught,
        lesson=lesson.skills if lesson else frozenset(),
        prerequisites=catalogue.prerequisites,
        recent=tuple(entry.key for entry in reversed(past[:REST])),
        ready=right_skills(standpoint.reviews),
    )
    return Weighed(items, candidates, situation)


@functools.lru_cache(maxsize=8)
def _matter(catalogue_id: int, stamp: Any, items: tuple[ItemEntry, ...]) -> frozenset[int]:
    return frozenset(skill for item in items for skill in item.skills)


def _skills_that_matter(catalogue: Catalogue) -> frozenset[int]:
    """Return the skills that any current item exercises, and those the lessons teach."""
    return _matter(catalogue.id, catalogue.stamp, catalogue.items) | catalogue.taught


def _held(estimates: Mapping[int, SkillEstimate]) -> frozenset[int]:
    """Return the skills that are held now."""
    return frozenset(s for s, e in estimates.items() if standing(e) is Standing.HELD)


def _candidates(catalogue: Catalogue, past: Sequence[Past]) -> list[ItemEntry]:
    """Return the items that may come now: rested, and open ones only once."""
    resting = {entry.key for entry in past[:REST]}
    written = {entry.key for entry in past if entry.kind == "open"}
    allowed = [item for item in catalogue.items if item.key not in written]
    rested = [item for item in allowed if item.key not in resting]
    return rested if len(rested) >= FEWEST else allowed


def _find_ending(
    model: LearnerModel[Any],
    catalogue: Catalogue,
    standpoint: Standpoint,
    estimates: dict[int, SkillEstimate],
    goals: frozenset[int],
    sitting: int,
    past: Sequence[Past],
    days: float,
) -> Ending | None:
    """Return why this sitting may stop now, or None."""
    here = [entry for entry in past if entry.sitting == sitting]
    first = [entry for entry in here if entry.first_try]
    if not first:
        return None
    by_id = {item.id: item for item in catalogue.items}
    known = [entry for entry in first if entry.score is not None and entry.item in by_id]
    specs = [item_spec(model, by_id[entry.item]) for entry in known]
    expected = model.predict_many(standpoint.state, specs, days) if specs else []
    end = session_end(
        n_answers=len(first),
        minutes=max(entry.minutes_ago for entry in here),
        goals=[estimates[skill] for skill in sorted(goals)],
        n_due=len(due_skills(standpoint.reviews, days) & _held(estimates)),
        recent=[
            (p, float(entry.score or 0.0))
            for p, entry in zip(reversed(expected), reversed(known), strict=True)
        ],
    )
    return None if end is None else Ending(str(end.value))
