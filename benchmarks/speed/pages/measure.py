"""What pages cost to fetch with an empty cache, and how long a learner needs to come in.

    python -m benchmarks.speed.pages.measure [--out FILE]

Chromium opens every page of a demo school, in English and in Belarusian (the longest texts), and
counts the bytes on the wire, headers included, as granian sends them. The budgets are the learner's
page 100 kB, the adult's 200 kB, the code of a lab 150 kB, fonts 120 kB; pictures are apart.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.provenance import provenance

COMMAND = "python -m benchmarks.speed.pages.measure"
LANGUAGES = ("en", "be")
SIGN_INS = ("Paul Quill", "Ruth Reed", "Sam Stone", "Tess Thorne", "Una Vale")
BUDGET_SECONDS = 15.0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="armillary-pages-") as folder:
        prepare_django(Path(folder))
        lines = list(measure(Path(folder) / "demo"))
    text = provenance(COMMAND, measured="src/armillary") + "\n" + "\n".join(lines) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text)
    return 0


def prepare_django(folder: Path) -> None:
    """Let this process know the addresses; the school itself runs in a process of its own."""
    os.environ["ARMILLARY_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.web.settings"
    import django

    django.setup()


def measure(data: Path) -> Iterator[str]:
    """Yield the lines of both tables."""
    from tests.browser.demo_school import open_demo
    from tests.browser.flags import FLAGS
    from tests.browser.rooms import Rooms
    from tests.installed import require

    program = require("chromium", package="chromium")
    with open_demo(data) as school, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        rooms = Rooms(browser, school)
        yield from weigh_pages(rooms)
        yield ""
        yield from time_sign_in(browser, rooms)
        rooms.close()
        browser.close()


def weigh_pages(rooms: "Rooms") -> Iterator[str]:  # noqa: F821  # needs Django, set up by then
    """Yield a line for each page: the heavier of its languages, in kB."""
    from tests.browser.places import PLACES
    from tests.browser.weighing import ADULTS, Weight, weigh

    yield f"{'kB with an empty cache':<52}{'page':>7}{'lab':>7}{'fonts':>7}{'pictures':>10}"
    heaviest = {"learner": 0, "adult": 0}
    for place in PLACES:
        page = rooms.page_of(place.role)
        weights = [weigh(page, rooms.school, place, language) for language in LANGUAGES]
        most = Weight(
            page=max(one.page for one in weights),
            lab=max(one.lab for one in weights),
            fonts=max(one.fonts for one in weights),
            pictures=max(one.pictures for one in weights),
        )
        kind = "adult" if place.role in ADULTS else "learner"
        heaviest[kind] = max(heaviest[kind], most.page)
        mark = "  " + ", ".join(most.faults(place.role)) if most.faults(place.role) else ""
        yield (
            f"{str(place)[:50]:<52}{most.page / 1000:7.1f}{most.lab / 1000:7.1f}"
            f"{most.fonts / 1000:7.1f}{most.pictures / 1000:10.1f}{mark}"
        )
    yield f"heaviest page of a learner {heaviest['learner'] / 1000:.1f} kB, budget 100 kB"
    yield f"heaviest page of an adult  {heaviest['adult'] / 1000:.1f} kB, budget 200 kB"


def time_sign_in(browser: Browser, rooms: "Rooms") -> Iterator[str]:  # noqa: F821  # as above
    """Yield how long the program needs for a sign-in whose hand needs no time."""
    from tests.browser.rooms import by_card

    seconds = []
    for name in SIGN_INS:
        context = browser.new_context(base_url=rooms.school.address)
        page: Page = context.new_page()
        started = time.perf_counter()
        by_card("5A", name)(page, rooms.school)
        page.wait_for_load_state("load")
        seconds.append(time.perf_counter() - started)
        context.close()
    yield (
        f"coming in on a shared computer, empty cache: {statistics.median(seconds):.2f} s "
        f"(longest of {len(seconds)}: {max(seconds):.2f} s)"
    )
    yield (
        "four pages: code, name, pictures, home; by a script, so without the time of hand and eye. "
        f"Six taps and six typed signs have the rest of the {BUDGET_SECONDS:.0f} s."
    )


if __name__ == "__main__":
    raise SystemExit(main())
