"""`armillary calibrate --from-school` on a school whose answers are simulated."""

import json
from datetime import timedelta

import numpy as np
import pytest

from armillary.apps.curriculum.catalogue import Catalogue, ItemEntry
from armillary.apps.exchange.measuring.school_answers import read_school_answers
from armillary.apps.people.models import Learner
from armillary.apps.practice.models import Answer
from tests.apps.exchange.conftest import Run
from tests.apps.exchange.measured import undescribed
from tests.apps.exchange.simulated import fill_school, make_answer, true_difficulty
from tests.apps.practice.conftest import NOW
from tests.cast import Cast

pytestmark = pytest.mark.django_db
SCHOOL = ("--from-school", "--school", "Lyceum 7")


def calibrated(run: Run, *switches: object) -> dict[str, object]:
    done = run("calibrate", *SCHOOL, "--model", "rasch", "--json", *switches)
    assert done.code in {0, 1}, done.err  # 1: an item may be flagged
    found: dict[str, object] = json.loads(done.out)
    return found


def scored_items(course: Catalogue) -> list[ItemEntry]:
    return [item for item in course.items if item.kind != "open"]


def add(learner: Learner, item: ItemEntry, position: int, score: float, **more: object) -> Answer:
    """Store an answer; `more` are fields that practice would have filled otherwise."""
    answer = make_answer(learner, item, position, NOW + timedelta(minutes=position), score=score)
    for name, value in more.items():
        setattr(answer, name, value)
    answer.save()
    return answer


@pytest.mark.slow
def test_items_come_in_the_order_of_their_true_difficulty(
    run: Run, school: Cast, course: Catalogue
) -> None:
    fill_school(school, course, n_learners=200)
    found = calibrated(run)
    truth = true_difficulty(course)
    pairs = [
        (truth[item["item"].split("@")[0]], item["difficulty"], item["se_difficulty"])
        for item in found["items"]
    ]
    # Simulated answers: each difficulty within four errors of the truth, up to the common origin.
    gaps = np.array([told - true for true, told, _se in pairs])
    errors = np.array([se for _true, _told, se in pairs])
    assert np.all(np.abs(gaps - gaps.mean()) < 4.0 * errors)
    first = {(a.learner_id, a.item_id) for a in Answer.objects.all()}
    assert found["answers"] == len(first)
    assert found["rows"] == Answer.objects.count()
    assert found["rows_left_out"] == found["rows"] - found["answers"]
    assert found["shape"] == "school"
    assert not undescribed(found)


def test_the_last_answer_of_a_test_counts_and_else_the_first_of_practice(
    school: Cast, course: Catalogue
) -> None:
    (learner,) = fill_school(school, course, n_learners=1, n_answers=1)
    Answer.objects.all().delete()
    one, two, three = scored_items(course)[:3]
    test = {"policy": "test-fixed@1", "moves_model": False}
    add(learner, one, 1, 1.0)
    add(learner, one, 2, 0.0)
    add(learner, two, 3, 1.0)
    add(learner, two, 4, 0.0, **test)
    add(learner, two, 5, 0.25, **test)
    # Given on a device before the answer above, but received after it.
    add(learner, two, 6, 0.75, **test, device_at=NOW)
    add(learner, three, 7, 1.0, assisted=True, moves_model=False)
    add(learner, three, 8, 1.0, scored_by_page=True)

    def read(which: str) -> dict[int, float]:
        found = read_school_answers(school.school, course, which=which, progress=lambda n: None)
        return dict(zip(found.item.tolist(), found.score.tolist(), strict=True))

    assert read("all") == {one.id: 1.0, two.id: 0.25}
    assert read("tests") == {two.id: 0.25}
    assert read("practice") == {one.id: 1.0, two.id: 1.0}


@pytest.mark.slow
def test_learners_are_grouped_by_class(run: Run, school: Cast, course: Catalogue) -> None:
    learners = fill_school(school, course, n_learners=120)
    Learner.objects.filter(pk__in=[one.pk for one in learners[:60]]).update(
        school_class=school.class_6b
    )
    found = calibrated(run, "--group", "class", "--reference", school.class_6b.name)
    groups = {one["group"]: one["n"] for one in found["populations"]}
    assert groups == {school.class_5a.name: 60, school.class_6b.name: 60}
    assert found["populations"][0]["group"] == school.class_6b.name


@pytest.mark.slow
@pytest.mark.parametrize(
    ("model", "share", "scores"),
    [("rasch", None, {2}), ("gpcm", None, {3}), ("gpcm", 0.5, {2})],
)
def test_partly_right_is_wrong_or_a_step_as_the_model_has_place_for(
    run: Run,
    school: Cast,
    course: Catalogue,
    model: str,
    share: float | None,
    scores: set[int],
) -> None:
    fill_school(school, course, n_learners=120)
    # One answer in three of every learner is half right.
    for place in range(0, 30, 3):
        Answer.objects.filter(position=place + 1).update(score=0.5)
    switches = () if share is None else ("--right-from", share)
    done = run("calibrate", *SCHOOL, "--model", model, "--json", *switches)
    assert done.code in {0, 1}, done.err
    found = json.loads(done.out)
    known = {len(item["intercepts"]) + 1 for item in found["items"] if item["intercepts"]}
    assert known == scores
    assert any("partly right" in note for note in found["reading_notes"])


def test_a_school_without_answers_is_refused(run: Run, school: Cast, course: Catalogue) -> None:
    done = run("calibrate", *SCHOOL, "--model", "rasch")
    assert (done.code, done.out) == (2, "")
    assert "has no unaided answers (all) that a machine scored" in done.err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "Name a file of answers, or say --from-school"),
        (("answers.csv", "--from-school"), "Name a file of answers, or say --from-school"),
        (("answers.csv", "--only", "tests"), "--only goes with --from-school"),
        (("--from-school", "--repeats", "first"), "--repeats goes with a file"),
        (("--from-school", "--group", "mood"), "--group must be one of language, class, grade"),
    ],
)
def test_switches_that_do_not_go_together_are_refused(
    run: Run, words: tuple[str, ...], message: str
) -> None:
    done = run("calibrate", *words, "--model", "rasch")
    assert (done.code, done.out) == (2, "")
    assert message in done.err
