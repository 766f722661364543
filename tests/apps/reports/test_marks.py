"""Open answers: who marks them, that a later mark counts, and what the learner gets to see."""

import uuid
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import timezone

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.models import AuditEntry
from armillary.apps.practice.marks import find_latest_marks, find_shown_marks, record_mark
from armillary.apps.practice.models import Answer, LearnerState, Mark
from tests.apps.reports.answers import find_open_answer, give, give_open_answer
from tests.cast import NOW, Cast, ClientFor


@pytest.fixture
def written(school: Cast, catalogue: Catalogue) -> Answer:
    """Ada's answer to the open question."""
    give_open_answer(school.ada, text="It has seen these cards.", now=NOW)
    return find_open_answer(school.ada)


def address(school: Cast, answer: Answer) -> str:
    return f"/classes/{school.class_5a.pk}/open-answers/{answer.pk}/"


def test_what_waits_is_shown_with_what_to_look_for(
    school: Cast, written: Answer, client_for: ClientFor
) -> None:
    page = client_for(school.anna).get(f"/classes/{school.class_5a.pk}/open-answers/")
    text = page.content.decode()
    assert "1 answer waits for a mark." in text
    assert "It has seen these cards." in text
    assert "Says that the cards were seen before" in text  # the rubric
    assert "Draw new ones and test it on them." in text  # the example
    assert (
        "1 waits" in client_for(school.anna).get(f"/classes/{school.class_5a.pk}/").content.decode()
    )


def test_a_mark_is_saved_without_a_script(
    school: Cast, written: Answer, client_for: ClientFor
) -> None:
    anna = client_for(school.anna)
    response = anna.post(
        address(school, written), {"score": "0.5", "comment": " And how to test fairly? "}
    )
    assert response.status_code == 302
    mark = Mark.objects.get()
    assert (mark.score, mark.comment, mark.adult) == (0.5, "And how to test fairly?", school.anna)
    page = anna.get(response.headers["Location"]).content.decode()
    assert "No answer waits for a mark." in page
    assert "And how to test fairly?" in page


HTMX = {"HX-Request": "true"}


def test_with_htmx_the_marked_answer_comes_back_alone(
    school: Cast, written: Answer, client_for: ClientFor
) -> None:
    anna = client_for(school.anna)
    fields = {"score": "1", "comment": "Well seen."}
    response = anna.post(address(school, written), fields, headers=HTMX)
    text = response.content.decode()
    assert response.status_code == 200
    assert text.lstrip().startswith("<article")
    assert "Well seen." in text
    assert "Change the mark" in text
    assert Mark.objects.get().score == 1.0


def test_with_htmx_a_mark_that_cannot_be_saved_comes_back_with_its_fault(
    school: Cast, written: Answer, client_for: ClientFor
) -> None:
    fields = {"score": "7", "comment": "Kept as typed."}
    response = client_for(school.anna).post(address(school, written), fields, headers=HTMX)
    text = response.content.decode()
    assert 'class="error"' in text
    assert "Kept as typed." in text
    assert Mark.objects.count() == 0


def test_a_later_mark_counts_and_the_earlier_stays(
    school: Cast, written: Answer, client_for: ClientFor
) -> None:
    for score in ("0", "1"):
        client_for(school.anna).post(address(school, written), {"score": score})
    assert list(Mark.objects.order_by("pk").values_list("score", flat=True)) == [0.0, 1.0]
    assert find_latest_marks([written])[written.pk].score == 1.0


def test_a_mark_leaves_answer_and_estimate_as_they_are(
    school: Cast, written: Answer, client_for: ClientFor
) -> None:
    state = bytes(LearnerState.objects.get(learner=school.ada).packed)
    client_for(school.anna).post(address(school, written), {"score": "1"})
    written.refresh_from_db()
    assert written.score is None
    assert bytes(LearnerState.objects.get(learner=school.ada).packed) == state


def test_marking_is_written_down(school: Cast, written: Answer, client_for: ClientFor) -> None:
    client_for(school.anna).post(address(school, written), {"score": "1"})
    entry = AuditEntry.objects.get(action="answer_marked")
    assert (entry.adult, entry.subject) == (school.anna, f"answer:{written.pk}")


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({}, "Please choose a mark."),
        ({"score": "0.7"}, "Please choose one of the three marks."),
        ({"score": "nan"}, "Please choose one of the three marks."),
        ({"score": "1", "comment": "x" * 1001}, "Ensure this value has at most 1000 characters"),
    ],
)
def test_a_form_that_cannot_be_saved_comes_back_as_typed(
    fields: dict[str, str],
    message: str,
    school: Cast,
    written: Answer,
    client_for: ClientFor,
) -> None:
    fields = {"comment": "Look again", **fields}
    response = client_for(school.anna).post(address(school, written), fields)
    assert response.status_code == 200
    text = response.content.decode()
    assert message in text
    assert fields["comment"] in text
    assert text.count("It has seen these cards.") == 1
    assert not Mark.objects.exists()


def test_a_teacher_of_another_class_gets_404_and_nothing_is_marked(
    school: Cast, written: Answer, client_for: ClientFor
) -> None:
    through_own_class = f"/classes/{school.class_6b.pk}/open-answers/{written.pk}/"
    for page in (address(school, written), through_own_class):
        assert client_for(school.olga).post(page, {"score": "1"}).status_code == 404
    assert not Mark.objects.exists()


def test_an_answer_that_the_machine_marks_is_no_open_answer(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    closed = give(school.ada, "G05-L1-q01", 1.0, at=NOW)
    for answer_id in (closed, uuid.uuid4()):
        page = f"/classes/{school.class_5a.pk}/open-answers/{answer_id}/"
        assert client_for(school.anna).post(page, {"score": "1"}).status_code == 404


def test_no_other_score_can_be_recorded(school: Cast, written: Answer) -> None:
    with pytest.raises(ValueError, match="score must be one of"):
        record_mark(written, score=0.7, comment="", by=school.anna, now=NOW)


def test_many_answers_come_in_portions(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    for number in range(41):
        give_open_answer(school.ada, text="The same.", now=NOW + timedelta(minutes=number))
    page = client_for(school.anna).get(f"/classes/{school.class_5a.pk}/open-answers/")
    text = page.content.decode()
    assert "41 answers wait for a mark" in text
    assert text.count("The same.") == 40
    assert "The next ones come when these are marked." in text


def test_the_learner_sees_the_mark_that_counts(school: Cast, written: Answer) -> None:
    record_mark(written, score=0.0, comment="Look again", by=school.anna, now=NOW)
    record_mark(
        written, score=0.5, comment="Good: <seen>", by=school.anna, now=NOW + timedelta(hours=1)
    )
    (shown,) = find_shown_marks(school.ada)
    assert (shown.word, shown.comment) == ("partly right", "Good: <seen>")
    assert "It has seen these cards." in shown.given
    text = render_to_string("practice/_marks.html", {"marks": [shown]})
    assert "partly right" in text
    assert "Good: &lt;seen&gt;" in text
    assert find_shown_marks(school.bo) == []


def test_the_teacher_sees_the_mark_beside_the_answer(
    school: Cast, written: Answer, client_for: ClientFor
) -> None:
    page = f"/learners/{school.ada.pk}/"
    assert "Waits for a mark." in client_for(school.anna).get(page).content.decode()
    record_mark(written, score=1.0, comment="Well seen", by=school.anna, now=timezone.now())
    assert "Well seen" in client_for(school.anna).get(page).content.decode()
