"""A learner goes on answering while the parameters of the model are switched under them."""

import dataclasses
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytest_django import Settings

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.practice.engine import find_model, model_name
from armillary.apps.practice.models import LearnerState
from armillary.apps.practice.parameters import (
    NothingBeforeError,
    add_version,
    go_back,
    go_to_shipped,
    parameters_folder,
    read_ledger,
    shipped_parameters,
    write_ledger,
)
from armillary.apps.practice.rebuild import rebuild_states
from tests.apps.practice.conftest import Desk

DAY = datetime(2025, 10, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _data(settings: Settings, tmp_path: Path) -> None:
    """A data folder of this test's own."""
    settings.DATA = tmp_path


def switch(course: Catalogue, **numbers: object) -> None:
    """Switch to the shipped parameters with other numbers in them."""
    folder = parameters_folder(course.key)
    parameters = dataclasses.replace(shipped_parameters(), **numbers)
    ledger, _version = add_version(folder, parameters, now=DAY, figures={})
    write_ledger(folder, ledger)


def harder(course: Catalogue) -> dict[str, object]:
    """Return numbers that differ from the shipped ones: every question is hard."""
    return {"item_difficulty": {item.key: 2.0 for item in course.items}}


def test_a_learner_answers_on_across_a_switch(desk: Desk, course: Catalogue) -> None:
    desk.begin()
    desk.send(desk.right())
    before = LearnerState.objects.get().model
    desk.look()
    switch(course, **harder(course))
    assert desk.send(desk.right()).status_code == 200
    row = LearnerState.objects.get()
    assert row.model == model_name(find_model(course)) != before
    # What stands there now is what the new parameters make of both answers.
    assert rebuild_states(write=False).differing == ()
    assert desk.client.get("/skills/").status_code == 200


def test_a_page_shows_what_the_parameters_say_that_count_now(desk: Desk, course: Catalogue) -> None:
    desk.begin()
    desk.send(desk.right())
    model = find_model(course)
    switch(course, **harder(course))
    assert find_model(course) is not model
    assert rebuild_states(write=False).differing != ()
    assert desk.client.get("/skills/").status_code == 200
    assert rebuild_states(write=True).differing != ()
    assert rebuild_states(write=False).differing == ()


def test_two_courses_do_not_share_parameters(course: Catalogue) -> None:
    switch(course, **harder(course))
    other = dataclasses.replace(course, key="other")
    assert find_model(other).parameters == shipped_parameters()
    assert find_model(course).parameters != shipped_parameters()


def test_going_back_walks_through_what_counted_before(course: Catalogue) -> None:
    folder = parameters_folder(course.key)
    switch(course, **harder(course))
    switch(course, item_difficulty={})
    assert read_ledger(folder).history == (0, 1, 2)
    write_ledger(folder, go_to_shipped(folder))
    assert find_model(course).parameters == shipped_parameters()
    seen = []
    for _step in range(3):
        write_ledger(folder, go_back(folder))
        seen.append(read_ledger(folder).active)
    assert seen == [2, 1, 0]
    with pytest.raises(NothingBeforeError):
        go_back(folder)
    switch(course, **harder(course))
    assert read_ledger(folder).active == 3  # a number is never given again


def test_a_crash_before_the_last_step_leaves_the_old_parameters(course: Catalogue) -> None:
    folder = parameters_folder(course.key)
    switch(course, **harder(course))
    running = find_model(course)
    other = dataclasses.replace(shipped_parameters(), item_difficulty={"x": 1.0})
    add_version(folder, other, now=DAY, figures={})  # and no ledger that names it
    (folder / "active.json.new").write_text('{"format": "armillary act', encoding="utf-8")
    assert find_model(course) is running
    switch(course, item_difficulty={})
    assert read_ledger(folder).active == 3


def test_a_folder_that_cannot_be_read_changes_no_running_model(course: Catalogue) -> None:
    switch(course, **harder(course))
    running = find_model(course)
    folder = parameters_folder(course.key)
    moved = folder.rename(folder.with_name("elsewhere"))
    folder.symlink_to(folder)  # a loop: the system refuses to follow it
    assert find_model(course) is running
    folder.unlink()
    moved.rename(folder)
    assert find_model(course) is running
