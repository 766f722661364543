"""What a series says about a class: growth with its interval, and nothing called growth without."""

import csv
import io
import re

import numpy as np
import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from armillary.apps.assessment.models import BankItem, Series
from armillary.apps.assessment.result_pages import show_arranged
from armillary.apps.assessment.results import FEWEST, estimate_results
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.actions import add_learners
from armillary.apps.people.models import AuditEntry, Learner
from armillary.apps.practice.models import Answer
from armillary.content.answers import right_given
from tests.apps.assessment.simulated import Bank, make_bank, make_series, sit, store_sitting
from tests.apps.reports.answers import known_item
from tests.cast import NOW, Cast, ClientFor

TRUTH = np.linspace(-1.5, 1.5, 26)


@pytest.fixture
def bank(course: Catalogue, school: Cast) -> Bank:
    """A test of two forms of 15 questions, four of them shared, whose author was right."""
    return make_bank(school.anna, truth=TRUTH.tolist(), said=TRUTH.tolist())


def fill_class(
    bank: Bank, school: Cast, *, n: int, growth: float, seed: int, kinds: tuple[str, ...]
) -> tuple[Series, list[Learner]]:
    """Let a class of n sit every occasion, `growth` abler after the first one."""
    generator = np.random.default_rng(seed)
    names = [f"Learner {number:02d}" for number in range(n)]
    learners = list(add_learners(school.class_5a, names, now=NOW, by=school.anna))
    series = make_series(bank, school.class_5a, school.anna, kinds)
    for number, kind in enumerate(kinds):
        occasion = series.occasions.get(kind=kind)
        for learner in learners:
            own = np.random.default_rng(learners.index(learner) + 1000 * seed).normal()
            sit(
                bank, occasion, learner, float(own) + growth * (number > 0),
                generator=generator, other_form=number == 1,
            )  # fmt: skip
    return series, learners


def test_growth_of_a_class_comes_back_within_its_interval(bank: Bank, school: Cast) -> None:
    series, learners = fill_class(bank, school, n=24, growth=1.2, seed=1, kinds=("before", "after"))
    (found,) = estimate_results(series).comparisons
    assert found.mean is not None
    assert found.mean.low < 1.2 < found.mean.high
    assert found.mean.low > 0.0
    assert found.mean.n_learners == 24
    assert set(found.changes) == {learner.pk for learner in learners}
    held = [change.low < 1.2 < change.high for change in found.changes.values()]
    assert np.mean(held) >= 0.85  # 0.95 with a standard error of 0.045


def test_a_class_that_did_not_change_is_not_said_to_have_grown(
    bank: Bank, school: Cast, client_for: ClientFor
) -> None:
    series, _ = fill_class(bank, school, n=16, growth=0.0, seed=2, kinds=("before", "after"))
    (found,) = estimate_results(series).comparisons
    assert found.mean is not None
    assert found.mean.low < 0.0 < found.mean.high
    page = client_for(school.anna).get(f"/series/{series.pk}/results/").content.decode()
    assert "No clear change of the class" in page
    assert "The class grew" not in page


def test_what_stayed_is_told_from_the_delayed_test(bank: Bank, school: Cast) -> None:
    series, _ = fill_class(
        bank, school, n=12, growth=1.0, seed=3, kinds=("before", "after", "delayed")
    )
    pairs = [(one.first, one.second) for one in estimate_results(series).comparisons]
    assert pairs == [("before", "after"), ("before", "delayed"), ("after", "delayed")]


def test_learners_of_one_occasion_alone_are_listed_and_not_compared(
    bank: Bank, school: Cast, client_for: ClientFor
) -> None:
    series, _ = fill_class(bank, school, n=8, growth=0.5, seed=4, kinds=("before", "after"))
    late = add_learners(school.class_5a, ["Nele"], now=NOW, by=school.anna)[0]
    generator = np.random.default_rng(5)
    sit(bank, series.occasions.get(kind="after"), late, 0.0, generator=generator)
    (found,) = estimate_results(series).comparisons
    assert found.only_one == (late.pk,)
    assert late.pk not in found.changes
    page = client_for(school.anna).get(f"/series/{series.pk}/results/").content.decode()
    assert "1 learner sat only one of the two" in page
    assert "Nele" in page
    assert "Ada" in page  # in the class, away both times


@pytest.fixture
def entries(bank: Bank) -> list[BankItem]:
    """The questions of form A in order."""
    return list(bank.forms[0].items.order_by("place"))


def test_empty_questions_count_as_not_right_and_unreached_ones_do_not_count(
    bank: Bank, school: Cast, entries: list[BankItem]
) -> None:
    series = make_series(bank, school.class_5a, school.anna, ["single"])
    occasion, scores = series.occasions.get(), dict.fromkeys((0, 1, 2, 4, 5, 6), 1.0)
    store_sitting(occasion, school.ada, bank.forms[0], entries, scores, end_reason="time")
    store_sitting(occasion, school.bo, bank.forms[0], entries, scores, end_reason="learner")
    readings = estimate_results(series).readings["single"]
    timed, handed_in = readings[school.ada.pk], readings[school.bo.pk]
    assert (timed.n_counted, timed.count("empty"), timed.count("unreached")) == (7, 1, 8)
    assert (handed_in.n_counted, handed_in.count("empty")) == (15, 9)
    assert timed.estimate is not None
    assert handed_in.estimate is not None
    assert timed.estimate > handed_in.estimate


def test_too_few_answers_say_nothing(bank: Bank, school: Cast, entries: list[BankItem]) -> None:
    series = make_series(bank, school.class_5a, school.anna, ["single"])
    scores = dict.fromkeys(range(FEWEST - 1), 1.0)
    store_sitting(
        series.occasions.get(), school.ada, bank.forms[0], entries, scores, end_reason="time"
    )
    results = estimate_results(series)
    assert results.readings["single"][school.ada.pk].estimate is None
    assert results.means["single"] is None


def test_an_answer_that_waits_for_its_mark_is_left_out_and_said(
    bank: Bank, school: Cast, entries: list[BankItem], client_for: ClientFor
) -> None:
    series = make_series(bank, school.class_5a, school.anna, ["single"])
    scores: dict[int, float | None] = dict.fromkeys(range(15), 1.0)
    scores[3] = None
    sitting = store_sitting(series.occasions.get(), school.ada, bank.forms[0], entries, scores)
    reading = estimate_results(series).readings["single"][school.ada.pk]
    assert (reading.n_counted, reading.count("waiting")) == (14, 1)
    page = client_for(school.anna).get(f"/series/{series.pk}/results/").content.decode()
    assert "1 written answer waits for a mark" in page
    waiting = Answer.objects.get(sitting=sitting.sitting_id, score=None)
    waiting.marks.create(adult=school.anna, score=1.0, marked_at=NOW)
    reading = estimate_results(series).readings["single"][school.ada.pk]
    assert (reading.n_counted, reading.count("waiting")) == (15, 0)


@pytest.fixture
def done(bank: Bank, school: Cast) -> Series:
    """A class of six that sat before and after."""
    return fill_class(bank, school, n=6, growth=0.8, seed=7, kinds=("before", "after"))[0]


@pytest.mark.slow
@pytest.mark.parametrize("page", ["results/", "results/table/", "items/"])
def test_only_those_who_may_see_the_class_may_see_its_results(
    page: str, done: Series, school: Cast, client_for: ClientFor
) -> None:
    address = f"/series/{done.pk}/{page}"
    for person in (school.anna, school.vera):
        assert client_for(person).get(address).status_code == 200
    for person in (school.olga, school.ines, school.hugo, school.ada):
        assert client_for(person).get(address).status_code == 404
    assert client_for(None).get(address).status_code == 302


def test_one_learners_questions_are_shown_to_the_teacher_and_written_down(
    done: Series, school: Cast, client_for: ClientFor
) -> None:
    learner = done.occasions.get(kind="before").sittings.order_by("pk")[0].learner
    address = f"/series/{done.pk}/results/{learner.pk}/"
    page = client_for(school.anna).get(address)
    assert page.status_code == 200
    assert page.content.decode().count("40 seconds") == 30
    assert AuditEntry.objects.get(action="results_viewed").subject == f"learner:{learner.pk}"
    assert client_for(school.olga).get(address).status_code == 404
    other = f"/series/{done.pk}/results/{school.rita.pk}/"
    assert client_for(school.vera).get(other).status_code == 404  # hers to see, but not in it


def test_the_table_to_take_away_has_names_and_intervals_and_is_written_down(
    done: Series, school: Cast, client_for: ClientFor
) -> None:
    Learner.objects.filter(school_class=school.class_5a, name="Learner 00").update(name="=HYP()")
    response = client_for(school.anna).get(f"/series/{done.pk}/results/table/")
    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert len(rows) == 12
    assert "'=HYP()" in {row["learner"] for row in rows}  # no spreadsheet runs it
    for row in rows:
        assert float(row["low"]) < float(row["ability"]) < float(row["high"])
        assert row["questions"] == "15"
    assert AuditEntry.objects.filter(action="results_exported").count() == 1


def test_a_page_of_results_costs_as_many_queries_for_many_as_for_few(
    bank: Bank,
    school: Cast,
    client_for: ClientFor,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    series, _ = fill_class(bank, school, n=20, growth=0.5, seed=8, kinds=("before", "after"))
    client: Client = client_for(school.anna)
    address = f"/series/{series.pk}/results/"
    assert len(client.get(address).content) < 200_000
    with django_assert_max_num_queries(20):
        client.get(address)
    with django_assert_max_num_queries(20):
        client.get(f"/series/{series.pk}/items/")


def test_before_anybody_has_sat_the_page_says_so(
    bank: Bank, school: Cast, client_for: ClientFor
) -> None:
    series = make_series(bank, school.class_5a, school.anna, ["single"])
    page = client_for(school.anna).get(f"/series/{series.pk}/results/")
    assert "Nobody has finished the test yet." in page.content.decode()


def test_a_question_has_a_page_for_adults_alone(
    done: Series, school: Cast, client_for: ClientFor
) -> None:
    page = client_for(school.anna).get("/questions/sim-q00/")
    text = page.content.decode()
    assert page.status_code == 200
    assert "for tests only" in text
    assert "the word of its author" in text
    # All twelve sittings held this anchor: the share right comes with its number and range.
    assert "of 12 (" in text
    assert client_for(school.ada).get("/questions/sim-q00/").status_code == 404
    assert client_for(school.anna).get("/questions/no-such/").status_code == 404
    # Another school sees the question, but nothing of this school's answers.
    assert "of 12 (" not in client_for(school.hugo).get("/questions/sim-q00/").content.decode()


@pytest.mark.parametrize(
    ("key", "shown"),
    [
        ("G05-L1-q05", "Split the cards → 1"),
        ("G05-L1-q06", "The envelope → to hide cards"),
        ("G05-L1-q07", "Lift → Written by a person"),
    ],
)
def test_what_was_ordered_paired_or_sorted_is_shown(
    key: str, shown: str, course: Catalogue
) -> None:
    variant = known_item(key).variant(1)
    html = show_arranged(variant, right_given(variant, "en"), "en")
    assert shown in re.sub(r"<[^>]+>", "", html)
