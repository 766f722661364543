"""A school refits the learner model: better parameters are taken, worse ones never."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from pytest_django import Settings

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.exchange.counted import read_counted
from armillary.apps.exchange.refitting import MIN_LEARNERS, hold_back, predict_counted
from armillary.apps.people.models import AuditEntry
from armillary.apps.practice.engine import find_model, item_spec, model_name
from armillary.apps.practice.models import Answer, LearnerState
from armillary.apps.practice.models_in_use import hold_models
from armillary.apps.practice.parameters import (
    ACTIVE_FILE,
    fingerprint_of,
    parameters_folder,
    read_ledger,
    shipped_parameters,
)
from armillary.apps.practice.rebuild import rebuild_states
from armillary.science.learner import load_parameters
from tests.apps.exchange.conftest import Run, csv_text, make_rows
from tests.apps.exchange.simulated import fill_school, make_answer, true_difficulty, turn_round
from tests.apps.practice.conftest import NOW
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data(settings: Settings, tmp_path: Path) -> Path:
    """A data folder of this test's own."""
    folder = settings.DATA = tmp_path / "data"
    folder.mkdir()
    return folder


def fit(run: Run, *switches: object) -> dict[str, object]:
    """Run the command, which must succeed, and return what it prints as JSON."""
    done = run("fit", "learner", *switches, "--json")
    assert done.code == 0, done.err
    found: dict[str, object] = json.loads(done.out)
    return found


def notes() -> list[tuple[str, str]]:
    """Return what the school's log says about parameters."""
    found = AuditEntry.objects.filter(action__startswith="parameters").order_by("pk")
    return list(found.values_list("action", "subject"))


def states() -> dict[int, bytes]:
    return {row.learner_id: bytes(row.packed) for row in LearnerState.objects.all()}


@pytest.mark.slow
def test_better_parameters_are_taken_and_everybody_is_estimated_with_them(
    run: Run, school: Cast, course: Catalogue
) -> None:
    fill_school(school, course)
    before = states()
    found = fit(run)
    assert found["better"] is found["switched"] is True
    assert found["number"] == 1
    assert float(str(found["log_loss"])) < float(str(found["log_loss_before"]))
    assert found["learners_rebuilt"] == 50
    assert found["fit_learners"] + found["held_back_learners"] == 50  # type: ignore[operator]
    model = find_model(course)
    assert fingerprint_of(model.parameters) == found["fingerprint"]
    assert {row.model for row in LearnerState.objects.all()} == {model_name(model)}
    assert all(before[learner] != packed for learner, packed in states().items())
    assert rebuild_states(write=False).differing == ()
    (action, subject), *_rest = notes()
    assert action == "parameters_fitted"
    assert str(found["fingerprint"]) in subject
    assert f"{found['difference']:+.4f}" in subject


@pytest.mark.slow
def test_the_fitted_difficulties_are_those_of_the_questions(
    run: Run, school: Cast, course: Catalogue
) -> None:
    fill_school(school, course)
    fit(run)
    truth = true_difficulty(course)
    items = [item for item in course.items if item.kind != "open"]
    fitted = [item_spec(find_model(course), item).difficulty for item in items]
    assert np.corrcoef(fitted, [truth[item.key] for item in items])[0, 1] > 0.9


@pytest.mark.slow
def test_the_file_is_readable_and_holds_what_counts(
    run: Run, school: Cast, course: Catalogue
) -> None:
    fill_school(school, course)
    found = fit(run)
    file = Path(str(found["file"]))
    assert file.parent == parameters_folder("ai")
    assert file.name.startswith("0001-")
    assert load_parameters(file) == find_model(course).parameters
    (version,) = read_ledger(file.parent).versions
    assert version.figures["log_loss"] == found["log_loss"]
    assert not list(file.parent.glob("*.new"))


@pytest.mark.slow
def test_worse_parameters_are_refused_and_nothing_changes(
    run: Run, school: Cast, course: Catalogue
) -> None:
    keys = [learner.pk for learner in fill_school(school, course)]
    # Who is fitted to gets right what is hard; who is held back what is easy.
    turn_round(course, {key for key, held in zip(keys, hold_back(keys), strict=True) if not held})
    before = states()
    found = fit(run)
    assert found["better"] is found["switched"] is False
    assert found["number"] == 0
    assert states() == before
    assert not (parameters_folder("ai") / ACTIVE_FILE).exists()
    assert find_model(course).parameters == shipped_parameters()
    assert {action for action, _subject in notes()} == {"parameters_kept"}


@pytest.mark.slow
def test_checking_says_the_same_and_changes_nothing(
    run: Run, school: Cast, course: Catalogue, data: Path
) -> None:
    fill_school(school, course)
    before = states()
    said = run("fit", "learner", "--check")
    assert said.code == 0
    assert "They are better. Nothing was changed; to switch:" in said.out
    assert list(data.iterdir()) == []
    assert (states(), notes()) == (before, [])
    checked = fit(run, "--check")
    assert checked["switched"] is False
    switched = fit(run)
    same = set(checked) - {"switched", "learners_rebuilt", "number", "file", "fit_seconds"}
    assert {key: checked[key] for key in same} == {key: switched[key] for key in same}


@pytest.mark.slow
def test_a_second_fit_on_the_same_answers_finds_nothing_better_and_one_can_go_back(
    run: Run, school: Cast, course: Catalogue
) -> None:
    fill_school(school, course)
    first = fit(run)
    again = fit(run)
    assert again["fingerprint"] == again["fingerprint_before"] == first["fingerprint"]
    assert (again["difference"], again["switched"], again["number"]) == (0.0, False, 1)
    assert float(str(again["log_loss_shipped"])) == first["log_loss_before"]
    back = fit(run, "--back")
    assert (back["number"], back["number_before"], back["file"]) == (0, 1, "")
    assert find_model(course).parameters == shipped_parameters()
    assert rebuild_states(write=False).differing == ()
    refused = run("fit", "learner", "--back")
    assert refused.code == 2
    assert "There are no parameters before these" in refused.err
    assert fit(run, "--shipped")["number"] == 0
    third = fit(run)
    assert (third["number"], third["number_before"]) == (2, 0)
    assert third["fingerprint"] == first["fingerprint"]
    assert fit(run, "--shipped")["number"] == 0
    assert fit(run, "--back")["number"] == 2
    actions = [action for action, _subject in notes()]
    assert actions[::2] == actions[1::2]  # the two schools of the cast
    assert actions[::2] == [
        "parameters_fitted", "parameters_kept", "parameters_back", "parameters_shipped",
        "parameters_fitted", "parameters_shipped", "parameters_back",
    ]  # fmt: skip


@pytest.mark.slow
def test_a_small_school_is_told_what_a_fit_needs(run: Run, school: Cast, course: Catalogue) -> None:
    refused = run("fit", "learner")
    assert refused.code == 2
    assert "No answer to the course ai counts yet." in refused.err
    fill_school(school, course, n_learners=MIN_LEARNERS - 1, n_answers=40)
    refused = run("fit", "learner")
    assert refused.code == 2
    assert "needs 1,000 answers that count of 30 learners; there are 1,160 of 29." in refused.err
    assert notes() == []


@pytest.mark.slow
def test_answers_all_alike_are_refused(run: Run, school: Cast, course: Catalogue) -> None:
    fill_school(school, course)
    Answer.objects.update(score=1.0)
    refused = run("fit", "learner")
    assert refused.code == 2
    assert "all right or all wrong" in refused.err


def test_only_answers_that_moved_an_estimate_count_and_labs_count_lightly(
    school: Cast, course: Catalogue
) -> None:
    item = next(item for item in course.items if item.kind != "open")
    ada, bo = school.ada, school.bo
    noon = NOW + timedelta(hours=3)
    Answer.objects.bulk_create(
        [
            make_answer(ada, item, 1, noon, score=0.5),
            make_answer(ada, item, 2, noon, score=1.0, assisted=True),
            make_answer(ada, item, 3, noon, score=None),
            make_answer(ada, item, 4, noon - timedelta(hours=1), score=1.0, by_page=True),
            make_answer(bo, item, 1, noon + timedelta(days=1), score=0.25),
        ]
    )
    counted = read_counted(course, progress=lambda n: None)
    assert counted is not None
    first, second = sorted((ada.pk, bo.pk))
    assert counted.to_fit.learner_keys.tolist() == [first, second]
    rows = counted.to_judge
    of_ada = rows.learner_keys[rows.learner] == ada.pk
    assert rows.score[of_ada].tolist() == [0.5, 1.0]
    assert rows.weight is not None
    assert rows.weight[of_ada].tolist() == [1.0, 0.25]
    assert rows.score[~of_ada].tolist() == [0.25]
    assert counted.to_fit.score[~of_ada].tolist() == [0.0]
    assert counted.to_fit.score[of_ada].tolist() == [1.0, 1.0]
    assert rows.days is not None
    # Noon, then an hour before it: a clock that went back means that no time has passed.
    assert np.diff(rows.days[of_ada]).tolist() == [0.0]
    assert rows.days[~of_ada][0] - rows.days[of_ada][0] == pytest.approx(1.0)
    assert counted.questions == (item.key,)
    assert (counted.n_partial, counted.n_from_labs) == (2, 1)
    assert rows.skills_of(0) == tuple(sorted(item.skills))


def test_predictions_on_held_back_answers_are_those_that_practice_would_have_made(
    school: Cast, course: Catalogue
) -> None:
    (learner,) = fill_school(school, course, n_learners=1, n_answers=12)
    counted = read_counted(course, progress=lambda n: None)
    assert counted is not None
    model = find_model(course)
    state, live = model.new_state(), []
    by_id = {item.id: item for item in course.items}
    for answer in Answer.objects.filter(learner=learner).order_by("position"):
        spec, days = item_spec(model, by_id[answer.item_id]), answer.answered_at.timestamp() / 86400
        live.append(model.predict(state, spec, days))
        state = model.update(state, spec, answer.score or 0.0, days)
    predicted = predict_counted(model.parameters, counted, counted.to_judge)
    assert predicted.tolist() == pytest.approx(live, abs=1e-9)


def test_the_same_learners_are_held_back_when_more_join() -> None:
    keys = list(range(1000, 3000, 7))
    few, many = hold_back(keys[:100]), hold_back(keys)
    assert few.tolist() == many[:100].tolist()
    # 286 learners, each with a chance of 0.2: 57 expected, with a standard deviation of 6.8.
    assert abs(int(many.sum()) - 57) < 21
    assert hold_back(keys[:30]).sum() >= 10


@pytest.mark.slow
def test_a_torn_file_is_never_half_used(
    run: Run, school: Cast, course: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_school(school, course)
    file = Path(str(fit(run)["file"]))
    whole = file.read_text(encoding="utf-8")
    for text in (whole[: len(whole) // 2], whole.replace("1", "2", 1), "\x00"):
        file.write_text(text, encoding="utf-8")
        touch(file.parent / ACTIVE_FILE)
        assert find_model(course).parameters == shipped_parameters()
        assert str(file) in capsys.readouterr().err  # the log of the server
        for switch in ("--check", "--json"):
            refused = run("fit", "learner", switch)
            assert refused.code == 2
            assert f"{file} is damaged" in refused.err
            assert "Nothing was changed" in refused.err
    file.write_text(whole, encoding="utf-8")
    touch(file.parent / ACTIVE_FILE)
    assert find_model(course).parameters == load_parameters(file)


@pytest.mark.slow
def test_a_torn_ledger_is_refused_and_the_shipped_parameters_bring_the_school_back(
    run: Run, school: Cast, course: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    fill_school(school, course)
    first = fit(run)
    ledger = Path(str(first["file"])).parent / ACTIVE_FILE
    text = ledger.read_text(encoding="utf-8")
    for torn in (text[:-20], "[]", text.replace('"version": 1', '"version": 9'), "", "\xff"):
        ledger.write_bytes(torn.encode("latin-1"))
        assert find_model(course).parameters == shipped_parameters()
        assert str(ledger) in capsys.readouterr().err  # the log of the server
        for switch in ("--check", "--back"):
            refused = run("fit", "learner", switch)
            assert refused.code == 2
            assert f"{ledger} is" in refused.err
    assert fit(run, "--shipped")["number"] == 0
    assert find_model(course).parameters == shipped_parameters()
    again = fit(run)
    assert (again["number"], again["fingerprint"]) == (2, first["fingerprint"])


def touch(file: Path) -> None:
    """Put the same file in place again, as whoever mends it does."""
    text = file.read_bytes()
    file.unlink()
    file.write_bytes(text)


WATCHER = """
import sys
import django
django.setup()
from armillary.apps.practice.models_in_use import IN_USE
from armillary.apps.practice.parameters import fingerprint_of
for line in sys.stdin:
    print(fingerprint_of(IN_USE.find("ai", int(line)).parameters), flush=True)
"""


@pytest.mark.slow
def test_a_running_process_notices_a_switch(
    run: Run, school: Cast, course: Catalogue, data: Path
) -> None:
    fill_school(school, course)
    environment = {
        **os.environ,
        "ARMILLARY_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "armillary.web.settings",
    }
    with subprocess.Popen(
        [sys.executable, "-c", WATCHER],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=environment,
    ) as watcher:

        def look() -> str:
            assert watcher.stdin is not None
            assert watcher.stdout is not None
            watcher.stdin.write(f"{len(course.skills)}\n")
            watcher.stdin.flush()
            return watcher.stdout.readline().strip()

        shipped = fingerprint_of(shipped_parameters())
        assert look() == shipped
        fitted = fit(run)["fingerprint"]
        assert look() == fitted != shipped
        fit(run, "--back")
        assert look() == shipped
        watcher.communicate()


@pytest.mark.slow
def test_a_page_keeps_its_model_to_the_end(run: Run, school: Cast, course: Catalogue) -> None:
    fill_school(school, course)
    with hold_models():
        before = find_model(course)
        fit(run)
        assert find_model(course) is before
    assert find_model(course) is not before


@pytest.mark.slow
def test_a_log_from_outside_is_fitted_to_without_a_school(
    run: Run, tmp_path: Path, data: Path
) -> None:
    log, out = tmp_path / "log.csv", tmp_path / "parameters.json"
    log.write_text(csv_text(make_rows(60, 30)), encoding="utf-8")
    found = fit(run, "--file", log, "--out", out)
    parameters = load_parameters(out)
    assert fingerprint_of(parameters) == found["fingerprint"]
    assert set(parameters.item_difficulty) <= {f"q{n}" for n in range(6)}
    assert len(parameters.item_difficulty) == 6
    assert found["skills"] == ["0", "1", "2"]
    assert (found["fit_learners"], found["held_back_learners"]) == (45, 15)
    assert list(data.iterdir()) == []
    there = run("fit", "learner", "--file", log, "--out", out)
    assert there.code == 2
    assert "--replace" in there.err
    assert run("fit", "learner", "--file", log, "--out", out, "--replace").code == 0


def test_a_log_that_cannot_be_read_gives_one_sentence(run: Run, tmp_path: Path) -> None:
    log, out = tmp_path / "log.csv", tmp_path / "parameters.json"
    cases = [
        (csv_text(make_rows()).replace("correct", "colour"), "no column known to hold"),
        (csv_text(make_rows(6, 3)), "cannot be fitted: a fit needs"),
        ("", "is empty"),
    ]
    for text, message in cases:
        log.write_text(text, encoding="utf-8")
        refused = run("fit", "learner", "--file", log, "--out", out)
        assert refused.code == 2
        assert message in refused.err
        assert len(refused.err.strip().splitlines()) == 1
        assert not out.exists()
    nowhere = run("fit", "learner", "--file", tmp_path / "none.csv", "--out", out)
    assert (nowhere.code, out.exists()) == (2, False)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--file", "log.csv"], "--out FILE"),
        (["--out", "p.json"], "--out goes with --file FILE"),
        (["--skip-empty"], "--skip-empty goes with --file FILE"),
        (["--learner", "who"], "--learner goes with --file FILE"),
        (["--file", "log.csv", "--out", "p.json", "--course", "ai"], "leave --course out"),
        (["--check", "--back"], "not allowed with"),
        (["--course", "zz"], "Name one of these courses"),
    ],
)
def test_switches_that_do_not_go_together_are_refused(
    run: Run, course: Catalogue, words: list[str], message: str
) -> None:
    refused = run("fit", "learner", *words)
    assert refused.code == 2
    assert message in refused.err
