"""`armillary calibrate --from-school --save`: what is found counts in the school's tests."""

from contextlib import suppress
from datetime import timedelta
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import call_command

from armillary.apps.assessment.models import ItemCalibration
from armillary.apps.assessment.scale import find_scale
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.actions import add_learners
from armillary.apps.people.commands import Faults, Refusal
from tests.apps.assessment.simulated import Bank, make_bank, make_series, sit
from tests.cast import NOW, Cast


@pytest.fixture
def bank(course: Catalogue, school: Cast) -> Bank:
    """A test that a hundred learners sat."""
    truth = np.linspace(-1.0, 1.0, 12).tolist()
    bank = make_bank(school.anna, truth=truth, said=truth)
    occasion = make_series(bank, school.class_5a, school.anna, ["single"]).occasions.get()
    generator = np.random.default_rng(1)
    names = [f"Learner {number:02d}" for number in range(100)]
    for learner in add_learners(
        school.class_5a, names, now=NOW + timedelta(days=1), by=school.anna
    ):
        sit(bank, occasion, learner, float(generator.normal()), generator=generator)
    return bank


def save(*words: str, school: str = "Lyceum 7") -> str:
    """Run the command and return what it printed beside its report."""
    out, err = StringIO(), StringIO()
    with suppress(Faults):  # exit 1: by chance some items of the bank look amiss
        call_command("calibrate", *words, "--save", "--school", school, stdout=out, stderr=err)
    return err.getvalue()


@pytest.mark.slow
def test_what_is_saved_counts_in_the_schools_tests(bank: Bank, school: Cast) -> None:
    assert find_scale(school.school.pk, bank.difficulty).calibrated == frozenset()
    printed = save("--from-school", "--model", "rasch", "--only", "tests")
    stored = ItemCalibration.objects.get()
    assert f"Stored: {stored.items.count()} items from {stored.n_answers:,} answers" in printed
    assert find_scale(school.school.pk, bank.difficulty).calibrated == frozenset(bank.difficulty)


@pytest.mark.parametrize(
    "words",
    [
        ("answers.csv", "--model", "rasch"),
        ("--from-school", "--model", "3pl"),
        ("--from-school", "--model", "rasch", "--only", "practice"),
    ],
)
def test_what_tests_cannot_use_is_not_saved(
    words: tuple[str, ...], db: None, tmp_path: Path
) -> None:
    with pytest.raises(Refusal, match="--save"):
        call_command("calibrate", *words, "--save", stdout=StringIO(), stderr=StringIO())
    assert ItemCalibration.objects.count() == 0
