"""Writes that other apps and commands rely on."""

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from armillary.apps.people.actions import (
    TakenError,
    add_learners,
    end_seat,
    issue_card,
    make_adult,
    make_class,
    move_learner,
    record_audit,
    start_seat,
)
from armillary.apps.people.codes import ALPHABET, CARD_CODE_LENGTH
from armillary.apps.people.models import Adult, AuditEntry, Card, Learner, Seat
from armillary.apps.people.seats import find_seat
from tests.cast import NOW, Cast, card_of


def test_a_whole_school_of_learners_is_added_in_a_few_queries(
    school: Cast, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    names = [f"Name {'x' * (number % 50)} {number}" for number in range(2000)]
    # Transaction begin and end, learners, codes in use, cards: SQLite takes them in portions.
    with django_assert_max_num_queries(60):
        learners = add_learners(school.class_5a, names, now=NOW, by=None)
    assert [learner.name for learner in learners] == [" ".join(name.split()) for name in names]
    cards = Card.objects.filter(learner__in=[learner.pk for learner in learners[:500]])
    assert cards.count() == 500
    codes = set(Card.objects.values_list("code", flat=True))
    assert len(codes) == Card.objects.count()
    assert all(len(code) == CARD_CODE_LENGTH and set(code) <= set(ALPHABET) for code in codes)


def test_learners_ids_say_nothing_about_their_order(school: Cast) -> None:
    learners = add_learners(school.class_5a, [f"N{n}" for n in range(20)], now=NOW, by=None)
    ids = [learner.pk for learner in learners]
    assert ids != sorted(ids)
    assert all(0 < each < 2**53 for each in ids)


def test_a_learner_has_one_valid_card(school: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        issue_card(school.ada, now=NOW)


def test_a_seat_is_found_by_its_token_until_it_ends(school: Cast) -> None:
    seat, token = start_seat(card_of(school.ada), now=NOW, instead_of=None)
    found = find_seat(token, now=NOW)
    assert found == seat
    end_seat(seat, now=NOW)
    assert find_seat(token, now=NOW) is None
    assert find_seat("", now=NOW) is None
    assert find_seat("something else", now=NOW) is None


def test_the_end_of_a_seat_is_written_once(school: Cast) -> None:
    seat, _token = start_seat(card_of(school.ada), now=NOW, instead_of=None)
    later = NOW.replace(hour=11)
    end_seat(seat, now=NOW)
    end_seat(seat, now=later)
    assert Seat.objects.get().ended_at == NOW


@pytest.mark.parametrize("username", ["anna", "ANNA", " Anna ", "ａｎｎａ"])
def test_a_sign_in_name_is_one_in_any_case_and_width(school: Cast, username: str) -> None:
    with pytest.raises(TakenError):
        make_adult(
            school.school,
            username=username,
            name="Another Anna",
            role=Adult.Role.TEACHER,
            password=None,
            now=NOW,
            by=None,
        )


def test_sign_in_names_of_other_alphabets_are_one_in_any_case(school: Cast) -> None:
    made = make_adult(
        school.school,
        username="Яніна",
        name="Яніна",
        role="teacher",
        password=None,
        now=NOW,
        by=None,
    )
    assert Adult.objects.get_by_natural_key("ЯНІНА") == made


def test_an_adult_without_a_password_cannot_sign_in(school: Cast) -> None:
    made = make_adult(
        school.school, username="pia", name="Pia", role="teacher", password=None, now=NOW, by=None
    )
    assert not made.has_usable_password()


def test_a_taken_name_leaves_nothing_behind(school: Cast) -> None:
    before = AuditEntry.objects.count()
    with pytest.raises(TakenError):
        make_class(school.school, name="5a", grade=5, teachers=[], now=NOW, by=school.vera)
    assert AuditEntry.objects.count() == before


def test_a_learner_never_moves_to_another_school(school: Cast) -> None:
    with pytest.raises(ValueError, match="to must be a class of school"):
        move_learner(school.ada, school.class_5x, by=school.vera, now=NOW)
    assert Learner.objects.get(pk=school.ada.pk).school_class == school.class_5a


def test_a_row_of_the_log_belongs_to_the_adults_school(school: Cast) -> None:
    entry = record_audit(school.ines, action="learner_viewed", subject="learner:1", now=NOW)
    assert (entry.school, entry.adult, entry.at) == (school.other_school, school.ines, NOW)
