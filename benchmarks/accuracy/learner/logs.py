"""Public logs of answers as arrays: which file, which rows are the test part."""

from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np

from armillary.science.learner import Answers, Columns, join_rows
from armillary.science.numerics import BoolArray

# File, and how its learners are divided: the shipped split, folds 1 to 5, or rank modulo 5.
LOGS = {
    "assist2009_gervet": "split",
    "assist2009_akt": "fold",
    "assist2015_akt": "fold",
    "statics_gervet": "split",
    "algebra05_part": "rank",
}


def parts_of(name: str) -> tuple[int, ...]:
    """Return the numbers of the test parts of a log: one where a split was shipped."""
    return (1,) if LOGS[name] == "split" else (1, 2, 3, 4, 5)


@dataclass(frozen=True)
class SplitLog:
    answers: Answers
    test: BoolArray


def read_log(folder: Path, name: str, fold: int) -> SplitLog:
    """Read one public log; `fold` says which learners are the test part where there are folds."""
    path = folder / f"{name}.parquet"
    if not path.is_file():
        raise SystemExit(f"{path} is not there: give the folder that holds {name}.parquet")
    table = duckdb.connect().execute(
        'SELECT * FROM read_parquet(?) ORDER BY student, "order"', [str(path)]
    )
    columns = table.fetchnumpy()
    student = columns["student"].astype(np.int64)
    answers = join_rows(
        Columns(
            learner=student,
            item=columns["item"].astype(np.int64),
            score=columns["correct"].astype(np.float64),
            skills=_skills(columns),
            response=columns["response"].astype(np.int64) if "response" in columns else None,
            days=columns["timestamp"] / 86_400.0 if "timestamp" in columns else None,
        )
    )
    if LOGS[name] == "rank":
        is_test = np.arange(len(answers.learner_keys)) % 5 == fold - 1
    else:
        column = columns[LOGS[name]]
        in_test = column == ("test" if LOGS[name] == "split" else fold)
        is_test = np.isin(answers.learner_keys, student[in_test])
    return SplitLog(answers, is_test[answers.learner])


def _skills(columns: dict[str, np.ndarray]) -> np.ndarray | list[list[int]]:
    if "skill" in columns:
        return columns["skill"].astype(np.int64)
    return [row.tolist() for row in columns["skills"]]
