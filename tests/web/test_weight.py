"""What a first visit costs: style, scripts and fonts, within the budgets of the project."""

import gzip
import hashlib
import re
from pathlib import Path

import armillary.web

STATIC = Path(armillary.web.__file__).parent / "static"


def compressed(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), compresslevel=9, mtime=0))


def test_style_and_scripts_leave_most_of_a_page_to_its_content() -> None:
    # A learner's page may weigh 100 kB; these come with every page.
    scripts = [STATIC / "vendor" / "htmx" / "htmx.min.js", *(STATIC / "web").glob("*.js")]
    assert compressed(STATIC / "web" / "armillary.css") <= 14_000
    assert sum(compressed(script) for script in scripts) <= 24_000


def test_fonts_stay_within_their_budget() -> None:
    fonts = [font.stat().st_size for font in (STATIC / "vendor" / "onest").glob("*.woff2")]
    assert len(fonts) == 3
    assert max(fonts) <= 60_000
    assert sum(fonts) <= 120_000


def test_vendored_files_are_the_ones_their_note_names() -> None:
    note = (STATIC / "vendor" / "README.md").read_text(encoding="utf-8")
    named = dict(re.findall(r"^ {4}([0-9a-f]{64})  (\S+)$", note, flags=re.MULTILINE))
    named = {path: digest for digest, path in named.items()}
    present = {
        path.relative_to(STATIC / "vendor").as_posix(): hashlib.sha256(
            path.read_bytes()
        ).hexdigest()
        for path in (STATIC / "vendor").rglob("*")
        if path.suffix in {".js", ".woff2"}
    }
    assert named == present


def test_every_vendored_folder_carries_its_licence() -> None:
    for folder in (STATIC / "vendor").iterdir():
        if folder.is_dir():
            assert (folder / "LICENSE.txt").stat().st_size > 0, folder.name
