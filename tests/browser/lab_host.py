"""A page that hosts one lab from nothing but static files, and two ways to press its buttons."""

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import Page

import armillary

STATIC = Path(armillary.__file__).parent / "apps" / "curriculum" / "static"
# The host sends the headers that a school's server sends; `state` survives a reload as it does there.
HOST_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Host</title>
<link rel="icon" href="data:,"><link rel="stylesheet" href="/curriculum/labs/teach-the-sorter/lab.css">
<main><h1>Lesson</h1><div data-lab="teach-the-sorter"><p id="fallback">What the lab shows.</p></div>
</main><script type="module" src="/host.js"></script></html>"""
HOST_SCRIPT = """
import { mount } from '/curriculum/labs/teach-the-sorter/lab.js';
const root = document.querySelector('[data-lab]');
const asked = new URLSearchParams(location.search);
window.results = [];
window.violations = [];
document.addEventListener('securitypolicyviolation', (e) => window.violations.push(e.blockedURI));
document.addEventListener('lab-result', (e) => window.results.push(e.detail));
document.addEventListener('lab-state', (e) => {
  sessionStorage.setItem('state', JSON.stringify(e.detail));
});
for (const name of ['language', 'seed', 'level']) {
  if (asked.has(name)) root.dataset[name] = asked.get(name);
}
root.dataset.state = sessionStorage.getItem('state') ?? '';
window.unmount = mount(root);
"""
Press = Callable[[str], None]


class Host(SimpleHTTPRequestHandler):
    """Static files as they lie in the package, and a page that mounts the lab."""

    pages = {"/host.html": ("text/html", HOST_PAGE), "/host.js": ("text/javascript", HOST_SCRIPT)}

    def do_GET(self) -> None:
        page = self.pages.get(self.path.split("?")[0])
        if page is None:
            super().do_GET()
            return
        kind, text = page
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
    yield f"http://127.0.0.1:{server.server_port}"
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


def press_by_mouse(page: Page) -> Press:
    """A press on the button with an action, by mouse, checking the view after it."""

    def press(action: str) -> None:
        page.click(f'.kit-stage [data-act="{action}"]')
        check_view(page)

    return press


def press_by_keys(page: Page) -> Press:
    """A press on the button with an action, reached by Tab and the arrows alone."""
    reached = "(action) => document.activeElement?.dataset.act === action"
    in_grid = "(action) => !!document.activeElement?.closest('[data-grid]')?.querySelector(`[data-act='${action}']`)"

    def press(action: str) -> None:
        for _ in range(120):
            if page.evaluate(reached, action):
                break
            if page.evaluate(in_grid, action):
                walk_grid(action)
                break
            page.keyboard.press("Tab")
        assert page.evaluate(reached, action), f"{action} is not reached by keyboard"
        page.keyboard.press("Enter")

    def walk_grid(action: str) -> None:
        page.keyboard.press("Home")
        for _ in range(24):
            if page.evaluate(reached, action):
                return
            page.keyboard.press("ArrowRight")

    return press
