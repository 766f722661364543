"""The queue of open answers: groups that are marked together, undo, and answers given in tests."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from armillary.apps.assessment.models import Occasion, OccasionSitting
from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.curriculum.models import Item
from armillary.apps.people.models import AuditEntry, Learner
from armillary.apps.practice.marks import (
    find_latest_marks,
    find_shown_marks,
    record_mark,
    record_marks,
    record_withdrawal,
)
from armillary.apps.practice.models import Answer, Mark
from armillary.apps.reports.opens import count_waiting, list_waiting
from tests.apps.assessment.sittings import TestDesk, make_fixed, sitting_of
from tests.apps.reports.answers import OPEN, give, give_open_answer, known_item
from tests.cast import NOW, Cast, ClientFor

SEEN = ["It has seen these cards before", "it saw these cards before!", "It has seen the cards."]
NEW = ["Test it on new cards", "you should test it on new cards"]


@pytest.fixture
def written(school: Cast, catalogue: Catalogue) -> dict[str, Answer]:
    """Six answers of 5a by their texts: three alike, two alike, and one that says nothing."""
    people = [school.ada, school.bo, school.yan, school.lu, school.zoya, school.ada]
    for number, (learner, text) in enumerate(zip(people, [*SEEN, *NEW, "idk"], strict=True)):
        give_open_answer(learner, text=text, now=NOW + timedelta(minutes=number))
    return {answer.given["text"]: answer for answer in Answer.objects.all()}


def queue(school: Cast) -> str:
    return f"/classes/{school.class_5a.pk}/open-answers/"


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def shown_texts(page: str) -> list[str]:
    return re.findall(r'class="text" lang="[^"]+">(.*?)</span>', page)


def fields_of(page: str) -> dict[str, object]:
    """Return what the form of the group on a page sends when nothing is changed."""
    hidden = dict(re.findall(r'name="(item|group|following)" value="([^"]*)"', page))
    ticked = re.findall(r'name="answer" value="([^"]+)" id="\w+" checked', page)
    return {**hidden, "answer": ticked}


def waiting_texts(school: Cast) -> set[str]:
    marked = find_latest_marks(Answer.objects.all())
    return {a.given["text"] for a in Answer.objects.all() if a.pk not in marked}


def test_the_largest_group_is_shown_first_with_the_rubric(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    page = read(client_for(school.anna), queue(school))
    assert set(shown_texts(page)) == set(SEEN)
    assert "3 answers much alike" in page
    assert "Group 1 of 3" in page
    for line in ("Says that the cards were seen before", "One of the two.", "Neither, such as"):
        assert line in page


def test_a_group_is_marked_at_one_stroke_and_the_next_one_comes(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    anna = client_for(school.anna)
    fields = {**fields_of(read(anna, queue(school))), "score": "0.5", "comment": "How to test?"}
    response = anna.post(f"{queue(school)}mark/", fields)
    assert response.status_code == 302
    marks = list(Mark.objects.all())
    assert {mark.answer.given["text"] for mark in marks} == set(SEEN)
    assert {(mark.score, mark.comment, mark.adult) for mark in marks} == {
        (0.5, "How to test?", school.anna)
    }
    assert len({mark.marked_at for mark in marks}) == 1
    assert AuditEntry.objects.filter(action="answer_marked").count() == 3
    page = read(anna, response.headers["Location"])
    assert set(shown_texts(page)) == set(NEW)
    assert "3 answers are marked “partly right”." in page


def test_an_answer_taken_out_of_the_group_waits_and_is_told_how_the_others_were_marked(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    anna = client_for(school.anna)
    fields = fields_of(read(anna, queue(school)))
    left_out = written[SEEN[1]]
    fields["answer"] = [key for key in fields["answer"] if key != str(left_out.pk)]  # type: ignore[attr-defined]
    anna.post(f"{queue(school)}mark/", {**fields, "score": "1"})
    assert waiting_texts(school) == {SEEN[1], *NEW, "idk"}
    page = read(anna, f"{queue(school)}?group={fields['group']}")
    assert shown_texts(page) == [SEEN[1]]
    assert "Answers like these are marked: right 2." in page


def test_groups_stay_what_they_are_while_they_are_marked(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    anna, seen = client_for(school.anna), []
    for _ in range(3):
        page = read(anna, queue(school))
        seen.append(set(shown_texts(page)))
        anna.post(f"{queue(school)}mark/", {**fields_of(page), "score": "1"})
    assert seen == [set(SEEN), set(NEW), {"idk"}]
    assert "No answer waits for a mark." in read(anna, queue(school))


def test_sending_a_group_twice_marks_once(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    anna = client_for(school.anna)
    fields = {**fields_of(read(anna, queue(school))), "score": "1"}
    anna.post(f"{queue(school)}mark/", fields)
    again = anna.post(f"{queue(school)}mark/", fields)
    assert "These answers have been marked already." in again.content.decode()
    assert Mark.objects.count() == 3


@pytest.mark.slow
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answer": []}, "Please tick at least one answer."),
        ({"score": ""}, "Please choose a mark."),
        ({"score": "0.7"}, "Please choose one of the three marks."),
        ({"comment": "x" * 1001}, "Ensure this value has at most 1000 characters"),
        ({"answer": ["no-uuid"]}, "These answers have been marked already."),
    ],
)
def test_a_group_that_cannot_be_saved_comes_back_with_its_fault(
    change: dict[str, object],
    message: str,
    school: Cast,
    written: dict[str, Answer],
    client_for: ClientFor,
) -> None:
    anna = client_for(school.anna)
    fields = {**fields_of(read(anna, queue(school))), "score": "1", "comment": "Kept", **change}
    response = anna.post(f"{queue(school)}mark/", fields)
    assert response.status_code == 200
    text = response.content.decode()
    assert message in text
    assert str(fields["comment"]) in text
    assert set(shown_texts(text)) == set(SEEN)
    assert not Mark.objects.exists()


@pytest.mark.parametrize(
    "place", ["?item=x&group=y", "?item=-1", "?item=99999999999999999999", "?group="]
)
def test_a_place_that_is_not_there_shows_the_beginning(
    place: str, school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    assert set(shown_texts(read(client_for(school.anna), queue(school) + place))) == set(SEEN)


def test_answers_of_another_class_are_never_marked_along(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    give_open_answer(school.rita, text=SEEN[0], now=NOW)
    ritas = Answer.objects.get(learner=school.rita)
    anna = client_for(school.anna)
    fields = fields_of(read(anna, queue(school)))
    anna.post(f"{queue(school)}mark/", {**fields, "answer": [str(ritas.pk)], "score": "1"})
    assert client_for(school.olga).post(f"{queue(school)}mark/", fields).status_code == 404
    assert not Mark.objects.exists()


def test_languages_are_grouped_apart(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    for learner, language in ((school.ada, "en"), (school.bo, "ru")):
        given = {"text": "AI 2", "language": language}
        give(learner, OPEN, None, at=NOW, given=given)
    page = read(client_for(school.anna), queue(school))
    assert "Group 1 of 2" in page


def test_undo_takes_back_the_last_stroke_by_adding_rows(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    anna = client_for(school.anna)
    fields = {**fields_of(read(anna, queue(school))), "score": "1"}
    page = read(anna, anna.post(f"{queue(school)}mark/", fields).headers["Location"])
    (shown,) = re.findall(r'name="mark" value="(\d+)"', page)
    response = anna.post(f"{queue(school)}undo/", {"mark": shown})
    assert set(shown_texts(read(anna, response.headers["Location"]))) == set(SEEN)
    assert Mark.objects.count() == 6
    assert waiting_texts(school) == set(written)
    assert AuditEntry.objects.filter(action="mark_withdrawn").count() == 3
    assert 'action="/classes/' + str(school.class_5a.pk) + '/open-answers/undo/"' not in read(
        anna, queue(school)
    )


def test_long_numbers_of_rows_stay_numbers_in_addresses_and_forms(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    item = Item.objects.get(current_for__key=OPEN)
    question, item.pk, item.version = item.question, 1_234_567, "f" * 64
    item.save(force_insert=True)
    question.current = item
    question.save()
    SHELF.clear()
    give_open_answer(school.ada, text=SEEN[0], now=NOW)
    anna = client_for(school.anna)
    fields = fields_of(read(anna, queue(school)))
    assert fields["item"] == "1234567"
    Mark.objects.create(
        pk=7_654_321,
        answer=Answer.objects.get(),
        adult=school.anna,
        score=1.0,
        marked_at=datetime.now(UTC),
    )
    assert 'name="mark" value="7654321"' in read(anna, queue(school))


def test_undo_of_something_else_than_the_page_said_changes_nothing(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    (first,) = record_marks([written[NEW[0]]], score=1.0, comment="", by=school.anna, now=NOW)
    record_mark(
        written[NEW[1]], score=0.0, comment="", by=school.anna, now=NOW + timedelta(minutes=1)
    )
    for mark in (str(first.pk), "", "x"):
        client_for(school.anna).post(f"{queue(school)}undo/", {"mark": mark})
    assert Mark.objects.count() == 2


def test_undo_is_of_ones_own_marks(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    mark = record_mark(written["idk"], score=0.0, comment="", by=school.anna, now=NOW)
    client_for(school.vera).post(f"{queue(school)}undo/", {"mark": mark.pk})
    assert find_latest_marks([written["idk"]])[written["idk"].pk].score == 0.0


def test_taking_back_a_changed_mark_lets_the_earlier_one_count(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    answer = written[NEW[0]]
    record_mark(answer, score=0.5, comment="First", by=school.anna, now=NOW)
    record_mark(answer, score=0.0, comment="Slip", by=school.anna, now=NOW + timedelta(minutes=1))
    address = f"{queue(school)}{answer.pk}/withdraw/"
    anna = client_for(school.anna)
    anna.post(address)
    counts = find_latest_marks([answer])[answer.pk]
    assert (counts.score, counts.comment) == (0.5, "First")
    assert [mark.score for mark in Mark.objects.order_by("pk")] == [0.5, 0.0, 0.5]


def test_a_mark_taken_back_waits_again_and_the_learner_sees_it_no_more(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    answer = written[NEW[0]]
    record_mark(answer, score=0.0, comment="Slip", by=school.anna, now=NOW)
    assert count_waiting(school.class_5a, NOW) == 5
    assert len(find_shown_marks(school.lu)) == 1
    client_for(school.anna).post(f"{queue(school)}{answer.pk}/withdraw/")
    assert count_waiting(school.class_5a, NOW) == 6
    assert find_shown_marks(school.lu) == []
    client_for(school.anna).post(f"{queue(school)}{answer.pk}/withdraw/")
    assert Mark.objects.count() == 2  # there was nothing more to take back


def test_a_mark_that_somebody_changed_since_is_not_taken_back(
    school: Cast, written: dict[str, Answer]
) -> None:
    answer = written[NEW[0]]
    first = record_mark(answer, score=0.0, comment="", by=school.anna, now=NOW)
    record_mark(answer, score=1.0, comment="", by=school.vera, now=NOW + timedelta(minutes=1))
    assert record_withdrawal([first], by=school.anna, now=NOW + timedelta(minutes=2)) == []
    assert find_latest_marks([answer])[answer.pk].score == 1.0


def test_one_answer_has_a_page_of_its_own(
    school: Cast, written: dict[str, Answer], client_for: ClientFor
) -> None:
    answer = written["idk"]
    page = read(client_for(school.anna), f"{queue(school)}{answer.pk}/")
    assert "idk" in page
    assert "Save the mark" in page
    assert client_for(school.olga).get(f"{queue(school)}{answer.pk}/").status_code == 404


# Answers of tests.


@pytest.fixture
def occasion(school: Cast, catalogue: Catalogue) -> Occasion:
    """An open test of 5a with one open question."""
    return make_fixed(school, kinds=("open",))


def sit(client: Client, occasion: Occasion, *texts: str) -> None:
    """Answer the one question of a test, and change the answer with each further text."""
    desk = TestDesk(client, occasion).begin()
    for text in texts:
        desk.answer({"text": text})
        desk.look(1)


def hand_in(learner: Learner, occasion: Occasion) -> None:
    OccasionSitting.objects.filter(pk=sitting_of(learner, occasion).pk).update(
        ended_at=datetime.now(UTC), end_reason="learner"
    )


def test_an_answer_of_a_test_waits_only_when_the_sitting_is_over(
    school: Cast, occasion: Occasion, client_for: ClientFor
) -> None:
    sit(client_for(school.ada), occasion, "It has seen them")
    now = datetime.now(UTC)
    assert count_waiting(school.class_5a, now) == 0
    assert count_waiting(school.class_5a, occasion.closes_at) == 1
    hand_in(school.ada, occasion)
    assert count_waiting(school.class_5a, now) == 1


def test_of_an_answer_that_was_changed_in_a_test_only_the_last_is_marked(
    school: Cast, occasion: Occasion, client_for: ClientFor
) -> None:
    sit(client_for(school.ada), occasion, "First thought", "On second thought new cards")
    hand_in(school.ada, occasion)
    assert Answer.objects.count() == 2
    assert shown_texts(read(client_for(school.anna), queue(school))) == [
        "On second thought new cards"
    ]
    earlier = Answer.objects.get(given__text="First thought")
    address = f"{queue(school)}{earlier.pk}/"
    assert client_for(school.anna).post(address, {"score": "1"}).status_code == 404


def test_second_tries_of_practice_never_wait(school: Cast, catalogue: Catalogue) -> None:
    give(school.ada, OPEN, None, at=NOW, given={"text": "again", "language": "en"}, try_number=2)
    assert count_waiting(school.class_5a, NOW) == 0


def test_questions_of_tests_come_first(
    school: Cast, written: dict[str, Answer], occasion: Occasion, client_for: ClientFor
) -> None:
    sit(client_for(school.ada), occasion, "In a test")
    hand_in(school.ada, occasion)
    (waiting,) = list_waiting(school.class_5a, datetime.now(UTC))
    assert (waiting.item, waiting.n, waiting.n_test) == (known_item(OPEN).id, 7, 1)
    assert "Question of a test" in read(client_for(school.anna), queue(school))


def test_a_learner_sees_the_mark_of_a_test_answer_only_with_the_result(
    school: Cast, occasion: Occasion, client_for: ClientFor
) -> None:
    ada = client_for(school.ada)
    sit(ada, occasion, "In a test")
    hand_in(school.ada, occasion)
    record_mark(Answer.objects.get(), score=1.0, comment="Well seen", by=school.anna, now=NOW)
    result = f"/my-tests/{occasion.pk}/result/"
    assert find_shown_marks(school.ada) == []
    assert "Well seen" not in ada.get(result, follow=True).content.decode()
    Occasion.objects.update(shown_at=datetime.now(UTC))
    assert "Well seen" in read(ada, result)
    own = ada.get(reverse("practice:skills"))
    assert own.status_code == 200
    assert "Well seen" not in own.content.decode()
