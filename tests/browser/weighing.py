"""What a page costs to fetch with an empty cache, as the browser counts it on the wire."""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.browser.demo_school import DemoSchool
from tests.browser.places import Place
from tests.browser.rooms import set_language

KB = 1000
LEARNER_PAGE, ADULT_PAGE, LAB_CODE, FONTS = 100 * KB, 200 * KB, 150 * KB, 120 * KB
ADULTS = ("teacher", "head")
# The code of labs and of the page's part that hosts them.
LAB_PLACES = ("/static/curriculum/labs/", "/static/curriculum/lab-host.js")


@dataclass(frozen=True)
class Weight:
    """Bytes on the wire, headers included: the page with style and scripts, and what is apart."""

    page: int
    lab: int
    fonts: int
    pictures: int

    def faults(self, role: str) -> list[str]:
        """Return which budgets are broken for a page of this role."""
        most = ADULT_PAGE if role in ADULTS else LEARNER_PAGE
        budgets = [
            ("page", self.page, most),
            ("lab", self.lab, LAB_CODE),
            ("fonts", self.fonts, FONTS),
        ]
        return [
            f"{name}: {found} of {limit} bytes" for name, found, limit in budgets if found > limit
        ]


class Scale:
    """Counts what a page asks for from now on, with an empty cache."""

    def __init__(self, page: Page) -> None:
        self.asked: dict[str, tuple[str, str]] = {}
        self.bytes_of: dict[str, int] = {}
        self.wire = page.context.new_cdp_session(page)
        self.wire.on("Network.responseReceived", self.note_response)
        self.wire.on("Network.loadingFinished", self.note_end)
        self.wire.send("Network.enable")
        self.wire.send("Network.setCacheDisabled", {"cacheDisabled": True})

    def note_response(self, event: dict[str, Any]) -> None:  # any: events of the browser are JSON
        self.asked[event["requestId"]] = (event["type"], event["response"]["url"])

    def note_end(self, event: dict[str, Any]) -> None:  # any: as above
        self.bytes_of[event["requestId"]] = int(event["encodedDataLength"])

    def read(self) -> Weight:
        """Stop counting and return what the last document and its parts have cost."""
        self.wire.detach()
        return sort_bytes(self.asked, self.bytes_of)


def weigh(page: Page, school: DemoSchool, place: Place, language: str) -> Weight:
    """Open a page with an empty cache and return what it cost."""
    set_language(page, school, language)
    scale = Scale(page)
    place.reach(page, school)
    page.wait_for_load_state("networkidle")
    return scale.read()


def sort_bytes(asked: dict[str, tuple[str, str]], bytes_of: dict[str, int]) -> Weight:
    """Return the bytes of the last document and of what it asked for, by kind."""
    requests = list(asked)
    documents = [place for place, one in enumerate(requests) if asked[one][0] == "Document"]
    total = {"page": 0, "lab": 0, "fonts": 0, "pictures": 0}
    for one in requests[documents[-1] :]:
        kind, url = asked[one]
        total[find_share(kind, url)] += bytes_of.get(one, 0)
    return Weight(**total)


def find_share(kind: str, url: str) -> str:
    """Return which budget a response belongs to."""
    if kind == "Font":
        return "fonts"
    if kind == "Image":
        return "pictures"
    return "lab" if any(place in url for place in LAB_PLACES) else "page"
