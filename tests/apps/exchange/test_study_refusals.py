"""Where `armillary study` has no honest answer: status 2, one sentence that helps, nothing else."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.apps.exchange.conftest import Run, as_parquet
from tests.apps.exchange.studies import study_text

Row = dict[str, str]
Change = Callable[[Row], str | None]
SCORE = ("--outcome", "score", "--arm", "way")
PASSED = ("--outcome", "passed", "--arm", "way", "--binary")
CLUSTER = ("--cluster", "class")


def table(n_classes: int = 8) -> list[Row]:
    """A study (simulated), with `passed` for who scored above 50."""
    rows = list(csv.DictReader(io.StringIO(study_text(n_classes=n_classes))))
    return [row | {"passed": str(int(float(row["score"]) > 50))} for row in rows]


def text_of(rows: list[Row]) -> str:
    lines = [",".join(rows[0]), *(",".join(row.values()) for row in rows)]
    return "\n".join(lines) + "\n"


def one_way(row: Row) -> bool:
    return row["way"] == "lab"


def rank(row: Row) -> Row:
    """The score is a rank inside the class; the one way is 10 ahead."""
    return row | {"score": str(int(row["learner"]) % 100 + 10 * one_way(row))}


def crossing(row: Row) -> Row:
    """`home` crosses classes."""
    return row | {"home": f"h{int(row['learner']) % 5}"}


CASES: dict[str, tuple[int, Callable[[Row], Row], tuple[str, ...], tuple[str, ...]]] = {
    "two clusters": (2, lambda row: row, (*SCORE, *CLUSTER), ("told apart", "crossover")),
    "one cluster in an arm": (3, lambda row: row, (*SCORE, *CLUSTER), ("two in each", "lots")),
    "everybody in an arm passed": (
        8, lambda row: row | ({"passed": "1"} if one_way(row) else {}), PASSED,
        ("“lab” (48 learners) succeeded", "a score in place of yes or no"),
    ),
    "all of one arm failed, in clusters": (
        8, lambda row: row | ({"passed": "0"} if one_way(row) else {}), (*PASSED, *CLUSTER),
        ("“lab” (48 learners) failed", "would help"),
    ),
    "the arm tells who passed": (
        8, lambda row: row | {"passed": str(int(one_way(row)))}, (*PASSED, *CLUSTER),
        ("(48 learners)", "would help"),
    ),
    "a covariate tells who passed": (
        8, lambda row: row | {"passed": str(int(row["home"] == "town"))},
        (*PASSED, "--covariate", "before", "--covariate", "home"), ("covariate", "would help"),
    ),
    "a side of a covariate all passed": (
        8, lambda row: row | ({"passed": "1"} if row["home"] == "town" else {}),
        (*PASSED, "--covariate", "home"), ("Leaving that covariate out", "without --binary"),
    ),
    "nobody in an arm differs": (
        8, lambda row: row | ({"score": "50"} if one_way(row) else {}), SCORE,
        ("same outcome, 50", "neither too easy nor too hard"),
    ),
    "nobody in a class differs": (
        8, lambda row: row | {"score": row["class"][1:]}, (*SCORE, *CLUSTER),
        ("do not differ", "would help"),
    ),
    "a covariate holds the outcome": (
        8, lambda row: row, (*SCORE, *CLUSTER, "--covariate", "score"), ("leaving out",),
    ),
    "one arm": (8, lambda row: row | {"way": "lab"}, SCORE, ("other arm is empty",)),
    "nobody of an arm has an outcome": (
        8, lambda row: row | ({"score": ""} if one_way(row) else {}), SCORE,
        ("Nobody in the arm “lab”", "--where"),
    ),
    "nobody has an outcome": (
        8, lambda row: row | {"score": ""}, SCORE, ("nobody has an outcome", "--outcome"),
    ),
    "everybody has one outcome": (
        8, lambda row: row | {"score": "7"}, (*SCORE, *CLUSTER), ("same outcome", "would help"),
    ),
    "a constant covariate": (
        8, lambda row: row | {"before": "3"}, (*SCORE, "--covariate", "before"), ("leave it out",),
    ),
    "ranks inside each class": (8, rank, (*SCORE, *CLUSTER), ("No two clusters", "would help")),
    "ranks inside each class, least squares": (
        8, rank, (*SCORE, *CLUSTER, "--method", "cr2"), ("No two clusters", "would help"),
    ),
    "an arm spelt in two ways": (
        8, lambda row: row | ({"way": "LAB"} if row["home"] == "town" and one_way(row) else {}),
        (*SCORE, *CLUSTER), ("“LAB” and “lab”", "Write them alike"),
    ),
    "a text covariate of one value": (
        8, lambda row: row | {"home": "town"}, (*SCORE, "--covariate", "home"),
        ("“town” in every row", "Leave it out"),
    ),
    "robust errors of crossed groupings": (
        8, crossing, (*SCORE, *CLUSTER, "--cluster2", "home", "--method", "cr2"),
        ("one grouping, would help",),
    ),
    "slopes of crossed groupings": (
        8, crossing, (*SCORE, *CLUSTER, "--cluster2", "home", "--slope", "before"),
        ("no slope, would help",),
    ),
    "shares of crossed groupings": (
        8, crossing, (*PASSED, *CLUSTER, "--cluster2", "home"), ("Name one of them",),
    ),
    "classes that have their names anew in each school": (
        8, lambda row: row | {"class": f"{int(row['class'][1:]) % 2}"},
        (*SCORE, *CLUSTER, "--cluster2", "school"), ("start anew in each school",),
    ),
    "one of several values that no row has": (
        8, lambda row: row, (*SCORE, "--where", "home=town", "--where", "home=vilage"),
        ("home = vilage", "“town”, “village”"),
    ),
    "values that no row has together": (
        8, lambda row: row, (*SCORE, "--where", "class=c0", "--where", "school=s3"),
        ("class = c0 and school = s3", "Leave one out"),
    ),
    "numbers too large to square": (
        8, lambda row: row | {"score": f"{row['score']}e200"}, (*SCORE, *CLUSTER), ("another unit",),
    ),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", list(CASES))
def test_no_answer_is_one_sentence_from_csv_and_from_parquet(
    run: Run, tmp_path: Path, name: str
) -> None:
    n_classes, change, switches, said = CASES[name]
    text = text_of([change(row) for row in table(n_classes)])
    path = tmp_path / "study.csv"
    path.write_text(text, encoding="utf-8")
    other = as_parquet(tmp_path / "study.parquet", text)
    here = sorted(tmp_path.iterdir())
    sentences = []
    for file in (path, other):
        for further in ((), ("--json",)):
            done = run("study", "analyse", file, *switches, *further)
            assert (done.code, done.out) == (2, "")
            assert done.err.count("\n") == 1
            assert not [part for part in said if part not in done.err], done.err
            sentences.append(done.err.replace(str(file), "FILE"))
    assert len(set(sentences)) == 1
    assert sorted(tmp_path.iterdir()) == here  # nothing was written


POOLED = "name,g,v,d\na,0.1,0.02,x\nb,0.3,0.01,x\nc,0.2,0.03,y\nd,0.5,0.02,y\ne,0.1,0.04,z\n"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "switches", "said"),
    [
        (POOLED[: POOLED.index("b,0.3")], (), "more studies"),
        (POOLED[: POOLED.index("c,0.2")], (), "more studies"),
        (POOLED, ("--cluster", "d"), "leaving out --cluster, would help"),
        (POOLED, ("--moderator", "name"), "fewer moderators"),
        ("g,v,d\n" + "".join(f"0.1,0.0{n},{n // 2}\n" for n in range(1, 10)), (), "--method fixed"),
        (
            "g,v,d\n" + "".join(f"0.1,0.01,{n // 2}\n" for n in range(12)),
            ("--cluster", "d"),
            "agree exactly",
        ),
        (POOLED.replace("0.03", "-0.03"), (), "must be above 0"),
        (POOLED.replace("0.03", "1e-300"), (), "another unit"),
        (POOLED.replace("0.03", "big"), (), "line 4"),
        (POOLED, ("--where", "d=q"), "It has: “x”, “y”, “z”"),
        (POOLED, ("--level", "1"), "such as 0.95"),
    ],
)
def test_studies_that_cannot_be_joined_leave_no_forest_plot(
    run: Run, tmp_path: Path, text: str, switches: tuple[str, ...], said: str
) -> None:
    path, plot = tmp_path / "effects.csv", tmp_path / "forest.svg"
    path.write_text(text, encoding="utf-8")
    for further in ((), ("--json",)):
        done = run(
            "study", "pool", path, "--effect", "g", "--variance", "v", *switches,
            "--forest", plot, *further,
        )  # fmt: skip
        assert (done.code, done.out) == (2, "")
        assert done.err.count("\n") == 1
        assert said in done.err
        assert not plot.exists()


def test_a_draw_that_is_refused_writes_nothing(run: Run, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("class,before\nc1,5\nc2,\n", encoding="utf-8")
    for switches in (("--pairs", "before"), ("--arms", "a,a"), ("--seed", "-1")):
        done = run(
            "study", "assign", roster, "--unit", "class", "--arms", "usual,lab", "--seed", "4",
            "--out", tmp_path / "arms.csv", *switches,
        )  # fmt: skip
        assert (done.code, done.out) == (2, "")
        assert done.err.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["roster.csv"]


def test_numbers_with_commas_and_points_are_not_guessed(run: Run, tmp_path: Path) -> None:
    lines = study_text().replace(",", ";").splitlines()
    path = tmp_path / "mixed.csv"
    path.write_text("\n".join([*lines[:1], *(line.replace(".", ",") for line in lines[1:])]) + "\n")
    right = run("study", "analyse", path, *SCORE, "--json")
    assert json.loads(right.out)["n"] == 96
    cells = lines[9].split(";")
    cells[5] = "1,234"
    path.write_text("\n".join([*lines[:9], ";".join(cells), *lines[10:]]) + "\n")
    done = run("study", "analyse", path, *SCORE)
    assert (done.code, done.out) == (2, "")
    assert "may stand for thousands" in done.err


@pytest.mark.parametrize(
    ("separator", "sign", "numbers", "code"),
    [
        (",", ",", ("1,220", "987", "1,004"), 2),
        (",", ",", ("1,220", "1,987", "1,004"), 2),  # in a file that separates cells by commas
        (";", ".", ("1.220", "987", "1.004"), 2),
        (";", ",", ("1,220", "1,987", "1,004"), 0),  # decimals, all three
        (",", ".", ("1.220", "987", "1.004"), 0),
        (";", ",", ("1,22", "987", "1,004"), 0),
        (";", ",", ("0,220", "1", "0,004"), 0),
    ],
)
def test_a_sign_that_may_stand_for_thousands_is_not_guessed(
    run: Run, tmp_path: Path, separator: str, sign: str, numbers: tuple[str, ...], code: int
) -> None:
    lines = ["score", *(numbers[place % 3] for place in range(12))]
    rows = [f'"{line}"{separator}{"ab"[place % 2]}' for place, line in enumerate(lines)]
    path = tmp_path / "study.csv"
    path.write_text("\n".join([f"score{separator}way", *rows[1:]]) + "\n", encoding="utf-8")
    done = run("study", "analyse", path, *SCORE)
    assert done.code == code, done.err
    assert (f"such as 1{sign}234" in done.err) == (code == 2)


def test_a_study_that_outweighs_all_others_is_named(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "effects.csv"
    path.write_text(POOLED.replace("0.2,0.03", "0.25,0.0000001").replace("0.5", "0.2"))
    done = run("study", "pool", path, "--effect", "g", "--variance", "v", "--name", "name")
    assert "“c” alone carries" in done.out


def test_a_plot_of_odd_names_is_a_picture_that_opens(run: Run, tmp_path: Path) -> None:
    path, plot = tmp_path / "effects.csv", tmp_path / "forest.svg"
    path.write_text(POOLED.replace("\na,", "\nschool\u0007 & <1>,"), encoding="utf-8")
    done = run("study", "pool", path, "--effect", "g", "--variance", "v", "--name", "name",
               "--forest", plot)  # fmt: skip
    assert done.code == 0
    assert "school" in "".join(ElementTree.fromstring(plot.read_text(encoding="utf-8")).itertext())


@pytest.mark.parametrize(
    ("switches", "said"),
    [
        (("--method", "randomisation", "--seed", "-1"), "--seed must be"),
        (("--outcome-error", "minus"), "cannot be below 0"),
        (("--assignment", "nowhere.csv"), "leave out --arm"),
        (("--cluster", "none"), "no column “none” (--cluster)"),
    ],
)
def test_odd_switches_are_refused(
    run: Run, tmp_path: Path, switches: tuple[str, ...], said: str
) -> None:
    path = tmp_path / "study.csv"
    path.write_text(text_of([row | {"minus": "-1"} for row in table()]), encoding="utf-8")
    done = run("study", "analyse", path, *SCORE, *switches)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_three_arms_called_by_letters_have_no_hidden_reference(run: Run, tmp_path: Path) -> None:
    lettered = [row | {"way": "abc"[place % 3]} for place, row in enumerate(table())]
    path = tmp_path / "study.csv"
    path.write_text(text_of(lettered), encoding="utf-8")
    found = json.loads(run("study", "analyse", path, *SCORE, "--json").out)
    assert found["reference"] == "a"
    assert any("--reference ARM names another" in text for text in found["warnings"])
    path.write_text(text_of([row for row in lettered if row["way"] != "b"]).replace(",a,", ",t,"))
    assert json.loads(run("study", "analyse", path, *SCORE, "--json").out)["reference"] == "c"
