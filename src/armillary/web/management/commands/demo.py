"""The command `armillary demo`."""

import json
import os
import secrets
import shutil
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from django.db import connection

from armillary.apps.curriculum.queries import shipped_course
from armillary.apps.people.commands import ArmillaryCommand, Refusal
from armillary.apps.practice.parameters import FOLDER
from armillary.web.demo import People, build_school, make_link
from armillary.web.environment import SECRET_FILE
from armillary.web.folder import find_strange_file, make_data_folder, make_secret
from armillary.web.schema import bring_up_to_date
from armillary.web.serving import check_port, gather_static, serve

HOST = "127.0.0.1"
DONE, BUILDING = "demo.json", "demo.building"
SPACE_NEEDED = 200 * 1024 * 1024
# What a demo may have left in its folder.
OUR_OWN = (SECRET_FILE, "school.sqlite3", "static", "serve.", "demo.", "sync.test", FOLDER)


class Command(ArmillaryCommand):
    """Opens a simulated school."""

    help = "Open a living, simulated school on this computer."
    example = "armillary demo --port 8080"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare where to listen and whether to start over."""
        parser.add_argument("--port", type=int, default=8000, help="port (default 8000)")
        parser.add_argument(
            "--reset", action="store_true", help="throw the demo's data away and simulate anew"
        )
        parser.add_argument(
            "--no-serve", action="store_true", help="only make the school; do not serve it"
        )

    def handle(self, *args: Any, port: int, **options: Any) -> None:
        """Make the school when it is not there, then serve it on this computer alone."""
        folder = Path(settings.DATA)
        check_folder(folder)
        if not options["no_serve"]:
            check_port(folder, HOST, port)
        if options["reset"] or (folder / BUILDING).exists():
            empty_folder(folder)
        people = self.find_people(folder)
        if options["no_serve"]:
            return
        os.environ["ARMILLARY_DEMO"] = "1"
        gather_static(folder)
        serve(folder, host=HOST, port=port, ready=lambda address: self.say_ready(address, people))

    def find_people(self, folder: Path) -> People:
        """Return whom the links sign in as; make the school when it is not there yet."""
        if (folder / DONE).is_file():
            settings.SECRET_KEY = make_secret(folder)
            bring_up_to_date()
            return People(**json.loads((folder / DONE).read_text(encoding="utf-8")))
        check_space(folder)
        make_data_folder(folder)
        (folder / BUILDING).touch()
        settings.SECRET_KEY = make_secret(folder)
        self.stdout.write("Simulating a school: four classes, a term of lessons and practice ...")
        self.stdout.flush()
        bring_up_to_date()
        course = shipped_course()
        if course is None:
            raise Refusal("The shipped course is missing. Start from a complete checkout.")
        people = build_school(course, password=secrets.token_urlsafe(16), now=datetime.now(UTC))
        text = json.dumps(asdict(people), ensure_ascii=False)
        (folder / DONE).write_text(text, encoding="utf-8")
        (folder / BUILDING).unlink()
        self.stdout.write(
            f"{people.learners} simulated learners gave {people.answers} simulated answers."
        )
        return people

    def say_ready(self, address: str, people: People) -> None:
        """Print the address and one sign-in link for each role."""
        base = address.rstrip("/")
        links = [
            ("learner", people.learner, people.learner_name),
            ("teacher", people.teacher, people.teacher_name),
            ("head", people.head, people.head_name),
        ]
        self.stdout.write(f"Armillary is ready: {address}")
        for kind, person, name in links:
            self.stdout.write(f"  {kind:<8} {base}{make_link(kind, person)}  ({name})")
        self.stdout.write("All people and answers here are simulated. Stop it with Ctrl+C.")
        sys.stdout.flush()


def check_folder(folder: Path) -> None:
    """Refuse a folder that is a file, a real school's, or somebody's own."""
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} is a file. Choose a folder with --data DIR.")
    is_demo = (folder / DONE).exists() or (folder / BUILDING).exists()
    if (folder / SECRET_FILE).exists() and not is_demo:
        raise Refusal(f"{folder} holds a real school. Choose another folder with --data DIR.")
    strange = find_strange_file(folder) if not is_demo else None
    if strange is not None:
        raise Refusal(f"{folder} holds other files ({strange}). Choose a new folder with --data.")
    place = folder if folder.exists() else next(p for p in folder.parents if p.exists())
    if not os.access(place, os.W_OK):
        raise Refusal(f"{place} cannot be written to. Choose another folder with --data DIR.")


def check_space(folder: Path) -> None:
    """Refuse when the disk has no room for a school."""
    place = folder if folder.exists() else next(p for p in folder.parents if p.exists())
    if shutil.disk_usage(place).free < SPACE_NEEDED:
        raise Refusal(f"The disk of {place} is full. Free 200 MB, or choose another with --data.")


def empty_folder(folder: Path) -> None:
    """Remove what a demo has put into its folder, and nothing else."""
    connection.close()
    for entry in folder.iterdir() if folder.is_dir() else ():
        if not entry.name.startswith(OUR_OWN):
            continue
        if entry.is_dir():
            shutil.rmtree(entry)
        else:
            entry.unlink()
