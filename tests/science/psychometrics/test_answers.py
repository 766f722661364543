"""Rows of answers become a table whatever their order; what cannot be used is refused by row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from armillary.science.psychometrics import AnswersError, find_islands, sort_answers


def dense(table: object) -> np.ndarray:
    matrix = np.full((table.n_learners, table.n_items), -1)
    who = np.repeat(np.arange(table.n_learners), np.diff(table.start))
    matrix[who, table.item] = table.score
    return matrix


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([3, 60]))
def test_the_order_of_rows_leaves_no_trace(seed: int, n_items: int) -> None:
    generator = np.random.default_rng(seed)
    seen = generator.random((7, n_items)) < 0.8
    learner, item = np.nonzero(seen)
    score = generator.integers(0, 3, len(learner))
    order = generator.permutation(len(learner))
    one = sort_answers(learner + 5, item, score)
    two = sort_answers(learner[order] + 5, item[order], score[order])
    assert np.array_equal(one.start, two.start)
    assert np.array_equal(one.item, two.item)
    assert np.array_equal(one.score, two.score)
    expected = np.full(seen.shape, -1)
    expected[learner, item] = score
    kept = expected[seen.any(axis=1)][:, seen.any(axis=0)]
    assert np.array_equal(dense(one), kept)


def test_texts_and_far_apart_numbers_name_learners_as_well() -> None:
    texts = sort_answers(["b", "a", "b"], ["q", "q", "p"], ["1", "0", "2"])
    assert texts.learners.tolist() == ["a", "b"]
    assert texts.n_categories.tolist() == [3, 2]
    far = sort_answers([10**15, -5, 10**15], np.array([1, 1, 2], np.int8), [1, 0, 1])
    assert far.learners.tolist() == [-5, 10**15]
    assert dense(far).tolist() == [[0, -1], [1, 1]]


def test_learners_without_answers_have_their_place() -> None:
    table = sort_answers([7, 7], [1, 2], [0, 1], learners=[9, 7, 8])
    assert np.diff(table.start).tolist() == [2, 0, 0]
    with pytest.raises(AnswersError, match="not among the learners given: row 2"):
        sort_answers([7, 6], [1, 2], [0, 1], learners=[7, 8, 9])


@pytest.mark.parametrize(
    ("learner", "item", "score", "told"),
    [
        ([1, 1], [1, 2], ["1", "x"], "score is text, not a number: row 2"),
        ([1, 1], [1, 2], [1, None], "score is text, not a number: row 2"),
        ([1, 1], [1, 2], [np.nan, 1.0], "score is empty or endless: row 1"),
        ([1, 1], [1, 2], [0.5, 1.0], "score is not a whole number: row 1"),
        ([1, 1], [1, 2], [-1, 1], "score is not from 0 to 49: row 1"),
        (["", "a"], [1, 2], [1, 1], "learner is empty: row 1"),
        (["a", None], [1, 2], [1, 1], "learner is empty: row 2"),
        ([1.5, 1.0], [1, 2], [1, 1], "learner is not a whole number: row 1"),
        ([1, 2, 1], [4, 4, 4], [1, 1, 1], "learner 1 answered item 4 more than once: rows 1, 3"),
        ([], [], [], "there is no answer"),
    ],
)
def test_rows_that_cannot_be_used_are_named(
    learner: list[object], item: list[object], score: list[object], told: str
) -> None:
    with pytest.raises(AnswersError, match=told):
        sort_answers(learner, item, score)


def test_an_answer_given_twice_is_found_among_many() -> None:
    learner, item = np.repeat([1, 2], 50), np.tile(np.arange(50), 2)
    item[70] = 3
    with pytest.raises(AnswersError, match="learner 2 answered item 3 more than once: rows 54, 71"):
        sort_answers(learner, item, np.zeros(100, int))


def test_a_score_that_its_item_does_not_know_is_refused() -> None:
    with pytest.raises(AnswersError, match="outside those of its item: row 2"):
        sort_answers([1, 2, 3], [1, 1, 2], [1, 2, 2], n_categories={1: 2})
    assert sort_answers([1], [1], [1], n_categories={1: 4}).n_categories.tolist() == [4]
    with pytest.raises(ValueError, match="from 2 to 50, got 1"):
        sort_answers([1], [1], [1], n_categories={1: 1})


def test_columns_of_different_length_or_kind_are_refused() -> None:
    with pytest.raises(ValueError, match="one length, got 2, 1 and 1"):
        sort_answers([1, 2], [1], [1])
    with pytest.raises(ValueError, match="whole numbers or texts"):
        sort_answers([True], [1], [1])


def test_items_that_no_learner_connects_are_islands() -> None:
    together = sort_answers([1, 1, 2, 2], [1, 2, 2, 3], [0, 1, 0, 1])
    assert find_islands(together) == ((1, 2, 3),)
    apart = sort_answers([1, 1, 2, 2], [1, 2, 3, 4], [0, 1, 0, 1])
    assert find_islands(apart) == ((1, 2), (3, 4))


def test_parts_share_items() -> None:
    table = sort_answers([1, 1, 2, 3], [1, 2, 2, 3], [0, 1, 1, 1])
    assert dense(table.part(1, 3)).tolist() == dense(table)[1:3].tolist()
    assert dense(table.some(np.array([True, False, True]))).tolist() == dense(table)[::2].tolist()
    with pytest.raises(ValueError, match="one entry a learner"):
        table.some(np.array([True]))
