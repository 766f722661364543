"""The answers of a school as a file without names."""

import csv
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
from django.db import transaction
from django.db.models import QuerySet

from armillary.apps.exchange.actions.audit import record_command
from armillary.apps.exchange.tables import literal, literal_path
from armillary.apps.people.commands import Refusal
from armillary.apps.people.models import School
from armillary.apps.practice.marks import latest_score
from armillary.apps.practice.models import Answer

CHUNK = 2_000
RIGHT = 0.5  # an answer with this score or a higher one counts as right


@dataclass(frozen=True, slots=True)
class ExportColumn:
    """A column of the file: its name, its type in Parquet, and what it holds."""

    name: str
    kind: str
    holds: str


COLUMNS = (
    ExportColumn("learner", "BIGINT", "the learner's opaque id"),
    ExportColumn("order", "INTEGER", "place of the answer among the learner's answers"),
    ExportColumn("answer_id", "UUID", "the answer's id"),
    ExportColumn("course", "VARCHAR", "key of the course"),
    ExportColumn("item", "VARCHAR", "key of the question"),
    ExportColumn("version", "VARCHAR", "version of the item that the learner saw"),
    ExportColumn("seed", "BIGINT", "which variant the learner saw"),
    ExportColumn("skills", "VARCHAR[]", "keys of the skills, in a CSV between semicolons"),
    ExportColumn("correct", "TINYINT", "1 when the score is 0.5 or more, else 0; empty: no score"),
    ExportColumn("score", "DOUBLE", "the machine's score from 0 to 1; empty: none yet"),
    ExportColumn("mark", "DOUBLE", "the latest mark by a person, 0 to 1; empty: none or withdrawn"),
    ExportColumn("time", "TIMESTAMPTZ", "when it was answered, UTC"),
    ExportColumn("seconds", "DOUBLE", "seconds the learner took"),
    ExportColumn("language", "VARCHAR", "language in which the question was answered"),
    ExportColumn("try", "SMALLINT", "number of the try"),
    ExportColumn("hints", "SMALLINT", "hints seen"),
    ExportColumn("assisted", "BOOLEAN", "whether a hint or an earlier try helped"),
    ExportColumn("moves_model", "BOOLEAN", "whether it moved the estimate: first unassisted tries"),
    ExportColumn("scored_by_page", "BOOLEAN", "whether a lab's page gave the score"),
    ExportColumn("misconceptions", "VARCHAR[]", "keys of the misconceptions it names"),
    ExportColumn("policy", "VARCHAR", "the policy that chose the item"),
    ExportColumn("p_chosen", "DOUBLE", "probability with which it chose the item"),
)


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote."""

    path: Path
    answers: int
    learners: int


def export_answers(
    path: Path,
    *,
    school: School,
    unassisted: bool,
    replace: bool,
    now: datetime,
    progress: Callable[[int, int], None],
) -> Exported:
    """Write the answers of a school to a file: Parquet when its name ends so, else CSV.

    Names, codes and what learners wrote stay out. The file appears whole or not at all.

    Parameters
    ----------
    unassisted : only the answers that moved the estimate: scored first tries without help
    replace : whether a file of this name may be replaced
    progress : told how many answers are written, of how many

    Raises
    ------
    Refusal
        If the file exists, its folder does not, or there is nothing to write.
    """
    check_path(path, replace=replace)
    answers = find_answers(school, unassisted=unassisted)
    total = answers.count()
    if total == 0:
        raise Refusal("There are no answers to export yet.")
    with tempfile.TemporaryDirectory(prefix=".armillary-", dir=path.parent) as folder:
        rows, finished = Path(folder) / "answers.csv", Path(folder) / "answers.parquet"
        learners = write_csv(rows, answers, lambda done: progress(done, total))
        if path.suffix.lower() == ".parquet":
            convert(rows, finished, COLUMNS)
        else:
            finished = rows
        with transaction.atomic():
            record_command(school, "answers_exported", f"school:{school.pk}", now=now)
            os.replace(finished, path)
    return Exported(path, total, learners)


def check_path(path: Path, *, replace: bool) -> None:
    """Refuse a place where no file can be put."""
    if path.suffix.lower() not in {".csv", ".parquet"}:
        raise Refusal(f"{path} must end in .csv or .parquet.")
    if not path.parent.is_dir():
        raise Refusal(f"There is no folder {path.parent}. Make it first.")
    if path.is_dir():
        raise Refusal(f"{path} is a folder. Name a file.")
    if path.exists() and not replace:
        raise Refusal(f"{path} is there already. Choose another name, or replace it: --replace")


# A row of the file as the database gives it: cells of every type, by the names in `find_answers`.
Row = dict[str, Any]


def find_answers(school: School, *, unassisted: bool) -> "QuerySet[Answer, Any]":
    """Return the answers of a school, learner by learner, as what the file is made of."""
    answers = Answer.objects.filter(school=school)
    if unassisted:
        answers = answers.filter(moves_model=True)
    return (
        answers.annotate(mark=latest_score())
        .order_by("learner_id", "position")
        .values(
            "learner_id", "position", "pk", "item__question__course__key", "item__question__key",
            "item__version", "seed", "item__skills", "score", "mark", "answered_at",
            "seconds_spent", "language", "try_number", "hints_used", "assisted", "moves_model",
            "scored_by_page", "misconceptions", "policy", "p_chosen",
        )
    )  # fmt: skip


def write_csv(path: Path, answers: "QuerySet[Answer, Any]", progress: Callable[[int], None]) -> int:
    """Write the rows; return how many learners they are of."""
    learners, last = 0, None
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(column.name for column in COLUMNS)
        for number, answer in enumerate(answers.iterator(CHUNK), start=1):
            learners += answer["learner_id"] != last
            last = answer["learner_id"]
            writer.writerow(make_cells(answer))
            if number % CHUNK == 0:
                progress(number)
        file.flush()
        os.fsync(file.fileno())
    return learners


def make_cells(answer: Row) -> Iterator[object]:
    """Yield the cells of one row, in the order of COLUMNS."""
    score = answer["score"]
    yield answer["learner_id"]
    yield answer["position"]
    yield answer["pk"]
    yield answer["item__question__course__key"]
    yield answer["item__question__key"]
    yield answer["item__version"]
    yield answer["seed"]
    yield ";".join(answer["item__skills"])
    yield None if score is None else int(score >= RIGHT)
    yield score
    yield answer["mark"]
    yield answer["answered_at"].astimezone(UTC).isoformat()
    yield answer["seconds_spent"]
    yield answer["language"]
    yield answer["try_number"]
    yield answer["hints_used"]
    yield str(answer["assisted"]).lower()
    yield str(answer["moves_model"]).lower()
    yield str(answer["scored_by_page"]).lower()
    yield ";".join(answer["misconceptions"])
    yield answer["policy"]
    yield answer["p_chosen"]


def convert(rows: Path, finished: Path, columns: Sequence[ExportColumn]) -> None:
    """Write a CSV file of ours, with these columns, as Parquet."""
    types = ", ".join(f"'{column.name}': 'VARCHAR'" for column in columns)
    cells = ", ".join(
        f"list_filter(string_split(coalesce(\"{column.name}\", ''), ';'), lambda key: key <> '')"
        f' AS "{column.name}"'
        if column.kind.endswith("]")
        else f'CAST("{column.name}" AS {column.kind}) AS "{column.name}"'
        for column in columns
    )
    with duckdb.connect(":memory:", config={"threads": "1", "memory_limit": "400MB"}) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(
            f"COPY (SELECT {cells} FROM read_csv({literal_path(rows)}, auto_detect = false,"  # noqa: S608
            f" header = true, delim = ',', quote = '\"', escape = '\"', columns = {{{types}}}))"
            f" TO {literal(str(finished))} (FORMAT parquet, COMPRESSION zstd)"
        )
