"""Balance is seen while a study runs: class sizes, and how alike those still here were."""

import re
from datetime import timedelta
from html import unescape

import numpy as np
import pytest
from django.test import Client

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.actions import move_learner
from armillary.apps.people.models import Learner
from armillary.apps.studies.actions import record_consent
from armillary.apps.studies.balance import measure_balance
from armillary.apps.studies.groupings import Grouping, read_groups
from armillary.apps.studies.models import Study
from armillary.apps.studies.tables import read_table
from armillary.apps.studies.wording import Compared, describe_balance
from tests.apps.studies.makers import BEGUN, assigned, begin, make_classes, make_test, plan, sit
from tests.cast import Cast, ClientFor


@pytest.fixture
def running(school: Cast, course: Catalogue) -> Study:
    """A study on its way; those with the way tried were far ahead before the start."""
    study = plan(
        school, make_classes(school, 2, 20), make_test(school, course), ends_on="2099-01-01",
        baseline=True,
    )  # fmt: skip
    begin(school, study)
    chance = np.random.default_rng(7)
    before = [(row.learner, 2.0 * row.arm + chance.normal()) for row in assigned(study)]
    sit(study.test, "before", before, at=BEGUN, seed=7)
    return study


def test_the_page_of_a_running_study_shows_class_sizes_and_balance(
    running: Study, school: Cast, client_for: ClientFor
) -> None:
    client: Client = client_for(school.anna)
    page = re.sub(r"\s+", " ", unescape(client.get(f"/studies/{running.pk}/").content.decode()))
    row = '<th scope="row">of these in 8a</th><td class="number">10</td><td class="number">10</td>'
    assert row in page
    assert "Of those still here 20 and 20 sat the test before the start." in page
    assert re.search(r"with “Lab first” were \d\.\d\d SD ahead of those with “Text first”", page)
    # 1.96 times the root of 1/20 + 1/20
    assert "make gaps of up to about 0.6 SD by themselves" in page
    assert "The outcome stays hidden" in page


def test_balance_is_that_of_those_who_are_still_here(running: Study, school: Cast) -> None:
    rows = assigned(running)
    now = BEGUN + timedelta(days=9)
    tried = [row.learner for row in rows if row.arm == 1]
    Learner.objects.filter(pk=tried[0].pk).update(left_at=now)
    record_consent(running, tried[1], given=False, by=school.anna, now=now)
    balance = measure_balance(running, now=now)
    assert balance.n_known == (20, 18)
    assert np.sum([here for _name, here in balance.classes], axis=0).tolist() == [20, 18]
    assert balance.ahead is not None
    assert balance.ahead > 0.5


def test_while_nobody_has_sat_the_test_before_the_page_says_so(
    school: Cast, course: Catalogue, client_for: ClientFor
) -> None:
    study = plan(school, make_classes(school, 2, 8), make_test(school, course))
    begin(school, study)
    page = client_for(school.anna).get(f"/studies/{study.pk}/").content.decode()
    assert "nobody has finished the test before teaching" in page


def test_balance_in_words_says_who_was_ahead_and_whether_the_analysis_allows_for_it() -> None:
    learners = Compared("Text first", "Lab first", adjusts=True, by_learner=True)
    classes = Compared("Text first", "Lab first", adjusts=False, by_learner=False)
    assert describe_balance(-0.246, (12, 11), learners) == (
        "Before the start those with “Lab first” were 0.25 SD behind those with “Text first”. "
        "Lots among so few learners make gaps of up to about 0.8 SD by themselves. "
        "The analysis allows for the gap."
    )
    assert "by themselves" not in describe_balance(0.3, (50, 50), classes)
    assert describe_balance(0.3, (50, 50), classes).endswith("does not allow for the gap.")
    assert describe_balance(0.04, (50, 50), classes) == (
        "Before the start the groups were practically alike: 0.04 SD apart."
    )


def test_a_test_before_teaching_that_is_sat_late_tells_nothing_of_either_way(
    school: Cast, course: Catalogue, client_for: ClientFor
) -> None:
    study = plan(
        school, make_classes(school, 2, 20), make_test(school, course), ends_on="2099-01-01",
        baseline=True,
    )  # fmt: skip
    begin(school, study)
    rows = assigned(study)
    first_day = study.starts_at + timedelta(hours=10)
    sit(study.test, "before", [(row.learner, 0.0) for row in rows[:20]], at=first_day, seed=8)
    # The others open it in November: what they can do by then is the outcome, which is hidden.
    late = [(row.learner, 3.0 * row.arm) for row in rows[20:]]
    sit(study.test, "before", late, at=first_day + timedelta(days=50), seed=9)
    now = first_day + timedelta(days=60)
    assert sum(measure_balance(study, now=now).n_known) == 20
    baseline = read_table(study, "after", now=now).baseline
    assert np.isfinite(baseline).sum() == 20
    groups = read_groups(study, Grouping.BASELINE, now=now)
    assert np.sum(groups.place >= 0) == 20
    # Who moves class and sits it there again keeps what was known before.
    mover = rows[0].learner
    other = next(row.school_class for row in rows if row.school_class != mover.school_class)
    move_learner(mover, other, by=school.vera, now=first_day)
    moved = Learner.objects.get(pk=mover.pk)
    sit(study.test, "before", [(moved, 3.0)], at=first_day + timedelta(days=51), seed=10)
    assert np.array_equal(read_table(study, "after", now=now).baseline, baseline, equal_nan=True)
