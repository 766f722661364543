"""`armillary study analyse`: shares, two choices, subgroups, known errors, the A/A check."""

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.apps.exchange.conftest import Run
from tests.apps.exchange.studies import study_text

PLAIN = ("--outcome", "score", "--arm", "way")


def write(path: Path, change: Callable[[int, dict[str, str]], None], **settings: Any) -> Path:
    """Write a study with each row changed."""
    rows = list(csv.DictReader(io.StringIO(study_text(**settings))))
    for number, row in enumerate(rows):
        change(number, row)
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def analyse(run: Run, path: Path, *switches: object) -> dict[str, Any]:
    done = run("study", "analyse", path, *PLAIN, *switches, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_shares_are_compared_by_the_score_test_and_by_odds(run: Run, tmp_path: Path) -> None:
    # Newcombe 1998, table II, row (a), method 6: 56 of 70 less 48 of 80; odds (56/14)/(48/32) = 8/3.
    path = tmp_path / "shares.csv"
    rows = ["lab,1"] * 56 + ["lab,0"] * 14 + ["usual,1"] * 48 + ["usual,0"] * 32
    path.write_text("way,score\n" + "\n".join(rows) + "\n")
    found = analyse(run, path, "--binary")
    assert found["effect"] == pytest.approx(0.2)
    assert found["ci"] == pytest.approx([0.0528, 0.3382], abs=5e-5)
    assert found["odds"]["ratio"] == pytest.approx(8 / 3)
    assert found["g"] == pytest.approx(np.log(8 / 3) / 1.65)
    assert found["method"] == "shares"
    assert "More succeed with lab than with usual: 20.0 points of 100" in found["sentence"]


def test_odds_from_few_successes_are_said_to_be_too_careful(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "rare.csv"
    path.write_text(
        "way,score\n" + "lab,1\n" * 8 + "lab,0\n" * 52 + "usual,1\n" * 4 + "usual,0\n" * 56
    )
    few = [text for text in analyse(run, path, "--binary")["warnings"] if "odds" in text]
    assert len(few) == 1
    assert few[0].startswith("With “usual” only 4 of 60 succeeded")
    path.write_text(path.read_text() + "usual,1\n")
    assert not [text for text in analyse(run, path, "--binary")["warnings"] if "odds" in text]


def test_separation_is_refused_with_what_would_help(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "all.csv"
    path.write_text("way,score\n" + "lab,1\n" * 20 + "usual,1\nusual,0\n" * 10)
    done = run("study", "analyse", path, *PLAIN, "--binary")
    assert (done.code, done.out) == (2, "")
    assert "“lab” (20 learners) succeeded" in done.err
    path.write_text("way,score\n" + "lab,2\nlab,1\n" * 20 + "usual,1\nusual,0\n" * 10)
    assert "must be 0 or 1" in run("study", "analyse", path, *PLAIN, "--binary").err


def test_two_choices_give_two_effects_and_an_interaction(run: Run, tmp_path: Path) -> None:
    def choose(number: int, row: dict[str, str]) -> None:
        screen = number // 2 % 2
        row["home"] = ("paper", "screen")[screen]
        row["score"] = f"{float(row['score']) + 3 * screen:.2f}"

    path = write(tmp_path / "two.csv", choose, whole=False, n_learners=40)
    found = analyse(run, path, "--arm2", "home")
    names = [(one["arm"], one["reference"]) for one in found["contrasts"]]
    assert names == [("lab", "usual"), ("screen", "paper")]
    assert found["interaction"]["se"] == pytest.approx(2 * found["se"], rel=0.02)
    assert abs(found["contrasts"][1]["effect"] - 3) < 4 * found["contrasts"][1]["se"]
    assert found["contrasts"][1]["standard"] == "meets_without_reservations"
    lines = run("study", "analyse", path, *PLAIN, "--arm2", "home").out
    assert "interaction" in lines


def test_subgroups_are_planned_or_exploratory_and_told_by_interaction(
    run: Run, tmp_path: Path
) -> None:
    path = write(tmp_path / "s.csv", lambda _number, _row: None)
    found = analyse(run, path, "--cluster", "class", "--subgroup", "home", "--explore", "school")
    planned, explored = found["subgroups"]
    assert (planned["planned"], explored["planned"]) == (True, False)
    assert [one["value"] for one in planned["effects"]] == ["town", "village"]
    assert planned["interactions"][0]["against"] == "town"
    assert planned["interactions"][0]["ci"][0] < planned["interactions"][0]["ci"][1]
    assert any("exploratory" in text for text in found["warnings"])


def test_a_known_error_is_taken_out_of_the_deviations(run: Run, tmp_path: Path) -> None:
    def measure(number: int, row: dict[str, str]) -> None:
        row["before"] = "3.0"  # of an outcome whose spread inside arms is about 7.5

    path = write(tmp_path / "noisy.csv", measure, n_learners=30)
    found = analyse(run, path, "--cluster", "class", "--outcome-error", "before")
    plain = analyse(run, path, "--cluster", "class")
    assert 0.5 < found["reliability"] < 1.0
    # With one error for all, the effect is the same and the deviation smaller.
    assert found["effect"] == pytest.approx(plain["effect"], abs=1e-4)
    assert found["se"] == pytest.approx(plain["se"], rel=1e-3)
    assert found["g"] == pytest.approx(plain["g"] / found["reliability"] ** 0.5, rel=1e-4)
    assert found["variance"]["residual"] == pytest.approx(
        plain["variance"]["residual"] - 9, rel=0.01
    )


@pytest.mark.slow
def test_the_a_a_check_tells_its_rate_with_an_error(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "aa.csv", lambda _number, _row: None, n_classes=10)
    alarms = analyse(run, path, "--cluster", "class", "--check-aa", 200)["false_alarms"]
    assert alarms["n"] + alarms["n_refused"] == 200
    # 200 draws: 0.05 give or take four standard errors of 0.0154.
    assert abs(alarms["rate"] - 0.05) < 0.062
    again = analyse(run, path, "--cluster", "class", "--check-aa", 200)["false_alarms"]
    assert again == alarms


def test_strata_are_kept_by_the_draws(run: Run, tmp_path: Path) -> None:
    path = write(tmp_path / "st.csv", lambda _number, _row: None, whole=False)
    found = analyse(run, path, "--method", "randomisation", "--strata", "class")
    assert found["ci"][0] < found["effect"] < found["ci"][1]
    done = run("study", "analyse", write(tmp_path / "w.csv", lambda _n, _r: None), *PLAIN,
               "--cluster", "class", "--method", "randomisation", "--strata", "home")  # fmt: skip
    assert done.code == 2
    assert "several strata" in done.err


@pytest.mark.parametrize(
    ("switches", "said"),
    [
        (("--binary", "--method", "randomisation"), "--binary does not go"),
        (("--outcome-error", "before", "--method", "cr2"), "method reml"),
        (("--arm2", "home", "--subgroup", "school"), "--arm2 does not go"),
        (("--check-aa", 3), "200 at least"),
        (("--amount", "--subgroup", "home"), "not amounts"),
        (("--arm2", "school"), "two ways in each choice"),
    ],
)
def test_switches_that_do_not_go_together_are_refused(
    run: Run, tmp_path: Path, switches: tuple[object, ...], said: str
) -> None:
    path = write(tmp_path / "s.csv", lambda _number, _row: None)
    done = run("study", "analyse", path, *PLAIN, *switches)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
