"""A log of answers from outside, made ready for judging a learner model."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from armillary.apps.exchange.columns import Role, find_columns
from armillary.apps.exchange.parts import FOLD, SPLIT, Part, choose_part
from armillary.apps.exchange.readings import (
    LARGEST_EXACT,
    check_kind,
    read_empty,
    read_key,
    read_keys,
    read_place,
    read_score,
    read_seconds,
)
from armillary.apps.exchange.tables import Column, Table, explained
from armillary.apps.people.commands import Refusal
from armillary.science.learner import Answers, Columns, join_rows
from armillary.science.numerics import BoolArray

SECONDS_A_DAY = 86_400.0

LEARNER = Role(
    "learner",
    "the learner",
    (
        *("learner", "learnerid", "student", "studentid", "userid", "user", "person", "personid"),
        *("pupil", "pupilid", "anonstudentid", "uid"),
    ),
    needed=True,
)
ITEM = Role(
    "item",
    "the item",
    ("item", "itemid", "problem", "problemid", "question", "questionid", "exercise", "exerciseid"),
    needed=True,
)
SKILL = Role(
    "skill",
    "the skill",
    (
        *("skills", "skill", "skillid", "skillids", "skillname", "concepts", "concept"),
        *("conceptid", "kcs", "kc", "kcdefault", "knowledgecomponent", "topic"),
    ),
    needed=True,
)
CORRECT = Role(
    "correct",
    "whether the answer was right",
    ("correct", "iscorrect", "correctness", "right", "isright", "outcome", "score", "result"),
    needed=True,
)
RESPONSE = Role("response", "the response", ("response", "responseid"))
ORDER = Role("order", "the order of the answers", ("order", "orderid", "position", "sequence"))
TIME = Role("time", "the time", ("time", "timestamp", "answeredat", "datetime", "starttime"))

ROLES = (LEARNER, ITEM, SKILL, CORRECT, RESPONSE, ORDER, TIME, SPLIT, FOLD)
# What a message calls a cell that cannot be read.
EXPECTED = {
    "learner": "a number or text",
    "item": "a number or text",
    "skill": "a number, a text or a list of them",
    "correct": "0 or 1",
    "response": "a number or text",
    "order": "a number",
    "time": "a date and time, or seconds since 1970,",
    "split": "train or test",
    "fold": "a number",
}


@dataclass(frozen=True, slots=True)
class Log:
    """A log ready for judging.

    Parameters
    ----------
    answers : one row a response
    test : which of them are predicted
    n_rows : rows of the file that were used
    n_left_out : rows left out because their score is empty
    n_repeats : rows that repeat the item and score of the row before with another skill: in a log
        whose responses are not tied together, a sign that they should be
    part : how the test part was chosen
    columns : the column found for each role
    """

    answers: Answers
    test: BoolArray
    n_rows: int
    n_left_out: int
    n_repeats: int
    part: str
    columns: dict[str, str]


def read_log(
    table: Table,
    named: Mapping[str, str | None],
    *,
    fold: int | None,
    skip_empty: bool,
) -> Log:
    """Return the log in a file.

    Rows go by the order column, else by the time, else as they stand. Rows of one response
    become one answer with all their skills.

    Parameters
    ----------
    named : the column each switch names, by role
    fold : the fold to predict, or None
    skip_empty : leave out rows with an empty score; otherwise they are a fault

    Raises
    ------
    Refusal
        If a column is missing or a row cannot be taken as it is.
    """
    columns = find_columns(table, ROLES, named)
    for role in ROLES:
        if role.name in columns:
            check_kind(table, role, columns[role.name], lists=role is SKILL)
    part = choose_part(columns, split=named.get("split"), fold=fold)
    n_rows = table.keep(make_readings(columns, part))
    if skip_empty:
        table.query("DELETE FROM kept WHERE is_empty")
    check_cells(table, columns, part)
    part = part.settle(table)
    put_in_order(table, part)
    check_rows(table, columns, part)
    answers, test = take_answers(table, columns)
    (n_used,) = table.query("SELECT count(*) FROM kept")[0]
    return Log(
        answers=answers,
        test=test,
        n_rows=n_used,
        n_left_out=n_rows - n_used,
        n_repeats=count_repeats(table),
        part=str(part),
        columns={name: column.name for name, column in columns.items()},
    )


def make_readings(columns: Mapping[str, Column], part: Part) -> dict[str, str]:
    """Return the SQL of each column of `kept`; what the file does not have is NULL."""

    def read(role: Role, reading: Callable[[Column], str], kind: str) -> str:
        column = columns.get(role.name)
        return f"CAST(NULL AS {kind})" if column is None else reading(column)

    return {
        "learner": read_key(columns[LEARNER.name]),
        "item": read_key(columns[ITEM.name]),
        "skills": read_keys(columns[SKILL.name]),
        "score": read_score(columns[CORRECT.name]),
        "is_empty": read_empty(columns[CORRECT.name]),
        "response": read(RESPONSE, read_key, "BIGINT"),
        "place": read(ORDER, read_place, "DECIMAL(38, 6)"),
        "seconds": read(TIME, read_seconds, "DOUBLE"),
        "part": part.reading,
    }


def check_cells(table: Table, columns: Mapping[str, Column], part: Part) -> None:
    """Refuse the first cell that is empty or cannot be read."""
    faults = {
        LEARNER: "learner IS NULL",
        ITEM: "item IS NULL",
        SKILL: "skills IS NULL",
        CORRECT: "score IS NULL OR score NOT IN (0, 1)",
        RESPONSE: "response IS NULL",
        ORDER: "place IS NULL",
        TIME: "seconds IS NULL",
    }
    if part.column is not None:
        faults[SPLIT if part.by_name else FOLD] = "part IS NULL"
    for role, fault in faults.items():
        if role.name not in columns:
            continue
        # Faults are the fixed texts above.
        (n, count) = table.query(f"SELECT min(n), count(*) FROM kept WHERE {fault}")[0]  # noqa: S608
        if count:
            raise Refusal(describe_cell(table, role, columns[role.name], n, count))


def describe_cell(table: Table, role: Role, column: Column, n: int, count: int) -> str:
    """Return the message for a cell that cannot be read."""
    value = table.value(column, n)
    is_empty = value.strip("“”").lower() in {"nothing", "", "nan", "null"}
    more = f" There are {count - 1} more such rows." if count > 1 else ""
    advice = ""
    if role is CORRECT and is_empty:
        advice = " Leave rows without a score out with --skip-empty."
    elif role in {RESPONSE, ORDER, TIME, SPLIT}:
        advice = f" Do without the column with {role.switch} none."
    elif column.kind in LARGEST_EXACT and not is_empty:
        advice = " Numbers so long lose their last digits here; write them as text."
    return (
        f"{table.path}, {table.place(n)}: column {column.name} holds {value},"
        f" where {EXPECTED[role.name]} is needed.{more}{advice}"
    )


def put_in_order(table: Table, part: Part) -> None:
    """Number learners and items from 0, and put each learner's rows in their order."""
    table.query(
        "CREATE TABLE numbered AS SELECT n, skills, score, place, seconds, part,"
        " dense_rank() OVER (ORDER BY learner) - 1 AS learner,"
        " dense_rank() OVER (ORDER BY item) - 1 AS item,"
        " CASE WHEN response IS NULL THEN n"
        " ELSE dense_rank() OVER (ORDER BY response) END AS response,"
        " row_number() OVER (ORDER BY learner, place, seconds, n) AS turn FROM kept"
    )
    table.query(
        f"CREATE TABLE ordered AS SELECT * EXCLUDE (part), {part.is_test} AS is_test"  # noqa: S608
        " FROM numbered"
    )
    table.query("DROP TABLE numbered")


def check_rows(table: Table, columns: Mapping[str, Column], part: Part) -> None:
    """Refuse rows that contradict each other, and parts that nothing can be learned from."""
    found = table.query(
        "SELECT min(n), max(n) FROM ordered WHERE place IS NOT NULL GROUP BY learner, place"
        " HAVING count(DISTINCT response) > 1 ORDER BY min(n) LIMIT 1"
    )
    if found:
        first, last = found[0]
        raise Refusal(
            f"{table.path}: {table.place(first)} and {table.place(last)} have the same learner and"
            f" the same {columns[ORDER.name].name} {table.value(columns[ORDER.name], first)}."
            " Number each learner's answers, or do without with --order none."
        )
    _check_time(table, columns)
    if RESPONSE.name in columns:
        _check_responses(table, columns)
    _check_parts(table, columns, part)


def _check_time(table: Table, columns: Mapping[str, Column]) -> None:
    found = table.query(
        "SELECT n FROM (SELECT n, seconds, lag(seconds)"
        " OVER (PARTITION BY learner ORDER BY turn) AS before FROM ordered)"
        " WHERE before > seconds ORDER BY n LIMIT 1"
    )
    if found:
        raise Refusal(
            f"{table.path}, {table.place(found[0][0])}: column {columns[TIME.name].name} goes back"
            f" while {columns[ORDER.name].name} goes on. Do without one of them with --time none"
            " or --order none."
        )


def _check_responses(table: Table, columns: Mapping[str, Column]) -> None:
    found = table.query(
        "SELECT min(n), max(n), count(DISTINCT item) + count(DISTINCT score) > 2 FROM ordered"
        " GROUP BY learner, response HAVING count(DISTINCT item) + count(DISTINCT score) > 2"
        " OR max(turn) - min(turn) + 1 > count(*) ORDER BY min(n) LIMIT 1"
    )
    if found:
        first, last, differ = found[0]
        why = "differ in item or score" if differ else "have other answers between them"
        raise Refusal(
            f"{table.path}: rows of one response (column {columns[RESPONSE.name].name}, for example"
            f" {table.place(first)} and {table.place(last)}) {why}. If the column means something"
            " else, do without it with --response none."
        )


def _check_parts(table: Table, columns: Mapping[str, Column], part: Part) -> None:
    found = table.query(
        "SELECT min(n) FROM ordered GROUP BY learner HAVING count(DISTINCT is_test) > 1"
        " ORDER BY min(n) LIMIT 1"
    )
    if found:
        learner = table.value(columns[LEARNER.name], found[0][0])
        raise Refusal(
            f"{table.path}: learner {learner} is both in the test part ({part}) and outside it."
            " Split by learner, or let --split none --fold 1 deal the learners."
        )
    counts = table.query(
        "SELECT is_test, count(DISTINCT learner), min(score), max(score) FROM ordered"
        " GROUP BY is_test ORDER BY is_test"
    )
    if len(counts) < 2:
        where = "test part" if not counts[0][0] else "part to learn from"
        raise Refusal(
            f"{table.path}: the {where} is empty ({part}; learners in the file: {counts[0][1]})."
        )
    for is_test, _n_learners, lowest, highest in counts:
        if lowest == highest:
            where = "test part" if is_test else "part to learn from"
            all_are = "right" if lowest else "wrong"
            raise Refusal(
                f"{table.path}: every answer in the {where} ({part}) is {all_are},"
                " so nothing can be told apart."
            )


def count_repeats(table: Table) -> int:
    """Return how many rows look like a further skill of the response in the row before."""
    (count,) = table.query(
        "SELECT count(*) FROM (SELECT item, score, skills, response,"
        " lag(item) OVER last AS item_before, lag(score) OVER last AS score_before,"
        " lag(skills) OVER last AS skills_before, lag(response) OVER last AS response_before"
        " FROM ordered WINDOW last AS (PARTITION BY learner ORDER BY turn))"
        " WHERE item = item_before AND score = score_before AND skills <> skills_before"
        " AND response <> response_before"
    )[0]
    return int(count)


def take_answers(table: Table, columns: Mapping[str, Column]) -> tuple[Answers, BoolArray]:
    """Return the answers as the learner models take them, and which are to be predicted."""
    with explained(table.path):
        flat = table.connection.execute(
            "SELECT learner, item, score, response, seconds, is_test,"
            " dense_rank() OVER (ORDER BY skill) - 1 AS skill FROM"
            " (SELECT * EXCLUDE (skills), unnest(skills) AS skill FROM ordered) ORDER BY turn"
        ).fetchnumpy()
    n_rows = table.query("SELECT count(*) FROM ordered")[0][0]
    ties = RESPONSE.name in columns or len(flat["learner"]) > n_rows
    answers = join_rows(
        Columns(
            learner=flat["learner"],
            item=flat["item"],
            score=flat["score"],
            skills=flat["skill"],
            response=flat["response"] if ties else None,
            days=flat["seconds"] / SECONDS_A_DAY if TIME.name in columns else None,
        )
    )
    tested = np.unique(flat["learner"][flat["is_test"]])
    return answers, np.isin(answers.learner_keys, tested)[answers.learner]
