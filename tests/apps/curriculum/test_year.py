"""The year on its pages: plan, coverage, booklet, glossary, credits, and tests on paper."""

import re
import shutil
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.curriculum.models import Assessment, Course, Item
from armillary.apps.curriculum.year import alphabetical, cover_frameworks, list_lessons
from armillary.apps.people.commands import Refusal
from tests.cast import Cast, ClientFor
from tests.installed import require

QUERIES = {
    "/units/G05/": 7,
    "/units/G05/booklet/": 5,
    "/coverage/": 5,
    "/glossary/": 4,
    "/credits/": 4,
    "/tests/G05/A/": 6,
}


@pytest.fixture
def anna(course: Catalogue, school: Cast, client_for: ClientFor) -> Client:
    """The teacher of 5a, with the course published."""
    return client_for(school.anna)


def test_the_plan_names_each_lesson_its_skills_and_the_forms(anna: Client) -> None:
    text = anna.get("/units/G05/").content.decode()
    for said in ("1 lesson, ", "One lesson a month", "/tests/G05/A/", "/tests/G05/B/?key=1"):
        assert said in text
    assert "Split examples into training and test" in text


@pytest.mark.parametrize(
    "address", ["/units/G06/", "/units/G06/booklet/", "/tests/G06/A/", "/tests/G05/C/"]
)
def test_what_is_not_published_is_404(anna: Client, address: str) -> None:
    assert anna.get(address).status_code == 404


def test_coverage_marks_each_lesson_and_says_which_names_are_a_reading(anna: Client) -> None:
    course = Course.objects.get()
    tables = {table.key: table for table in cover_frameworks(course, list_lessons(course), "en")}
    (row,) = [row for row in tables["ailit"].rows if row.code == "S2"]
    assert row.marks == (True,)
    assert row.confirmed
    touched = {row.code for table in tables.values() for row in table.rows}
    assert touched.isdisjoint(row.code for table in tables.values() for row in table.to_come)
    text = anna.get("/coverage/").content.decode()
    unconfirmed = sum(not row.confirmed for table in tables.values() for row in table.rows)
    unconfirmed += sum(not row.confirmed for table in tables.values() for row in table.to_come)
    assert text.count('class="chip chip-brass"') == unconfirmed > 0


@pytest.mark.parametrize("language", ["en", "ru", "be", "zh-hans"])
def test_the_booklet_holds_each_lesson_and_no_lab(anna: Client, language: str) -> None:
    anna.cookies["language"] = language
    text = anna.get("/units/G05/booklet/").content.decode()
    assert "data-lab" not in text
    assert 'id="G05-L1"' in text
    assert "CC-BY-4.0" in text


def test_a_form_is_on_paper_as_its_key_says(anna: Client) -> None:
    paper = anna.get("/tests/G05/B/").content.decode()
    asked = re.findall(r"Count (\d) \+ 2", paper)
    assert asked == ["1", "4", "5"]
    key = anna.get("/tests/G05/B/?key=1").content.decode()
    assert re.findall(r"<strong>(?:<p>)?(\d)", key) == ["3", "6", "7"]
    assert "<strong>" not in paper


def test_practice_never_offers_a_question_of_a_test(course: Catalogue, school: Cast) -> None:
    closed = Item.objects.filter(current_for__closed=True)
    assert closed.count() == 5
    offered = {item.id for item in course.items}
    assert offered.isdisjoint(closed.values_list("pk", flat=True))
    assert offered


def test_a_test_that_left_the_course_is_retired(anna: Client) -> None:
    Assessment.objects.update(retired_at="2026-01-01T00:00Z")
    assert anna.get("/tests/G05/A/").status_code == 404
    assert "/tests/G05/A/" not in anna.get("/units/G05/").content.decode()


def test_pages_ask_the_database_few_questions(
    anna: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for address, most in QUERIES.items():
        with django_assert_max_num_queries(most):
            anna.get(address)


@pytest.mark.django_db
def test_before_a_course_is_published_credits_speak_of_the_program_alone() -> None:
    SHELF.clear()
    text = Client().get("/credits/").content.decode()
    assert "Onest" in text
    assert "CC-BY-4.0" not in text


def test_words_are_sorted_as_the_alphabets_go() -> None:
    words = ["ёж", "ель", "інтэлект", "жук", "ўрок", "узор", "фільтр", "input", "AI"]
    assert sorted(words, key=alphabetical) == [
        *("AI", "input", "ель", "ёж", "жук", "інтэлект", "узор", "ўрок", "фільтр")
    ]


@pytest.mark.browser
def test_the_booklet_is_a_pdf_file(course: Catalogue, school: Cast, tmp_path: Path) -> None:
    require("chromium", package="chromium")
    target = tmp_path / "booklet.pdf"
    call_command("print_booklet", "G05", language="be", out=target)
    content = target.read_bytes()
    assert content.startswith(b"%PDF-")
    assert len(re.findall(rb"/Type\s*/Page\b", content)) >= 2


def test_without_a_unit_a_folder_or_a_browser_the_command_says_what_to_do(
    course: Catalogue, school: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(Refusal, match="no published unit G06"):
        call_command("print_booklet", "G06", out=tmp_path / "b.pdf")
    with pytest.raises(Refusal, match="is not a folder"):
        call_command("print_booklet", "G05", out=tmp_path / "none" / "b.pdf")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("chromium") is None
    with pytest.raises(Refusal, match="Install one"):
        call_command("print_booklet", "G05", out=tmp_path / "b.pdf")
    assert list(tmp_path.iterdir()) == []
