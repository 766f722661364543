"""Reading the columns of a log: one row a response, every learner's rows together."""

from typing import Any

import numpy as np
import pytest

from armillary.science.learner import Columns, join_rows


def columns(**changes: Any) -> Columns:
    values: dict[str, Any] = {
        "learner": np.array([7, 5, 5, 5, 7]),
        "item": np.array([1, 2, 2, 3, 1]),
        "score": np.array([1.0, 0.0, 0.0, 1.0, 0.0]),
        "skills": np.array([10, 30, 20, 10, 10]),
    }
    return Columns(**(values | changes))


def test_rows_of_one_response_become_one_row_with_all_their_skills() -> None:
    log = join_rows(columns(response=np.array([0, 0, 0, 1, 1])))
    assert log.learner_keys.tolist() == [5, 7]
    assert log.learner.tolist() == [0, 0, 1, 1]
    assert log.score.tolist() == [0.0, 1.0, 1.0, 0.0]
    assert [log.skills_of(row) for row in range(len(log))] == [(1, 2), (0,), (0,), (0,)]
    assert log.skill_keys.tolist() == [10, 20, 30]
    assert (log.n_source_rows, len(log), log.n_items) == (5, 4, 3)


def test_without_responses_every_row_is_an_answer_in_the_order_of_the_file() -> None:
    log = join_rows(columns())
    assert log.item_keys[log.item].tolist() == [2, 2, 3, 1, 1]
    assert log.learner_start.tolist() == [0, 3, 5]
    assert log.days is None


def test_given_a_number_of_skills_they_keep_their_numbers() -> None:
    log = join_rows(columns(skills=[[4], [3, 1], [1], [1], [0]]), n_skills=9)
    assert log.n_skills == 9
    assert log.skills_of(0) == (1, 3)


def test_a_part_keeps_the_meaning_of_every_number() -> None:
    log = join_rows(columns(skills=[[4], [3, 1], [1], [1], [0]], days=np.arange(5.0)))
    part = log.part(log.learner == 1)
    assert part.item.tolist() == log.item[3:].tolist()
    assert [part.skills_of(0), part.skills_of(1)] == [log.skills_of(3), log.skills_of(4)]
    assert part.days is not None
    assert part.days.tolist() == [0.0, 4.0]
    assert part.n_skills == log.n_skills


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"item": np.array([1])}, "one length"),
        ({"score": np.array([0.0, 1.0, 2.0, 0.0, 0.0])}, "score"),
        ({"score": np.array([0.0, 1.0, np.nan, 0.0, 0.0])}, "score"),
        ({"weight": np.array([0.0, 1.0, -1.0, 0.0, 0.0])}, "weight"),
        ({"skills": [[1], [], [1], [1], [1]]}, "row 1 has none"),
        ({"days": np.array([0.0, 3.0, 2.0, 4.0, 5.0])}, "sort the log"),
        ({"days": np.array([0.0, np.nan, 2.0, 4.0, 5.0])}, "days"),
        ({"response": np.array([0, 0, 0, 0, 1])}, "same item"),
        ({"response": np.array([0, 0, 1, 0, 1])}, "follow each other"),
        (
            {"score": np.array([1.0, 0.0, 1.0, 1.0, 0.0]), "response": np.array([0, 0, 0, 1, 1])},
            "same score",
        ),
    ],
)
def test_impossible_columns_are_refused(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        join_rows(columns(**changes))


def test_an_empty_log_and_skills_outside_their_range_are_refused() -> None:
    nothing = np.array([], dtype=np.int64)
    with pytest.raises(ValueError, match="at least one row"):
        join_rows(Columns(nothing, nothing, nothing.astype(float), nothing))
    with pytest.raises(ValueError, match="from 0 to 19"):
        join_rows(columns(), n_skills=20)


def test_a_part_needs_one_entry_a_row() -> None:
    with pytest.raises(ValueError, match="one entry a row"):
        join_rows(columns()).part(np.array([True]))
