"""A school's items from its own answers: the truth comes back within the errors that are stated."""

from datetime import timedelta

import numpy as np
import pytest

from armillary.apps.assessment.actions.calibrating import (
    calibrate_when_due,
    is_due,
    record_calibration,
)
from armillary.apps.assessment.calibrating import choose_model
from armillary.apps.assessment.misbehaving import BACKWARDS, MISFIT, OTHER_LANGUAGE
from armillary.apps.assessment.models import CalibratedItem, ItemCalibration, OccasionSitting
from armillary.apps.assessment.scale import find_scale
from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.models import Course
from armillary.apps.people.models import Learner
from armillary.apps.practice.models import Answer
from tests.apps.assessment.simulated import Bank, make_bank, make_series, sit
from tests.apps.practice.conftest import read_good_course
from tests.cast import NOW, Cast

LATER = NOW + timedelta(days=60)


@pytest.fixture
def _published(db: None) -> None:
    publish_course(read_good_course(), now=NOW)


def enrol(school: Cast, n: int) -> list[Learner]:
    """Add so many learners to class 5a, quickly."""
    made = [
        Learner(
            school=school.school,
            school_class=school.class_5a,
            name=f"L{number:03d}",
            language="en",
            created_at=NOW,
        )
        for number in range(n)
    ]
    return Learner.objects.bulk_create(made)


def simulate_school(
    school: Cast, *, n: int, seed: int, n_items: int = 20, growth: float | None = 0.8
) -> tuple[Bank, np.random.Generator]:
    """Let n learners sit a test whose items are where their author did not say."""
    generator = np.random.default_rng(seed)
    said = generator.choice([-1.0, 0.0, 1.0], n_items)
    truth = said + generator.normal(0.0, 0.6, n_items)
    bank = make_bank(school.anna, truth=truth.tolist(), said=said.tolist())
    kinds = ["before"] if growth is None else ["before", "after"]
    series = make_series(bank, school.class_5a, school.anna, kinds)
    occasions = {occasion.kind: occasion for occasion in series.occasions.all()}
    for learner in enrol(school, n):
        ability = float(generator.normal())
        sit(bank, occasions["before"], learner, ability, generator=generator)
        if growth is not None:
            sit(
                bank, occasions["after"], learner, ability + growth, generator=generator,
                other_form=True,
            )  # fmt: skip
    return bank, generator


@pytest.mark.slow
@pytest.mark.usefixtures("_published")
def test_items_come_back_on_the_authors_scale_within_their_errors(school: Cast) -> None:
    bank, _ = simulate_school(school, n=120, seed=1)
    made = record_calibration(school.school, Course.objects.get(), now=LATER)
    assert made is not None
    assert made.converged
    assert made.model == "rasch"  # 120 to 240 answers an item, 120 in the median
    scale = find_scale(school.school.pk, bank.difficulty)
    assert scale.calibrated == frozenset(bank.difficulty)
    off = np.array([i.difficulties[0] - bank.difficulty[int(i.item)] for i in scale.items])
    error = np.array([scale.error_of(int(item.item)) for item in scale.items])
    assert np.mean(np.abs(off) < 1.96 * error) >= 0.9
    # 120 answers an item: 2 / sqrt(120) is 0.18, and the link's error; the author's 0.6 would make
    # the median 0.4. Not the largest: an item that nearly all solve has an error of 1.
    assert np.median(np.abs(off)) < 0.3
    (link,) = made.report["links"]
    before, after = link["populations"]
    assert (before["group"], after["group"]) == ("before", "after")
    grown = after["mean"] - before["mean"]
    assert abs(grown - 0.8) < 1.96 * np.hypot(before["se_mean"], after["se_mean"]) + 0.1
    assert 0.3 < link["authors_sd"] < 1.0  # 0.6 and the error of 20 estimates


@pytest.mark.usefixtures("_published")
def test_items_with_few_answers_stay_their_authors(school: Cast) -> None:
    bank, generator = simulate_school(school, n=24, seed=2, growth=None)
    # 24 learners, half of them on each form: anchors have 24 answers, others 12.
    assert record_calibration(school.school, Course.objects.get(), now=LATER) is None
    assert find_scale(school.school.pk, bank.difficulty).calibrated == frozenset()
    series = make_series(bank, school.class_5a, school.anna, ["before"])
    for learner in enrol(school, 8):
        sit(bank, series.occasions.get(), learner, 0.0, generator=generator)
    made = record_calibration(school.school, Course.objects.get(), now=LATER)
    assert made is not None
    anchors = [key for key, n in bank.difficulty.items()][:4]
    assert set(made.items.values_list("item", flat=True)) == set(anchors)
    assert all("too few to say" in reason for reason in made.report["left_out"].values())


@pytest.mark.slow
@pytest.mark.usefixtures("_published")
def test_items_that_misbehave_are_named(school: Cast) -> None:
    generator = np.random.default_rng(3)
    n_items = 12
    truth = np.linspace(-1.0, 1.0, n_items)
    slopes = [1.0] * n_items
    slopes[5] = -0.9  # its key is wrong: the able fail it
    bank = make_bank(school.anna, truth=truth.tolist(), said=truth.tolist(), slopes=slopes)
    keys = list(bank.difficulty)
    series = make_series(bank, school.class_5a, school.anna, ["single"])
    occasion = series.occasions.get()
    for number, learner in enumerate(enrol(school, 360)):
        language = "ru" if number % 2 else "en"
        harder = {keys[1]: 1.6} if language == "ru" else {}
        sit(
            bank, occasion, learner, float(generator.normal(0.0, 1.2)), generator=generator,
            language=language, harder=harder,
        )  # fmt: skip
    made = record_calibration(school.school, Course.objects.get(), now=LATER, model="rasch")
    assert made is not None
    flags = {row.item_id: set(row.flags) for row in made.items.all()}
    assert BACKWARDS in flags[keys[5]]
    assert OTHER_LANGUAGE in flags[keys[1]]
    well = [key for key in keys if key not in {keys[1], keys[5]}]
    # A backwards item bends all curves a little; of ten good items two at most are called out.
    assert sum(bool(flags[key] - {MISFIT}) for key in well) <= 2
    row = CalibratedItem.objects.get(calibration=made, item=keys[1])
    (gap,) = row.by_language["gaps"]
    assert gap["language"] == ("ru" if gap["reference"] == "en" else "en")
    assert sum(n for _right, n in row.by_language["shares"].values()) == row.n_answers


@pytest.mark.usefixtures("_published")
def test_a_school_calibrates_by_itself_when_enough_is_new_and_then_rests(school: Cast) -> None:
    simulate_school(school, n=40, seed=4, growth=None)
    course = Course.objects.get()
    opens = OccasionSitting.objects.first().occasion.opens_at  # type: ignore[union-attr]
    assert not is_due(school.school, course, now=opens + timedelta(days=1))  # still open
    assert is_due(school.school, course, now=LATER)
    assert calibrate_when_due(now=LATER) == 1
    assert calibrate_when_due(now=LATER + timedelta(days=1)) == 0
    assert ItemCalibration.objects.count() == 1


@pytest.mark.usefixtures("_published")
def test_calibrating_again_adds_rows_and_changes_none(school: Cast) -> None:
    simulate_school(school, n=40, seed=5, growth=None)
    course = Course.objects.get()
    first = record_calibration(school.school, course, now=LATER)
    answers = list(Answer.objects.order_by("pk").values())
    second = record_calibration(school.school, course, now=LATER + timedelta(days=1))
    assert first is not None
    assert second is not None
    first.refresh_from_db()
    assert first.made_at == LATER
    assert first.items.count() == second.items.count() > 0
    assert list(Answer.objects.order_by("pk").values()) == answers


@pytest.mark.usefixtures("_published")
def test_another_schools_answers_count_for_nothing(school: Cast) -> None:
    simulate_school(school, n=40, seed=6, growth=None)
    course = Course.objects.get()
    assert record_calibration(school.other_school, course, now=LATER) is None


def test_slopes_are_found_from_two_hundred_answers_an_item() -> None:
    assert choose_model([199, 10, 400]) == "rasch"
    assert choose_model([200, 10, 400]) == "2pl"
