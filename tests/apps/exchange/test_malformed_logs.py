"""Whatever is wrong with a log, one sentence says so; nothing is guessed and nothing breaks."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armillary.apps.exchange.logs import read_log
from armillary.apps.exchange.tables import open_table
from armillary.apps.people.commands import Refusal
from tests.apps.exchange.conftest import (
    HEADING,
    Run,
    as_parquet,
    csv_text,
    make_rows,
    write_parquet,
)

GOOD = csv_text(make_rows())


def spoil(line: int, cell: int, value: object) -> str:
    """Return the good log with one cell changed; line 2 is the first under the heading."""
    rows = [list(row) for row in make_rows()]
    rows[line - 2][cell] = value
    return csv_text(rows)


TEXTS: dict[str, tuple[str, str]] = {
    "text where a number is needed": (spoil(5, 4, "perhaps"), "line 5: column correct holds “perhaps”"),
    "a score between right and wrong": (spoil(5, 4, "0.5"), "where 0 or 1 is needed"),
    "a score out of range": (spoil(9, 4, "2"), "line 9: column correct holds “2”"),
    "not a number": (spoil(9, 4, "NaN"), "line 9: column correct holds “NaN”"),
    "infinity": (spoil(9, 4, "inf"), "line 9: column correct holds “inf”"),
    "no score": (spoil(9, 4, ""), "line 9: column correct holds nothing"),
    "nobody": (spoil(9, 0, " "), "line 9: column student holds"),
    "no item": (spoil(9, 2, ""), "line 9: column item holds nothing"),
    "no skill": (spoil(9, 3, ""), "line 9: column skill holds nothing"),
    "an order that is none": (spoil(9, 1, "first"), "Do without the column with --order none"),
    "an order too large to be exact": (spoil(9, 1, "9" * 40), "line 9: column order"),
    "one number for two answers": (spoil(3, 1, "0"), "line 2 and line 3 have the same learner"),
    "a part that is neither": (spoil(9, 5, "tset"), "must say train or test in each row"),
    "no part": (spoil(9, 5, ""), "line 9: column split holds nothing"),
    "a learner on both sides": (spoil(2, 5, "train"), "learner “100” is both in the test part"),
    "too few cells": (GOOD.replace("\n100,1,", "\n", 1), "line 3 has 4 cells where the heading has 6"),
    "too many cells": (GOOD.replace("\n100,1,", "\n100,1,7,", 1), "line 3 has 7 cells"),
    "a quotation mark left open": (spoil(4, 2, '"q'), "a quotation mark is opened and not closed"),
    "a heading alone": (",".join(HEADING) + "\n", "has a heading but no rows"),
    "no heading": ("\n" + GOOD, "its first line must name the columns"),
    "a heading of two lines": ('"a\nb",' + GOOD, "Write each name of a column on one line"),
    "a line for spreadsheets": ("sep=;\n" + GOOD, "begins with “sep=;”, which is no heading"),
    "nothing but spaces": ("  \n \n", "is empty"),
    "one learner": (csv_text(make_rows(1)), "the part to learn from is empty"),
    "two learners": (csv_text(make_rows(5)), "a fit needs 8 learners or more, got 3"),
    "only right answers": (
        csv_text([(*row[:4], 1, row[5]) for row in make_rows()]),
        "is right, so nothing can be told apart",
    ),
    "only wrong answers in the test": (
        csv_text([(*row[:4], 0 if row[5] == "test" else row[4], row[5]) for row in make_rows()]),
        "every answer in the test part",
    ),
    "two columns of one name": (csv_text(make_rows(), (*HEADING[:2], "item", "item", "correct", "split")), "has 2 columns called item"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("case", TEXTS)
def test_a_faulty_csv_is_refused_in_one_sentence(run: Run, tmp_path: Path, case: str) -> None:
    text, expected = TEXTS[case]
    path = tmp_path / "log.csv"
    path.write_text(text, encoding="utf-8")
    done = run("evaluate", "learner", path)
    assert (done.code, done.out) == (2, "")
    assert expected in done.err
    assert done.err.count("\n") == 1


def test_other_columns_are_listed_with_the_switches_that_name_them(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "log.csv"
    path.write_text(csv_text(make_rows(), ("who", "order", "what", "skill", "well", "split")))
    done = run("evaluate", "learner", path)
    assert done.code == 2
    assert "the learner, the item and whether the answer was right" in done.err
    assert "It has: who, order, what, skill, well, split." in done.err
    assert "--learner COLUMN --item COLUMN --correct COLUMN" in done.err


def test_a_switch_that_names_no_column_is_refused(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "log.csv"
    path.write_text(GOOD)
    done = run("evaluate", "learner", path, "--item", "thing")
    assert done.code == 2
    assert "has no column “thing” (--item)" in done.err


@pytest.mark.parametrize(
    ("switches", "expected"),
    [
        (("--fold", 6), "--fold must be from 1 to 5"),
        (("--fold", 1, "--split", "split"), "Use one of them"),
        (("--split", "order"), "must say train or test in each row"),
        (("--model", "crystal-ball"), "There are: item-difficulty, level-skill, state-space"),
    ],
)
def test_switches_that_cannot_be_followed_are_refused(
    run: Run, tmp_path: Path, switches: tuple[object, ...], expected: str
) -> None:
    path = tmp_path / "log.csv"
    path.write_text(GOOD)
    done = run("evaluate", "learner", path, *switches)
    assert done.code == 2
    assert expected in done.err


def test_a_fold_that_is_not_in_the_column_is_refused_with_those_that_are(
    run: Run, tmp_path: Path
) -> None:
    rows = [(*row[:5], int(str(row[0])) % 3) for row in make_rows()]
    path = tmp_path / "log.csv"
    path.write_text(csv_text(rows, (*HEADING[:5], "fold")))
    done = run("evaluate", "learner", path, "--fold", 7)
    assert done.code == 2
    assert "has no fold 7. Its folds are: 0, 1, 2" in done.err


def test_rows_of_one_response_that_differ_or_stand_apart_are_refused(
    run: Run, tmp_path: Path
) -> None:
    rows = [(*row, number) for number, row in enumerate(make_rows())]
    path = tmp_path / "log.csv"
    heading = (*HEADING, "response")
    apart = [*rows[:2], (*rows[2][:6], 0), *rows[3:]]
    apart[2] = (*rows[2][:2], *rows[0][2:])
    path.write_text(csv_text(apart, heading))
    done = run("evaluate", "learner", path)
    assert "line 2 and line 4) have other answers between them" in done.err
    differ = [rows[0], (*rows[1][:2], "other", *rows[1][3:6], 0), *rows[2:]]
    path.write_text(csv_text(differ, heading))
    done = run("evaluate", "learner", path)
    assert "line 2 and line 3) differ in item or score" in done.err
    assert done.code == 2


def test_a_time_that_goes_back_while_the_order_goes_on_is_refused(run: Run, tmp_path: Path) -> None:
    rows = [(*row, 1000 - int(str(row[1]))) for row in make_rows()]
    path = tmp_path / "log.csv"
    path.write_text(csv_text(rows, (*HEADING, "time")))
    done = run("evaluate", "learner", path)
    assert done.code == 2
    assert "line 3: column time goes back while order goes on" in done.err


def test_blank_lines_and_cells_of_two_lines_do_not_shift_the_line_named(
    run: Run, tmp_path: Path
) -> None:
    rows = [list(row) for row in make_rows()]
    rows[2][2] = '"q\n1"'  # stands on lines 4 and 5
    rows[7][4] = "perhaps"
    heading, *lines = csv_text(rows).split("\n")
    path = tmp_path / "log.csv"
    path.write_text("\n".join([heading, "", *lines]))
    assert "line 11: column correct holds “perhaps”" in run("evaluate", "learner", path).err


BYTES: dict[str, tuple[str, Callable[[Path], bytes], str]] = {
    "no bytes": ("log.csv", lambda folder: b"", "is empty"),
    "text in another alphabet's bytes": (
        "log.csv",
        lambda folder: GOOD.replace("q1", "ж").encode("cp1251"),
        "is not UTF-8 text",
    ),
    "UTF-16": ("log.csv", lambda folder: GOOD.encode("utf-16"), "is UTF-16 text"),
    "a spreadsheet": ("log.xlsx", lambda folder: b"PK\x03\x04" + bytes(200), "is a spreadsheet"),
    "a packed file": ("log.csv.gz", lambda folder: b"\x1f\x8b\x08" + bytes(99), "unpack it first"),
    "a program": ("log.csv", lambda folder: b"\x7fELF" + bytes(range(256)) * 9, "neither CSV nor"),
    "a CSV called Parquet": ("log.parquet", lambda folder: GOOD.encode(), "is not a Parquet file"),
    "half a Parquet file": (
        "log.parquet",
        lambda folder: as_parquet(folder / "whole.parquet", GOOD).read_bytes()[:900],
        "is damaged or cut short",
    ),
    "a Parquet file with a hole": (
        "log.parquet",
        lambda folder: make_hole(as_parquet(folder / "whole.parquet", GOOD).read_bytes()),
        "is damaged or cut short",
    ),
}


def make_hole(content: bytes) -> bytes:
    """Return a file in whose middle the bytes are gone; its beginning and end are whole."""
    return content[:40] + b"\xff" * 400 + content[440:]


@pytest.mark.parametrize("case", BYTES)
def test_a_file_that_is_no_table_is_refused_in_one_sentence(
    run: Run, tmp_path: Path, case: str
) -> None:
    name, make, expected = BYTES[case]
    path = tmp_path / name
    path.write_bytes(make(tmp_path))
    done = run("evaluate", "learner", path)
    assert (done.code, done.out) == (2, "")
    assert expected in done.err
    assert done.err.count("\n") == 1


def test_a_folder_and_a_missing_file_are_refused(run: Run, tmp_path: Path) -> None:
    assert "is a folder" in run("evaluate", "learner", tmp_path).err
    done = run("evaluate", "learner", tmp_path / "nothing.csv")
    assert done.code == 2
    assert "There is no file" in done.err


COLUMNS = {
    "student": "i // 12",
    "order": "i % 12",
    "item": "i % 5",
    "skill": "i % 3",
    "correct": "hash(i) % 2",
    "split": "CASE WHEN i // 12 % 4 = 0 THEN 'test' ELSE 'train' END",
}
TYPED: dict[str, tuple[str, str, str]] = {
    "a record for an item": ("item", "{'id': i}", "column item holds STRUCT"),
    "bytes for a learner": ("student", "CAST('x' AS BLOB)", "column student holds BLOB"),
    "a list for an item": ("item", "[i]", "column item holds"),
    "lists of lists of skills": ("skill", "[[i]]", "column skill holds"),
    "an empty list of skills": ("skill", "CASE WHEN i = 7 THEN [] ELSE [1] END", "row 8: column"),
    "a hole in a list of skills": ("skill", "[CASE WHEN i <> 7 THEN 1 END, 2]", "row 8: column"),
    "a date for a score": ("correct", "DATE '2025-01-01'", "row 1: column correct"),
    "no number for a score": ("correct", "CASE WHEN i = 7 THEN 'nan'::DOUBLE ELSE 1.0 END", "row 8"),
    "learners whose numbers have run together": ("student", "1e20 + i // 12", "row 1: column student"),
    "a huge negative score": ("correct", "-170141183460469231731687303715884105727::HUGEINT", "row 1"),
}  # fmt: skip


@pytest.mark.parametrize("case", TYPED)
def test_parquet_columns_of_unfit_types_are_refused(run: Run, tmp_path: Path, case: str) -> None:
    name, sql, expected = TYPED[case]
    done = run("evaluate", "learner", write_log(tmp_path, **{name: sql}))
    assert (done.code, done.out) == (2, "")
    assert expected in done.err
    assert done.err.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "sql"),
    [
        ("student", "CAST(18446744073709551000 + i // 12 AS UBIGINT)"),
        ("student", "99999999999999999999999999999999999900::DECIMAL(38, 0) + i // 12"),
        ("student", "CAST(md5(CAST(i // 12 AS VARCHAR)) AS UUID)"),
        ("item", "CAST(i % 5 AS DOUBLE)"),
        ("item", "CAST('a' || i % 5 AS ENUM('a0', 'a1', 'a2', 'a3', 'a4'))"),
        ("skill", "['loops', 'lists'][i % 2 + 1]"),
        ("skill", "[['loops', 'lists'][i % 2 + 1], 'ai']"),
        ("correct", "hash(i) % 2 = 1"),
        ("correct", "CAST(hash(i) % 2 AS DECIMAL(4, 2))"),
        ("order", "TIMESTAMP '2025-09-01' + to_minutes(i)"),
        ("order", "9007199254740992 + i"),
    ],
)
def test_parquet_columns_of_every_plain_type_are_read(tmp_path: Path, name: str, sql: str) -> None:
    with open_table(write_log(tmp_path, **{name: sql})) as table:
        log = read_log(table, {}, fold=None, skip_empty=False)
    assert (len(log.answers), len(log.answers.learner_keys), log.answers.n_items) == (288, 24, 5)
    assert int(log.test.sum()) == 72


def write_log(folder: Path, **instead: str) -> Path:
    """Write 24 learners' answers as Parquet, with other SQL for some columns."""
    columns = {**COLUMNS, **instead}
    listed = ", ".join(f'{sql} AS "{name}"' for name, sql in columns.items())
    return write_parquet(folder / "log.parquet", f"SELECT {listed} FROM range(288) AS t(i)")


@pytest.mark.slow
@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.binary(max_size=400),
        st.text(alphabet='0123456789,;"\n\r\t|ab.-éж\x00 ', max_size=400).map(str.encode),
        st.tuples(
            st.just("student,item,skill,correct\n"),
            st.lists(
                st.tuples(*[st.text(max_size=6)] * 4).map(",".join), min_size=1, max_size=12
            ).map("\n".join),
        ).map(lambda parts: "".join(parts).encode("utf-8", "surrogatepass")),
        st.tuples(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=3)).map(
            lambda cut: GOOD.encode()[: cut[0]] + cut[1] + GOOD.encode()[cut[0] + 1 :]
        ),
    )
)
def test_any_bytes_are_read_or_refused_in_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(content)
    refused = ""
    try:
        with open_table(path) as table:
            log = read_log(table, {}, fold=None, skip_empty=False)
            assert len(log.answers) == log.n_rows
    except Refusal as refusal:
        refused = str(refusal)
    assert "\n" not in refused
    assert not refused or str(path) in refused
