"""The table of learner models: paired intervals, runs that go on, peers that are left out."""

import subprocess
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import duckdb
import numpy as np
import pytest

from armillary.science.learner import estimate_auc, estimate_log_loss
from benchmarks.accuracy.learner.intervals import compare
from benchmarks.accuracy.learner.measure import choose_tasks
from benchmarks.accuracy.learner.pieces import Piece, Predictions, Shelf, Task
from benchmarks.accuracy.learner.table import format_table
from benchmarks.provenance import ROOT

PIECE = Piece(
    log="statics_gervet",
    fold=1,
    model="LightGBM",
    version="LightGBM",
    n_train=100,
    n_test=300,
    n_test_learners=30,
    auc=0.8,
    log_loss=0.5,
    ece=0.006,
    ece_floor=0.004,
    fit_cpu_seconds=12.0,
    us_per_update=3.0,
    us_per_live_update=None,
    peak_memory_mb=200.0,
    state_bytes=900,
    note="90 rounds",
)


def predictions(noise: float, seed: int = 1) -> Predictions:
    """300 answers of 30 learners; more noise makes worse predictions of the same rows."""
    truth = np.random.default_rng(11)
    logit = truth.normal(size=300)
    score = (truth.random(300) < 1.0 / (1.0 + np.exp(-logit))).astype(np.float64)
    blurred = logit + noise * np.random.default_rng(seed).normal(size=300)
    return Predictions(np.repeat(np.arange(30), 10), score, 1.0 / (1.0 + np.exp(-blurred)))


def test_a_difference_is_that_of_the_figures_themselves() -> None:
    one, other = predictions(0.1), predictions(2.0)
    found = compare([one], [other], n_draws=200, generator=np.random.default_rng(3))
    auc = estimate_auc(one.score, one.p_right) - estimate_auc(other.score, other.p_right)
    loss = estimate_log_loss(one.score, one.p_right) - estimate_log_loss(other.score, other.p_right)
    assert found.auc.value == pytest.approx(auc)
    assert found.log_loss.value == pytest.approx(loss)
    assert 0.0 < found.auc.low < found.auc.value < found.auc.high
    assert found.log_loss.low < found.log_loss.value < found.log_loss.high < 0.0


def test_a_model_does_not_differ_from_itself() -> None:
    one = predictions(0.5)
    found = compare([one, one], [one, one], n_draws=50, generator=np.random.default_rng(3))
    assert (found.auc.low, found.auc.value, found.auc.high) == (0.0, 0.0, 0.0)


def test_whole_learners_are_drawn_again() -> None:
    """With one learner every draw is the same rows, so nothing varies."""
    one, other = (
        replace(predictions(noise), learner=np.zeros(300, dtype=np.int64)) for noise in (0.1, 1.0)
    )
    found = compare([one], [other], n_draws=20, generator=np.random.default_rng(3))
    assert found.auc.low == pytest.approx(found.auc.value, abs=1e-12)
    assert found.auc.high == pytest.approx(found.auc.value, abs=1e-12)


def test_models_that_predicted_other_rows_are_not_compared() -> None:
    one = predictions(0.5)
    other = replace(one, learner=one.learner[::-1])
    with pytest.raises(ValueError, match="the same rows"):
        compare([one], [other], n_draws=5, generator=np.random.default_rng(3))


def test_a_shipped_split_has_one_part_and_folds_five() -> None:
    tasks = choose_tasks(["statics_gervet", "assist2015_akt"], "all", ["BKT"])
    assert [(task.log, task.fold) for task in tasks] == [
        ("statics_gervet", 1),
        *(("assist2015_akt", fold) for fold in range(1, 6)),
    ]
    assert choose_tasks(["statics_gervet", "assist2015_akt"], "3", ["BKT"]) == [
        Task("assist2015_akt", 3, "BKT")
    ]


def test_a_stopped_run_goes_on_without_its_torn_line(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "table.txt")
    task = Task(PIECE.log, PIECE.fold, PIECE.model)
    assert shelf.start("abc", resume=False) == {}
    shelf.keep(task, PIECE, predictions(0.5))
    with shelf.lines.open("a", encoding="utf-8") as lines:
        lines.write('{"log": "stat')
    assert shelf.start("abc", resume=True) == {task: PIECE}
    second = replace(PIECE, fold=2)
    shelf.keep(replace(task, fold=2), second, predictions(0.5))
    assert list(shelf.start("abc", resume=True).values()) == [PIECE, second]
    assert np.array_equal(shelf.predictions(task).p_right, predictions(0.5).p_right)


def test_pieces_of_other_code_are_not_gone_on_with(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "table.txt")
    shelf.start("abc", resume=False)
    with pytest.raises(SystemExit, match="other code"):
        shelf.start("abd", resume=True)


def test_folds_become_one_line_with_their_spread(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "table.txt")
    shelf.start("abc", resume=False)
    pieces = [
        replace(PIECE, log="assist2015_akt", fold=fold, model=model, version=model, auc=auc)
        for model in ("LightGBM", "state-space")
        for fold, auc in ((1, 0.79), (2, 0.81))
    ]
    finished = {}
    for piece in pieces:
        task = Task(piece.log, piece.fold, piece.model)
        shelf.keep(task, piece, predictions(0.1 if piece.model == "state-space" else 1.0))
        finished[task] = piece
    lines = format_table(finished, shelf).splitlines()
    # parts, responses of both, mean AUC, and its sd: 0.02 / sqrt(2)
    assert lines[1].split()[1:6] == ["LightGBM", "2", "600", "0.8000", "0.0141"]
    assert lines[3].split()[1:5] == ["their", "average", "2", "600"]
    assert any("state-space minus LightGBM: AUC +" in line for line in lines)


@pytest.mark.slow
def test_the_command_prints_a_table_and_says_which_peers_it_left_out(tmp_path: Path) -> None:
    duckdb.sql(
        f"""COPY (
            SELECT s AS student, o AS "order", (s * 7 + o * 5) % 9 AS item,
                   (hash(s * 1000 + o) % 10 < 4 + (o + s) % 5)::INT AS correct, o % 3 AS skill,
                   CASE WHEN s % 4 = 0 THEN 'test' ELSE 'train' END AS split
            FROM range(40) a(s), range(15) b(o)
        ) TO '{tmp_path / "statics_gervet.parquet"}' (FORMAT parquet)"""
    )
    out = tmp_path / "table.txt"
    command = [sys.executable, "-m", "benchmarks.accuracy.learner.measure", str(tmp_path)]
    chosen = ["--log", "statics_gervet", "--model", "Best-LR", "BKT", "LightGBM"]
    done = subprocess.run(
        [*command, *chosen, "--out", str(out)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    table = out.read_text(encoding="utf-8")
    assert table in done.stdout
    rows = [line.split() for line in table.splitlines() if line.startswith("statics_gervet  ")]
    assert {row[1] for row in rows} >= {"BKT", "Best-LR"}
    assert all(row[3] == "150" and 0.0 < float(row[4]) < 1.0 for row in rows)
    is_missing = find_spec("lightgbm") is None
    assert ("LightGBM is left out: lightgbm is not installed" in table) == is_missing
    again = subprocess.run(
        [*command, *chosen, "--out", str(out), "--resume"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "s to fit" not in again.stdout
