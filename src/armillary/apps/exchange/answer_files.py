"""A file of answers given elsewhere: its columns, its rows, and all that is wrong with it."""

import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from armillary.apps.exchange.columns import Role, find_columns
from armillary.apps.exchange.logs import ITEM, LEARNER, TIME
from armillary.apps.exchange.readings import (
    check_kind,
    read_empty,
    read_flag,
    read_number,
    read_score,
    read_seconds,
    read_text,
)
from armillary.apps.exchange.tables import Column, Table, show_value
from armillary.apps.practice.rows import TEST_POLICY
from armillary.apps.practice.store import LONGEST_SECONDS
from armillary.content.languages import LANGUAGES

SCORE = Role(
    "score",
    "the score",
    ("score", "correct", "iscorrect", "correctness", "right", "isright", "outcome", "result"),
    needed=True,
)
WHEN = Role(TIME.name, "when it was answered", TIME.aliases, needed=True)
LANGUAGE = Role("language", "the language", ("language", "lang", "locale"))
ASSISTED = Role("assisted", "whether help was given", ("assisted", "helped", "hintused"))
SPENT = Role("seconds", "the seconds taken", ("seconds", "secondsspent", "duration", "timetaken"))
ANSWER = Role("answer", "an id of the answer (UUID)", ("answerid", "answeruuid"))
# Answers of a test stay so: they move no estimate here either.
POLICY = Role("policy", "how the question was chosen", ("policy",))
ROLES = (LEARNER, ITEM, SCORE, WHEN, LANGUAGE, ASSISTED, SPENT, ANSWER, POLICY)

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
# Clocks differ; what lies further ahead is a fault of the file.
AHEAD = timedelta(days=1)
CHUNK = 2_000


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with one row. `place` is its line, or its row in Parquet."""

    n: int
    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One answer as a file gives it. `learner` and `item` are numbers given by `keep_answers`."""

    n: int
    learner: int
    item: int
    score: float
    at: datetime
    language: str  # "" when the file does not say
    assisted: bool
    seconds: float | None
    answer: uuid.UUID | None
    in_test: bool


@dataclass(frozen=True, slots=True)
class AnswerFile:
    """A file of answers, read and ready to be checked."""

    table: Table
    columns: Mapping[str, Column]
    n_rows: int

    def distinct(self, role: Role) -> list[str]:
        """Return the different texts in a column, without empty ones."""
        sql = {
            LEARNER: "SELECT DISTINCT learner FROM kept WHERE learner IS NOT NULL ORDER BY 1",
            ITEM: "SELECT DISTINCT item FROM kept WHERE item IS NOT NULL ORDER BY 1",
        }
        return [row[0] for row in self.table.query(sql[role])]

    def number(self, role: Role, texts: Sequence[str], numbers: Sequence[int]) -> None:
        """Say which number stands for each text of a column; what has none becomes a fault."""
        self.table.query(
            f"CREATE TABLE {role.name}_numbers AS"  # one of two fixed names
            " SELECT unnest(?::VARCHAR[]) AS text, unnest(?::BIGINT[]) AS number",
            [list(texts), list(numbers)],
        )

    def rows(self) -> Iterator[AnswerRow]:
        """Yield the answers, those of one learner together and in the order of time."""
        statement = (
            "SELECT n, l.number, i.number, score, moment, language, assisted, spent, answer,"
            " in_test"
            " FROM kept JOIN learner_numbers AS l ON l.text = learner"
            " JOIN item_numbers AS i ON i.text = item ORDER BY l.number, moment, n"
        )
        names = {name.lower(): name for name in LANGUAGES}
        for chunk in self.table.stream(statement, CHUNK):
            for n, learner, item, score, moment, language, *others in chunk:
                at, name = datetime.fromtimestamp(moment, UTC), names.get(language, "")
                yield AnswerRow(n, learner, item, score, at, name, *others)


def keep_answers(table: Table, named: Mapping[str, str | None]) -> AnswerFile:
    """Return the answers in a file, read but not yet checked.

    Parameters
    ----------
    named : the column each switch names, by role

    Raises
    ------
    Refusal
        If a needed column is missing or a column's type is unfit.
    """
    columns = find_columns(table, ROLES, named)
    for role in ROLES:
        if role.name in columns:
            check_kind(table, role, columns[role.name], lists=False)
    return AnswerFile(table, columns, table.keep(make_readings(columns)))


def make_readings(columns: Mapping[str, Column]) -> dict[str, str]:
    """Return the SQL of each column of `kept`, and of each cell as it stands in the file."""

    def read(role: Role, reading: Callable[[Column], str], otherwise: str) -> str:
        column = columns.get(role.name)
        return otherwise if column is None else reading(column)

    readings = {
        "learner": read_text(columns[LEARNER.name].sql),
        "item": read_text(columns[ITEM.name].sql),
        "score": read_score(columns[SCORE.name]),
        "moment": read_seconds(columns[WHEN.name]),
        "language": read(LANGUAGE, lambda c: f"lower({read_text(c.sql)})", "CAST(NULL AS VARCHAR)"),
        "assisted": read(ASSISTED, read_flag, "false"),
        "spent": read(SPENT, read_number, "CAST(NULL AS DOUBLE)"),
        "spent_empty": read(SPENT, read_empty, "true"),
        "answer": read(
            ANSWER, lambda c: f"TRY_CAST({read_text(c.sql)} AS UUID)", "CAST(NULL AS UUID)"
        ),
        "answer_empty": read(ANSWER, read_empty, "true"),
        "in_test": read(
            POLICY,
            lambda c: f"coalesce(starts_with({read_text(c.sql)}, '{TEST_POLICY}'), false)",
            "false",
        ),
    }
    for role in ROLES:
        cell = read(role, lambda c: f"CAST({c.sql} AS VARCHAR)", "CAST(NULL AS VARCHAR)")
        readings[f"{role.name}_cell"] = cell
    return readings


def check_answers(
    file: AnswerFile, *, now: datetime, stranger: Mapping[Role, str]
) -> list[RowFault]:
    """Return every fault of the rows, in the order of the file.

    Parameters
    ----------
    now : answers from later than a day after it are faults
    stranger : what a learner or an item without a number is to be told
    """
    latest = (now + AHEAD).timestamp()
    languages = ", ".join(f"'{name.lower()}'" for name in LANGUAGES)
    checks = [
        (LEARNER, "learner IS NULL", "is empty"),
        (ITEM, "item IS NULL", "is empty"),
        (LEARNER, "learner NOT IN (SELECT text FROM learner_numbers)", stranger[LEARNER]),
        (ITEM, "item NOT IN (SELECT text FROM item_numbers)", stranger[ITEM]),
        (SCORE, "score IS NULL", "is no score from 0 to 1"),
        (WHEN, "moment IS NULL", "is no date and time, and no seconds since 1970"),
        (WHEN, f"moment < {EARLIEST.timestamp()}", "is before the year 2000"),
        (WHEN, f"moment > {latest}", "lies in the future"),
        (
            LANGUAGE,
            f"language IS NOT NULL AND language NOT IN ({languages})",
            f"is none of {', '.join(LANGUAGES)}",
        ),
        (ASSISTED, "assisted IS NULL", "is neither yes nor no"),
        (
            SPENT,
            f"NOT spent_empty AND NOT coalesce(spent BETWEEN 0 AND {LONGEST_SECONDS}, false)",
            f"is not from 0 to {LONGEST_SECONDS:.0f}",
        ),
        (ANSWER, "answer IS NULL AND NOT answer_empty", "is no UUID"),
        (
            ANSWER,
            "answer IN (SELECT answer FROM kept GROUP BY answer HAVING count(*) > 1)",
            "stands in the file more than once",
        ),
    ]
    found = [
        (n, f"{role.name} {show_value(cell)} {message}")
        for role, fault, message in checks
        if role.name in file.columns
        # Faults are the texts above.
        for n, cell in file.table.query(
            f"SELECT n, {role.name}_cell FROM kept WHERE {fault}"  # noqa: S608
        )
    ]
    places = file.table.places({n for n, _message in found})
    return [RowFault(n, places[n], message) for n, message in sorted(found, key=lambda f: f[0])]
