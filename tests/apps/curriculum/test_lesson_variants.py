"""A lesson told in two ways: everybody reads the main page, unless a row says otherwise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.lesson_variants import (
    MAIN,
    find_lessons_told_twice,
    find_page,
    record_lesson_variants,
)
from armillary.apps.curriculum.models import (
    Lesson,
    LessonVariantChoice,
    LessonVariantOpening,
    LessonVersion,
)
from armillary.apps.curriculum.order_choices import record_orders
from armillary.apps.curriculum.timed_choices import is_free, revoke_choices
from armillary.apps.people.actions import move_learner
from armillary.apps.people.models import Learner, SchoolClass
from tests.apps.curriculum.told_twice import MAIN_HEADING, SECOND, TITLES, publish, second_way
from tests.cast import Cast, ClientFor

BEFORE = datetime(2020, 1, 1, tzinfo=UTC)
AFTER = datetime(2100, 1, 1, tzinfo=UTC)
NOW = datetime(2025, 9, 3, 9, 0, tzinfo=UTC)
LESSON = "/course/G05-L1/"
# Seat, lesson with its version, the school's simulated mark: see test_pages.
QUERIES = 5


@pytest.fixture
def lesson(course: Catalogue) -> Lesson:
    return publish(second_way(), now=NOW)


def give(
    lesson: Lesson,
    *choices: tuple[Learner | SchoolClass, str],
    starts_at: datetime = BEFORE,
    ends_at: datetime = AFTER,
    source: str = "study:1",
) -> None:
    record_lesson_variants(choices, lesson, starts_at=starts_at, ends_at=ends_at, source=source)


def reads(client_for: ClientFor, learner: Learner) -> str:
    """Return which page a learner is shown."""
    page = client_for(learner).get(LESSON).content.decode()
    main, second = f">{MAIN_HEADING}<" in page, f">{SECOND['en']}<" in page
    assert main is not second
    return "main" if main else "second"


# --- published ----------------------------------------------------------------------------------


def test_a_lesson_without_lesson_variants_keeps_its_version(course: Catalogue) -> None:
    before = Lesson.objects.get(key="G05-L1").current_id
    publish(second_way(), now=NOW)
    told_twice = Lesson.objects.get(key="G05-L1").current_id
    assert told_twice != before
    publish(now=NOW + timedelta(days=1))
    assert Lesson.objects.get(key="G05-L1").current_id == before
    assert LessonVersion.objects.count() == 2  # the version with the second way stays


def test_pages_are_safe_html_with_a_hash_of_their_own(lesson: Lesson) -> None:
    assert lesson.current is not None
    main, second = find_page(lesson.current, MAIN), find_page(lesson.current, "test-first")
    assert main is not None
    assert second is not None
    assert "<h2" in second.pages["be"]
    assert second.title == TITLES
    assert main.pages == lesson.current.pages
    assert main.page_hash != second.page_hash
    again = publish(second_way(further="\n\nOne more."), now=NOW + timedelta(days=1))
    assert again.current is not None
    changed = find_page(again.current, "test-first")
    unchanged = find_page(again.current, MAIN)
    assert changed is not None
    assert unchanged is not None
    assert changed.page_hash != second.page_hash
    assert unchanged.page_hash == main.page_hash
    assert find_page(again.current, "story") is None


def test_only_lessons_told_twice_are_found(course: Catalogue) -> None:
    assert find_lessons_told_twice("ai") == []
    lesson = publish(second_way(), now=NOW)
    assert find_lessons_told_twice("ai") == [lesson]
    Lesson.objects.update(retired_at=NOW)
    assert find_lessons_told_twice("ai") == []


# --- read ---------------------------------------------------------------------------------------


def test_without_a_choice_everybody_reads_the_main_page_and_nothing_is_noted(
    lesson: Lesson, school: Cast, client_for: ClientFor
) -> None:
    assert reads(client_for, school.ada) == "main"
    assert not LessonVariantOpening.objects.exists()


def test_a_learner_s_own_row_holds_before_the_class(
    lesson: Lesson, school: Cast, client_for: ClientFor
) -> None:
    give(lesson, (school.class_5a, "test-first"))
    assert reads(client_for, school.ada) == "second"
    assert reads(client_for, school.rita) == "main"  # of another class
    give(lesson, (school.ada, MAIN), source="study:2")
    assert reads(client_for, school.ada) == "main"
    assert reads(client_for, school.bo) == "second"
    noted = LessonVariantOpening.objects.values_list("learner", "variant", "source")
    assert set(noted) == {
        (school.ada.pk, "test-first", "study:1"),
        (school.ada.pk, MAIN, "study:2"),
        (school.bo.pk, "test-first", "study:1"),
    }


def test_a_choice_holds_in_its_time_only(
    lesson: Lesson, school: Cast, client_for: ClientFor
) -> None:
    now, week = timezone.now(), timedelta(days=7)
    give(lesson, (school.ada, "test-first"), starts_at=now - 2 * week, ends_at=now - week)
    give(lesson, (school.ada, "test-first"), starts_at=now + week, ends_at=now + 2 * week)
    assert reads(client_for, school.ada) == "main"
    give(lesson, (school.ada, "test-first"), starts_at=now - week, ends_at=now + week)
    assert reads(client_for, school.ada) == "second"


def test_a_choice_that_was_revoked_does_not_hold(
    lesson: Lesson, school: Cast, client_for: ClientFor
) -> None:
    give(lesson, (school.class_5a, "test-first"))
    assert revoke_choices(LessonVariantChoice, "study:1", now=timezone.now()) == 1
    assert reads(client_for, school.ada) == "main"


def test_a_learner_who_moves_keeps_what_is_theirs(
    lesson: Lesson, school: Cast, client_for: ClientFor
) -> None:
    give(lesson, (school.ada, "test-first"), (school.class_6b, MAIN))
    move_learner(school.ada, school.class_6b, by=school.vera, now=NOW)
    assert reads(client_for, Learner.objects.get(pk=school.ada.pk)) == "second"


def test_a_choice_about_another_lesson_changes_nothing(
    lesson: Lesson, school: Cast, client_for: ClientFor
) -> None:
    other = Lesson.objects.create(
        course=lesson.course, key="G05-L2", unit="G05", place=1, grade=5, titles={},
        new_skills=[], review_skills=[], minutes=40, can_do=[], current=lesson.current,
    )  # fmt: skip
    give(other, (school.ada, "test-first"))
    assert reads(client_for, school.ada) == "main"
    times = {"starts_at": BEFORE, "ends_at": AFTER}
    assert is_free(LessonVariantChoice, [school.ada.pk], [], about={"lesson": lesson}, **times)
    assert not is_free(LessonVariantChoice, [school.ada.pk], [], about={"lesson": other}, **times)


def test_the_page_chosen_is_read_in_every_language_and_in_the_order_chosen(
    lesson: Lesson, school: Cast, client_for: ClientFor
) -> None:
    give(lesson, (school.ada, "test-first"))
    record_orders([(school.ada, "lab-first")], starts_at=BEFORE, ends_at=AFTER, source="study:2")
    client = client_for(school.ada)
    for language, heading in SECOND.items():
        client.cookies["language"] = language.lower()
        page = client.get(LESSON).content.decode()
        assert page.index('class="lab"') < page.index(f">{heading}<")


def test_a_learner_cannot_tell_that_there_is_another_page(
    lesson: Lesson, school: Cast, client_for: ClientFor
) -> None:
    give(lesson, (school.ada, "test-first"))
    client = client_for(school.ada)
    page = client.get(LESSON).content.decode()
    for word in ("test-first", TITLES["en"], "variant", "Main page", "more than one way"):
        assert word not in page
    for key in (MAIN, "test-first"):
        assert client.get(f"{LESSON}variants/{key}/").status_code == 404


def test_a_lesson_variant_that_is_gone_gives_the_main_page_and_is_noted_as_such(
    lesson: Lesson, school: Cast, client_for: ClientFor
) -> None:
    give(lesson, (school.ada, "test-first"))
    publish(replace(second_way(), id="story"), now=NOW)
    assert reads(client_for, school.ada) == "main"
    assert reads(client_for, school.ada) == "main"  # noted once
    (opening,) = LessonVariantOpening.objects.all()
    assert (opening.variant, opening.source) == (MAIN, "study:1")


def test_a_page_that_is_not_there_cannot_be_chosen(lesson: Lesson, school: Cast) -> None:
    with pytest.raises(ValueError, match="variant must be one of"):
        give(lesson, (school.ada, "story"))
    assert not LessonVariantChoice.objects.exists()


def test_the_database_is_asked_once_more_and_only_where_there_is_a_choice_to_make(
    course: Catalogue,
    school: Cast,
    client_for: ClientFor,
    django_assert_num_queries: DjangoAssertNumQueries,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = client_for(school.ada)
    with django_assert_max_num_queries(QUERIES) as alone:
        client.get(LESSON)
    lesson = publish(second_way(), now=NOW)
    with django_assert_num_queries(len(alone) + 1):
        client.get(LESSON)
    give(lesson, (school.ada, "test-first"))
    with django_assert_num_queries(len(alone) + 2):  # the first time it is noted
        client.get(LESSON)
    with django_assert_num_queries(len(alone) + 1):
        client.get(LESSON)
    assert LessonVariantOpening.objects.count() == 1


# --- adults -------------------------------------------------------------------------------------


def test_a_teacher_sees_which_pages_there_are_and_reads_each(
    lesson: Lesson, school: Cast, client_for: ClientFor
) -> None:
    give(lesson, (school.class_5a, "test-first"))
    client = client_for(school.anna)
    page = client.get(LESSON).content.decode()
    assert f">{MAIN_HEADING}<" in page
    assert TITLES["en"] in page
    assert "The page begins with the envelope." in page
    address = f"{LESSON}variants/test-first/"
    assert f'href="{address}"' in page
    preview = client.get(address).content.decode()
    assert f">{SECOND['en']}<" in preview
    assert f'href="{LESSON}"' in preview
    client.cookies["language"] = "zh-hans"
    assert TITLES["zh-Hans"] in client.get(LESSON).content.decode()
    assert client.get(f"{LESSON}variants/story/").status_code == 404
    assert not LessonVariantOpening.objects.exists()


def test_of_a_lesson_told_once_nothing_is_said(
    course: Catalogue, school: Cast, client_for: ClientFor
) -> None:
    page = client_for(school.anna).get(LESSON).content.decode()
    assert "more than one way" not in page


def test_on_paper_and_on_the_board_the_lesson_is_the_main_page_s(
    lesson: Lesson, school: Cast, client_for: ClientFor
) -> None:
    give(lesson, (school.class_5a, "test-first"))
    booklet = client_for(school.anna).get("/units/G05/booklet/").content.decode()
    assert MAIN_HEADING in booklet
    assert f">{SECOND['en']}<" not in booklet
