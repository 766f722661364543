"""A page that hosts one lab from nothing but static files, and two ways to press its buttons."""

import functools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

import armillary

STATIC = Path(armillary.__file__).parent / "apps" / "curriculum" / "static"
# The host sends the headers that a school's server sends; `state` survives a reload as it does there.
HOST_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Host</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/curriculum/labs/{lab}/lab.css">
<main><h1>Lesson</h1><div data-lab="{lab}"><p id="fallback">What the lab shows.</p></div>
</main><script type="module" src="/host.js"></script></html>"""
HOST_SCRIPT = """
const root = document.querySelector('[data-lab]');
const asked = new URLSearchParams(location.search);
window.results = [];
window.violations = [];
document.addEventListener('securitypolicyviolation', (e) => window.violations.push(e.blockedURI));
document.addEventListener('lab-result', (e) => window.results.push(e.detail));
document.addEventListener('lab-state', (e) => {
  window.state = e.detail;
  sessionStorage.setItem('state', JSON.stringify(e.detail));
});
for (const name of ['language', 'seed', 'level']) {
  if (asked.has(name)) root.dataset[name] = asked.get(name);
}
root.dataset.state = sessionStorage.getItem('state') ?? '';
const { mount } = await import(`/curriculum/labs/${root.dataset.lab}/lab.js`);
window.unmount = mount(root);
"""
FIRST_LAB = "teach-the-sorter"
SEED = "20260901"


class OpenLab(Protocol):
    """Opens a lab in a browser context of its own; `script` runs before the page does."""

    def __call__(
        self,
        lab: str,
        level: str,
        language: str = "en",
        *,
        width: int = 1280,
        theme: Literal["light", "dark"] = "light",
        motion: Literal["reduce", "no-preference"] = "reduce",
        seed: str = SEED,
        script: str = "",
    ) -> Page: ...


class Press(Protocol):
    """A press on the button with an action; `by_keys` says whether keys alone may be used."""

    by_keys: bool

    def __call__(self, action: str) -> None: ...


class Host(SimpleHTTPRequestHandler):
    """Static files as they lie in the package, and a page that mounts a lab: `?lab=` names it."""

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        if address.path == "/host.html":
            lab = parse_qs(address.query).get("lab", [FIRST_LAB])[0]
            self.send_page("text/html", HOST_PAGE.format(lab=escape(lab)))
        elif address.path == "/host.js":
            self.send_page("text/javascript", HOST_SCRIPT)
        else:
            super().do_GET()

    def send_page(self, kind: str, text: str) -> None:
        """Send a page that is no file, with the headers of a school's server."""
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@contextmanager
def serve_labs() -> Iterator[str]:
    """Serve the labs and their host page on a free port; the value is the address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Host, directory=str(STATIC)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def check_view(page: Page) -> None:
    """Hold the open step to what every step must keep: size, words, one sentence."""
    width = page.evaluate("innerWidth")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        """() => [...document.querySelectorAll('.kit-stage button, .kit-stage summary')]
          .map((part) => [part.outerHTML.slice(0, 90), part.getBoundingClientRect()])
          .filter(([, box]) => Math.min(box.width, box.height) < 43.9).map(([text]) => text)"""
    )
    assert small == []
    text = page.inner_text(".kit-stage")
    assert not any(mark in text for mark in ("{", "undefined", "NaN"))
    assert page.inner_text(".kit-live").strip()


class MousePress:
    """Presses by mouse, and looks at the view after each."""

    by_keys = False

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, action: str) -> None:
        self.page.click(f'.kit-stage [data-act="{action}"]')
        check_view(self.page)


class KeyPress:
    """Presses by keyboard alone: the button is reached by Tab, and by arrows inside a grid."""

    by_keys = True
    REACHED = "(action) => document.activeElement?.dataset.act === action"
    IN_GRID = "(action) => !!document.activeElement?.closest('[data-grid]')?.querySelector(`[data-act='${action}']`)"
    MOST_STOPS = 160

    def __init__(self, page: Page) -> None:
        self.page = page

    def __call__(self, action: str) -> None:
        for _ in range(self.MOST_STOPS):
            if self.page.evaluate(self.REACHED, action):
                break
            if self.page.evaluate(self.IN_GRID, action):
                self.walk_grid(action)
                break
            self.page.keyboard.press("Tab")
        assert self.page.evaluate(self.REACHED, action), f"{action} is not reached by keyboard"
        self.page.keyboard.press("Enter")

    def walk_grid(self, action: str) -> None:
        """Go along the grid from its first button, in reading order, until the action is reached."""
        self.page.keyboard.press("Home")
        for _ in range(self.MOST_STOPS):
            if self.page.evaluate(self.REACHED, action):
                return
            self.page.keyboard.press("ArrowRight")


def press_by_mouse(page: Page) -> Press:
    """A press by mouse, checking the view after it."""
    return MousePress(page)


def press_by_keys(page: Page) -> Press:
    """A press by Tab, the arrows and Enter alone."""
    return KeyPress(page)
