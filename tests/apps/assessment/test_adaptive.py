"""Adaptive and linear tests: one bank, quotas, exact chances, no way back, and where they end."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pytest

from armillary.apps.assessment.actions import adaptive
from armillary.apps.assessment.actions.adaptive import draw_form, read_rules
from armillary.apps.assessment.models import FormDraw, OccasionKind, SchoolTest
from armillary.apps.assessment.scale import find_scale
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.models import Item, Question
from armillary.apps.practice.models import Answer
from armillary.science.psychometrics import AdaptiveRules, assemble_form, create_adaptive_bank
from tests.apps.assessment.sittings import (
    TestDesk,
    add_form,
    add_item,
    find_items,
    make_test,
    open_occasion,
    sitting_of,
)
from tests.cast import Cast, ClientFor

MakeTest = Callable[..., SchoolTest]
SKILLS = ("A05", "E05")


@pytest.fixture(autouse=True)
def _seeded_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the same questions in every run."""
    monkeypatch.setattr(adaptive, "CHANCE", np.random.default_rng(20251122))


def grow_bank(n: int) -> list[Item]:
    """Return n items that differ in difficulty, half for each skill: copies of a number question."""
    pattern = find_items("number")[0]
    items = []
    for number in range(n):
        question = Question.objects.create(
            course=pattern.question.course, key=f"bank-{number}", lesson_key="G05-L1", closed=True
        )
        items.append(
            Item.objects.create(
                question=question,
                version=f"{number:064d}",
                kind="number",
                skills=[SKILLS[number % 2]],
                difficulty=-2.0 + 4.0 * number / (n - 1),
                content=pattern.content,
                published_at=pattern.published_at,
            )
        )
        Question.objects.filter(pk=question.pk).update(current=items[-1])
    return items


@pytest.fixture
def make_bank(course: Catalogue, school: Cast) -> MakeTest:
    """A function that makes a test whose bank holds 40 items of two skills."""

    def make(delivery: str, **rules: float) -> SchoolTest:
        test = make_test(school, delivery, blueprint={"A05": 4, "E05": 4}, rules=rules)
        for place, item in enumerate(grow_bank(40)):
            add_item(test, item, place=place)
        return test

    return make


def sit(desk: TestDesk, *, right: bool = True, most: int = 30) -> int:
    """Sit an adaptive test to its end; return how many questions it asked."""
    desk.begin()
    for number in range(most):
        if "questions" not in desk.address:
            return number
        desk.answer(desk.right() if right else desk.wrong())
    raise AssertionError("the test never ended")


@pytest.mark.slow
def test_an_adaptive_test_asks_within_its_quotas_and_ends_by_itself(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    occasion = open_occasion(school, make_bank("adaptive", most=8, fewest=8))
    desk = TestDesk(client_for(school.ada), occasion)
    assert sit(desk) == 8
    assert "The test is done" in desk.page
    sitting = sitting_of(school.ada, occasion)
    assert sitting.end_reason == "length"
    assert Counter(entry["skill"] for entry in sitting.asked) == {"A05": 4, "E05": 4}
    assert len({entry["item"] for entry in sitting.asked}) == 8


@pytest.mark.slow
def test_the_stored_chance_is_that_of_the_draw(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    occasion = open_occasion(school, make_bank("adaptive", most=8, fewest=8))
    sit(TestDesk(client_for(school.ada), occasion))
    sitting = sitting_of(school.ada, occasion)
    # Drawn among the five that tell most; all but the last draws of a quota have five.
    assert {entry["p"] for entry in sitting.asked} == {1 / adaptive.AMONG}
    rows = Answer.objects.filter(sitting=sitting.sitting_id).order_by("position")
    assert [row.p_chosen for row in rows] == [entry["p"] for entry in sitting.asked]
    assert {row.policy for row in rows} == {"test-adaptive@1"}


@pytest.mark.slow
def test_who_answers_right_is_asked_harder_questions(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    occasion = open_occasion(school, make_bank("adaptive", most=8, fewest=8))
    sit(TestDesk(client_for(school.ada), occasion), right=True)
    sit(TestDesk(client_for(school.bo), occasion), right=False)

    def hardness(learner: object) -> float:
        items = [entry["item"] for entry in sitting_of(learner, occasion).asked[4:]]  # type: ignore[arg-type]
        return float(np.mean([item.difficulty for item in Item.objects.filter(pk__in=items)]))

    # Four right against four wrong move an estimate by more than a logit.
    assert hardness(school.ada) > hardness(school.bo) + 1.0


@pytest.mark.slow
def test_it_ends_early_when_the_estimate_is_precise_enough(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    occasion = open_occasion(school, make_bank("adaptive", most=8, fewest=4, error=3.0))
    desk = TestDesk(client_for(school.ada), occasion)
    # Any estimate is surer than 3 logits, so the fewest questions are enough: two of each skill.
    assert sit(desk) == 4
    assert sitting_of(school.ada, occasion).end_reason == "precise"


def test_there_is_no_way_back(make_bank: MakeTest, school: Cast, client_for: ClientFor) -> None:
    occasion = open_occasion(school, make_bank("adaptive", most=8, fewest=8))
    desk = TestDesk(client_for(school.ada), occasion).begin()
    first = dict(desk.hidden)
    desk.answer(desk.right())
    desk.look(1)
    assert desk.address.endswith("/questions/2/")
    assert "Back" not in desk.page
    assert 'class="places"' not in desk.page
    late = desk.client.post(
        "/my-tests/answer/",
        {**first, "save": "2", "text": "5"},
        headers={"HX-Request": "true"},
    )
    assert late.json()["status"] == "passed"
    assert Answer.objects.filter(learner=school.ada).count() == 1


def test_an_answer_can_be_changed_until_the_learner_goes_on(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    occasion = open_occasion(school, make_bank("adaptive", most=8, fewest=8))
    desk = TestDesk(client_for(school.ada), occasion).begin()
    desk.hidden["ticket"] = desk.send(desk.wrong(), script=True).json()["ticket"]
    assert len(sitting_of(school.ada, occasion).asked) == 1
    desk.answer(desk.right())
    assert len(sitting_of(school.ada, occasion).asked) == 2


def test_going_on_twice_chooses_once(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    occasion = open_occasion(school, make_bank("adaptive", most=8, fewest=8))
    desk = TestDesk(client_for(school.ada), occasion).begin()
    fields = desk.right()
    for _ in range(2):
        assert desk.send(fields, go="next").headers["Location"].endswith("/questions/2/")
    assert len(sitting_of(school.ada, occasion).asked) == 2
    assert Answer.objects.filter(learner=school.ada).count() == 1


def test_a_question_can_be_passed_without_an_answer(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    occasion = open_occasion(school, make_bank("adaptive", most=8, fewest=8))
    desk = TestDesk(client_for(school.ada), occasion).begin()
    desk.answer({})
    assert desk.address.endswith("/questions/2/")
    assert not Answer.objects.filter(learner=school.ada).exists()


def test_it_goes_on_at_another_computer_with_the_same_question(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    occasion = open_occasion(school, make_bank("adaptive", most=8, fewest=8))
    desk = TestDesk(client_for(school.ada), occasion).begin()
    desk.answer(desk.right())
    other = TestDesk(client_for(school.ada), occasion).begin()
    assert other.address == desk.address
    assert other.ticket.item == desk.ticket.item


@pytest.mark.slow
def test_the_next_occasion_asks_other_questions(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    test = make_bank("adaptive", most=8, fewest=8)
    before = open_occasion(school, test, kind=OccasionKind.BEFORE)
    after = open_occasion(school, test, kind=OccasionKind.AFTER, series=before.series)
    sit(TestDesk(client_for(school.ada), before))
    sit(TestDesk(client_for(school.ada), after))
    asked = [
        {entry["item"] for entry in sitting_of(school.ada, occasion).asked}
        for occasion in (before, after)
    ]
    assert not asked[0] & asked[1]


@pytest.mark.slow
def test_nobody_is_shown_what_too_many_have_seen(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    occasion = open_occasion(school, make_bank("adaptive", most=8, fewest=8, exposure=0.25))
    shown: Counter[int] = Counter()
    class_5a = (school.ada, school.bo, school.yan, school.lu, school.zoya)
    for learner in class_5a:
        sit(TestDesk(client_for(learner), occasion))
        shown.update(entry["item"] for entry in sitting_of(learner, occasion).asked)
    # A quarter of five sittings; the rule allows one more than was reached before the last began.
    assert max(shown.values()) <= 2


@pytest.mark.parametrize(
    ("rules", "quotas"),
    [
        # Of 8 questions 4 are of each skill, in tests of 8 and of 4 to 12 questions.
        ({}, {"A05": (4, 4), "E05": (4, 4)}),
        ({"most": 12, "fewest": 5}, {"A05": (2, 6), "E05": (2, 6)}),
    ],
)
def test_the_blueprint_gives_the_shares_of_a_test_of_any_length(
    rules: dict[str, float], quotas: dict[str, tuple[int, int]], make_bank: MakeTest
) -> None:
    assert read_rules(make_bank("adaptive", **rules)).quotas == quotas


def test_a_linear_form_holds_the_blueprint_and_begins_easily(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    occasion = open_occasion(school, make_bank("linear"))
    TestDesk(client_for(school.ada), occasion).begin()
    asked = sitting_of(school.ada, occasion).asked
    assert Counter(entry["skill"] for entry in asked) == {"A05": 4, "E05": 4}
    difficulty = dict(Item.objects.values_list("pk", "difficulty"))
    hard = [difficulty[entry["item"]] for entry in asked]
    assert hard == sorted(hard)
    assert all(0 < entry["p"] <= 1 for entry in asked)


def test_a_linear_form_is_drawn_as_the_science_assembles_it(
    make_bank: MakeTest, school: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    test = make_bank("linear")
    monkeypatch.setattr(adaptive, "CHANCE", np.random.default_rng(7))
    drawn = draw_form(test, school.ada.pk, prior=(0.3, 0.9))
    rows = list(test.bank.all())
    items = find_scale(school.school.pk, [row.item_id for row in rows]).items
    expected = assemble_form(
        create_adaptive_bank(items, {row.item_id: row.skill for row in rows}),
        AdaptiveRules(
            n_least=8,
            n_most=8,
            quotas={"A05": (4, 4), "E05": (4, 4)},
            most_shown=adaptive.EXPOSURE,
            among=adaptive.AMONG,
        ),
        target=(0.3, 0.9),
        shown={},
        n_sittings=0,
        generator=np.random.default_rng(7),
    )
    assert {entry["item"] for entry in drawn} == set(expected)


def test_two_learners_get_different_linear_forms(
    make_bank: MakeTest, school: Cast, client_for: ClientFor
) -> None:
    occasion = open_occasion(school, make_bank("linear"))
    for learner in (school.ada, school.bo):
        TestDesk(client_for(learner), occasion).begin()
    forms = [
        {entry["item"] for entry in sitting_of(learner, occasion).asked}
        for learner in (school.ada, school.bo)
    ]
    assert forms[0] != forms[1]


def test_forms_change_places_between_the_occasions_of_a_series(
    course: Catalogue, school: Cast, client_for: ClientFor
) -> None:
    test = make_test(school, "fixed")
    items = find_items("number", "one_choice")
    form_a, form_b = add_form(test, "A", items[:1]), add_form(test, "B", items[1:2])
    before = open_occasion(school, test, kind=OccasionKind.BEFORE)
    after = open_occasion(school, test, kind=OccasionKind.AFTER, series=before.series)
    delayed = open_occasion(school, test, kind=OccasionKind.DELAYED, series=before.series)
    FormDraw.objects.create(
        series=before.series, learner=school.ada, first_form=form_b, drawn_at=before.opens_at
    )
    for occasion in (before, after, delayed):
        TestDesk(client_for(school.ada), occasion).begin()
    found = [sitting_of(school.ada, occasion).form for occasion in (before, after, delayed)]
    assert found == [form_b, form_a, form_b]


def test_who_joins_late_is_drawn_the_form_that_fewer_have(
    course: Catalogue, school: Cast, client_for: ClientFor
) -> None:
    test = make_test(school, "fixed")
    items = find_items("number", "one_choice")
    form_a, form_b = add_form(test, "A", items[:1]), add_form(test, "B", items[1:2])
    occasion = open_occasion(school, test)
    for learner, form in ((school.bo, form_a), (school.yan, form_a), (school.lu, form_b)):
        FormDraw.objects.create(
            series=occasion.series, learner=learner, first_form=form, drawn_at=occasion.opens_at
        )
    TestDesk(client_for(school.ada), occasion).begin()
    assert sitting_of(school.ada, occasion).form == form_b
    assert FormDraw.objects.get(series=occasion.series, learner=school.ada).first_form == form_b
