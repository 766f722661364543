"""`armillary score`, `dif`, `link` and `simulate-test` on files."""

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from armillary.science.psychometrics import (
    ItemParameters,
    Settings,
    calibrate,
    estimate_abilities,
)
from tests.apps.exchange.conftest import Run, csv_text
from tests.apps.exchange.measured import GRADED, LONG, draw, rows_of, undescribed


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    path = tmp_path / "answers.csv"
    path.write_text(csv_text(rows_of(draw()), LONG), encoding="utf-8")
    return path


@pytest.fixture
def items(run: Run, answers: Path, tmp_path: Path) -> Path:
    path = tmp_path / "items.json"
    done = run("calibrate", answers, "--model", "2pl", "--out", path)
    assert done.code == 0, done.err
    return path


def as_json(run: Run, *words: object, code: int = 0) -> dict[str, object]:
    done = run(*words, "--json")
    assert done.code == code, done.err
    found: dict[str, object] = json.loads(done.out)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("method", ["eap", "map", "wle"])
def test_scores_are_those_of_the_science_with_errors_of_items(
    run: Run, answers: Path, items: Path, method: str
) -> None:
    found = as_json(run, "score", answers, "--items", items, "--method", method)
    fitted = calibrate(draw(), Settings("2pl"))
    truth = estimate_abilities(draw(), fitted.bank, method=method, item_errors=fitted.item_errors)
    for key, expected in (("estimate", truth.estimate), ("error", truth.error)):
        told = [row[key] for row in found["scores"]]
        np.testing.assert_allclose(told, expected, rtol=0, atol=1e-8)
    assert [row["n"] for row in found["scores"]] == [8] * 400
    assert not undescribed(found)


def test_learners_go_to_a_csv_file_whole(
    run: Run, answers: Path, items: Path, tmp_path: Path
) -> None:
    out = tmp_path / "scores.csv"
    done = run("score", answers, "--items", items, "--out", out)
    assert done.code == 0
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 400
    first = rows[0]
    assert float(first["low"]) < float(first["estimate"]) < float(first["high"])
    again = run("score", answers, "--items", items, "--out", out)
    assert again.code == 2
    assert "--replace" in again.err
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "answers.csv", "items.json", "scores.csv",
    ]  # fmt: skip


def test_graded_scores_from_one_are_scored_as_they_were_calibrated(
    run: Run, tmp_path: Path
) -> None:
    path, items, few = tmp_path / "graded.csv", tmp_path / "graded.json", tmp_path / "few.csv"
    rows = [(who, what, int(str(score)) + 1) for who, what, score in rows_of(draw(GRADED))]
    path.write_text(csv_text(rows, LONG))
    assert run("calibrate", path, "--model", "grm", "--out", items).code == 0
    whole = as_json(run, "score", path, "--items", items)
    # Nobody in this part has the lowest score on every item; the calibration still knows it.
    some = [row for row in rows if row[0] == 7]
    few.write_text(csv_text(some, LONG))
    part = as_json(run, "score", few, "--items", items)
    assert part["scores"] == [row for row in whole["scores"] if row["learner"] == 7]


def test_a_score_outside_the_categories_is_refused_with_its_line(
    run: Run, items: Path, tmp_path: Path
) -> None:
    path = tmp_path / "new.csv"
    path.write_text(csv_text([(1, "q1", 1), (2, "q1", 2)], LONG))
    done = run("score", path, "--items", items)
    assert (done.code, done.out) == (2, "")
    assert "line 3: item q1 has score 2, which is not from 0 to 1" in done.err


def test_answers_to_unknown_items_are_left_out_and_counted(
    run: Run, items: Path, tmp_path: Path
) -> None:
    path = tmp_path / "new.csv"
    path.write_text(csv_text([(1, "q1", 1), (1, "new", 1), (2, "q2", 0)], LONG))
    found = as_json(run, "score", path, "--items", items)
    assert (found["answers"], found["rows_left_out"]) == (2, 1)
    assert found["reading_notes"] == ["1 answers to items that are not calibrated were left out"]


def test_a_learner_without_an_answer_is_named_by_wle_and_believed_by_eap(
    run: Run, items: Path, tmp_path: Path
) -> None:
    path = tmp_path / "new.csv"
    path.write_text("person,q1,q2,q3\n1,1,0,1\n2,,,\n")
    found = as_json(run, "score", path, "--items", items, "--method", "wle", code=1)
    assert (found["n_learners"], found["without_estimate"]) == (1, [2])
    eap = as_json(run, "score", path, "--items", items)
    second = eap["scores"][1]
    assert (second["learner"], second["n"]) == (2, 0)
    assert second["estimate"] == pytest.approx(0.0, abs=1e-9)
    assert second["error"] == pytest.approx(1.0, abs=1e-6)


@pytest.mark.parametrize("content", ["", "{}", '{"format": "armillary calibration", "version": 9}'])
def test_a_file_that_is_no_calibration_is_refused(
    run: Run, answers: Path, tmp_path: Path, content: str
) -> None:
    path = tmp_path / "other.json"
    path.write_text(content)
    done = run("score", answers, "--items", path)
    assert (done.code, done.out) == (2, "")
    assert "calibration" in done.err


def test_a_damaged_calibration_is_refused(run: Run, answers: Path, items: Path) -> None:
    content = json.loads(items.read_text())
    content["item_errors"]["covariance"][3] = "1 2"
    items.write_text(json.dumps(content))
    done = run("score", answers, "--items", items)
    assert done.code == 2
    assert "is damaged: row 4 of the covariance has 2 numbers" in done.err


@pytest.fixture
def unfair(tmp_path: Path) -> Path:
    """Two groups; item q4 is a logit harder for the second, which is less able as well."""
    places = np.linspace(-1.5, 1.5, 16)
    bank = [ItemParameters(f"q{j + 1}", "2pl", 1.2, (-1.2 * d,)) for j, d in enumerate(places)]
    harder = replace(bank[3], intercepts=(bank[3].intercepts[0] - 1.0,))
    theirs = [harder if item.item == "q4" else item for item in bank]
    rows = [(*row, "en") for row in rows_of(draw(bank, n=600))]
    rows += [(*row, "be") for row in rows_of(draw(theirs, n=600, seed=4, mean=-0.5), first=1001)]
    path = tmp_path / "groups.csv"
    path.write_text(csv_text(rows, (*LONG, "language")), encoding="utf-8")
    return path


@pytest.mark.slow
@pytest.mark.parametrize("method", ["lr", "regression"])
def test_dif_calls_out_the_item_that_is_unfair_and_no_other(
    run: Run, unfair: Path, method: str
) -> None:
    found = as_json(
        run, "dif", unfair, "--group", "language", "--reference", "en", "--method", method, code=1
    )
    assert found["called_out"] == ["q4"]
    assert found["groups"] == ["en", "be"]
    one = next(item for item in found["items"] if item["item"] == "q4")
    assert one["n_by_group"] == {"en": 600, "be": 600}
    assert (one["effect"] < 0) == (method == "lr")  # a gap has a sign, R squared has none
    assert [item["item"] for item in found["items"]] == [f"q{j}" for j in range(1, 17)]
    assert not undescribed(found)


def test_dif_refuses_a_learner_in_two_groups_with_both_lines(run: Run, unfair: Path) -> None:
    with unfair.open("a") as file:
        file.write("1,q99,1,be\n")
    done = run("dif", unfair, "--group", "language")
    assert done.code == 2
    assert "lines 2, 19202: learner 1 is in two groups of column language" in done.err


@pytest.mark.slow
def test_link_finds_the_shift_and_carries_items_with_their_errors(
    run: Run, items: Path, tmp_path: Path
) -> None:
    path, abler = tmp_path / "abler.csv", tmp_path / "abler.json"
    path.write_text(csv_text(rows_of(draw(n=1500, seed=9, mean=1.0)), LONG))
    assert run("calibrate", path, "--model", "2pl", "--out", abler).code == 0
    out = tmp_path / "linked.json"
    found = as_json(run, "link", abler, items, "--out", out)
    # Abilities of the abler lie 1 above: a 0 of theirs is a 1 here.
    assert abs(found["shift"] - 1.0) < 4.0 * found["se_shift"] + 0.15
    assert found["n_anchors"] == 8
    assert not undescribed(found)
    before = {item["item"]: item for item in json.loads(abler.read_text())["items"]}
    for item in found["items"]:
        old = before[item["item"]]
        assert item["slope"] == pytest.approx(old["slope"] / found["factor"], rel=1e-9)
        assert item["se_slope"] == pytest.approx(old["se_slope"] / found["factor"], rel=1e-6)
        # The difficulty moves as an ability does; its error by the factor alone.
        moved = found["factor"] * old["difficulty"] + found["shift"]
        assert item["difficulty"] == pytest.approx(moved, rel=1e-9)
        assert item["se_difficulty"] == pytest.approx(
            found["factor"] * old["se_difficulty"], rel=1e-6
        )
    scored = as_json(run, "score", path, "--items", out)
    plain = as_json(run, "score", path, "--items", abler)
    assert scored["mean"] == pytest.approx(
        found["factor"] * plain["mean"] + found["shift"], abs=1e-6
    )


def test_link_of_graded_items_carries_the_errors_of_every_step(run: Run, tmp_path: Path) -> None:
    files = []
    for name, seed in (("a", 5), ("b", 6)):
        path = tmp_path / f"{name}.csv"
        path.write_text(csv_text(rows_of(draw(GRADED, n=800, seed=seed)), LONG))
        files.append(tmp_path / f"{name}.json")
        assert run("calibrate", path, "--model", "grm", "--out", files[-1]).code == 0
    found = as_json(run, "link", *files)
    before = {item["item"]: item for item in json.loads(files[0].read_text())["items"]}
    for item in found["items"]:
        expected = found["factor"] * np.array(before[item["item"]]["se_difficulties"])
        np.testing.assert_allclose(item["se_difficulties"], expected, rtol=1e-6)


def test_link_refuses_too_few_anchors(run: Run, items: Path) -> None:
    done = run("link", items, items, "--anchors", "q1", "q2")
    assert done.code == 2
    assert "share 2 items; 3 anchors at least are needed" in done.err


def test_a_simulated_test_says_so_and_keeps_to_its_rules(run: Run, tmp_path: Path) -> None:
    quotas = tmp_path / "quotas.yaml"
    quotas.write_text("quotas: {a: [4, 6], b: [2, 8], c: [2, 8]}\n")
    words = ("simulate-test", "--bank", 120, "--learners", 400, "--length", 12)
    found = as_json(run, *words, "--max-exposure", 0.3, "--quotas", quotas)
    assert found["simulated"] is True
    assert found["exposure"]["most"] <= 0.3 + 1 / 400
    assert found["quotas_met"] == 1.0
    assert found["items_given"] == {"mean": 12.0, "least": 12, "most": 12}
    assert sum(item["exposure"] for item in found["items"]) == pytest.approx(12.0)
    assert sum(band["n"] for band in found["bands"]) == 400
    # The error it tells is the error it makes, within its own error.
    assert abs(found["rmse"] - found["mean_error"]) < 4.0 * found["se_rmse"]
    assert not undescribed(found) - {"a", "b", "c"}
    same = as_json(run, *words, "--max-exposure", 0.3, "--quotas", quotas)
    assert same["rmse"] == found["rmse"]


def test_a_simulated_test_stops_when_the_error_is_small_enough(run: Run, items: Path) -> None:
    words = ("simulate-test", "--items", items, "--learners", 200, "--length", 8)
    found = as_json(run, *words, "--stop-error", 0.75)
    assert found["items_given"]["mean"] < 8
    assert found["bank"] == str(items)


def test_a_simulated_test_that_cannot_keep_its_rules_is_a_fault(run: Run, items: Path) -> None:
    words = ("simulate-test", "--items", items, "--learners", 200, "--length", 8)
    found = as_json(run, *words, "--max-exposure", 0.5, code=1)
    assert found["exposure"]["most"] > 0.5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("quotas: {a: [3, 2]}", "quota of 'a' must be 0 <= least <= most"),
        ("quotas: {a: [30, 40]}", "quotas ask for 30 items"),
        ("quotas: [1]", "must hold quotas"),
        ("{", "cannot be read as YAML or JSON"),
    ],
)
def test_quotas_that_cannot_be_are_refused(
    run: Run, tmp_path: Path, text: str, message: str
) -> None:
    path = tmp_path / "quotas.yaml"
    path.write_text(text)
    words = ("simulate-test", "--bank", 50, "--learners", 10, "--length", 12, "--quotas", path)
    done = run(*words)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
