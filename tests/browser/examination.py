"""What a page is examined for, in one visit: accessibility, requests, complaints and its width."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize

from tests.browser.demo_school import DemoSchool
from tests.browser.places import Place
from tests.browser.rooms import set_language
from tests.browser.weighing import Scale, Weight

AXE = (Path(__file__).parent / "vendor/axe-core/axe.min.js").read_text(encoding="utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
RUN_AXE = """async ([tags, only]) => {
  const rules = only.length ? {} : { 'target-size': { enabled: true } };
  const runOnly = only.length ? { type: 'rule', values: only } : { type: 'tag', values: tags };
  const found = await axe.run(document, { runOnly, rules, resultTypes: ['violations'], preload: false });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 160)} (${node.failureSummary})`));
}"""
# What sticks out to the right of the window, unless it may be scrolled in a frame of its own.
FIND_WIDE = """() => {
  const limit = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= innerWidth) return [];
  return [...document.body.querySelectorAll('*')]
    .filter((part) => part.getBoundingClientRect().right > limit + 1)
    .map((part) => `${innerWidth} px: ${part.outerHTML.slice(0, 120)}`).slice(0, 5)
    .concat(`${innerWidth} px: the page is ${document.documentElement.scrollWidth} px wide`);
}"""
PHONE: ViewportSize = {"width": 360, "height": 740}
PROJECTOR: ViewportSize = {"width": 1280, "height": 800}
# The size at which axe looks: targets and columns differ, so both sizes have their turn.
SIZES = {"en": PROJECTOR, "ru": PHONE, "be": PROJECTOR, "zh-hans": PHONE}
# Belarusian has the longest texts, and two bytes for most letters.
HEAVIEST = "be"


@dataclass(frozen=True)
class Seen:
    """What one visit to a page in one language has shown."""

    status: int
    kind: str
    language: str
    headings: int
    offered: int
    policy: str
    violations: tuple[str, ...]
    strangers: tuple[str, ...]
    complaints: tuple[str, ...]
    wide: tuple[str, ...]
    weight: Weight | None


def find_violations(page: Page, *only: str) -> tuple[str, ...]:
    """Return what axe finds against WCAG 2.2 A and AA, or against these rules only."""
    page.evaluate(AXE)
    found: list[str] = page.evaluate(RUN_AXE, [TAGS, list(only)])
    return tuple(found)


def find_wide(page: Page, *sizes: ViewportSize) -> tuple[str, ...]:
    """Return what makes the page wider than a window of each size; the last size stays."""
    wide: list[str] = []
    for size in sizes:
        page.set_viewport_size(size)
        wide += page.evaluate(FIND_WIDE)
    return tuple(wide)


def examine(page: Page, school: DemoSchool, place: Place, language: str) -> Seen:
    """Open a page in a language and return what there is to see."""
    set_language(page, school, language)
    requests: list[str] = []
    complaints: list[str] = []

    def hear(message: Any) -> None:  # any: a message of the console or an error
        complaints.append(getattr(message, "text", str(message)))

    def note(request: Any) -> None:  # any: a request of the browser
        requests.append(request.url)

    page.on("console", hear)
    page.on("pageerror", hear)
    page.on("request", note)
    scale = Scale(page) if language == HEAVIEST else None
    response = place.reach(page, school)
    page.wait_for_load_state("load")
    assert response is not None
    seen = Seen(
        status=response.status,
        kind=response.headers.get("content-type", ""),
        language=page.locator("html").get_attribute("lang") or "",
        headings=page.locator("h1").count(),
        offered=page.locator(".languages button").count(),
        policy=response.headers.get("content-security-policy", ""),
        wide=find_wide(page, PROJECTOR, PHONE, SIZES[language]),
        violations=find_violations(page),
        weight=scale.read() if scale else None,
        strangers=tuple(url for url in requests if not url.startswith((school.address, "data:"))),
        complaints=tuple(text for text in complaints if not is_status_echo(text, place.status)),
    )
    page.remove_listener("console", hear)
    page.remove_listener("pageerror", hear)
    page.remove_listener("request", note)
    return seen


def is_status_echo(text: str, status: int) -> bool:
    """Return whether the browser only repeats the status that the page is meant to have."""
    return status != 200 and f"status of {status}" in text
