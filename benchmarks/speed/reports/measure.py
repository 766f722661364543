"""Server time and queries of the reports for a class of forty and a school of 2,000 learners.

    python -m benchmarks.speed.reports.measure [--classes 50] [--runs 30] [--out FILE]

The school is simulated: ten weeks of two sittings with ten answers for every learner. Pages are
asked in this process through the whole stack of middleware, on SQLite as a school runs it; the
time is what the server spends on one request, without the network.
"""

import argparse
import gzip
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.provenance import ROOT, provenance

COMMAND = "python -m benchmarks.speed.reports.measure"
LIMIT = 200.0  # milliseconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--classes", type=int, default=50)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--out", type=Path)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="armillary-speed-") as folder:
        prepare_django(Path(folder))
        lines = list(measure(options.classes, options.runs))
    words = f"{COMMAND} --classes {options.classes} --runs {options.runs}"
    head = provenance(words) + f"reports: {find_commit()}\n"
    text = head + "\n" + "\n".join(lines) + "\n"
    print(text)
    if options.out:
        options.out.write_text(text)
    return 0


def find_commit() -> str:
    """Return the last commit that touched the pages measured here, and whether they changed."""
    folders = ["src/armillary/apps/reports", "src/armillary/apps/practice"]
    commit = ask_git("log", "-1", "--format=%h", "--", *folders)
    return commit + (", with changes" if ask_git("status", "--porcelain", "--", *folders) else "")


def ask_git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def prepare_django(folder: Path) -> None:
    """Point this process at an empty database in the folder."""
    os.environ["ARMILLARY_DATA"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.web.settings"
    (folder / "secret.key").write_text("a secret for one benchmark " * 3)
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def measure(n_classes: int, runs: int) -> Iterator[str]:
    """Yield the lines of the table."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from benchmarks.speed.reports.fill import fill

    started = time.perf_counter()
    filled = fill(n_classes, now=datetime.now(UTC))
    print(f"filled in {time.perf_counter() - started:.0f} s", file=sys.stderr)
    class_page, school_page = f"/classes/{filled.school_class.pk}/", "/school/"
    pages = [
        ("class of 40", filled.teacher, class_page),
        ("one skill of it", filled.teacher, f"{class_page}skills/A06/"),
        ("its written answers", filled.teacher, f"{class_page}open-answers/"),
        ("one learner", filled.teacher, f"/learners/{filled.learner.pk}/"),
        (f"school of {filled.n_learners:,}", filled.head, school_page),
    ]
    yield (
        f"{filled.n_learners:,} simulated learners in {n_classes} classes, "
        f"{filled.n_answers:,} simulated answers; SQLite, {runs} requests each after the first"
    )
    yield f"milliseconds of server time (limit {LIMIT:.0f}), and of them the processor's own, which"
    yield "other work on the machine does not stretch. First: the first request of the process,"
    yield "which loads templates (and the first page the course). Anew: with nothing kept in"
    yield "memory of the learners counted before, as after an hour. Medians, and the slowest."
    yield ""
    yield (
        f"{'page':<20}{'first':>7}{'anew':>7}{'cpu':>6}{'median':>8}{'cpu':>6}{'slowest':>9}"
        f"{'queries':>9}{'kB gzip':>9}"
    )
    for name, adult, page in pages:
        client = Client()
        client.force_login(adult)
        first = ask(client, page)
        with CaptureQueriesContext(connection):
            client.get(page)
            queries = len(connection.queries_log)
        anew = find_median([ask_anew(client, page) for _ in range(9)])
        asked = [ask(client, page) for _ in range(runs)]
        usual = find_median(asked)
        size = len(gzip.compress(client.get(page).content, 6)) / 1000
        yield (
            f"{name:<20}{first.wall:>7.0f}{anew.wall:>7.0f}{anew.cpu:>6.0f}{usual.wall:>8.0f}"
            f"{usual.cpu:>6.0f}{max(each.wall for each in asked):>9.0f}{queries:>9}{size:>9.1f}"
        )


@dataclass(frozen=True, slots=True)
class Spent:
    """Milliseconds of one request: by the clock, and of the processor."""

    wall: float
    cpu: float


def find_median(asked: list[Spent]) -> Spent:
    """Return the medians of both times."""
    walls, cpus = [each.wall for each in asked], [each.cpu for each in asked]
    return Spent(statistics.median(walls), statistics.median(cpus))


def ask_anew(client: "Client", page: str) -> Spent:  # type: ignore[name-defined]  # noqa: F821
    """Return what one request takes with nothing counted before."""
    from armillary.apps.reports.school import count_packed

    count_packed.cache_clear()
    return ask(client, page)


def ask(client: "Client", page: str) -> Spent:  # type: ignore[name-defined]  # noqa: F821
    """Return what one request takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    response = client.get(page)
    spent = Spent((time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000)
    assert response.status_code == 200, response.status_code
    return spent


if __name__ == "__main__":
    sys.exit(main())
