"""Every page, as every role, in every language: open to all, quiet, and as wide as the window."""

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from armillary.web.middleware import POLICY
from tests.browser.demo_school import DemoSchool
from tests.browser.examination import HEAVIEST, Seen, examine, find_violations
from tests.browser.places import PLACES, Place
from tests.browser.rooms import LANGUAGES, Rooms, set_language

pytestmark = pytest.mark.browser

Look = Callable[[Place], dict[str, Seen]]

# What a reader in a dark room sees: one page of every build.
DARK = {
    "people:start",
    "pictures",
    "practice:home",
    "practice:skills",
    "practice:skill",
    "question, one_choice",
    "not yet, one_choice",
    "curriculum:lesson 1",
    "people:list_classes",
    "people:list_learners",
    "list with faults",
    "people:show_cards",
    "curriculum:board 1",
    "curriculum:plan",
    "curriculum:coverage",
    "curriculum:glossary",
    "reports:show_class",
    "reports:show_learner",
    "reports:show_learner_skill",
    "assessment:show_results",
}


@pytest.fixture(scope="module")
def look(rooms: Rooms, demo: DemoSchool) -> Look:
    """A function from a place to what is to be seen there, by language; each is visited once."""
    seen: dict[tuple[str, str], dict[str, Seen]] = {}

    def visit(place: Place) -> dict[str, Seen]:
        key = (place.role, place.name)
        if key not in seen:
            page = rooms.page_of(place.role)
            seen[key] = {
                language: examine(page, demo, place, language) for language in place.languages
            }
        return seen[key]

    return visit


def all_places() -> pytest.MarkDecorator:
    return pytest.mark.parametrize("place", PLACES, ids=str)


@all_places()
def test_no_page_shuts_anybody_out(place: Place, look: Look) -> None:
    found = {language: seen.violations for language, seen in look(place).items()}
    assert found == dict.fromkeys(place.languages, ())


@all_places()
def test_every_page_asks_the_school_alone(place: Place, look: Look) -> None:
    found = {language: seen.strangers for language, seen in look(place).items()}
    assert found == dict.fromkeys(place.languages, ())


@all_places()
def test_no_page_makes_the_browser_complain(place: Place, look: Look) -> None:
    found = {language: seen.complaints for language, seen in look(place).items()}
    assert found == dict.fromkeys(place.languages, ())


@all_places()
def test_every_page_fits_a_phone_and_a_projector(place: Place, look: Look) -> None:
    found = {language: seen.wide for language, seen in look(place).items()}
    assert found == dict.fromkeys(place.languages, ())


@all_places()
def test_every_page_is_a_page_of_its_language(place: Place, look: Look) -> None:
    spoken = {"en": "en", "ru": "ru", "be": "be", "zh-hans": "zh-Hans"}
    for language, seen in look(place).items():
        assert seen.status == place.status
        assert seen.kind.startswith("text/html"), "add it to NOT_PAGES in tests/browser/places.py"
        assert seen.language == spoken[language]
        assert seen.headings == 1
        assert seen.offered == len(LANGUAGES)


@all_places()
def test_every_page_carries_the_policy(place: Place, look: Look) -> None:
    assert {seen.policy for seen in look(place).values()} == {POLICY}


@pytest.mark.parametrize("place", [p for p in PLACES if HEAVIEST in p.languages], ids=str)
def test_every_page_keeps_its_budget(place: Place, look: Look) -> None:
    weight = look(place)[HEAVIEST].weight
    assert weight is not None
    assert weight.page > 0
    assert weight.faults(place.role) == []


@pytest.mark.parametrize("place", [p for p in PLACES if p.name in DARK], ids=str)
def test_dark_pages_are_legible(place: Place, rooms: Rooms, demo: DemoSchool) -> None:
    page = rooms.page_of(place.role)
    set_language(page, demo, "en")
    page.emulate_media(color_scheme="dark")
    place.reach(page, demo)
    page.wait_for_load_state("load")
    violations = find_violations(page, "color-contrast", "link-in-text-block")
    page.emulate_media(color_scheme="light")
    assert violations == ()


def test_a_page_that_shuts_people_out_is_found_out(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(
        "<!doctype html><title></title><img src='data:,'><input>"
        "<p style='color:#bbb;background:#fff'>faint</p>"
        "<button style='width:9px;height:9px;padding:0' aria-label='a'></button>"
        "<button style='width:9px;height:9px;padding:0' aria-label='b'></button>"
    )
    rules = {violation.split(":")[0] for violation in find_violations(page)}
    page.close()
    wanted = {"image-alt", "label", "color-contrast", "html-has-lang", "target-size"}
    assert wanted <= rules


def test_axe_is_the_file_that_its_note_names() -> None:
    folder = Path(__file__).parent / "vendor"
    digest = hashlib.sha256((folder / "axe-core/axe.min.js").read_bytes()).hexdigest()
    assert f"{digest}  axe-core/axe.min.js" in (folder / "README.md").read_text(encoding="utf-8")
