"""Judging a model on learners it has not seen: what is counted, and what it may not know."""

import dataclasses

import numpy as np
import pytest

from armillary.science.learner import (
    PROCESS_METERS,
    Columns,
    Evaluation,
    create_model,
    estimate_auc,
    evaluate_learner,
    fit_learner,
    join_rows,
)
from tests.science.conftest import World


def evaluate(world: World, test: np.ndarray, model: str = "level-skill") -> Evaluation:
    return evaluate_learner(
        world.log.answers,
        test,
        model=model,
        generator=np.random.default_rng(1),
        meters=PROCESS_METERS,
    )


def test_an_evaluation_counts_its_log_and_measures_its_predictions(world: World) -> None:
    answers = world.log.answers
    test = answers.learner % 5 == 0
    found = evaluate(world, test)
    assert (found.n_learners, found.n_items, found.n_skills) == (300, 120, 12)
    assert (found.n_responses, found.n_test_responses) == (15_000, 3_000)
    assert found.n_test_learners == 60
    again = create_model(found.fit.parameters, 12).predict_log(answers.part(test))
    assert found.auc == estimate_auc(answers.score[test], again)
    assert 0.0 < found.ece_floor.mean < found.ece + 4 * found.ece_floor.sd
    assert found.us_per_update > 0.0
    assert found.us_per_live_update > 0.0
    assert found.peak_memory_mb > 10.0
    assert 0 < found.state_bytes < 2_000


def test_knowing_the_learner_predicts_better_than_the_item_alone(world: World) -> None:
    test = world.log.answers.learner % 5 == 0
    baseline = evaluate(world, test, "item-difficulty")
    assert evaluate(world, test).auc > baseline.auc + 0.03
    assert baseline.auc > 0.6


@pytest.mark.slow
def test_test_answers_do_not_reach_the_fit(world: World) -> None:
    answers = world.log.answers
    test = answers.learner % 5 == 0
    flipped = dataclasses.replace(answers, score=np.where(test, 1 - answers.score, answers.score))
    first, second = (
        fit_learner(log.part(~test), model="level-skill", generator=np.random.default_rng(1))
        for log in (answers, flipped)
    )
    assert first == second
    other = evaluate_learner(
        flipped,
        test,
        model="level-skill",
        generator=np.random.default_rng(1),
        meters=PROCESS_METERS,
    )
    assert other.fit.parameters == first.parameters


def test_rows_of_one_response_are_predicted_once_and_do_not_tell_on_each_other() -> None:
    generator = np.random.default_rng(6)
    n = 2_000  # coin flips: nothing can be known, unless the second row learns from the first
    score = np.repeat(generator.integers(0, 2, n).astype(float), 2)
    columns = Columns(
        learner=np.repeat(np.arange(n) // 50, 2),
        item=np.repeat(np.arange(n) % 30, 2),
        score=score,
        skills=np.zeros(2 * n, dtype=np.int64),
        response=np.repeat(np.arange(n), 2),
    )
    aucs = []
    for log in (join_rows(columns), join_rows(dataclasses.replace(columns, response=None))):
        found = evaluate_learner(
            log,
            log.learner % 2 == 0,
            model="level-skill",
            generator=np.random.default_rng(1),
            meters=PROCESS_METERS,
        )
        aucs.append((found.n_test_responses, found.auc))
    # The standard error of an AUC of 1,000 coin flips is 0.018.
    assert aucs[0][0] == 1_000
    assert aucs[0][1] == pytest.approx(0.5, abs=0.06)
    assert aucs[1][1] > 0.55  # what the guard is there for


def test_learners_on_both_sides_empty_sides_and_unknown_models_are_refused(world: World) -> None:
    answers = world.log.answers
    with pytest.raises(ValueError, match="both sides"):
        evaluate(world, np.arange(len(answers)) % 2 == 0)
    with pytest.raises(ValueError, match="rows on both"):
        evaluate(world, np.zeros(len(answers), dtype=bool))
    with pytest.raises(ValueError, match="one entry"):
        evaluate(world, np.zeros(3, dtype=bool))
    with pytest.raises(ValueError, match="item-difficulty, level-skill"):
        evaluate(world, answers.learner == 0, "dkt")


def test_a_fit_needs_learners_and_whole_scores(world: World) -> None:
    answers = world.log.answers
    few = answers.part(answers.learner < 7)
    with pytest.raises(ValueError, match="8 learners or more, got 7"):
        fit_learner(few, model="level-skill", generator=np.random.default_rng(1))
    half = dataclasses.replace(answers, score=answers.score * 0.5)
    with pytest.raises(ValueError, match="0 or 1"):
        fit_learner(half, model="level-skill", generator=np.random.default_rng(1))
