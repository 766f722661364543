"""Every lab, played to its end in Chromium from nothing but static files."""

import json
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, Request

from tests.browser.examination import find_violations
from tests.browser.lab_host import SEED, STATIC, OpenLab, press_by_keys, press_by_mouse
from tests.browser.lab_plays import LabPlay, list_plays

LABS = STATIC / "curriculum" / "labs"
PLAYS = list_plays()
MOST_STATE = 10_000  # bytes of JSON that a lab may ask to keep


def name_play(play: LabPlay) -> str:
    return play.LAB


each_lab = pytest.mark.parametrize("lab", PLAYS, ids=name_play)


def check_results(page: Page) -> None:
    """Three moments, each told once, each with the full score and its seconds."""
    results = page.evaluate("window.results")
    assert sorted(result["moment"] for result in results) == ["do", "explain", "predict"]
    assert [result["score"] for result in results] == [1, 1, 1]
    assert all(result["seconds"] >= 0 and result["raw"]["go"] == 1 for result in results)
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert len(json.dumps(page.evaluate("window.state"))) < MOST_STATE


@pytest.mark.browser
def test_every_lab_is_played() -> None:
    assert [play.LAB for play in PLAYS] == sorted(
        path.parent.name for path in LABS.glob("*/lab.json")
    )


@pytest.mark.browser
@each_lab
def test_every_level_of_a_lab_is_played(lab: LabPlay) -> None:
    manifest = json.loads((LABS / lab.LAB / "lab.json").read_text(encoding="utf-8"))
    assert sorted(lab.LEVELS) == sorted(manifest["levels"])


@pytest.mark.browser
@pytest.mark.slow
@each_lab
@pytest.mark.parametrize(
    ("language", "width", "seed"),
    [("en", 1280, SEED), ("ru", 360, "2"), ("be", 360, "school"), ("zh-Hans", 360, "4")],
)
def test_a_lab_is_played_to_its_end_by_mouse(
    open_lab: OpenLab, lab: LabPlay, language: str, width: int, seed: str
) -> None:
    page = open_lab(lab.LAB, lab.LEVELS[0], language, width=width, seed=seed)
    lab.play(page, press_by_mouse(page), lab.LEVELS[0], seed)
    check_results(page)


@pytest.mark.browser
@pytest.mark.slow
@each_lab
@pytest.mark.parametrize("width", [1280, 360])
def test_a_lab_is_played_to_its_end_by_keyboard_alone(
    open_lab: OpenLab, lab: LabPlay, width: int
) -> None:
    page = open_lab(lab.LAB, lab.LEVELS[0], width=width)
    lab.play(page, press_by_keys(page), lab.LEVELS[0], SEED)
    check_results(page)


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize(
    ("lab", "level"), [(play, level) for play in PLAYS for level in play.LEVELS[1:]], ids=str
)
def test_the_other_levels_are_played_to_their_end(
    open_lab: OpenLab, lab: LabPlay, level: str
) -> None:
    page = open_lab(lab.LAB, level, "ru", width=360)
    lab.play(page, press_by_mouse(page), level, SEED)
    check_results(page)


class Looker:
    """Presses by mouse, and has axe look at each step just before it is left."""

    by_keys = False

    def __init__(self, page: Page) -> None:
        self.page = page
        self.press = press_by_mouse(page)
        self.found: list[str] = []

    def __call__(self, action: str) -> None:
        if action.startswith("kit-step:"):
            self.look()
        self.press(action)

    def look(self) -> None:
        """Note what axe finds in the view as it is."""
        self.found += find_violations(self.page)


@pytest.mark.browser
@pytest.mark.slow
@each_lab
@pytest.mark.parametrize(("theme", "width"), [("light", 360), ("dark", 1280)])
def test_axe_finds_nothing_in_any_step(
    open_lab: OpenLab, lab: LabPlay, theme: Literal["light", "dark"], width: int
) -> None:
    page = open_lab(lab.LAB, lab.LEVELS[0], width=width, theme=theme)
    looker = Looker(page)
    looker.look()
    lab.play(page, looker, lab.LEVELS[0], SEED)
    looker.look()
    assert looker.found == []


@pytest.mark.browser
@pytest.mark.slow
@each_lab
def test_after_a_reload_a_lab_is_where_it_was(open_lab: OpenLab, lab: LabPlay) -> None:
    page = open_lab(lab.LAB, lab.LEVELS[0])
    lab.play(page, press_by_mouse(page), lab.LEVELS[0], SEED)
    before = page.inner_text(".kit-area")
    page.reload()
    page.wait_for_selector("[data-lab-status=ready]")
    assert page.inner_text(".kit-area") == before
    assert page.evaluate("window.results") == []


@pytest.mark.browser
@each_lab
def test_only_one_language_is_loaded_and_nothing_from_elsewhere(
    chromium: Browser, lab_address: str, lab: LabPlay
) -> None:
    page = chromium.new_page()
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.goto(
        f"{lab_address}/host.html?lab={lab.LAB}&language=be&seed={SEED}&level={lab.LEVELS[0]}"
    )
    page.wait_for_selector("[data-lab-status=ready]")
    page.close()
    files = [url for url in asked if not url.startswith("data:")]
    assert all(url.startswith(lab_address) for url in files)
    texts = sorted(
        url.rsplit("/labs/")[1]
        for url in files
        if "/texts." in url and not url.endswith("/texts.js")
    )
    assert texts == sorted(["kit/texts.be.js", f"{lab.LAB}/texts.be.js"])


@pytest.mark.browser
@each_lab
def test_without_its_words_a_lab_leaves_the_fallback(
    chromium: Browser, lab_address: str, lab: LabPlay
) -> None:
    page = chromium.new_page()
    page.route(f"**/{lab.LAB}/texts.*.js", lambda route: route.abort())
    page.goto(f"{lab_address}/host.html?lab={lab.LAB}&language=en&seed={SEED}")
    page.wait_for_selector("[data-lab-status=failed]")
    assert page.is_visible("#fallback")
    assert page.query_selector(".kit-stage") is None
    page.close()


@pytest.mark.browser
@each_lab
def test_unmounting_gives_the_host_back_as_it_was(open_lab: OpenLab, lab: LabPlay) -> None:
    page = open_lab(lab.LAB, lab.LEVELS[0])
    assert not page.is_visible("#fallback")
    page.evaluate("window.unmount()")
    assert page.is_visible("#fallback")
    assert page.query_selector(".kit-stage") is None
