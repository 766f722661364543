"""LightGBM over what earlier answers say: the strongest opponent a learner model has here.

Difficulties in training rows come from other learners' answers, those in test rows from all
training learners. The number of rounds is chosen on a fifth of the training learners; the trees
are then grown again from all of them.
"""

import os
from dataclasses import dataclass
from importlib import import_module
from itertools import pairwise
from typing import Any

import numpy as np

from armillary.science.learner import Answers
from armillary.science.numerics import BoolArray, FloatArray, IntArray
from benchmarks.accuracy.learner.peers import ability, history
from benchmarks.accuracy.learner.peers.sizes import most_items, most_skills

N_PARTS = 10  # in which training learners are left out of the difficulties they are given
HELD_OUT = 5  # one learner in so many chooses the number of rounds
MAX_ROUNDS = 3000
PATIENCE = 60
SETTINGS: dict[str, Any] = {  # as LightGBM names them, values of several types
    "objective": "binary",
    "learning_rate": 0.03,
    "num_leaves": 63,
    "min_data_in_leaf": 100,
    "feature_fraction": 0.5,
    "bagging_fraction": 0.8,
    "bagging_freq": 1,
    "lambda_l2": 10.0,
    "cat_smooth": 20.0,
    "max_cat_threshold": 64,
    "verbosity": -1,
    "seed": 20261101,
    "num_threads": int(os.environ.get("OMP_NUM_THREADS", "1")),
}
ASKED = (
    "skills",  # which skills together, a category
    "n_skills",
    "difficulty",
    "item_answers",
    "skill_difficulty",
    "near_difficulty",
    "online_logit",
    "level",
    "level_variance",
    "offset",
    "offset_variance",
)
FEATURES = (*ASKED, *history.GENERAL, *history.ON_SKILL, *history.ON_PLACE)


def combinations(log: Answers) -> list[tuple[int, ...]]:
    """Return the skills of each row."""
    flat, start = log.skill_ids.tolist(), log.skill_start.tolist()
    return [tuple(flat[a:b]) for a, b in pairwise(start)]


def number_combinations(log: Answers, known: dict[tuple[int, ...], int]) -> IntArray:
    """Return the number of each row's skills together; those not known share one more."""
    rows = combinations(log)
    return np.array([known.get(row, len(known)) for row in rows], dtype=np.int64)


def features(log: Answers, found: ability.Difficulties, combination: IntArray) -> FloatArray:
    """Return shape (n_rows, len(FEATURES)), each row from before its answer."""
    difficulty = ability.row_difficulty(log, found)
    strengths = ability.find_strengths(log, difficulty)
    online = strengths.scale * (strengths.total - difficulty)
    p_right = 1.0 / (1.0 + np.exp(-online))
    asked = np.column_stack(
        (
            combination,
            np.diff(log.skill_start),
            difficulty,
            found.n_answers[log.item],
            ability.mean_over_skills(log, found.skill),
            found.near[log.item],
            online,
            strengths.level,
            strengths.level_variance,
            strengths.offset,
            strengths.offset_variance,
        )
    )
    return np.column_stack(
        (
            asked,
            history.general_columns(log, p_right, difficulty),
            history.skill_columns(log, p_right, difficulty),
            history.place_columns(log, combination),
        )
    )


def training_features(log: Answers, combination: IntArray) -> FloatArray:
    """Return the features of training rows, their difficulties from other learners."""
    table = np.empty((len(log), len(FEATURES)))
    for rows, found in ability.estimate_left_out(log, N_PARTS):
        table[rows] = features(log.part(rows), found, combination[rows])
    return table


@dataclass(frozen=True, slots=True)
class Trees:
    """A fitted LightGBM model with the difficulties it was given."""

    booster: Any  # lightgbm.Booster, which has no types
    found: ability.Difficulties
    known: dict[tuple[int, ...], int]
    n_rounds: int

    @property
    def note(self) -> str:
        return f"{self.n_rounds} rounds"

    def predict(self, log: Answers) -> FloatArray:
        combination = number_combinations(log, self.known)
        table = features(log, self.found, combination)
        return np.asarray(self.booster.predict(table), dtype=np.float64)

    def state_bytes(self, log: Answers) -> int:
        """The filter and the pasts of everything, each skill and each item, in single precision."""
        return 96 + 86 * most_skills(log) + 11 * most_items(log)


def fit(log: Answers, generator: np.random.Generator, settings: dict[str, Any] = SETTINGS) -> Trees:
    """Return trees grown from a log."""
    lgb: Any = import_module("lightgbm")  # it has no types, and need not be installed
    known = {row: number for number, row in enumerate(sorted(set(combinations(log))))}
    combination = number_combinations(log, known)
    table = training_features(log, combination)

    def dataset(rows: BoolArray) -> Any:
        return lgb.Dataset(
            table[rows],
            log.score[rows],
            feature_name=list(FEATURES),
            categorical_feature=["skills"],
            free_raw_data=True,
        )

    learners = np.unique(log.learner)
    chosen = generator.permutation(learners)[: max(1, len(learners) // HELD_OUT)]
    held_out = np.isin(log.learner, chosen)
    trial = lgb.train(
        settings,
        dataset(~held_out),
        MAX_ROUNDS,
        valid_sets=[dataset(held_out)],
        callbacks=[lgb.early_stopping(PATIENCE, verbose=False)],
    )
    n_rounds = int(trial.best_iteration)
    booster = lgb.train(settings, dataset(np.ones(len(log), dtype=np.bool_)), n_rounds)
    return Trees(booster, ability.estimate_difficulties(log), known, n_rounds)
