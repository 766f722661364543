"""Files from outside, written as other programs write them, and the program that reads them."""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pytest

from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.web.cli import main
from tests.apps.practice.conftest import NOW, read_good_course

HEADING = ("student", "order", "item", "skill", "correct", "split")


@dataclass(frozen=True)
class Outcome:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Outcome]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """The program `armillary`, run in this process."""

    def run_words(*words: object) -> Outcome:
        capsys.readouterr()
        code = main([str(word) for word in words])
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run_words


@pytest.fixture
def course(db: None) -> Catalogue:
    """The tiny course, published."""
    publish_course(read_good_course(), now=NOW)
    catalogue = SHELF.catalogue("ai")
    assert catalogue is not None
    return catalogue


def make_rows(n_learners: int = 24, n_answers: int = 12) -> list[tuple[object, ...]]:
    """Return a log: the higher a learner's number, the more is right; every fourth is test."""
    chance = random.Random(7)
    return [
        (
            100 + learner,
            place,
            f"q{chance.randrange(6)}",
            place % 3,
            int(chance.random() < 0.2 + 0.6 * learner / n_learners),
            "test" if learner % 4 == 0 else "train",
        )
        for learner in range(n_learners)
        for place in range(n_answers)
    ]


def csv_text(
    rows: Sequence[Sequence[object]], heading: Sequence[str] = HEADING, separator: str = ","
) -> str:
    """Return rows as the text of a CSV file."""
    lines = [heading, *rows]
    return "".join(separator.join(map(str, line)) + "\n" for line in lines)


def write_parquet(path: Path, sql: str) -> Path:
    """Write what a statement selects as Parquet."""
    with duckdb.connect(":memory:") as connection:
        connection.execute(f"COPY ({sql}) TO '{path}' (FORMAT parquet)")
    return path


def as_parquet(path: Path, text: str) -> Path:
    """Write the text of a CSV file as Parquet, with the types duckdb finds."""
    source = path.with_suffix(".source.csv")
    source.write_text(text, encoding="utf-8")
    return write_parquet(path, f"SELECT * FROM read_csv('{source}')")
