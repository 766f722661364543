"""A lesson told in two ways, compared by lot: planned, carried out, watched, and told to partners."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.lesson_variants import MAIN, find_choice, find_page, open_page
from armillary.apps.curriculum.models import Lesson, LessonVariantChoice, LessonVariantOpening
from armillary.apps.people.models import Learner
from armillary.apps.studies.actions import (
    PlanError,
    RunError,
    record_results,
    start_study,
    stop_study,
)
from armillary.apps.studies.actions.exchanging import record_export
from armillary.apps.studies.draws import check_study
from armillary.apps.studies.keys import find_key, public_key_of
from armillary.apps.studies.models import Arm, Study, StudyDraft
from armillary.apps.studies.packages import read_package
from armillary.apps.studies.protocols import hash_protocol, list_designs
from armillary.apps.studies.queries import find_arm_lines
from armillary.apps.studies.told import find_change
from tests.apps.curriculum.told_twice import TITLES, WHATS, publish, second_way
from tests.apps.practice.conftest import read_good_course
from tests.apps.studies.makers import (
    BEGUN,
    ENDED,
    PLANNED,
    assigned,
    begin,
    make_classes,
    make_test,
    plan,
    sit_after,
    text_of,
)
from tests.cast import Cast, ClientFor

DURING = datetime.fromisoformat("2025-10-10T08:00:00+00:00")
SAID = {
    "question": "Does it help to test first?", "kind": "lesson", "told": "G05-L1:test-first",
    "name_0": "Main page", "what_0": "As it is.", "name_1": "Test first", "what_1": "Otherwise.",
}  # fmt: skip


@pytest.fixture
def lesson(course: Catalogue) -> Lesson:
    return publish(second_way(), now=PLANNED)


@pytest.fixture
def study(lesson: Lesson, school: Cast, course: Catalogue) -> Study:
    """Two classes of twelve, lots for each learner; planned."""
    return plan(school, make_classes(school, 2, 12), make_test(school, course), **SAID)


def page_of(learner: Learner, now: datetime) -> str:
    lesson = Lesson.objects.select_related("current").get(key="G05-L1")
    return open_page(learner, lesson, now=now).key


# --- planned ------------------------------------------------------------------------------------


def test_the_protocol_names_the_lesson_and_both_pages_with_their_hashes(
    study: Study, lesson: Lesson
) -> None:
    assert lesson.current is not None
    main, tried = find_page(lesson.current, MAIN), find_page(lesson.current, "test-first")
    assert main is not None
    assert tried is not None
    told = study.protocol["lesson"]
    assert (told["course"], told["key"], told["version"]) == (
        "ai",
        "G05-L1",
        lesson.current.version,
    )
    assert [(page["id"], page["hash"]) for page in told["pages"]] == [
        (MAIN, main.page_hash),
        ("test-first", tried.page_hash),
    ]
    assert told["pages"][1]["what"] == WHATS
    assert [arm["setting"] for arm in study.protocol["arms"]] == [MAIN, "test-first"]
    assert study.lesson == lesson
    assert hash_protocol(study.protocol) == study.protocol_hash


def test_a_lesson_that_is_not_told_so_leads_back_to_the_first_page(
    lesson: Lesson, school: Cast, course: Catalogue
) -> None:
    classes, test = make_classes(school, 1, 10), make_test(school, course)
    for told in ("", "G05-L1:story", "G09-L9:test-first", f"G05-L1:{MAIN}"):
        with pytest.raises(PlanError, match="page 1"):
            plan(school, classes, test, **{**SAID, "told": told})
    assert not Study.objects.exists()


def test_one_lesson_cannot_be_swapped(lesson: Lesson, school: Cast, course: Catalogue) -> None:
    sizes = [12, 12, 12, 12]
    assert [one.name for one in list_designs("lesson", sizes, baseline=False)] == [
        "learner",
        "class",
    ]
    classes = make_classes(school, 4, 12)
    first, second = make_test(school, course), make_test(school, course, "Second")
    with pytest.raises(PlanError, match="page 4"):
        plan(school, classes, first, **SAID, design="swap", second_test=second.pk)


def test_the_database_keeps_a_lesson_to_studies_of_its_kind(study: Study) -> None:
    for fields in ({"lesson": None}, {"kind": "order"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Study.objects.filter(pk=study.pk).update(**fields)


# --- carried out --------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("design", ["learner", "class"])
def test_everybody_reads_the_page_that_was_drawn_in_these_days_only(
    design: str, lesson: Lesson, school: Cast, course: Catalogue
) -> None:
    classes = make_classes(school, 4, 6)
    study = plan(school, classes, make_test(school, course), **SAID, design=design)
    begin(school, study)
    rows = assigned(study)
    assert {row.arm for row in rows} == {0, 1}
    for row in rows:
        assert page_of(row.learner, DURING) == (MAIN, "test-first")[row.arm]
        assert page_of(row.learner, PLANNED) == MAIN
        assert page_of(row.learner, ENDED) == MAIN
    assert find_choice(school.ada, lesson, DURING) is None
    if design == "class":  # who joins a class later is taught with it
        own = LessonVariantChoice.objects.filter(school_class__isnull=False)
        assert {row.school_class for row in own} == set(classes)
    assert check_study(study) == []


def test_what_was_opened_is_counted_for_each_way(study: Study, school: Cast) -> None:
    begin(school, study)
    rows = assigned(study)
    for row in rows[:9]:
        page_of(row.learner, DURING)
        page_of(row.learner, DURING + timedelta(days=1))  # counts once
    tried = next(row for row in rows[9:] if row.arm == 1)
    # The second page is gone, another is there: whoever opens the lesson now gets the main page.
    publish(replace(second_way(), id="story"), now=DURING)
    page_of(tried.learner, DURING + timedelta(days=2))
    compared, other = find_arm_lines(study)
    in_first = sum(row.arm == 0 for row in rows[:9])
    assert (compared.reached, compared.as_drawn, compared.otherwise) == (in_first, in_first, 0)
    assert (other.reached, other.as_drawn, other.otherwise) == (9 - in_first, 9 - in_first, 1)


def test_another_text_than_was_fixed_counts_as_another_way_even_after_the_end(
    study: Study, school: Cast
) -> None:
    begin(school, study)
    rows = assigned(study)
    publish(replace(second_way(further="\n\nOne sentence more.")), now=DURING)
    for row in rows:
        page_of(row.learner, DURING)
    publish(second_way(), now=ENDED)  # nothing to be seen of it any more
    compared, other = find_arm_lines(study)
    n_first = sum(row.arm == 0 for row in rows)
    assert (compared.as_drawn, compared.otherwise) == (n_first, 0)  # the main page did not change
    assert (other.as_drawn, other.otherwise) == (0, len(rows) - n_first)


def test_stopping_gives_everybody_the_main_page(study: Study, school: Cast) -> None:
    begin(school, study)
    stop_study(study, why="Enough.", by=school.anna, now=DURING)
    assert {page_of(row.learner, DURING + timedelta(hours=1)) for row in assigned(study)} == {MAIN}


def test_two_studies_of_one_lesson_are_in_each_other_s_way_and_of_an_order_are_not(
    study: Study, school: Cast
) -> None:
    begin(school, study)
    classes = [row.school_class for row in study.classes.all()]
    again = plan(school, classes, study.test, **SAID)
    with pytest.raises(RunError, match="taken"):
        start_study(again, by=school.anna, now=BEGUN)
    assert LessonVariantChoice.objects.exclude(source=f"study:{study.pk}").count() == 0
    begin(school, plan(school, classes, study.test))


@pytest.mark.slow
def test_a_study_ends_with_a_result_and_a_package_that_a_partner_can_read(
    study: Study, school: Cast, tmp_path: Path
) -> None:
    begin(school, study)
    sit_after(study, effect=1.5, seed=3)
    (result, *_delayed) = record_results(study, now=ENDED)
    assert result.content["analysed"] == [12, 12]
    assert result.content["g"]["low"] < result.content["g"]["effect"] < result.content["g"]["high"]
    file = record_export(study, epsilon=None, folder=tmp_path, by=None, now=ENDED).file
    content = read_package(file, key=public_key_of(find_key(tmp_path)))
    assert content["protocol"]["lesson"] == study.protocol["lesson"]


# --- the course changes -------------------------------------------------------------------------


def retire() -> None:
    """Publish the course without the lesson."""
    files = read_good_course()
    units = tuple(replace(unit, lessons=()) for unit in files.units)
    publish_course(replace(files, lessons=(), units=units), now=DURING)


def change() -> None:
    publish(second_way(further="\n\nOne sentence more."), now=DURING)


def drop() -> None:
    publish(now=DURING)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("happens", "code", "said"),
    [
        (retire, "retired", "is not in the course any more"),
        (drop, "gone", "everybody gets the main page"),
        (change, "changed", "not what the protocol names"),
    ],
)
def test_a_lesson_that_changes_is_told_on_the_page_and_stops_a_study_from_beginning(
    happens: Callable[[], None],
    code: str,
    said: str,
    study: Study,
    school: Cast,
    client_for: ClientFor,
) -> None:
    anna = client_for(school.anna)
    assert find_change(study) == ""
    assert "The lesson has changed." not in anna.get(f"/studies/{study.pk}/").content.decode()
    happens()
    assert find_change(study) == code
    with pytest.raises(RunError, match=code):
        start_study(study, by=school.anna, now=BEGUN)
    page = unescape(anna.get(f"/studies/{study.pk}/").content.decode())
    assert "The lesson has changed." in page
    assert said in page
    anna.post(f"/studies/{study.pk}/begin/")
    assert not LessonVariantChoice.objects.exists()
    publish(second_way(), now=DURING)
    assert find_change(study) == ""  # the earlier text again


def test_when_the_second_page_goes_while_a_study_runs_everybody_reads_the_main_page(
    study: Study, school: Cast
) -> None:
    begin(school, study)
    drop()
    assert {page_of(row.learner, DURING) for row in assigned(study)} == {MAIN}
    assert not LessonVariantOpening.objects.exists()  # a lesson told once: nothing to note
    assert find_change(study) == "gone"


# --- page 1 of the wizard -----------------------------------------------------------------------


@pytest.fixture
def draft(school: Cast) -> StudyDraft:
    return StudyDraft.objects.create(school=school.school, made_by=school.anna, changed_at=PLANNED)


def test_a_teacher_chooses_the_lesson_and_the_way_to_tell_it(
    lesson: Lesson, draft: StudyDraft, school: Cast, course: Catalogue, client_for: ClientFor
) -> None:
    anna, start = client_for(school.anna), f"/studies/drafts/{draft.pk}/"
    page = text_of(anna, f"{start}1/")
    assert 'value="lesson"' in page
    assert f"{lesson.titles['en']} · Test first" in page
    assert 'href="/course/G05-L1/variants/test-first/"' in page
    posted = anna.post(f"{start}1/", {"question": "Test first?", "kind": "lesson", "told": "G05-L1:test-first"})  # fmt: skip
    assert posted.headers["Location"] == f"{start}2/"
    draft.refresh_from_db()
    assert draft.said["name_1"] == TITLES["en"]
    assert draft.said["what_1"] == WHATS["en"]
    assert lesson.titles["en"] in draft.said["what_0"]
    (one,) = make_classes(school, 1, 10)
    anna.post(f"{start}2/", {"classes": [one.pk]})
    first = date.today() + timedelta(days=7)
    days = {"starts_on": first.isoformat(), "ends_on": (first + timedelta(days=30)).isoformat()}
    anna.post(f"{start}3/", {"test": make_test(school, course).pk, **days})
    page = text_of(anna, f"{start}4/")
    assert 'value="swap"' not in page
    assert "A single lesson cannot be swapped half-way" in page
    anna.post(f"{start}4/", {"design": "learner"})
    assert "Test first" in text_of(anna, f"{start}5/")
    anna.post(f"{start}5/")
    study = Study.objects.get()
    assert study.lesson == lesson
    assert Arm.objects.get(study=study, number=1).setting == "test-first"
    assert "Read both pages of the lesson" in text_of(anna, f"/studies/{study.pk}/")


@pytest.mark.parametrize(
    ("told", "said"),
    [("", "Please choose a lesson and the way you try."), ("G05-L1:story", "not told in that way")],
)
def test_without_a_lesson_the_page_asks_for_one(
    told: str, said: str, lesson: Lesson, draft: StudyDraft, school: Cast, client_for: ClientFor
) -> None:
    fields = {"question": "Test first?", "kind": "lesson", "told": told}
    response = client_for(school.anna).post(f"/studies/drafts/{draft.pk}/1/", fields)
    assert response.status_code == 200
    assert said in unescape(response.content.decode())
    draft.refresh_from_db()
    assert draft.said == {}


def test_where_no_lesson_is_told_twice_the_page_says_what_an_author_adds(
    course: Catalogue, draft: StudyDraft, school: Cast, client_for: ClientFor
) -> None:
    anna = client_for(school.anna)
    page = text_of(anna, f"/studies/drafts/{draft.pk}/1/")
    assert 'value="lesson"' not in page
    assert "the lesson needs a second page" in page
    fields = {"question": "Test first?", "kind": "lesson", "told": "G05-L1:test-first"}
    assert anna.post(f"/studies/drafts/{draft.pk}/1/", fields).status_code == 200
    draft.refresh_from_db()
    assert draft.said == {}
