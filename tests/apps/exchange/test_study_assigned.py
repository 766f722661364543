"""`armillary study analyse --assignment`: from the draw on record to the answer."""

import csv
import json
import shutil
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.apps.exchange.conftest import Run, write_parquet

Row = dict[str, str]
N_CLASSES, N_LEARNERS = 12, 10


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """12 classes of two grades, 10 learners each (simulated)."""
    chance = np.random.default_rng(5)
    lines = ["learner,class,grade,before"]
    for room in range(N_CLASSES):
        lines += [
            f"L{room:02}{k:02},c{room:02},{5 + room // 6},{chance.normal(50 + 2 * room, 8):.1f}"
            for k in range(N_LEARNERS)
        ]
    return write(tmp_path / "roster.csv", lines)


def write(path: Path, lines: Iterable[str]) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def draw(run: Run, roster: Path, *switches: object) -> Path:
    out = roster.parent / "arms.csv"
    done = run(
        "study", "assign", roster, "--arms", "usual,lab", "--seed", 11, "--out", out, *switches
    )
    assert (done.code, done.err) == (0, "")
    return out


Score = Callable[[Row, Row], dict[str, float]]


def results(roster: Path, arms: Path, unit: str, *, second: str = "", effect: float = 6.0) -> Path:
    """Outcomes of everybody on the roster, one row a learner, or two (`half` 1 and 2)."""
    chance = np.random.default_rng(8)
    given = {row[unit]: row for row in read(arms)}
    shift = {f"c{room:02}": chance.normal(0, 2) for room in range(N_CLASSES)}
    lines = ["learner,class,grade,before,half,score"]
    for row in read(roster):
        own = 0.5 * float(row["before"]) + shift[row["class"]] + chance.normal(0, 4)
        for half, column in enumerate(["arm", second] if second else ["arm"], start=1):
            arm = given[row[unit]][column]
            score = own + effect * (arm == "lab") + 3.0 * half + chance.normal(0, 4)
            lines.append(f"{','.join(row.values())},{half},{score:.3f}")
    return write(roster.parent / "results.csv", lines)


def analyse(run: Run, path: Path, *switches: object) -> dict[str, Any]:
    done = run("study", "analyse", path, "--outcome", "score", *switches, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def refuse(run: Run, path: Path, *switches: object) -> str:
    done = run("study", "analyse", path, "--outcome", "score", *switches)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    return done.err


def alone(path: Path) -> Path:
    """Take the roster away, so that the assignment and its record stand alone."""
    (path.parent / "roster.csv").unlink()
    return path


def with_arms(path: Path, arms: Path, unit: str) -> Path:
    """The results with the columns of the assignment, as one would join them by hand."""
    given = {row[unit]: row for row in read(arms)}
    rows = read(path)
    heading = [*rows[0], "arm", "block"]
    lines = [",".join(heading)]
    for row in rows:
        lines.append(",".join([*row.values(), given[row[unit]]["arm"], given[row[unit]]["block"]]))
    return write(path.with_name("joined.csv"), lines)


SAME = ("effect", "se", "df", "ci", "p", "g", "g_ci", "icc", "variance", "n", "n_by_arm")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("unit", "drawn", "by_hand"),
    [
        ("learner", (), ()),
        ("class", (), ("--cluster", "class")),
        ("class", ("--strata", "grade"), ("--cluster", "class", "--covariate", "grade")),
        ("class", ("--pairs", "before"), ("--cluster", "class", "--cluster2", "block")),
        ("learner", ("--strata", "class"), ("--cluster", "class", "--strata", "class")),
    ],
)
def test_an_assignment_gives_what_the_same_columns_by_hand_give(
    run: Run, roster: Path, unit: str, drawn: tuple[str, ...], by_hand: tuple[str, ...]
) -> None:
    arms = draw(run, roster, "--unit", unit, *drawn)
    path = results(roster, arms, unit)
    cluster = ("--cluster", "class") if "class" in drawn else ()
    found = analyse(run, path, "--assignment", arms, "--covariate", "before", *cluster)
    other = analyse(
        run, with_arms(path, arms, unit), "--arm", "arm", "--reference", "usual",
        "--covariate", "before", *by_hand,
    )  # fmt: skip
    for key in set(SAME) - ({"g", "g_ci"} if "--pairs" in drawn else set()):
        assert json.dumps(found[key]) == json.dumps(other[key]), key
    assert found["attrition"]["overall"] == 0.0
    assert found["assignment"]["n_units"] == (N_CLASSES if unit == "class" else 120)
    assert not any("taken to have been drawn" in text for text in found["warnings"])


def test_named_pairs_are_what_an_assignment_has_as_pairs(run: Run, roster: Path) -> None:
    arms = draw(run, roster, "--unit", "class", "--pairs", "before")
    path = results(roster, arms, "class")
    found = analyse(run, path, "--assignment", arms)
    other = analyse(
        run, with_arms(path, arms, "class"), "--arm", "arm", "--reference", "usual",
        "--cluster", "class", "--pairs", "block",
    )  # fmt: skip
    assert {key: found[key] for key in SAME} == {key: other[key] for key in SAME}
    assert found["attrition"]["clusters"] == other["attrition"]["clusters"]
    # Pairs of whole classes: the paired t-test of class means, as all classes are of one size.
    given = {row["class"]: row for row in read(arms)}
    means = {
        room: np.mean([float(row["score"]) for row in read(path) if row["class"] == room])
        for room in given
    }
    apart = []
    for block in {row["block"] for row in given.values()}:
        pair = {row["arm"]: means[room] for room, row in given.items() if row["block"] == block}
        apart.append(pair["lab"] - pair["usual"])
    assert found["effect"] == pytest.approx(np.mean(apart))
    assert found["se"] == pytest.approx(np.std(apart, ddof=1) / np.sqrt(6), rel=1e-6)
    assert found["df"] == pytest.approx(5.0)


@pytest.mark.parametrize("way", ["reml", "cr2", "randomisation"])
def test_a_swapped_study_compares_learners_with_themselves(
    run: Run, roster: Path, way: str
) -> None:
    arms = draw(run, roster, "--unit", "class", "--design", "crossover")
    path = results(roster, arms, "class", second="arm_second_half")
    found = analyse(run, path, "--assignment", arms, "--period", "half", "--method", way)
    # By hand: half of first less second half, class means of either order.
    given = {row["class"]: row["arm"] for row in read(arms)}
    halves: dict[str, dict[str, float]] = {}
    room_of = {}
    for row in read(path):
        halves.setdefault(row["learner"], {})[row["half"]] = float(row["score"])
        room_of[row["learner"]] = row["class"]
    change: dict[str, list[float]] = {}
    for learner, one in halves.items():
        change.setdefault(room_of[learner], []).append((one["1"] - one["2"]) / 2)
    means = {arm: [np.mean(change[room]) for room in given if given[room] == arm]
             for arm in ("usual", "lab")}  # fmt: skip
    assert found["effect"] == pytest.approx(np.mean(means["lab"]) - np.mean(means["usual"]))
    assert abs(found["effect"] - 6.0) < 2.0  # six standard errors
    assert (found["n"], found["assignment"]["halves"]) == (120, ["1", "2"])
    if way == "reml":
        variance = (np.var(means["lab"], ddof=1) + np.var(means["usual"], ddof=1)) / 2
        assert found["se"] == pytest.approx(np.sqrt(variance * 2 / 6), rel=1e-6)
        first = np.array([one["1"] for one in halves.values()])
        turned = np.array([given[room_of[learner]] == "lab" for learner in halves])
        level = first - found["effect"] * turned
        assert found["g"] == pytest.approx(found["effect"] / level.std(ddof=1), rel=0.02)


def test_who_misses_a_half_is_lost(run: Run, roster: Path) -> None:
    arms = draw(run, roster, "--unit", "class", "--design", "crossover")
    path = results(roster, arms, "class", second="arm_second_half")
    lines = path.read_text().splitlines()
    write(path, [*lines[:1], *lines[3:20], *lines[21:]])  # one is gone, another misses a half
    found = analyse(run, path, "--assignment", arms)
    assert found["n"] == 118
    assert found["attrition"]["overall"] == pytest.approx(2 / 120)


def test_learners_who_meet_both_ways_are_compared_with_themselves(run: Run, roster: Path) -> None:
    arms = draw(run, roster, "--design", "within")
    path = results(roster, arms, "learner", second="arm_second_set")
    found = analyse(run, path, "--assignment", arms, "--set", "half")
    assert found["n"] == 120
    assert found["method"] == "ancova"
    assert abs(found["effect"] - 6.0) < 2.0
    by_draw = analyse(run, path, "--assignment", arms, "--set", "half", "--method", "randomisation")
    assert by_draw["effect"] == pytest.approx(found["effect"])
    assert by_draw["ci"] == pytest.approx(found["ci"], abs=0.4)


def test_two_choices_at_once(run: Run, roster: Path) -> None:
    arms = draw(run, roster, "--design", "factorial", "--arms2", "paper,screen")
    path = results(roster, arms, "learner")
    found = analyse(run, path, "--assignment", arms, "--covariate", "before")
    assert [one["arm"] for one in found["contrasts"]] == ["lab", "screen"]
    assert abs(found["contrasts"][0]["effect"] - 6.0) < 4.0
    by_draw = analyse(run, path, "--assignment", arms, "--covariate", "before",
                      "--method", "randomisation")  # fmt: skip
    assert by_draw["interaction"] is None
    for one, other in zip(found["contrasts"], by_draw["contrasts"], strict=True):
        assert other["effect"] == pytest.approx(one["effect"], abs=0.5 * one["se"])
        assert other["ci"] == pytest.approx(one["ci"], abs=0.6 * one["se"])


def test_the_draw_alone_tells_pairs_from_classes_without_them(run: Run, roster: Path) -> None:
    arms = draw(run, roster, "--unit", "class", "--pairs", "before")
    path = results(roster, arms, "class", effect=0.0)
    found = analyse(run, path, "--assignment", arms, "--method", "randomisation")
    # Six pairs have 2^6 = 64 draws: p is a multiple of 1/64 but for chance and the draw made.
    assert min(abs(found["p"] - k / 64) for k in range(1, 65)) < 0.012
    assert found["ci"][0] < found["effect"] < found["ci"][1]


def test_everybody_drawn_counts_whether_or_not_there_is_a_row(run: Run, roster: Path) -> None:
    arms = draw(run, roster)
    path = results(roster, arms, "learner")
    lines = path.read_text().splitlines()
    write(path, [*lines[:1], *lines[31:], "N1,c01,5,50,1,61.5", "N2,c01,5,50,1,48"])
    found = analyse(run, path, "--assignment", arms)
    assert found["n"] == 90
    assert found["attrition"]["overall"] == pytest.approx(30 / 120)
    assert found["assignment"]["n_learners_without_row"] == 30
    assert found["assignment"]["n_rows_not_drawn"] == 2
    assert any("2 rows are of nobody who was drawn" in text for text in found["warnings"])
    assert any("30 learners were drawn and have no row" in text for text in found["warnings"])


def test_rows_that_where_leaves_out_are_not_lost(run: Run, roster: Path) -> None:
    arms = draw(run, roster)
    path = results(roster, arms, "learner")
    found = analyse(run, path, "--assignment", arms, "--where", "grade=5")
    assert (found["n"], found["attrition"]["overall"]) == (60, 0.0)


def test_a_whole_class_that_left_is_lost_with_its_learners(run: Run, roster: Path) -> None:
    arms = draw(run, roster, "--unit", "class")
    path = results(roster, arms, "class")
    write(path, [line for line in path.read_text().splitlines() if ",c03," not in line])
    found = analyse(run, path, "--assignment", arms)
    assert found["attrition"]["overall"] == pytest.approx(10 / 120)
    assert found["attrition"]["clusters"]["overall"] == pytest.approx(1 / 12)
    assert not found["assignment"]["sizes_guessed"]
    guessed = analyse(run, path, "--assignment", alone(arms))
    assert guessed["attrition"] == found["attrition"]
    assert guessed["assignment"]["sizes_guessed"]
    assert any("as large as the others" in text for text in guessed["warnings"])


def test_who_changed_class_counts_where_drawn(run: Run, roster: Path) -> None:
    arms = draw(run, roster, "--unit", "class")
    path = results(roster, arms, "class")
    before = analyse(run, path, "--assignment", arms)
    path.write_text(path.read_text().replace("L0000,c00", "L0000,c01"))
    after = analyse(run, path, "--assignment", arms)
    assert after["assignment"]["n_rows_moved"] == 1
    assert {key: after[key] for key in SAME} == {key: before[key] for key in SAME}


def test_the_order_of_rows_does_not_matter(run: Run, roster: Path) -> None:
    arms = draw(run, roster, "--unit", "class", "--design", "crossover")
    path = results(roster, arms, "class", second="arm_second_half")
    found = analyse(run, path, "--assignment", arms)
    heading, *lines = path.read_text().splitlines()
    np.random.default_rng(2).shuffle(lines)
    again = analyse(run, write(path, [heading, *lines]), "--assignment", arms)
    assert again["effect"] == pytest.approx(found["effect"], rel=1e-12)
    assert again["ci"] == pytest.approx(found["ci"], rel=1e-9)
    assert again["assignment"] == found["assignment"]


def test_a_changed_or_lonely_assignment_is_refused(run: Run, roster: Path) -> None:
    arms = draw(run, roster)
    path = results(roster, arms, "learner")
    drawn, record = arms.read_text(), (roster.parent / "arms.csv.record.json").read_text()
    first = drawn.splitlines()[1]
    other = first.replace("usual", "lab") if "usual" in first else first.replace("lab", "usual")
    arms.write_text(drawn.replace(first, other))
    assert "changed since" in refuse(run, path, "--assignment", arms)
    # Who writes the hash of the changed file into the record is found out as well.

    changed = json.loads(record) | {"assignment_sha256": sha256(arms.read_bytes()).hexdigest()}
    (roster.parent / "arms.csv.record.json").write_text(json.dumps(changed))
    assert "changed since" in refuse(run, path, "--assignment", arms)
    arms.write_text(drawn)
    (roster.parent / "arms.csv.record.json").write_text('{"arms": "ab"}')
    assert "no record of a draw" in refuse(run, path, "--assignment", arms)
    (roster.parent / "arms.csv.record.json").unlink()
    said = refuse(run, path, "--assignment", arms)
    assert "arms.csv.record.json is missing" in said
    assert "There is no file" in refuse(run, path, "--assignment", roster.parent / "none.csv")
    (roster.parent / "arms.csv.record.json").write_text(record)
    arms.write_bytes(b"\xff\x00")
    assert "changed since" in refuse(run, path, "--assignment", arms)
    done = run("study", "assign", roster, "--verify", arms)
    assert (done.code, done.out.strip()) == (1, "the assignment is no CSV file any more")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("drawn", "switches", "said"),
    [
        ((), ("--arm", "class"), "leave out --arm"),
        ((), ("--strata", "grade"), "leave out --strata"),
        ((), ("--not-drawn",), "arms drawn"),
        ((), ("--period", "half"), "is for a crossover"),
        ((), ("--unit-column", "grade"), "No row of"),
        ((), ("--unit-column", "nothing"), "no column “nothing”"),
        (("--unit", "class"), ("--cluster", "grade", "--cluster2", "half"), "class was drawn"),
        (("--unit", "class"), ("--learner", "before"), "--learner COLUMN"),
        (("--unit", "class", "--design", "crossover"), (), "must name two halves"),
        (("--unit", "class", "--design", "crossover"), ("--binary",), "leave out --binary"),
        (("--design", "within"), ("--set", "grade"), "must name two halves"),
    ],
)
def test_what_does_not_suit_the_draw_is_refused(
    run: Run, roster: Path, drawn: tuple[str, ...], switches: tuple[str, ...], said: str
) -> None:
    arms = draw(run, roster, *drawn)
    path = results(roster, arms, "class" if "class" in drawn else "learner")
    if said == "must name two halves":
        path.write_text(path.read_text().replace(",6,", ",5,"))
    assert said in refuse(run, path, "--assignment", arms, *switches)


def test_a_learner_with_two_rows_needs_a_word(run: Run, roster: Path) -> None:
    arms = draw(run, roster)
    path = results(roster, arms, "learner", second="arm")
    assert "has 2 rows" in refuse(run, path, "--assignment", arms)
    found = analyse(run, path, "--assignment", arms, "--cluster", "learner")
    assert (found["n"], found["n_clusters"]) == (240, 120)
    assert analyse(run, path, "--assignment", arms, "--where", "half=2")["n"] == 120


def test_switches_of_an_assignment_need_one(run: Run, roster: Path) -> None:
    arms = draw(run, roster)
    path = results(roster, arms, "learner")
    for switch in ("--period", "--set", "--unit-column", "--learner"):
        assert "Name its file with --assignment" in refuse(run, path, switch, "half")
    assert "--strata compares arms" in refuse(run, path, "--strata", "grade")
    shutil.copy(arms, roster.parent / "copy.csv")
    assert "copy.csv.record.json is missing" in refuse(
        run, path, "--assignment", roster.parent / "copy.csv"
    )


def test_results_in_parquet_with_gaps_in_whole_numbers_find_their_units(
    run: Run, roster: Path, tmp_path: Path
) -> None:
    roster.write_text(roster.read_text().replace("L", "9"))
    arms = draw(run, roster)
    path = results(roster, arms, "learner")
    found = analyse(run, path, "--assignment", arms)
    other = write_parquet(
        tmp_path / "results.parquet",
        f"SELECT CAST(learner AS DOUBLE) AS learner, score FROM read_csv('{path}')",
    )
    again = analyse(run, other, "--assignment", arms)
    assert {key: again[key] for key in SAME} == {key: found[key] for key in SAME}
