"""A school whose learners are simulated: who is strong and which questions are hard is known."""

import uuid
from datetime import datetime, timedelta

import numpy as np
from django.db.models import F

from armillary.apps.curriculum.catalogue import Catalogue, ItemEntry
from armillary.apps.people.actions import add_learners
from armillary.apps.people.models import Learner
from armillary.apps.practice.models import Answer
from armillary.apps.practice.rebuild import rebuild_states
from armillary.science.numerics import sigmoid
from tests.apps.practice.conftest import NOW
from tests.cast import Cast

N_LEARNERS, N_ANSWERS = 50, 30


def true_difficulty(catalogue: Catalogue) -> dict[str, float]:
    """Return how hard each question is here: from -2 to 2, which no author's hint says."""
    keys = sorted({item.key for item in catalogue.items})
    return {key: -2.0 + 4.0 * n / (len(keys) - 1) for n, key in enumerate(keys)}


def fill_school(
    cast: Cast,
    catalogue: Catalogue,
    *,
    n_learners: int = N_LEARNERS,
    n_answers: int = N_ANSWERS,
) -> list[Learner]:
    """Add learners with answers to a class, and put their states in place; return them."""
    names = [f"Learner {number}" for number in range(n_learners)]
    learners = add_learners(cast.class_5a, names, now=NOW, by=cast.anna)
    generator = np.random.default_rng(5)
    items = [item for item in catalogue.items if item.kind != "open"]
    difficulty = true_difficulty(catalogue)
    answers = []
    for learner in learners:
        strength = float(generator.normal())
        for place in range(n_answers):
            item = items[int(generator.integers(len(items)))]
            right = generator.random() < sigmoid(strength - difficulty[item.key])
            at = NOW + timedelta(days=place // 5, minutes=place)
            answers.append(make_answer(learner, item, place + 1, at, score=float(right)))
    Answer.objects.bulk_create(answers)
    rebuild_states(write=True)
    return learners


def turn_round(catalogue: Catalogue, learners: set[int]) -> None:
    """Let learners get right what they got wrong, of every question that is not middling."""
    truth = true_difficulty(catalogue)
    items = [item.id for item in catalogue.items if abs(truth[item.key]) > 0.5]
    theirs = Answer.objects.filter(learner_id__in=learners, item_id__in=items)
    theirs.update(score=1.0 - F("score"))
    rebuild_states(write=True)


def make_answer(
    learner: Learner,
    item: ItemEntry,
    position: int,
    at: datetime,
    *,
    score: float | None,
    assisted: bool = False,
    by_page: bool = False,
) -> Answer:
    """Return an answer as practice would store it."""
    return Answer(
        id=uuid.uuid5(uuid.NAMESPACE_OID, f"{learner.pk} {position}"),
        school_id=learner.school_id,
        learner=learner,
        position=position,
        item_id=item.id,
        seed=1,
        language="en",
        given={},
        score=score,
        scored_by_page=by_page,
        assisted=assisted,
        moves_model=score is not None and not assisted,
        policy="simulated",
        p_chosen=1.0,
        answered_at=at,
        received_at=at,
    )
