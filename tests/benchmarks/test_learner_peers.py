"""The peers of the learner model use nothing they could not have known, and count right."""

from collections.abc import Callable
from itertools import product

import numpy as np
import pytest

from armillary.science.learner import Answers, Columns, join_rows
from benchmarks.accuracy.learner.peers import ability, best_lr, bkt, history, trees
from tests.benchmarks.logs import N_ROWS, flipped, small_log

Table = Callable[[Answers], np.ndarray]
ROWS = (0, 3, N_ROWS - 1, 5 * N_ROWS + 7, 24 * N_ROWS - 2)


def test_features_of_trees_have_one_name_each() -> None:
    log = small_log()
    table = trees.features(log, ability.estimate_difficulties(log), log.skill_ids[log.item])
    assert table.shape == (len(log), len(trees.FEATURES))
    assert len(set(trees.FEATURES)) == len(trees.FEATURES)


def numbered(log: Answers) -> np.ndarray:
    rows = trees.combinations(log)
    return trees.number_combinations(log, {row: n for n, row in enumerate(sorted(set(rows)))})


def tree_table(log: Answers) -> np.ndarray:
    """With difficulties from elsewhere, as test learners get them."""
    return trees.features(log, ability.estimate_difficulties(small_log()), numbered(log))


def best_lr_table(log: Answers) -> np.ndarray:
    return best_lr.features(log).toarray()


def bkt_table(log: Answers) -> np.ndarray:
    return bkt.fit(small_log(), np.random.default_rng(1)).predict(log)[:, None]


@pytest.mark.parametrize("table", [tree_table, best_lr_table, bkt_table])
@pytest.mark.parametrize("row", ROWS)
def test_a_flipped_answer_changes_only_later_rows_of_its_learner(table: Table, row: int) -> None:
    log = small_log()
    changed = ~np.isclose(table(log), table(flipped(log, row)), equal_nan=True, atol=0, rtol=0)
    later = (log.learner == log.learner[row]) & (np.arange(len(log)) > row)
    assert not changed[~later].any()
    assert changed[later].any() == later.any()


@pytest.mark.parametrize("row", ROWS)
def test_a_flipped_answer_changes_no_earlier_training_row_of_its_learner(row: int) -> None:
    """Nor any row of the learners who are left out of the difficulties together with this one."""
    log = small_log()
    before = trees.training_features(log, numbered(log))
    after = trees.training_features(flipped(log, row), numbered(log))
    changed = (~np.isclose(before, after, equal_nan=True, atol=0, rtol=0)).any(axis=1)
    together = log.learner % trees.N_PARTS == log.learner[row] % trees.N_PARTS
    later = (log.learner == log.learner[row]) & (np.arange(len(log)) > row)
    assert not changed[together & ~later].any()
    assert changed[~together].any()


def test_history_counts_what_came_before() -> None:
    """One learner, skill 0 right, wrong, skill 1 right, skill 0 again; chance always one half."""
    log = join_rows(
        Columns(
            learner=np.zeros(4, dtype=np.int64),
            item=np.array([4, 5, 6, 4]),
            score=np.array([1.0, 0.0, 1.0, 1.0]),
            skills=np.array([0, 0, 1, 0]),
            days=np.array([10.0, 11.0, 13.0, 16.0]),
        )
    )
    half, flat = np.full(4, 0.5), np.zeros(4)
    on_skill = dict(
        zip(history.ON_SKILL, history.skill_columns(log, half, flat)[3].tolist(), strict=True)
    )
    assert (on_skill["skill_right"], on_skill["skill_wrong"], on_skill["skill_last"]) == (1, 1, -1)
    assert (on_skill["skill_answers_since"], on_skill["skill_days_since"]) == (2, 5)
    # right 0.5 x 1 + 0, of weight 0.5 + 1, with 0.7 of one case before: 1.2 / 2.5
    assert on_skill["skill_recent_right_0.5"] == pytest.approx(0.48)
    # residuals +0.5 and -0.5, weighted 0.5 and 1
    assert on_skill["skill_recent_residual_0.5"] == pytest.approx(-0.25)
    general = dict(
        zip(history.GENERAL, history.general_columns(log, half, flat)[3].tolist(), strict=True)
    )
    assert (general["answers"], general["right"], general["run"]) == (3, 2, 1)
    assert general["days_since"] == 3
    place = dict(
        zip(history.ON_PLACE, history.place_columns(log, log.skill_ids)[3].tolist(), strict=True)
    )
    assert (place["skills_met"], place["block_answers"], place["item_seen"]) == (2, 0, 1)
    assert (place["item_last"], place["item_since"], place["item_step"]) == (1, 3, -2)


def test_the_minutes_that_an_answer_took_are_not_known_before_it() -> None:
    """Two answers 5 minutes or 50 minutes after the first: less than an hour either way."""
    pasts = []
    for minutes in (5, 50, 90):
        log = join_rows(
            Columns(
                learner=np.zeros(2, dtype=np.int64),
                item=np.arange(2),
                score=np.ones(2),
                skills=np.zeros(2, dtype=np.int64),
                days=np.array([10.0, 10.0 + minutes / 1440]),
            )
        )
        columns = history.skill_columns(log, np.full(2, 0.5), np.zeros(2))
        pasts.append(columns[1, history.ON_SKILL.index("skill_days_since")])
    assert pasts == pytest.approx([0.0, 0.0, 1 / 24])


def test_harder_items_get_higher_difficulties() -> None:
    log = small_log()
    found = ability.estimate_difficulties(log)
    share = np.bincount(log.item, log.score) / np.bincount(log.item)
    assert np.corrcoef(found.item, share)[0, 1] < -0.9


def test_an_item_nobody_met_is_as_hard_as_its_skills() -> None:
    log = small_log()
    found = ability.estimate_difficulties(log.part(log.item != 3))
    row = int(np.flatnonzero(log.item == 3)[0])
    expected = np.mean([found.skill[skill] for skill in log.skills_of(row)])
    assert ability.row_difficulty(log, found)[row] == pytest.approx(expected)


def test_best_lr_explains_as_many_right_answers_as_there_were() -> None:
    """The weight of the column of ones carries no penalty, so its slope is nothing."""
    log = small_log()
    fitted = best_lr.fit(log, np.random.default_rng(1))
    assert fitted.predict(log).sum() == pytest.approx(log.score.sum(), abs=0.1)


def test_knowledge_tracing_sums_over_every_way_to_learn() -> None:
    """Against all 2^4 histories of known and unknown, written out."""
    score = np.array([1.0, 0.0, 1.0, 1.0])
    log = join_rows(
        Columns(
            learner=np.zeros(4, dtype=np.int64),
            item=np.arange(4),
            score=score,
            skills=np.zeros(4, dtype=np.int64),
        )
    )
    known, learn, guess, slip = 0.3, 0.2, 0.25, 0.1

    def chance_of(scores: np.ndarray) -> float:
        total = 0.0
        for history_of_knowing in product((0, 1), repeat=len(scores)):
            chance, before = 1.0, -1
            for knows, right in zip(history_of_knowing, scores, strict=True):
                start = known if before < 0 else (1.0 if before else learn)
                chance *= start if knows else 1.0 - start
                p_right = 1.0 - slip if knows else guess
                chance *= p_right if right else 1.0 - p_right
                before = knows
            total += chance
        return total

    p_right = bkt.Bkt(np.array([[known, learn, guess, slip]]), "").predict(log)
    for n in range(4):
        expected = chance_of(np.append(score[:n], 1.0)) / chance_of(score[:n])
        assert p_right[n] == pytest.approx(expected)


def test_knowledge_tracing_finds_the_chances_that_made_a_log() -> None:
    """4,000 learners, 12 answers each; four standard errors of the largest are about 0.03."""
    generator = np.random.default_rng(5)
    true = np.array([0.35, 0.2, 0.2, 0.1])
    known = generator.random(4000) < true[bkt.KNOWN]
    scores = np.empty((4000, 12))
    for t in range(12):
        p_right = np.where(known, 1.0 - true[bkt.SLIP], true[bkt.GUESS])
        scores[:, t] = generator.random(4000) < p_right
        known |= generator.random(4000) < true[bkt.LEARN]
    log = join_rows(
        Columns(
            learner=np.repeat(np.arange(4000), 12),
            item=np.tile(np.arange(12), 4000),
            score=scores.ravel(),
            skills=np.zeros(48_000, dtype=np.int64),
        )
    )
    found = bkt.fit(log, generator).chances[0]
    assert np.abs(found - true).max() < 0.03
