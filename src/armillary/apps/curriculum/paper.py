"""A page of the site as a PDF file, printed by a browser that is installed on this computer."""

import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders

from armillary.apps.curriculum.models import Picture

BROWSERS = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable"),
    *("chrome", "microsoft-edge", "msedge"),
)
# Where Windows and macOS keep browsers that are not on the path.
PLACES = (
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
    r"C:\Program Files\Microsoft\Edge\Application\msedge.exe",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--no-first-run", "--no-pdf-header-footer"),
)
MOST_SECONDS = 120
PICTURE = re.compile(r'(?<=src=")[^"]*/pictures/([0-9a-f]{64})\.svg(?=")')


class PaperError(Exception):
    """The PDF cannot be made; the message says why and what to do."""


def find_browser() -> str:
    """Return the program of a browser that prints to PDF.

    Raises
    ------
    PaperError
        If there is none of the kind.
    """
    found = next(_list_browsers(), None)
    if found is None:
        raise PaperError(
            "There is no Chromium, Chrome or Edge on this computer. Install one, or open the "
            "booklet in any browser, press Print and choose “Save as PDF”."
        )
    return found


def _list_browsers() -> Iterator[str]:
    yield from (path for name in BROWSERS if (path := shutil.which(name)))
    yield from (place for place in PLACES if Path(place).is_file())


def print_page(page: str, target: Path, *, browser: str) -> None:
    """Print a page of the site, given as HTML, into a PDF file.

    The page is laid down in a folder of its own with its drawings; style and type come from the
    installed program. Nothing is fetched.

    Raises
    ------
    PaperError
        If the browser makes no file.
    """
    with tempfile.TemporaryDirectory(prefix="armillary-paper-") as place:
        folder = Path(place)
        (folder / "page.html").write_text(_make_local(page, folder), encoding="utf-8")
        printed = folder / "page.pdf"
        words = [
            browser,
            *FLAGS,
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={printed}",
            (folder / "page.html").as_uri(),
        ]
        try:
            done = subprocess.run(words, capture_output=True, timeout=MOST_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PaperError(f"{browser} did not print the booklet: {error}") from error
        if not printed.is_file() or not printed.stat().st_size:
            said = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
            raise PaperError(f"{browser} made no PDF file. It said: {''.join(said) or 'nothing'}")
        shutil.copyfile(printed, target)


def _make_local(page: str, folder: Path) -> str:
    """Return the page with every address of the site turned into one of this computer."""

    def find_static(found: re.Match[str]) -> str:
        path = finders.find(found[1])
        return Path(path).as_uri() if isinstance(path, str) else found[0]

    wanted = set(PICTURE.findall(page))
    for picture in Picture.objects.filter(pk__in=wanted):
        (folder / f"{picture.hash}.svg").write_text(picture.svg, encoding="utf-8")
    page = PICTURE.sub(lambda found: f"{found[1]}.svg", page)
    return re.sub(rf'(?<="){re.escape(settings.STATIC_URL)}([^"]+)(?=")', find_static, page)
