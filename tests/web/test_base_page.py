"""What every page has in common, and the pages that are shown when something went wrong."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

import armillary

TEMPLATES = sorted(Path(armillary.__file__).parent.rglob("templates/**/*.html"))
CODES = [code for code, _ in settings.LANGUAGES]


class Page:
    """base.html as the server would send it, without the database."""

    def __init__(self, template: str = "base.html", **context: object) -> None:
        request = RequestFactory().get("/course/?view=2")
        context = {"languages": settings.LANGUAGES, "request": request, **context}
        self.text = render_to_string(template, context)

    def find(self, pattern: str) -> list[str]:
        return re.findall(pattern, self.text)


@pytest.mark.parametrize(
    ("code", "lang"), list(zip(CODES, ["en", "ru", "be", "zh-Hans"], strict=True))
)
def test_the_page_says_which_language_it_speaks(code: str, lang: str) -> None:
    with translation.override(code):
        page = Page()
    assert page.find(r'<html lang="([^"]*)"') == [lang]
    assert page.find(r'value="([^"]*)" lang="[^"]*" aria-current="true"') == [code]


def test_each_language_is_offered_in_its_own_words_and_comes_back_to_the_page() -> None:
    page = Page()
    assert page.find(r'name="language" value="([^"]*)" lang="([^"]*)"[^>]*>([^<]*)<') == [
        ("en", "en", "English"),
        ("ru", "ru", "Русский"),
        ("be", "be", "Беларуская"),
        ("zh-hans", "zh-Hans", "简体中文"),
    ]
    assert page.find(r'name="next" value="([^"]*)"') == ["/course/?view=2"]


def test_a_page_may_lend_its_own_form_to_the_language_buttons() -> None:
    page = Page("_language.html", form_id="answer-form", language_url="/practice/language/")
    assert page.find(r"<form") == []
    assert page.find(r'form="([^"]*)" formaction="([^"]*)"') == [
        ("answer-form", "/practice/language/")
    ] * len(CODES)


@pytest.mark.parametrize("template", ["base.html", "print.html", "board.html"])
def test_simulated_data_are_labelled_on_every_kind_of_page(template: str) -> None:
    assert "Simulated data" in Page(template, simulated=True).text
    assert "Simulated data" not in Page(template, simulated=False).text


@pytest.mark.parametrize(
    ("person", "entries"),
    [
        ({"kind": "learner", "name": "Maya"}, ["Home", "Course", "Practice", "What I know"]),
        (
            {"kind": "adult", "name": "Olga", "role": "teacher"},
            ["Classes", "Tests", "Course", "Studies"],
        ),
        (
            {"kind": "adult", "name": "Li Wei", "role": "head"},
            ["School", "Classes", "Tests", "Course", "Studies", "Staff"],
        ),
    ],
)
def test_each_role_is_offered_its_own_places_and_a_way_out(
    person: dict[str, str], entries: list[str]
) -> None:
    page = Page(person=person)
    assert page.find(r'<li><a href="/[^"]*">([^<]*)</a></li>') == entries
    assert person["name"] in page.text
    assert page.find(r'<form method="post" action="/[^"]*">.*<button>(Sign out)</button>') == [
        "Sign out"
    ]


def test_nobody_is_offered_nothing_before_signing_in() -> None:
    assert "<nav" not in Page(person=None).text
    assert "Sign out" not in Page(person=None).text


def test_every_file_that_the_page_asks_for_is_served_by_the_school() -> None:
    addresses = [
        address
        for template in ("base.html", "print.html", "board.html")
        for address in Page(template).find(r'<(?:link|script|img)[^>]*(?:href|src)="([^"]*)"')
    ]
    assert len(addresses) >= 9
    for address in addresses:
        assert address.startswith(settings.STATIC_URL)
        assert finders.find(address.removeprefix(settings.STATIC_URL)), address


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("template", ["400.html", "403.html", "404.html", "500.html"])
def test_error_pages_need_neither_database_nor_context(template: str, code: str) -> None:
    with translation.override(code):
        text = render_to_string(template)
    assert re.findall(r"<h1>[^<]+</h1>", text)
    assert re.findall(r'<a class="button button-main" href="/">[^<]+</a>', text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_no_template_holds_inline_style_or_script(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert re.findall(r"<style|\sstyle=|\son[a-z]+=|javascript:", text) == []
    assert re.findall(r"<script(?![^>]*\ssrc=)", text) == []
