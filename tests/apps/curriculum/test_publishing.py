"""A published version is for ever; what changes becomes a new version."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.curriculum.models import Item, Lesson, LessonVersion, Question, Skill
from armillary.apps.people.commands import Faults, Refusal
from tests.apps.practice.conftest import GOOD_COURSE, NOW, read_good_course

LATER = NOW + timedelta(days=1)
FAULTY = Path(__file__).parents[2] / "course" / "faults"


def test_publishing_again_changes_nothing(course: Catalogue) -> None:
    before = set(Item.objects.values_list("pk", "version"))
    result = publish_course(read_good_course(), now=LATER)
    assert (result.lessons, result.items, result.retired) == (0, 0, 0)
    assert set(Item.objects.values_list("pk", "version")) == before


def test_a_changed_question_becomes_a_new_item_and_the_old_one_stays(course: Catalogue) -> None:
    files = read_good_course()
    lesson = files.lessons[0]
    question = lesson.questions[0]
    stem = {language: text + " ?" for language, text in question.stem.items()}
    changed = replace(lesson, questions=(replace(question, stem=stem), *lesson.questions[1:]))
    old = Question.objects.get(key=question.id).current
    assert old is not None
    result = publish_course(replace(files, lessons=(changed,)), now=LATER)
    assert result.items == 1
    row = Question.objects.get(key=question.id)
    assert row.current_id != old.pk
    assert Item.objects.get(pk=old.pk).content == old.content
    catalogue = SHELF.catalogue("ai")
    assert catalogue is not None
    assert old.pk not in {item.id for item in catalogue.items}
    kept = SHELF.item(old.pk)
    assert kept is not None  # an answer may still come for what was shown


def test_a_question_that_left_is_retired_and_comes_back_as_it_was(course: Catalogue) -> None:
    files = read_good_course()
    lesson = files.lessons[0]
    gone = lesson.questions[-1].id
    fewer = replace(files, lessons=(replace(lesson, questions=lesson.questions[:-1]),))
    assert publish_course(fewer, now=LATER).retired == 1
    assert Question.objects.get(key=gone).retired_at == LATER
    assert publish_course(files, now=LATER).items == 0
    assert Question.objects.get(key=gone).retired_at is None


def test_skills_keep_their_numbers_when_others_join(course: Catalogue) -> None:
    files = read_good_course()
    before = dict(Skill.objects.values_list("key", "number"))
    newcomer = replace(files.skills[0], id="Z99", prerequisites=())
    publish_course(replace(files, skills=(newcomer, *files.skills)), now=LATER)
    after = dict(Skill.objects.values_list("key", "number"))
    assert {key: after[key] for key in before} == before
    assert after["Z99"] == max(before.values()) + 1


def test_a_changed_lesson_becomes_a_new_version(course: Catalogue) -> None:
    files = read_good_course()
    pages = {language: text + "\n\nMore." for language, text in files.lessons[0].pages.items()}
    publish_course(replace(files, lessons=(replace(files.lessons[0], pages=pages),)), now=LATER)
    lesson = Lesson.objects.get(key=files.lessons[0].id)
    assert LessonVersion.objects.filter(lesson=lesson).count() == 2
    assert lesson.current is not None
    assert "More." in lesson.current.pages["en"]


def test_a_faulty_course_is_not_published_at_all(db: None) -> None:
    folder = next(path.parent for path in sorted(FAULTY.rglob("course.yaml")))
    out = StringIO()
    with pytest.raises(Faults, match="nothing was published"):
        call_command("publish_course", str(folder), stdout=out)
    assert ":" in out.getvalue()
    assert Item.objects.count() == 0


def test_a_missing_folder_is_named(db: None, tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="is not a folder"):
        call_command("publish_course", str(tmp_path / "none"), stdout=StringIO())
    with pytest.raises(Refusal, match="is not a folder"):
        call_command("check_course", str(tmp_path / "none"), stdout=StringIO())


def test_a_good_course_is_checked_without_faults() -> None:
    out = StringIO()
    call_command("check_course", str(GOOD_COURSE), stdout=out)
    assert "faults: 0" in out.getvalue()
