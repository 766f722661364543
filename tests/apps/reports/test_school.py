"""The head's page: honest counts, classes that do not practise, and what to do next."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.actions import add_learners, archive_class
from armillary.apps.people.models import Learner
from armillary.apps.practice.models import LearnerState, Sitting
from armillary.apps.reports.school import ClassSummary, view_school
from tests.apps.reports.answers import give, give_many
from tests.cast import NOW as START
from tests.cast import Cast, ClientFor

NOW = datetime(2025, 9, 30, 9, 30, tzinfo=UTC)
SPLIT, RULES = "G05-L1-q01", "G03-L1-q01"


def sit(learner: Learner, catalogue: Catalogue, *, at: datetime, scores: list[float]) -> None:
    """Store a sitting with an answer of 30 seconds for every score."""
    sitting = Sitting.objects.create(learner=learner, course_id=catalogue.id, started_at=at)
    for number, score in enumerate(scores):
        moment = at + timedelta(minutes=number)
        give(learner, SPLIT, score, at=moment, sitting=sitting.pk, seconds=30.0)


def summaries(school: Cast, catalogue: Catalogue) -> dict[str, ClassSummary]:
    found = view_school(school.vera, catalogue, NOW)
    return {each.school_class.name: each for each in found}


def read(client_for: ClientFor, person: object) -> str:
    response = client_for(person).get("/school/")  # type: ignore[arg-type]
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_class_is_counted_from_its_sittings_and_states(
    school: Cast, catalogue: Catalogue
) -> None:
    sit(school.ada, catalogue, at=NOW - timedelta(days=1), scores=[1.0] * 8)
    sit(school.bo, catalogue, at=NOW - timedelta(days=1), scores=[0.0] * 4)
    sit(school.bo, catalogue, at=NOW - timedelta(days=8), scores=[0.0] * 4)
    found = summaries(school, catalogue)
    assert set(found) == {"5a", "6b"}  # nothing of the other school
    one = found["5a"]
    assert (one.activity.n_learners, one.activity.n_answers) == (2, 12)
    assert one.activity.seconds == 360.0  # 12 answers of 30 seconds
    assert one.minutes == 3  # 6 minutes for 2 learners
    # 5 learners, 2 skills in play: Ada holds E05, Bo needs help, 8 pairs are not seen.
    assert (one.held, one.near, one.help, one.unseen) == (1, 0, 1, 8)
    assert one.n_lessons == 0  # 2 of 5 is less than half
    assert not one.enough
    assert found["6b"].last_at is None


def test_a_lesson_counts_from_half_of_the_class_on(school: Cast, catalogue: Catalogue) -> None:
    for learner in (school.ada, school.bo, school.yan):  # 3 of 5
        give(learner, SPLIT, 1.0, at=NOW - timedelta(days=30))
    give(school.rita, RULES, 1.0, at=NOW)  # of A05, which no lesson teaches
    found = summaries(school, catalogue)
    assert found["5a"].n_lessons == 1
    assert found["6b"].n_lessons == 0


def test_a_share_is_given_from_five_learners_and_twenty_counts(
    school: Cast, catalogue: Catalogue
) -> None:
    more = add_learners(school.class_5a, [f"L{n}" for n in range(5)], now=START, by=school.anna)
    for learner in [school.ada, school.bo, school.yan, school.lu, school.zoya, *more][:9]:
        give_many(learner, SPLIT, [1.0] * 4, at=NOW - timedelta(days=1))
        give(learner, RULES, 0.0, at=NOW)
    one = summaries(school, catalogue)["5a"]
    assert (one.n_ever, one.seen) == (9, 18)  # 9 learners, 2 skills each
    assert not one.enough
    give_many(more[4], SPLIT, [1.0] * 4, at=NOW - timedelta(days=1))
    give(more[4], RULES, 0.0, at=NOW)
    one = summaries(school, catalogue)["5a"]
    assert one.enough  # 20 by now
    assert one.share == round(100 * one.held / 20)


def test_a_new_answer_is_counted_at_once(school: Cast, catalogue: Catalogue) -> None:
    give_many(school.ada, SPLIT, [0.0] * 4, at=NOW - timedelta(days=1))
    assert summaries(school, catalogue)["5a"].help == 1
    give_many(school.ada, SPLIT, [1.0] * 12, at=NOW - timedelta(minutes=20))
    assert summaries(school, catalogue)["5a"].help == 0


def test_a_damaged_state_is_replayed(school: Cast, catalogue: Catalogue) -> None:
    give_many(school.ada, SPLIT, [1.0] * 8, at=NOW - timedelta(days=1))
    LearnerState.objects.update(packed=b"torn")
    assert summaries(school, catalogue)["5a"].held == 1


def test_archived_classes_and_those_who_left_do_not_count(
    school: Cast, catalogue: Catalogue
) -> None:
    for learner in (school.ada, school.bo):
        sit(learner, catalogue, at=NOW - timedelta(days=1), scores=[1.0])
    school.bo.left_at = NOW
    school.bo.save(update_fields=["left_at"])
    archive_class(school.class_6b, by=school.vera, now=NOW)
    found = summaries(school, catalogue)
    assert set(found) == {"5a"}
    assert (found["5a"].n_learners, found["5a"].activity.n_learners) == (4, 1)


def test_the_head_reads_it_and_a_teacher_gets_404(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    sit(school.ada, catalogue, at=timezone.now() - timedelta(days=1), scores=[1.0] * 8)
    text = read(client_for, school.vera)
    assert "1 of 6 learners practised in the last seven days." in text
    assert "Answers this week 8" in text
    assert "5x" not in text  # of the other school
    assert client_for(school.anna).get("/school/").status_code == 404


def test_a_class_that_stopped_is_named_first(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    give(school.ada, SPLIT, 1.0, at=timezone.now() - timedelta(days=15))
    give(school.rita, SPLIT, 1.0, at=timezone.now() - timedelta(days=1))
    text = read(client_for, school.vera)
    assert "Ask the teacher of 5a what stands in the way: no practice for two weeks." in text
    assert re.search(r"No practice for two weeks 5a Anna; last practised on", text)


def test_too_few_answers_give_no_share(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    give(school.ada, SPLIT, 1.0, at=timezone.now())
    text = read(client_for, school.vera)
    assert "too few answers to say" in text
    assert "%)" not in text


@pytest.mark.parametrize("empty", ["classes", "learners"])
def test_an_empty_school_is_told_how_to_begin(
    empty: str, school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    if empty == "classes":
        for each in (school.class_5a, school.class_6b):
            archive_class(each, by=school.vera, now=NOW)
        assert "Make the classes first" in read(client_for, school.vera)
    else:
        Learner.objects.update(left_at=NOW)
        assert "add the names of their learners" in read(client_for, school.vera)
