"""`armillary calibrate` on files of test answers."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from armillary.science.psychometrics import ItemParameters, Settings, calibrate
from tests.apps.exchange.conftest import Run, as_parquet, csv_text
from tests.apps.exchange.measured import GRADED, LONG, Rows, draw, rows_of, undescribed, wide_text

ROWS = rows_of(draw())


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str], Path]:
    def write_text(text: str, name: str = "answers.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write_text


Write = Callable[..., Path]


def calibrated(run: Run, path: Path, *switches: object, code: int = 0) -> dict[str, object]:
    done = run("calibrate", path, "--model", "2pl", "--json", *switches)
    assert done.code == code, done.err
    found: dict[str, object] = json.loads(done.out)
    return found


def numbers(found: dict[str, object]) -> list[float]:
    items = found["items"]
    assert isinstance(items, list)
    return [x for item in items for x in (item["slope"], *item["intercepts"], item["se_slope"])]


def test_json_holds_what_the_science_finds(run: Run, write: Write) -> None:
    found = calibrated(run, write(csv_text(ROWS, LONG)))
    truth = calibrate(draw(), Settings("2pl"))
    expected = [
        x for one in truth.items
        for x in (one.parameters.slope, *one.parameters.intercepts, one.se_slope)
    ]  # fmt: skip
    np.testing.assert_allclose(numbers(found), expected, rtol=0, atol=1e-8)
    assert found["log_likelihood"] == pytest.approx(truth.log_likelihood, abs=1e-8)
    assert (found["shape"], found["answers"], found["learners"]) == ("long", 3200, 400)
    assert found["converged"] is True
    assert [item["item"] for item in found["items"]] == [f"q{j}" for j in range(1, 9)]


def test_every_key_is_described_in_the_docs(run: Run, write: Write) -> None:
    found = calibrated(run, write(csv_text(ROWS, LONG)))
    assert {"items", "seconds", "peak_mb", "populations"} <= set(found)
    assert not undescribed(found)


def test_wide_long_csv_and_parquet_say_the_same(run: Run, write: Write, tmp_path: Path) -> None:
    long = calibrated(run, write(csv_text(ROWS, LONG)))
    wide = calibrated(run, write(wide_text(ROWS), "wide.csv"))
    parquet = calibrated(run, as_parquet(tmp_path / "wide.parquet", wide_text(ROWS)))
    assert (wide["shape"], wide["columns"]) == ("wide", {"learner": "person"})
    for other in (wide, parquet):
        np.testing.assert_allclose(numbers(other), numbers(long), rtol=0, atol=1e-8)


@pytest.mark.slow
def test_a_wide_file_of_many_columns_is_read_in_little_memory(run: Run, write: Write) -> None:
    bank = [ItemParameters(f"i{j}", "rasch", 1.0, (0.02 * j - 1.0,)) for j in range(100)]
    path = write(wide_text(rows_of(draw(bank, n=2100))))
    done = run("calibrate", path, "--model", "rasch", "--json")
    assert done.code in {0, 1}, done.err  # 2: reading may use 400 MB, and each column took ten
    found = json.loads(done.out)
    assert (found["answers"], found["shape"]) == (210_000, "wide")
    assert [item["item"] for item in found["items"]] == sorted(item.item for item in bank)


@pytest.mark.slow
def test_answers_by_lot_are_refused_because_nobody_is_abler(run: Run, write: Write) -> None:
    score = np.random.default_rng(2).integers(2, size=(2000, 8))
    lines = [(who, *row) for who, row in enumerate(score.tolist())]
    path = write(csv_text(lines, ("person", *(f"i{j}" for j in range(8)))))
    done = run("calibrate", path, "--model", "rasch")
    assert (done.code, done.out) == (2, "")
    assert "by these answers learners do not differ in ability" in done.err


def test_scores_that_begin_at_one_count_from_there(run: Run, write: Write) -> None:
    moved = [(who, what, int(str(score)) + 1) for who, what, score in ROWS]
    found = calibrated(run, write(csv_text(moved, LONG)))
    plain = calibrated(run, write(csv_text(ROWS, LONG), "plain.csv"))
    assert numbers(found) == numbers(plain)
    assert {item["lowest"] for item in found["items"]} == {1}
    assert found["reading_notes"] == [
        "scores begin at 1: the lowest of each of 8 items counts as 0"
    ]


def test_an_item_that_tells_nothing_stays_in_the_list_without_a_number(
    run: Run, write: Write
) -> None:
    easy = [(who, "easy", 1) for who in range(1, 101)]
    hard = [(who, "hard", 0) for who in range(1, 101)]
    rare = [(who, "rare", who % 2) for who in range(1, 30)]  # 29: one fewer than needed
    found = calibrated(run, write(csv_text([*ROWS, *easy, *hard, *rare], LONG)), code=1)
    items = {item["item"]: item for item in found["items"]}
    assert {key: items[key]["flags"] for key in ("easy", "hard", "rare")} == {
        "easy": ["all_highest"], "hard": ["all_lowest"], "rare": ["too_few"],
    }  # fmt: skip
    for key in ("easy", "hard", "rare"):
        empty = ("slope", "se_slope", "intercepts", "se_intercepts", "difficulty", "fit")
        assert [items[key][name] for name in empty] == [None] * 6
    assert items["rare"]["reason"] == "too few to say: 29 answers, 30 are needed"
    assert items["rare"]["n"] == 29


def test_items_that_no_learner_connects_are_named(run: Run, write: Write) -> None:
    apart = rows_of(draw(n=100, seed=8), first=1001)
    few = [(who, f"z{what}", score) for who, what, score in apart if what in {"q1", "q4"}]
    found = calibrated(run, write(csv_text([*ROWS, *few], LONG)), code=1)
    flags = {item["item"]: item["flags"] for item in found["items"]}
    assert flags["zq1"] == flags["zq4"] == ["island"]
    assert flags["q1"] == []
    assert "no learner connects 2 sets of items" in found["notes"][0]


def test_an_item_with_a_wrong_key_is_flagged(run: Run, write: Write) -> None:
    turned = [(w, i, 1 - int(str(s))) if i == "q4" else (w, i, s) for w, i, s in ROWS]
    found = calibrated(run, write(csv_text(turned, LONG)), code=1)
    assert [i["item"] for i in found["items"] if "negative_slope" in i["flags"]] == ["q4"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([(1, "q1", "one")], "line 3202: column score holds “one”, where a whole number from 0"),
        ([(1, "q9", "")], "line 3202: column score holds nothing, where a score is needed"),
        ([(1, "q9", 0.5)], "line 3202: column score holds “0.5”, where a whole number from 0"),
        ([(1, "q9", -1)], "line 3202: column score holds “-1”, where a whole number from 0"),
        ([(1, "q1", 1)], "lines 2, 3202: learner 1 answered item q1 more than once."),
        ([(1, "q9", 50)], "item q9 has scores up to 50; 50 steps are the most."),
        ([("", "q9", 1)], "line 3202: column learner holds nothing"),
        ([(1, "", 1)], "line 3202: column item holds nothing"),
    ],
)
def test_rows_that_cannot_be_taken_are_refused_with_their_lines(
    run: Run, write: Write, tmp_path: Path, rows: Rows, message: str
) -> None:
    out = tmp_path / "items.json"
    path = write(csv_text([*ROWS, *rows], LONG))
    done = run("calibrate", path, "--model", "2pl", "--out", out)
    assert done.code == 2
    assert done.out == ""
    assert message in done.err
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("learner,item,score\n", "has a heading but no rows"),
        ("person,q1,q2\n1,1,x\n2,0,1\n", "line 2: column q2 holds “x”, where a whole number"),
        ("person,q1,q2\n1,1,0\n2,,\n1,0,1\n", "lines 2, 4: learner “1” has more than one row"),
        ("person,q1,q2\n1,,\n2,,\n", "has no cell with a score"),
        ("person,q1,q1\n1,0,1\n", "several columns called “q1”"),
        ("a,b\n1,2\n", "is neither long (columns learner, item, score) nor wide"),
        ("item,q1,q2\n1,1,0\n", "no column known to hold the learner and the score"),
        ("learner,item,score\n1,q1,1\n2,q1,0\n", "'q1': too few to say: 2 answers"),
        ("learner,item,score\n1,q1,1\n2,q1\n", "line 3 has 2 cells where the heading has 3"),
    ],
)
def test_files_that_cannot_be_read_are_refused_in_a_sentence(
    run: Run, write: Write, text: str, message: str
) -> None:
    done = run("calibrate", write(text), "--model", "2pl")
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.count("\n") == 1


def test_more_than_two_scores_ask_for_a_model_that_knows_them(run: Run, write: Write) -> None:
    path = write(csv_text(rows_of(draw(GRADED)), LONG))
    done = run("calibrate", path, "--model", "2pl")
    assert done.code == 2
    assert "Say --model grm or gpcm, or --right-from SCORE" in done.err
    found = calibrated(run, path, "--right-from", 2)
    assert {len(item["intercepts"]) for item in found["items"]} == {1}


@pytest.mark.slow
def test_a_repeated_answer_counts_once_where_that_is_asked_for(run: Run, write: Write) -> None:
    again = [(who, what, 1 - int(str(score))) for who, what, score in ROWS[:50]]
    path = write(csv_text([*ROWS, *again], LONG))
    plain = calibrated(run, write(csv_text(ROWS, LONG), "plain.csv"))
    first = calibrated(run, path, "--repeats", "first")
    last = calibrated(run, path, "--repeats", "last")
    assert numbers(first) == numbers(plain)
    assert numbers(last) != numbers(plain)
    assert (first["rows"], first["rows_left_out"], last["answers"]) == (3250, 50, 3200)


def test_empty_scores_and_groups_are_left_out_where_that_is_asked_for(
    run: Run, write: Write
) -> None:
    rows = [(*row, "en") for row in ROWS]
    path = write(csv_text([*rows, (1, "q9", "", "en"), (9001, "q1", 1, "")], (*LONG, "language")))
    assert run("calibrate", path, "--model", "2pl", "--group", "language").code == 2
    found = calibrated(run, path, "--group", "language", "--skip-empty")
    assert (found["answers"], found["rows_left_out"], found["learners"]) == (3200, 2, 400)


def test_groups_have_means_and_a_learner_has_one_group(run: Run, write: Write) -> None:
    rows = [(*row, "en") for row in ROWS]
    rows += [(*row, "be") for row in rows_of(draw(seed=6, mean=-1.0), first=1001)]
    path = write(csv_text(rows, (*LONG, "language")))
    found = calibrated(run, path, "--group", "language", "--reference", "en")
    en, be = found["populations"]
    assert (en["group"], en["mean"], en["se_mean"], be["group"]) == ("en", 0.0, 0.0, "be")
    assert abs(be["mean"] + 1.0) < 4.0 * be["se_mean"]
    done = run("calibrate", path, "--model", "2pl", "--group", "language", "--reference", "ru")
    assert done.code == 2
    assert "Name one of these with --reference" in done.err
    assert run("calibrate", path, "--model", "2pl", "--reference", "en").code == 2


def test_fit_comes_from_learners_who_answered_the_same_items(run: Run, write: Write) -> None:
    # Two booklets of six items, four of them in both; the fit of an item is that of one booklet.
    booklet = {0: {f"q{j}" for j in range(1, 7)}, 1: {f"q{j}" for j in range(3, 9)}}
    rows = [row for row in ROWS if row[1] in booklet[int(str(row[0])) % 2]]
    found = calibrated(run, write(csv_text(rows, LONG)))
    fits = {item["item"]: item["fit"] for item in found["items"]}
    assert {fit["n"] for fit in fits.values()} == {200}
    assert any("from 2 sets of learners" in note for note in found["notes"])
    few = [row for row in rows if int(str(row[0])) <= 190]  # 95 learners a booklet
    without = calibrated(run, write(csv_text(few, LONG), "few.csv"))
    assert {item["fit"] for item in without["items"]} == {None}


def test_people_get_a_table_with_errors_flags_and_where_the_file_is(
    run: Run, write: Write, tmp_path: Path
) -> None:
    out = tmp_path / "items.json"
    turned = [(w, i, 1 - int(str(s))) if i == "q4" else (w, i, s) for w, i, s in ROWS]
    done = run("calibrate", write(csv_text(turned, LONG)), "--model", "2pl", "--out", out)
    assert done.code == 1
    assert "converged after" in done.out
    assert "negative_slope: the able do worse: look at its key" in done.out
    assert f"The calibration is in {out}." in done.out
    assert "Flagged items: 1" in done.err
    content = json.loads(out.read_text(encoding="utf-8"))
    assert (content["format"], content["version"]) == ("armillary calibration", 1)
    assert not undescribed(content) - set(content["item_errors"]["rows"])
    assert not list(tmp_path.glob("*.new"))


@pytest.mark.slow  # starts two processes, which load the compiler
def test_a_pool_of_processes_gives_what_one_gives(run: Run, write: Write) -> None:
    rows = [(*row, "be" if int(str(row[0])) % 2 else "en") for row in ROWS]
    path = write(csv_text(rows, (*LONG, "language")))
    one = calibrated(run, path, "--group", "language")
    two = calibrated(run, path, "--group", "language", "--workers", 2)
    np.testing.assert_allclose(numbers(two), numbers(one), rtol=0, atol=1e-8)
    assert two["log_likelihood"] == pytest.approx(one["log_likelihood"], abs=1e-8)
    for a, b in zip(one["populations"], two["populations"], strict=True):
        assert a == pytest.approx(b, abs=1e-8)


def test_a_cluster_without_its_package_is_refused_with_what_to_install(
    run: Run, write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    path = write(csv_text(ROWS, LONG))
    done = run("calibrate", path, "--model", "2pl", "--scheduler", "tcp://127.0.0.1:1")
    assert (done.code, done.out) == (2, "")
    assert "pip install 'armillary[cluster]'" in done.err


@pytest.mark.parametrize("workers", [0, 65])
def test_a_number_of_workers_that_cannot_be_is_refused(
    run: Run, write: Write, workers: int
) -> None:
    done = run("calibrate", write("x\n"), "--model", "2pl", "--workers", workers)
    assert done.code == 2
    assert f"--workers must be from 1 to 64, got {workers}" in done.err
