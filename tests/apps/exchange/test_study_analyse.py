"""`armillary study analyse` on files: figures, refusals, words."""

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.apps.exchange.conftest import Run, as_parquet
from tests.apps.exchange.studies import study_text, write_study

KEYS = {
    "effect", "se", "df", "ci", "p", "g", "g_ci", "icc", "variance", "n", "n_clusters",
    "attrition", "equivalence", "standard", "warnings", "method", "n_by_arm", "contrasts",
}  # fmt: skip
DOCS = Path(__file__).parents[3] / "docs" / "reference" / "study-commands.md"
PLAIN = ("--outcome", "score", "--arm", "way")


@pytest.fixture
def study(tmp_path: Path) -> Path:
    return write_study(tmp_path / "study.csv")


def analyse(run: Run, path: Path, *switches: object) -> dict[str, Any]:
    done = run("study", "analyse", path, *PLAIN, *switches, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def refuse(run: Run, path: Path, *switches: object) -> str:
    done = run("study", "analyse", path, *switches)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    return done.err


def scores(path: Path, **wanted: str) -> np.ndarray:
    rows = csv.DictReader(io.StringIO(path.read_text()))
    kept = [row for row in rows if all(row[key] == value for key, value in wanted.items())]
    return np.array([float(row["score"]) for row in kept if row["score"]])


def test_json_has_the_promised_keys_each_described_in_the_docs(run: Run, study: Path) -> None:
    found = analyse(run, study, "--cluster", "class", "--covariate", "before")
    text = DOCS.read_text(encoding="utf-8")
    assert found.keys() >= KEYS
    assert found["variance"].keys() >= {"cluster", "residual"}
    assert not {key for key in found if f"`{key}`" not in text}


def test_learners_drawn_one_by_one_give_welch_difference_and_hc2_error(
    run: Run, study: Path
) -> None:
    # Of two groups HC2 is Welch's error: sqrt(s1^2/n1 + s0^2/n0).
    found = analyse(run, study)
    new, old = scores(study, way="lab"), scores(study, way="usual")
    assert found["effect"] == pytest.approx(new.mean() - old.mean())
    assert found["se"] == pytest.approx(
        np.sqrt(new.var(ddof=1) / len(new) + old.var(ddof=1) / len(old))
    )
    assert (found["method"], found["reference"], found["n"]) == ("ancova", "usual", 96)
    assert found["icc"] is None


def test_whole_classes_of_one_size_give_the_t_test_of_class_means(run: Run, study: Path) -> None:
    found = analyse(run, study, "--cluster", "class")
    means = [scores(study, **{"class": f"c{room}"}).mean() for room in range(8)]
    old, new = np.array(means[0::2]), np.array(means[1::2])
    pooled = (old.var(ddof=1) + new.var(ddof=1)) / 2
    assert found["effect"] == pytest.approx(new.mean() - old.mean())
    assert found["se"] == pytest.approx(np.sqrt(pooled * 2 / 4), rel=1e-6)
    assert found["df"] == pytest.approx(6.0)
    assert found["n_clusters"] == 8
    assert found["variance"]["cluster"] >= 0
    assert found["clusters"] == "single"


def test_every_method_agrees_on_the_effect_of_equal_classes(run: Run, study: Path) -> None:
    model = analyse(run, study, "--cluster", "class")
    robust = analyse(run, study, "--cluster", "class", "--method", "cr2")
    assert robust["effect"] == pytest.approx(model["effect"])
    assert robust["se"] == pytest.approx(model["se"], rel=1e-6)
    learners = analyse(run, study, "--method", "randomisation")
    assert learners["effect"] == pytest.approx(model["effect"])
    assert learners["se"] is None
    assert learners["ci"][0] < learners["effect"] < learners["ci"][1]


def test_a_small_study_has_too_few_draws_of_classes_for_an_interval(
    run: Run, tmp_path: Path
) -> None:
    path = write_study(tmp_path / "small.csv", n_classes=6)
    said = refuse(run, path, *PLAIN, "--cluster", "class", "--method", "randomisation")
    assert "too few different draws" in said


def test_a_covariate_sharpens_and_is_reported(run: Run, study: Path) -> None:
    plain = analyse(run, study)
    sharper = analyse(run, study, "--covariate", "before")
    assert sharper["se"] < plain["se"]
    effects = {one["name"]: one for one in sharper["model"]["effects"]}
    assert effects.keys() == {"(intercept)", "lab", "before"}
    assert abs(effects["before"]["effect"] - 0.5) < 3 * effects["before"]["se"]
    assert sharper["equivalence"]["baselines"][0]["column"] == "before"
    assert sharper["equivalence"]["adjusted"]


def test_two_groupings_are_found_to_be_nested_or_crossed(run: Run, study: Path) -> None:
    nested = analyse(run, study, "--cluster", "class", "--cluster2", "school")
    assert nested["clusters"] == "nested"
    assert (nested["n_clusters"], nested["n_clusters2"]) == (8, 4)
    turned = analyse(run, study, "--cluster", "school", "--cluster2", "class")
    assert (turned["n_clusters"], turned["n_clusters2"]) == (4, 8)
    assert turned["effect"] == pytest.approx(nested["effect"])
    assert turned["variance"]["cluster"] == pytest.approx(nested["variance"]["cluster2"])


def test_crossed_groupings_are_said_to_be_crossed(run: Run, tmp_path: Path) -> None:
    text = study_text(n_classes=6, n_learners=20, whole=False)
    rows = list(csv.reader(io.StringIO(text)))
    for number, row in enumerate(rows[1:]):
        row[2] = f"s{number % 5}"
    path = tmp_path / "crossed.csv"
    path.write_text("".join(",".join(row) + "\n" for row in rows))
    found = analyse(run, path, "--cluster", "class", "--cluster2", "school")
    assert found["clusters"] == "crossed"
    assert any("taken as crossed" in text for text in found["warnings"])


def test_few_schools_that_learners_leave_with_their_way_are_warned_of(
    run: Run, tmp_path: Path
) -> None:
    generator = np.random.default_rng(2)
    lines = ["way,school,pupil,score"]
    for pupil in range(72):
        own = generator.normal()
        for test in range(3):
            school = (pupil + (test == 2 and pupil < 18)) % 6
            score = own + generator.normal() + 0.3 * school
            lines.append(f"{'lab' if pupil % 2 else 'usual'},s{school},p{pupil},{score:.3f}")
    path = tmp_path / "left.csv"
    path.write_text("\n".join(lines) + "\n")
    found = analyse(run, path, "--cluster", "school", "--cluster2", "pupil")
    assert found["clusters"] == "crossed"
    assert any("more often than it says" in text for text in found["warnings"])


def test_cr2_with_two_clusters_against_four_is_said_to_be_too_careful(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "uneven.csv"
    lines = study_text(n_classes=8).splitlines()
    path.write_text("\n".join(line for line in lines if ",c1," not in line and ",c3," not in line))
    told = {
        method: [
            text
            for text in analyse(run, path, "--cluster", "class", "--method", method)["warnings"]
            if "CR2" in text
        ]
        for method in ("cr2", "reml")
    }
    assert told["reml"] == []
    assert told["cr2"][0].startswith("One arm has only 2 clusters, another 4")


def test_several_arms_are_each_compared_with_the_reference(run: Run, tmp_path: Path) -> None:
    lines = study_text(n_classes=12).splitlines()
    third = [line.replace(",lab,", ",game,") if ",c1," in line or ",c5," in line else line
             for line in lines]  # fmt: skip
    path = tmp_path / "three.csv"
    path.write_text("\n".join(third) + "\n")
    found = analyse(run, path, "--cluster", "class")
    assert [one["arm"] for one in found["contrasts"]] == ["game", "lab"]
    assert found["arm"] == "game"
    first, second = found["contrasts"]
    lower, upper = sorted([first, second], key=lambda one: one["p"])
    assert lower["p_holm"] == pytest.approx(min(1.0, 2 * lower["p"]))
    assert upper["p_holm"] == pytest.approx(max(lower["p_holm"], upper["p"]))
    other = analyse(run, path, "--cluster", "class", "--reference", "lab")
    assert {one["arm"] for one in other["contrasts"]} == {"game", "usual"}


def test_who_is_missing_counts_as_lost(run: Run, tmp_path: Path) -> None:
    path = write_study(tmp_path / "lossy.csv", missing=0.3, n_classes=10)
    found = analyse(run, path, "--cluster", "class")
    n_left = len(scores(path))
    assert found["n"] == n_left
    assert found["attrition"]["overall"] == pytest.approx(1 - n_left / 120)
    assert found["attrition"]["clusters"]["overall"] == 0.0
    assert found["n_without_outcome"] == 120 - n_left
    lost = {way: 60 - len(scores(path, way=way)) for way in ("usual", "lab")}
    told = f"{120 - n_left} rows (usual {lost['usual']}, lab {lost['lab']}) have no outcome"
    assert any(told in text for text in found["warnings"])


def test_what_may_be_a_code_or_a_slip_is_told(run: Run, tmp_path: Path) -> None:
    lines = study_text().splitlines()
    for number in (5, 40):
        cells = lines[number].split(",")
        cells[5] = "-99"
        lines[number] = ",".join(cells)
    lines[1] = lines[1].replace(",c0,", ",C0,")
    path = tmp_path / "coded.csv"
    path.write_text("\n".join(lines) + "\n")
    warnings = analyse(run, path, "--cluster", "class")["warnings"]
    assert any("score is -99 in 2 rows" in text for text in warnings)
    assert any("“C0” and “c0”" in text for text in warnings)
    plain = write_study(tmp_path / "plain.csv")
    assert not [
        text
        for text in analyse(run, plain, "--cluster", "class")["warnings"]
        if "C0" in text or "-99" in text
    ]


def test_whole_numbers_that_floats_cannot_tell_apart_are_picked_apart(
    run: Run, tmp_path: Path
) -> None:
    lines = study_text().splitlines()
    for number, line in enumerate(lines[1:], start=1):
        cells = line.split(",")
        cells[1] = str(2**53 + int(cells[1][1:]))
        lines[number] = ",".join(cells)
    path = tmp_path / "long.csv"
    path.write_text("\n".join(lines) + "\n")
    picked = (("--where", f"class={2**53 + place}") for place in (1, 2))
    found = analyse(run, path, *(word for pair in picked for word in pair))
    assert found["n_by_arm"] == {"usual": 12, "lab": 12}


def test_heavy_unlike_loss_fails_the_standard_and_says_so(run: Run, tmp_path: Path) -> None:
    lines = study_text(n_classes=8, n_learners=20).splitlines()
    gone = 0
    for number, line in enumerate(lines):
        if ",lab," in line and gone < 40:
            cells = line.split(",")
            cells[5], gone = "", gone + 1
            lines[number] = ",".join(cells)
    path = tmp_path / "gone.csv"
    path.write_text("\n".join(lines) + "\n")
    found = analyse(run, path)
    assert found["standard"] == "does_not_meet"
    assert "high_attrition" in found["standard_because"]
    assert not found["attrition"]["low"]["optimistic"]
    assert any("lost" in text for text in found["warnings"])


def test_where_picks_rows_and_values_of_one_column_add_up(run: Run, study: Path) -> None:
    town = analyse(run, study, "--where", "home=town")
    both = analyse(run, study, "--where", "home=town", "--where", "home=village")
    assert town["n"] == len(scores(study, home="town"))
    assert both["n"] == 96


def test_parquet_gives_the_figures_of_the_csv(run: Run, study: Path, tmp_path: Path) -> None:
    path = as_parquet(tmp_path / "study.parquet", study.read_text())
    one, other = (analyse(run, file, "--cluster", "class") for file in (study, path))
    assert one == other


def test_without_an_arm_there_is_a_mean_and_the_icc(run: Run, study: Path) -> None:
    done = run("study", "analyse", study, "--outcome", "score", "--cluster", "class", "--json")
    found = json.loads(done.out)
    assert found["effect"] == pytest.approx(scores(study).mean())
    assert found["g"] is None
    assert 0 <= found["icc"] < 1


def test_people_get_the_answer_first_with_its_interval(run: Run, tmp_path: Path) -> None:
    path = write_study(tmp_path / "clear.csv", effect=9.0)
    done = run("study", "analyse", path, *PLAIN, "--cluster", "class")
    first = done.out.splitlines()[0]
    assert first.startswith("lab learned more than usual: ")
    assert "likely between" in first


def test_an_unclear_result_is_not_called_learning(run: Run, tmp_path: Path) -> None:
    path = write_study(tmp_path / "unclear.csv", effect=0.0)
    first = run("study", "analyse", path, *PLAIN, "--cluster", "class").out.splitlines()[0]
    assert "this study cannot tell" in first
    assert "likely between" in first


@pytest.mark.parametrize(
    ("change", "switches", "said"),
    [
        (lambda text: text.replace(",lab,", ",usual,"), (), "other arm is empty"),
        (lambda text: text.replace(",lab,", ",,").replace(",usual,", ",,"), (), "empty cell"),
        (lambda text: text, ("--cluster", "learner"), "groups nobody"),
        (lambda text: text, ("--where", "home=moon"), "It has: “town”, “village”"),
        (lambda text: text, ("--where", "home"), "COLUMN=VALUE"),
        (lambda text: text, ("--cluster2", "class"), "Name the first with --cluster"),
        (lambda text: text, ("--reference", "game"), "The arms are: “lab”, “usual”"),
        (lambda text: text, ("--covariate", "nothing"), "no column “nothing” (--covariate)"),
        (lambda text: text, ("--level", "95"), "such as 0.95"),
        (lambda text: text, ("--covariate", "learner", "--covariate", "learner"), "“learner” is"),
        (lambda text: text, ("--slope", "before"), "--slope needs --cluster"),
        (lambda text: text, ("--draws", "5"), "200 at least"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_in_one_sentence(
    run: Run, study: Path, change: Any, switches: tuple[str, ...], said: str
) -> None:
    study.write_text(change(study.read_text()))
    assert said in refuse(run, study, *PLAIN, *switches)


def test_one_class_in_each_arm_is_refused_with_what_would_help(run: Run, tmp_path: Path) -> None:
    path = write_study(tmp_path / "two.csv", n_classes=2)
    said = refuse(run, path, *PLAIN, "--cluster", "class")
    assert "cannot be told apart" in said
    assert "crossover" in said


def test_one_class_against_many_is_refused(run: Run, tmp_path: Path) -> None:
    text = study_text(n_classes=8)
    for room in (3, 5, 7):
        text = text.replace(f",c{room},s{room // 2 % 4},lab,", f",c{room},s0,usual,")
    path = tmp_path / "one.csv"
    path.write_text(text)
    assert "two in each are needed" in refuse(run, path, *PLAIN, "--cluster", "class")


def test_constant_missing_and_unreadable_outcomes_are_refused(run: Run, study: Path) -> None:
    rows = list(csv.reader(io.StringIO(study.read_text())))
    for value, said in (("7", "same outcome"), ("", "nobody has an outcome"), ("x", "line 2")):
        text = "".join(",".join([*row[:5], value, row[6]]) + "\n" for row in rows[1:])
        study.write_text(",".join(rows[0]) + "\n" + text)
        assert said in refuse(run, study, *PLAIN)


def test_learners_alike_inside_classes_leave_nothing_to_measure_with(run: Run, study: Path) -> None:
    rows = list(csv.reader(io.StringIO(study.read_text())))
    text = "".join(",".join([*row[:5], row[1][1:], row[6]]) + "\n" for row in rows[1:])
    study.write_text(",".join(rows[0]) + "\n" + text)
    assert "do not differ" in refuse(run, study, *PLAIN, "--cluster", "class")
