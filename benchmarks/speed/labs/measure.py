"""How smoothly each lab runs: frames a second and the longest task, from first step to last.

    python -m benchmarks.speed.labs.measure [--slower TIMES] [--out FILE]

Chromium plays each level of each lab to its end by mouse, with motion allowed. While it plays, the
page itself notes when each frame was drawn and each task above 50 ms. An empty page does the same
for ten seconds in turns with the labs: what it loses, the machine lost. `--slower 4` has Chromium
slow its processor down, as an old computer is.
"""

import argparse
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.provenance import provenance
from tests.browser.flags import FLAGS
from tests.browser.lab_host import serve_labs
from tests.browser.lab_plays import LabPlay, list_plays
from tests.installed import require

COMMAND = "python -m benchmarks.speed.labs.measure"
SEED = "20260901"
GOAL_TASK_MS = 100.0
FRAME_MS = 1000 / 60
REST_MS = 60  # between two presses: a quick child
EMPTY_SECONDS = 10

WATCH = """() => {
  window.frames_ = [];
  window.tasks = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.tasks.push([entry.startTime, entry.duration]);
  }).observe({ type: 'longtask', buffered: true });
  let last = performance.now();
  const note = (now) => {
    window.frames_.push(now - last);
    last = now;
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}"""


@dataclass(frozen=True)
class Smoothness:
    """What a page drew, in milliseconds."""

    frames: list[float]
    tasks: list[float]

    @property
    def per_second(self) -> float:
        """Frames drawn in a second, over the whole time."""
        return 1000 * len(self.frames) / sum(self.frames)

    @property
    def late(self) -> float:
        """The share of frames that came more than half a frame late."""
        return sum(frame > 1.5 * FRAME_MS for frame in self.frames) / len(self.frames)

    @property
    def longest_task(self) -> float:
        """The longest task above 50 ms, or 0."""
        return max(self.tasks, default=0.0)


class RestfulPress:
    """Presses by mouse with a short rest, and nothing else: looking costs time too."""

    by_keys = False

    def __init__(self, page: Page) -> None:
        self.page = page
        self.n_pressed = 0

    def __call__(self, action: str) -> None:
        self.page.click(f'.kit-stage [data-act="{action}"]')
        self.page.wait_for_timeout(REST_MS)
        self.n_pressed += 1


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument(
        "--slower", type=float, default=1.0, help="slow the processor down so often"
    )
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    program = require("chromium", package="chromium")
    with serve_labs() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        lines = list(measure(browser, address, options.slower))
        browser.close()
    words = COMMAND + (f" --slower {options.slower:g}" if options.slower != 1 else "")
    measured = "src/armillary/apps/curriculum/static/curriculum/labs"
    text = provenance(words, measured=measured) + "\n" + "\n".join(lines) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text)
    return 0


def measure(browser: Browser, address: str, slower: float) -> Iterator[str]:
    """Yield the lines of the table."""
    yield f"{'lab, level':<34}{'presses':>8}{'frames/s':>10}{'late':>8}{'longest task':>14}"
    empty: list[Smoothness] = []
    longest = 0.0
    for play in list_plays():
        for level in play.LEVELS:
            seen, n_pressed = watch_lab(browser, address, play, level, slower)
            empty.append(watch_nothing(browser, address, slower))
            longest = max(longest, seen.longest_task)
            yield describe(f"{play.LAB}, {level}", n_pressed, seen)
    frames = [frame for one in empty for frame in one.frames]
    tasks = [task for one in empty for task in one.tasks]
    yield describe("an empty page, in turns", 0, Smoothness(frames, tasks))
    rates = statistics.median(one.per_second for one in empty)
    kept = "kept" if longest <= GOAL_TASK_MS else "NOT kept"
    yield ""
    yield f"goal, no task above {GOAL_TASK_MS:g} ms after load: {kept} (longest {longest:.0f} ms)"
    yield f"an empty page draws {rates:.1f} frames a second on this machine at this load"
    yield "late: frames that came more than half a frame after their time; tasks: above 50 ms only"


def describe(name: str, n_pressed: int, seen: Smoothness) -> str:
    """Return one line of the table."""
    task = f"{seen.longest_task:.0f} ms" if seen.tasks else "none"
    return f"{name:<34}{n_pressed:>8}{seen.per_second:>10.1f}{seen.late:>8.1%}{task:>14}"


def open_page(browser: Browser, address: str, slower: float) -> Page:
    """Return a page that waits, slowed down as asked."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    if slower != 1:
        session = context.new_cdp_session(page)
        session.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    return page


def watch_lab(
    browser: Browser, address: str, play: LabPlay, level: str, slower: float
) -> tuple[Smoothness, int]:
    """Play a level to its end and return what was drawn meanwhile."""
    page = open_page(
        browser, f"{address}/host.html?lab={play.LAB}&language=en&seed={SEED}&level={level}", slower
    )
    page.wait_for_selector("[data-lab-status=ready]")
    page.wait_for_timeout(500)
    begun = page.evaluate("performance.now()")
    page.evaluate(WATCH)
    press = RestfulPress(page)
    play.play(page, press, level, SEED)
    seen = read(page, begun)
    page.context.close()
    return seen, press.n_pressed


def watch_nothing(browser: Browser, address: str, slower: float) -> Smoothness:
    """Return what an empty page draws in some seconds."""
    page = open_page(browser, f"{address}/curriculum/labs/teach-the-sorter/lab.json", slower)
    page.evaluate(WATCH)
    page.wait_for_timeout(EMPTY_SECONDS * 1000)
    seen = read(page, 0.0)
    page.context.close()
    return seen


def read(page: Page, begun: float) -> Smoothness:
    """Return what a page has noted since a moment of its own clock."""
    page.wait_for_timeout(100)
    frames, tasks = page.evaluate("[window.frames_, window.tasks]")
    return Smoothness(frames[1:], [length for start, length in tasks if start >= begun])


if __name__ == "__main__":
    raise SystemExit(main())
