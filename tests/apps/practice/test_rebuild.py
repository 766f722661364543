"""What is concluded from the answers can be concluded again, and comes out the same."""

import json
import math
import os
import random
import sqlite3
import subprocess
import sys
import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from multiprocessing import Pipe
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection

from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.curriculum.models import Item, Question
from armillary.apps.people.commands import Faults, Refusal
from armillary.apps.people.models import Learner
from armillary.apps.practice.conclusions import find_conclusions
from armillary.apps.practice.engine import find_model, pack_standpoint
from armillary.apps.practice.history import plan_bands, read_pieces
from armillary.apps.practice.models import Answer, LearnerState
from armillary.apps.practice.rebuild import rebuild_learner, rebuild_states, settle
from armillary.apps.practice.replay import replay_learner
from armillary.apps.practice.workers import WorkerEndedError, receive
from tests.apps.practice.conftest import NOW, Desk, read_good_course
from tests.cast import Cast


def practise(desk: Desk, answers: int) -> None:
    """Answer by turns right and wrong, with a second try after a wrong one."""
    desk.begin()
    for number in range(answers):
        if "ticket" not in desk.hidden:
            break
        desk.send(desk.wrong() if number % 3 == 1 else desk.right())
        desk.look()


def rebuild(*switches: str) -> dict[str, object]:
    """Run the command and return what it prints as JSON."""
    out = StringIO()
    call_command("rebuild", *switches, "--json", stdout=out)
    found: dict[str, object] = json.loads(out.getvalue())
    return found


def test_the_rebuilt_state_equals_the_live_one_to_the_bit(desk: Desk) -> None:
    practise(desk, 12)
    live = LearnerState.objects.get()
    result = rebuild("--check")
    assert result["differing"] == 0
    assert result["learners"] == 1
    LearnerState.objects.all().delete()
    rebuild()
    again = LearnerState.objects.get()
    assert bytes(again.packed) == bytes(live.packed)
    assert bytes(again.reviews) == bytes(live.reviews)
    assert (again.position, again.answered_at, again.model) == (
        live.position,
        live.answered_at,
        live.model,
    )


def test_a_spoilt_state_is_found_and_put_right(desk: Desk) -> None:
    practise(desk, 5)
    good = bytes(LearnerState.objects.get().packed)
    LearnerState.objects.update(packed=good[:-1] + bytes([good[-1] ^ 1]))
    with pytest.raises(Faults):
        call_command("rebuild", "--check", stdout=StringIO())
    assert rebuild()["differing"] == 1
    assert bytes(LearnerState.objects.get().packed) == good


def test_a_damaged_state_is_replayed_when_it_is_met(desk: Desk) -> None:
    practise(desk, 4)
    good = bytes(LearnerState.objects.get().packed)
    LearnerState.objects.update(packed=good[:-3])
    assert desk.client.get("/skills/").status_code == 200
    desk.look()
    assert desk.send(desk.right()).status_code == 200
    assert rebuild("--check")["differing"] == 0


def test_a_state_of_another_model_is_recomputed_from_the_answers(desk: Desk) -> None:
    practise(desk, 5)
    good = bytes(LearnerState.objects.get().packed)
    LearnerState.objects.update(packed=b"something else", model="older-0")
    assert desk.client.get("/skills/").status_code == 200
    desk.look()
    if "ticket" in desk.hidden:
        assert desk.send(desk.right()).status_code == 200
    assert rebuild("--check")["differing"] == 0
    assert bytes(LearnerState.objects.get().packed) != good


def publish_second_course() -> Catalogue:
    """Publish the tiny course once more, under another name."""
    publish_course(replace(read_good_course(), id="more"), now=NOW)
    catalogue = SHELF.catalogue("more")
    assert catalogue is not None
    return catalogue


def add_retired_items(catalogue: Catalogue, chance: random.Random) -> None:
    """Add items that are offered no more, of one to three skills in any order."""
    pattern = Item.objects.filter(question__course=catalogue.id).exclude(kind="lab")[0]
    for number in range(12):
        question = Question.objects.create(
            course_id=catalogue.id, key=f"{catalogue.key}-old{number}", lesson_key="", current=None
        )
        keys = [skill.key for skill in catalogue.skills]
        Item.objects.create(
            question=question,
            version=question.key,
            kind=pattern.kind,
            skills=chance.sample(keys, chance.randint(1, min(3, len(keys)))),
            difficulty=chance.gauss(0.0, 1.0),
            content=pattern.content,
            published_at=NOW,
        )


def add_answers(learner: Learner, items: Sequence[int], n_answers: int, seed: int) -> None:
    """Add answers of every kind to items of any course, as if they had been given."""
    chance = random.Random(seed)
    at = NOW - timedelta(days=300)
    answers = []
    for position in range(1, n_answers + 1):
        at += chance.choice([timedelta(seconds=31.25), timedelta(hours=20), timedelta(days=9)])
        assisted = chance.random() < 0.2
        score = chance.choice([None, 0.0, 0.0, 0.35, 0.5, 1.0, 1.0, 1.0])
        answers.append(
            Answer(
                id=uuid.UUID(int=chance.getrandbits(128)),
                school_id=learner.school_id,
                learner=learner,
                position=position,
                item_id=chance.choice(items),
                seed=1,
                language="en",
                given={},
                score=score,
                scored_by_page=score is not None and chance.random() < 0.2,
                assisted=assisted,
                moves_model=score is not None and not assisted,
                policy="mix-1",
                p_chosen=0.5,
                answered_at=at,
                received_at=at,
            )
        )
    Answer.objects.bulk_create(answers)


@pytest.fixture
def classroom(course: Catalogue, school: Cast) -> tuple[Catalogue, Catalogue]:
    """Two courses, and five learners with answers of every kind to both of them."""
    second, chance = publish_second_course(), random.Random(5)
    for catalogue in (course, second):
        add_retired_items(catalogue, chance)
    items = list(Item.objects.values_list("pk", flat=True))
    only_first = list(Item.objects.filter(question__course=course.id).values_list("pk", flat=True))
    people = (school.ada, school.bo, school.yan, school.lu, school.zoya)
    for number, learner in enumerate(people):
        add_answers(learner, only_first if learner == school.lu else items, 90, seed=number)
    # Answers alone that do not move the estimate leave the state of a learner nobody knows.
    Answer.objects.filter(learner=school.zoya).update(moves_model=False)
    return course, second


def stored(catalogue: Catalogue) -> dict[int, tuple[object, ...]]:
    """Return the stored states of a course."""
    rows = LearnerState.objects.filter(course=catalogue.id)
    return {
        row.learner_id: (bytes(row.packed), bytes(row.reviews), row.position, row.answered_at)
        for row in rows
    }


def test_whole_logs_give_the_same_bytes_as_one_learner_after_another(
    classroom: tuple[Catalogue, Catalogue], school: Cast
) -> None:
    result = rebuild_states(write=True, processes=1)
    assert result.learners == 9  # Lu has no answers in the second course
    assert result.answers == 450
    assert len(result.differing) == 9
    for catalogue in classroom:
        model, expected = find_model(catalogue), {}
        with connection.cursor() as cursor:
            for learner in (school.ada, school.bo, school.yan, school.lu, school.zoya):
                standpoint, position, at = replay_learner(cursor, model, learner.pk, catalogue)
                if at is not None:
                    expected[learner.pk] = (*pack_standpoint(model, standpoint), position, at)
                assert rebuild_learner(cursor, learner.pk, catalogue, write=False)[1]
        assert stored(catalogue) == expected
    assert rebuild("--check")["differing"] == 0


@pytest.mark.slow
def test_a_rebuild_writes_only_what_differs(classroom: tuple[Catalogue, Catalogue]) -> None:
    rebuild()
    row = LearnerState.objects.filter(course=classroom[1].id).first()
    assert row is not None
    LearnerState.objects.filter(pk=row.pk).update(reviews=b"spoilt")
    found = list(find_conclusions(plan_bands(2)))
    assert [c.learner for some in found for c in some.differing] == [row.learner_id]
    assert rebuild()["differing"] == 1
    row_now = LearnerState.objects.get(pk=row.pk)
    assert bytes(row_now.reviews) == bytes(row.reviews)


def test_a_state_without_answers_is_taken_away(desk: Desk, school: Cast) -> None:
    practise(desk, 2)
    state = LearnerState.objects.get()
    LearnerState.objects.create(
        learner=school.bo, course_id=state.course_id, model="x", packed=b"", reviews=b"", position=0
    )
    with pytest.raises(Faults):
        call_command("rebuild", "--check", stdout=StringIO())
    assert rebuild()["differing"] == 1
    assert LearnerState.objects.get() == state


def test_an_answer_that_came_meanwhile_is_not_overwritten(desk: Desk) -> None:
    practise(desk, 4)
    LearnerState.objects.update(packed=b"spoilt")
    found = list(find_conclusions(plan_bands(1)))
    assert sum(len(some.differing) for some in found) == 1
    desk.look()
    desk.send(desk.right())  # replays the answers, as the state is spoilt
    live = LearnerState.objects.get()
    assert [settle(some, write=True) for some in found] == [[]]
    kept = LearnerState.objects.get()
    assert (bytes(kept.packed), kept.position) == (bytes(live.packed), live.position)
    assert rebuild("--check")["differing"] == 0


@pytest.mark.slow
def test_a_learner_who_answered_meanwhile_is_replayed_with_that_answer(desk: Desk) -> None:
    practise(desk, 4)
    LearnerState.objects.all().delete()
    found = list(find_conclusions(plan_bands(1)))
    desk.look()
    desk.send(desk.right())  # begins anew, as there is no state
    position = LearnerState.objects.get().position
    assert [len(settle(some, write=True)) for some in found] == [1]
    assert LearnerState.objects.get().position == position
    assert rebuild("--check")["differing"] == 0


def test_a_learner_whose_answers_went_meanwhile_gets_no_state(desk: Desk) -> None:
    practise(desk, 4)
    LearnerState.objects.all().delete()
    found = list(find_conclusions(plan_bands(1)))
    Answer.objects.all().delete()
    assert [settle(some, write=True) for some in found] == [[]]
    assert not LearnerState.objects.exists()


@pytest.mark.slow
@pytest.mark.parametrize("share", [1.0, 0.01])
@pytest.mark.parametrize("n_answers", [1, 100, 1000])
def test_pieces_hold_every_answer_once_and_in_order(
    classroom: tuple[Catalogue, Catalogue], share: float, n_answers: int
) -> None:
    (band,) = plan_bands(1)
    assert band.n_answers == 450
    assert band.share == 1.0
    pieces = list(read_pieces(replace(band, share=share), n_answers=n_answers))
    assert len(pieces) == {1: 5, 100: 3, 1000: 1}[n_answers]
    assert (pieces[0].first, pieces[-1].last) == (band.first, band.last)
    for one, following in pairwise(pieces):
        assert one.last + 1 == following.first
    rows = [
        (learner, position, item, None if math.isnan(score) else score, moves, at)
        for piece in pieces
        for learner, position, item, score, moves, at in zip(
            piece.history.learner.tolist(),
            piece.history.position.tolist(),
            piece.history.item.tolist(),
            piece.history.score.tolist(),
            piece.history.moves.tolist(),
            piece.history.at.tolist(),
            strict=True,
        )
    ]
    columns = ("learner_id", "position", "item_id", "score", "moves_model", "answered_at")
    answers = Answer.objects.order_by("learner_id", "position").values_list(*columns)
    assert rows == [(*row[:5], round(row[5].timestamp() * 1_000_000)) for row in answers]


def test_bands_share_the_answers_and_leave_nobody_out(
    classroom: tuple[Catalogue, Catalogue], school: Cast
) -> None:
    LearnerState.objects.create(
        learner=school.rita,
        course_id=classroom[0].id,
        model="x",
        packed=b"",
        reviews=b"",
        position=0,
    )
    bands = plan_bands(3)
    assert len(bands) == 3
    assert sum(band.n_answers for band in bands) == 450
    assert all(90 <= band.n_answers <= 180 for band in bands)
    assert all(one.last < following.first for one, following in pairwise(bands))
    known = {*Answer.objects.values_list("learner_id", flat=True), school.rita.pk}
    assert all(any(band.first <= who <= band.last for band in bands) for who in known)


def test_a_school_without_answers_has_nothing_to_rebuild(course: Catalogue) -> None:
    assert plan_bands(2) == []
    assert rebuild()["learners"] == 0


def test_an_impossible_number_of_processes_is_refused(db: None) -> None:
    with pytest.raises(Refusal, match="--processes must be from 1 to 64, got 0"):
        call_command("rebuild", "--processes", "0")


def test_a_worker_that_ends_early_is_noticed_and_its_error_raised() -> None:
    ours, theirs = Pipe(duplex=False)
    theirs.send(OperationalError("disk I/O error"))
    theirs.send(None)
    theirs.close()
    with pytest.raises(OperationalError, match="disk"):
        receive(ours)
    assert receive(ours) is None
    with pytest.raises(WorkerEndedError):
        receive(ours)


@pytest.mark.slow
def test_two_processes_find_what_one_finds(tmp_path: Path) -> None:
    environment = {**os.environ, "ARMILLARY_DATA": str(tmp_path)}
    environment.pop("ARMILLARY_DATABASE_URL", None)

    def run(*words: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", *words],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    assert run("benchmarks.speed.rebuild.fill", "12500").returncode == 0
    wrote = json.loads(run("armillary", "rebuild", "--processes", "2", "--json").stdout)
    assert (wrote["learners"], wrote["answers"], wrote["differing"]) == (25, 12_500, 25)
    with sqlite3.connect(tmp_path / "school.sqlite3") as database:
        database.execute("UPDATE practice_learnerstate SET reviews = x'00' WHERE id % 5 = 0")
    database.close()
    checked = run("armillary", "rebuild", "--check", "--processes", "1", "--json")
    assert checked.returncode == 1
    assert json.loads(checked.stdout)["differing"] == 5
