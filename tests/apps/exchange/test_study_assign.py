"""`armillary study assign`: one draw, repeatable by anybody, with a record that shows it."""

import csv
import json
from collections import Counter
from pathlib import Path

import pytest

from tests.apps.exchange.conftest import Outcome, Run

DRAW = ("--arms", "usual,lab", "--seed", 7)


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "roster.csv"
    lines = ["learner,class,grade,before"]
    for room in range(8):
        lines += [f"{room}{k:02},{5 + room // 4}{'abcd'[room % 4]},{5 + room // 4},{40 + room + k}"
                  for k in range(6)]  # fmt: skip
    path.write_text("\n".join(lines) + "\n")
    return path


def assign(run: Run, roster: Path, out: str, *switches: object) -> Outcome:
    return run("study", "assign", roster, *DRAW, "--out", roster.parent / out, *switches)


def read(path: Path) -> list[dict[str, str]]:
    with path.open() as file:
        return list(csv.DictReader(file))


def test_classes_are_shared_out_evenly_inside_strata(run: Run, roster: Path) -> None:
    done = assign(run, roster, "arms.csv", "--unit", "class", "--strata", "grade")
    assert (done.code, done.err) == (0, "")
    rows = read(roster.parent / "arms.csv")
    assert [row["class"] for row in rows] == ["5a", "5b", "5c", "5d", "6a", "6b", "6c", "6d"]
    for grade in "56":
        arms = Counter(row["arm"] for row in rows if row["class"].startswith(grade))
        assert arms == {"usual": 2, "lab": 2}


def test_the_same_roster_and_seed_give_the_same_draw_in_any_order(
    run: Run, roster: Path, tmp_path: Path
) -> None:
    assign(run, roster, "one.csv")
    other = tmp_path / "other.csv"
    heading, *lines = roster.read_text().splitlines()
    other.write_text("\n".join([heading, *lines[::-1]]) + "\n")
    assign(run, other, "two.csv")
    one, two = (read(tmp_path / name) for name in ("one.csv", "two.csv"))
    assert {row["learner"]: row["arm"] for row in one} == {r["learner"]: r["arm"] for r in two}
    assert Counter(row["arm"] for row in one) == {"usual": 24, "lab": 24}


def test_pairs_of_like_classes_get_one_of_each(run: Run, roster: Path) -> None:
    assign(run, roster, "arms.csv", "--unit", "class", "--pairs", "before")
    rows = read(roster.parent / "arms.csv")
    for pair in range(4):
        assert {row["arm"] for row in rows if row["block"] == str(pair)} == {"usual", "lab"}


@pytest.mark.parametrize(
    ("design", "column"), [("crossover", "arm_second_half"), ("within", "arm_second_set")]
)
def test_both_ways_in_turn_are_both_written(
    run: Run, roster: Path, design: str, column: str
) -> None:
    assign(run, roster, "arms.csv", "--unit", "class", "--design", design)
    for row in read(roster.parent / "arms.csv"):
        assert {row["arm"], row[column]} == {"usual", "lab"}


def test_a_factorial_draws_both_choices_evenly(run: Run, roster: Path) -> None:
    assign(run, roster, "arms.csv", "--design", "factorial", "--arms2", "paper,screen")
    rows = read(roster.parent / "arms.csv")
    assert set(Counter((row["arm"], row["arm2"]) for row in rows).values()) == {12}


def test_the_record_tells_the_draw_and_verifies(run: Run, roster: Path) -> None:
    assign(run, roster, "arms.csv", "--unit", "class", "--strata", "grade")
    out = roster.parent / "arms.csv"
    record = json.loads((roster.parent / "arms.csv.record.json").read_text())
    assert (record["seed"], record["draw_number"], record["n_units"]) == (7, 1, 8)
    assert record["n_by_arm"] == {"lab": 4, "usual": 4}
    done = run("study", "assign", roster, "--verify", out)
    assert (done.code, done.err) == (0, "")
    assert "draws from this roster: 1" in done.out


def test_a_changed_arm_roster_or_seed_is_found(run: Run, roster: Path) -> None:
    assign(run, roster, "arms.csv", "--unit", "class")
    out = roster.parent / "arms.csv"
    record = roster.parent / "arms.csv.record.json"
    good, good_record, good_roster = out.read_text(), record.read_text(), roster.read_text()
    swapped = {"usual": "lab", "lab": "usual"}
    lines = good.splitlines()
    cells = lines[1].split(",")
    lines[1] = ",".join([cells[0], swapped[cells[1]], *cells[2:]])
    out.write_text("\n".join(lines) + "\n")
    done = run("study", "assign", roster, "--verify", out, "--json")
    assert done.code == 1
    assert not json.loads(done.out)["agrees"]
    assert cells[0] in json.loads(done.out)["faults"][0]
    out.write_text(good)
    record.write_text(good_record.replace('"seed": 7', '"seed": 8'))
    assert run("study", "assign", roster, "--verify", out).code == 1
    record.write_text(good_record)
    roster.write_text(good_roster.replace("5d", "5e"))
    done = run("study", "assign", roster, "--verify", out)
    assert done.code == 1
    assert "roster is not the one" in done.out


def test_a_second_draw_needs_a_reason_and_stays_on_record(run: Run, roster: Path) -> None:
    assign(run, roster, "arms.csv", "--unit", "class")
    again = ("study", "assign", roster, "--arms", "usual,lab", "--unit", "class", "--seed", 8)
    second = roster.parent / "second.csv"
    done = run(*again, "--out", second)
    assert (done.code, second.exists()) == (2, False)
    assert "seed 7" in done.err
    assert run(*again, "--out", second, "--again", "a class was closed").code == 0
    done = run("study", "assign", roster, "--verify", second)
    assert "draws from this roster: 2" in done.out
    assert "a class was closed" in done.out


def test_repeating_the_very_draw_is_no_second_draw(run: Run, roster: Path) -> None:
    assign(run, roster, "arms.csv")
    assert assign(run, roster, "copy.csv").code == 0
    assert (roster.parent / "copy.csv").read_text() == (roster.parent / "arms.csv").read_text()
    log = roster.parent / "roster.csv.draws.jsonl"
    assert len(log.read_text().splitlines()) == 1


def test_a_log_that_was_changed_is_refused(run: Run, roster: Path) -> None:
    assign(run, roster, "arms.csv")
    run("study", "assign", roster, "--arms", "a,b", "--seed", 9, "--again", "x",
        "--out", roster.parent / "b.csv")  # fmt: skip
    log = roster.parent / "roster.csv.draws.jsonl"
    log.write_text(log.read_text().replace('"seed": 7', '"seed": 6'))
    done = run("study", "assign", roster, "--verify", roster.parent / "arms.csv")
    assert done.code == 2
    assert "the log was changed" in done.err


def test_nothing_is_overwritten(run: Run, roster: Path) -> None:
    out = roster.parent / "arms.csv"
    out.write_text("mine")
    done = assign(run, roster, "arms.csv")
    assert (done.code, out.read_text()) == (2, "mine")
    assert not (roster.parent / "roster.csv.draws.jsonl").exists()


@pytest.mark.parametrize(
    ("switches", "said"),
    [
        (("--unit", "class", "--strata", "before"), "must lie in one stratum"),
        (("--unit", "school"), "--unit-column"),
        (("--unit", "class", "--pairs", "class"), "must be a number"),
        (("--arms", "usual,usual"), "different ways"),
        (("--design", "factorial"), "--arms a,b --arms2 c,d"),
        (("--unit-column", "class"), "must stand in it once"),
        (("--seed", "-1"), "0 or more"),
        (("--unit", "class", "--unit-column", "grade", "--arms", "a,b,c"), "too few"),
    ],
)
def test_what_cannot_be_drawn_is_refused_and_nothing_is_written(
    run: Run, roster: Path, switches: tuple[str, ...], said: str
) -> None:
    done = assign(run, roster, "arms.csv", *switches)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert sorted(path.name for path in roster.parent.iterdir()) == ["roster.csv"]
