"""A teacher puts a test together from skills."""

import re

import numpy as np
import pytest
from django.test import Client

from armillary.apps.assessment.assembling import Supply, assemble, foretell, supply
from armillary.apps.assessment.bank import BankEntry, find_bank
from armillary.apps.assessment.models import BankItem, Form, Occasion, SchoolTest
from armillary.apps.assessment.scale import Scale, find_scale
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.models import Course, Question
from armillary.science.psychometrics import (
    ItemErrors,
    ItemParameters,
    estimate_abilities,
    simulate_answers,
)
from tests.apps.assessment.teacher import make_fields
from tests.cast import Cast, ClientFor

SKILLS = ("A05", "E05", "F02")


@pytest.fixture
def anna(course: Catalogue, school: Cast, client_for: ClientFor) -> Client:
    """Anna's browser, with the course published."""
    return client_for(school.anna)


@pytest.fixture
def address(school: Cast) -> str:
    """Where Anna makes a test for 5a."""
    return f"/classes/{school.class_5a.pk}/tests/new/"


def make_stock(per_skill: int = 12) -> Supply:
    """Return a bank of three skills with questions of many difficulties, by their author's word."""
    entries, items = [], []
    for place in range(per_skill * len(SKILLS)):
        skill = SKILLS[place % len(SKILLS)]
        difficulty = -1.5 + 3.0 * (place * 7 % 11) / 10
        entries.append(
            BankEntry(place, f"q{place}", skill, difficulty, 1.0, 60, marked_by_people=False)
        )
        items.append(ItemParameters(place, "2pl", 1.0 + place % 3 * 0.2, (-difficulty,)))
    n = len(items)
    errors = ItemErrors(np.zeros((n, n)), {place: (-1, place) for place in range(n)})
    return supply(entries, Scale(tuple(items), errors, frozenset()))


def test_the_bank_holds_current_open_questions_alone(course: Catalogue) -> None:
    ai = Course.objects.get(key="ai")
    skills = [skill.key for skill in course.skills]
    bank = find_bank(ai, skills)
    keys = {entry.key for entry in bank}
    assert "G05-L1-q01" in keys
    assert not keys & set(Question.objects.filter(closed=True).values_list("key", flat=True))
    assert not any("-lab-" in key for key in keys)
    assert [entry.key for entry in bank if entry.marked_by_people] == ["G05-L1-q08"]
    Question.objects.filter(key="G05-L1-q01").update(retired_at=ai.published_at)
    assert "G05-L1-q01" not in {entry.key for entry in find_bank(ai, skills)}


def test_two_forms_hold_the_blueprint_share_a_quarter_and_tell_equally_much() -> None:
    stock, blueprint = make_stock(), {"A05": 4, "E05": 4, "F02": 4}
    made = assemble(stock, blueprint, n_forms=2)
    first, second = ({entry.key for entry in made.forms[key]} for key in "AB")
    assert first & second == made.anchors
    assert len(made.anchors) == 3
    for form in made.forms.values():
        assert {skill: sum(e.skill == skill for e in form) for skill in SKILLS} == blueprint
        assert [e.difficulty for e in form] == sorted(e.difficulty for e in form)
    place = {entry.key: n for n, entry in enumerate(stock.entries)}
    told = [stock.information[[place[e.key] for e in made.forms[key]]].sum(axis=0) for key in "AB"]
    # Within 2 % at every ability of the class: the rest is rounding of twelve questions.
    assert np.abs(told[0] / told[1] - 1.0).max() < 0.02


def test_where_a_skill_is_short_of_questions_both_forms_share_more() -> None:
    made = assemble(make_stock(per_skill=5), {"A05": 4, "E05": 1}, n_forms=2)
    a, b = ([e.key for e in made.forms[key] if e.skill == "A05"] for key in "AB")
    # Five questions for twice four: three stand on both.
    assert len(a) == len(b) == 4
    assert len(set(a) & set(b)) == 3


def test_one_form_takes_the_questions_that_tell_most_about_the_class() -> None:
    stock = make_stock()
    made = assemble(stock, {"A05": 3}, n_forms=1)
    weight = np.exp(-0.5 * np.linspace(-2.5, 2.5, 21) ** 2)
    told = stock.information @ weight
    best = sorted((p for p in range(36) if p % 3 == 0), key=lambda p: -told[p])[:3]
    assert {e.key for e in made.forms["A"]} == {f"q{p}" for p in best}
    assert made.anchors == frozenset()


def test_the_foretold_precision_is_what_simulated_learners_get() -> None:
    # 95 % of 4,000 simulated learners lie within the foretold distance; its sd is 0.0034. Warm's
    # estimate is a little closer than the information says, so a shade more may.
    stock, blueprint = make_stock(), {"A05": 10, "E05": 10}
    told = foretell(stock, blueprint, "fixed", n_forms=1)
    made = assemble(stock, blueprint, n_forms=1)
    items = [
        ItemParameters(e.item, "2pl", 1.0 + e.item % 3 * 0.2, (-e.difficulty,))
        for e in made.forms["A"]
    ]
    generator = np.random.default_rng(5)
    truth = generator.normal(size=4000)
    table = simulate_answers(truth, items, generator=generator)
    found = estimate_abilities(table, items, method="wle")
    within = np.mean(np.abs(found.estimate - truth) <= told.reach)
    assert 0.93 <= within <= 0.975


def test_errors_of_the_difficulties_make_the_foretold_precision_worse() -> None:
    stock, blueprint = make_stock(), {"A05": 10}
    sure = foretell(stock, blueprint, "fixed", n_forms=1).reach
    unsure = Supply(stock.entries, stock.information, np.full(len(stock.entries), 0.7))
    assert foretell(unsure, blueprint, "fixed", n_forms=1).reach > sure * 1.03
    # Twice as many questions of one kind: errors shrink by root two, nearly.
    longer = foretell(stock, {"A05": 10, "E05": 10}, "fixed", n_forms=1).reach
    assert longer == pytest.approx(sure / np.sqrt(2), rel=0.1)


def test_an_adaptive_test_is_foretold_to_tell_more_than_forms_drawn_for_each() -> None:
    stock, blueprint = make_stock(), {"A05": 3, "E05": 3}
    linear = foretell(stock, blueprint, "linear", n_forms=1)
    adaptive = foretell(stock, blueprint, "adaptive", n_forms=1)
    assert adaptive.reach < linear.reach
    assert linear.n_questions == adaptive.n_questions == 6
    assert linear.seconds == 360


def test_the_defaults_make_a_test_of_two_forms(anna: Client, address: str) -> None:
    answer = anna.post(address, make_fields(anna, address, "own"))
    assert answer.status_code == 302
    test = SchoolTest.objects.get()
    assert (test.delivery, test.assessment, test.minutes) == ("fixed", None, None)
    assert list(Form.objects.values_list("key", flat=True).order_by("key")) == ["A", "B"]
    for form in Form.objects.all():
        assert sum(test.blueprint.values()) == form.items.count()
    assert not BankItem.objects.filter(item__question__closed=True).exists()
    assert Occasion.objects.get().kind == "single"


@pytest.mark.parametrize("delivery", ["linear", "adaptive"])
def test_a_test_of_ones_own_form_gets_a_bank_and_rules(
    anna: Client, address: str, delivery: str
) -> None:
    fields = make_fields(anna, address, "own", **{"own-delivery": delivery, "own-n_E05": "3"})
    assert anna.post(address, fields).status_code == 302
    test = SchoolTest.objects.get()
    assert test.delivery == delivery
    assert not test.forms.exists()
    bank = BankItem.objects.filter(test=test, form=None)
    assert bank.filter(skill="E05").count() >= 3
    assert not bank.filter(item__kind="open").exists()
    total = sum(test.blueprint.values())
    if delivery == "adaptive":
        assert test.rules == {"fewest": -(-total * 2 // 3), "most": total, "error": 0.45}
    else:
        assert test.rules == {}


def test_written_questions_stand_on_both_forms_at_the_end(anna: Client, address: str) -> None:
    fields = make_fields(anna, address, "own", **{"own-written": "1"})
    assert anna.post(address, fields).status_code == 302
    for form in Form.objects.all():
        rows = list(form.items.order_by("place").select_related("item"))
        assert rows[-1].item.kind == "open"
        assert rows[-1].anchor
        assert sum(row.item.kind == "open" for row in rows) == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"own-n_E05": "20"}, "questions for this skill"),
        ({"own-n_E05": "-1"}, "greater than or equal to 0"),
        ({"own-n_E05": "many"}, "Enter a whole number"),
        ({"own-title": "  "}, "This field is required"),
        ({"own-written": "5"}, "written question"),
        ({"own-written": "1", "own-delivery": "adaptive"}, "Written questions need forms"),
        ({"own-plan": "series", "own-delivery": "one"}, "measure memory"),
        ({"own-once_closes": "2020-02-30T08:00"}, "Please choose a day and a time."),
        ({"own-delivery": ""}, "This field is required"),
    ],
)
def test_bad_input_gets_a_sentence_and_makes_nothing(
    anna: Client, address: str, changes: dict[str, str], sentence: str
) -> None:
    answer = anna.post(address, make_fields(anna, address, "own", **changes))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert not SchoolTest.objects.exists()


def test_a_test_without_questions_is_refused(anna: Client, address: str) -> None:
    fields = make_fields(anna, address, "own")
    none = {name: "0" for name in fields if name.startswith("own-n_")}
    page = anna.post(address, {**fields, **none}).content.decode()
    assert "how many questions of which skill" in page
    assert not SchoolTest.objects.exists()


def test_looking_again_says_what_the_test_comes_to_and_makes_nothing(
    anna: Client, address: str
) -> None:
    fields = make_fields(anna, address, "own")
    none = {name: "0" for name in fields if name.startswith("own-n_")}
    look = {**fields, **none, "own-n_E05": "2", "look": "1"}
    page = anna.post(address, look).content.decode()
    part = anna.post(address, look, headers={"HX-Request": "true"}).content.decode()
    for text in (page, part):
        assert "2 questions," in text
        assert re.search(r"about ±\d\.\d", text)
    assert "<html" in page
    assert "<html" not in part
    assert not SchoolTest.objects.exists()


def test_pressing_twice_makes_one_test_of_the_same_design(anna: Client, address: str) -> None:
    fields = make_fields(anna, address, "own")
    assert anna.post(address, fields).status_code == 302
    assert anna.post(address, fields).status_code == 302
    assert SchoolTest.objects.count() == Occasion.objects.count() == 1
    assert anna.post(address, {**fields, "own-title": "Another"}).status_code == 302
    assert SchoolTest.objects.count() == Occasion.objects.count() == 2


def test_the_precision_on_the_page_is_that_of_the_questions(
    anna: Client, address: str, school: Cast
) -> None:
    fields = make_fields(anna, address, "own")
    page = anna.post(address, {**fields, "look": "1"}).content.decode()
    shown = float(re.findall(r"about ±(\d+\.\d)", page)[0])
    anna.post(address, fields)
    reaches = []
    for form in Form.objects.all():
        ids = list(form.items.exclude(item__kind="open").values_list("item", flat=True))
        scale = find_scale(school.school.pk, ids)
        grid = np.linspace(-2.5, 2.5, 21)
        weight = np.exp(-0.5 * grid**2) / np.exp(-0.5 * grid**2).sum()
        slope = np.array([item.slope for item in scale.items])[:, None]
        middle = np.array([item.difficulties[0] for item in scale.items])[:, None]
        p = 1.0 / (1.0 + np.exp(-slope * (grid - middle)))
        each = slope**2 * p * (1.0 - p)
        error = np.array([[scale.error_of(key)] for key in ids])
        told = each.sum(axis=0)
        reaches.append(1.96 * np.sqrt(weight @ (1 / told + ((each * error) ** 2).sum(0) / told**2)))
    assert shown == pytest.approx(max(reaches), abs=0.06)
