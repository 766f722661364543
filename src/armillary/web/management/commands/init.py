"""The command `armillary init`."""

import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.db import connection, transaction

from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.queries import shipped_course
from armillary.apps.people.actions import TakenError, make_adult, make_school
from armillary.apps.people.commands import PROGRAM, ArmillaryCommand, Refusal
from armillary.apps.people.forms import NewAdultForm
from armillary.apps.people.models import Adult, School
from armillary.apps.people.names import clean_name
from armillary.content.format import parse_course
from armillary.web.environment import SECRET_FILE
from armillary.web.folder import (
    find_database_files,
    find_strange_file,
    make_data_folder,
    make_secret,
)
from armillary.web.schema import bring_up_to_date

MAX_ASKED = 3


@dataclass(frozen=True, slots=True)
class NewSchool:
    """What has to be known to make a school."""

    name: str
    language: str
    head: str
    username: str
    password: str


class Command(ArmillaryCommand):
    """Makes a real, empty school."""

    help = "Make an empty school and its head in a new data folder."
    example = 'armillary init --data school --school "Lyceum 7" --head "Vera Kit" --username vera'

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be said beforehand; the rest is asked for."""
        languages = [code for code, _name in settings.LANGUAGES]
        parser.add_argument("--school", metavar="NAME", help="name of the school")
        parser.add_argument("--head", metavar="NAME", help="name of the head, as colleagues say it")
        parser.add_argument("--username", metavar="NAME", help="the name the head signs in with")
        parser.add_argument(
            "--password-file", type=Path, metavar="FILE", help="a file with the head's password"
        )
        parser.add_argument(
            "--password",
            metavar="TEXT",
            help="the head's password (a file is safer)",
        )
        parser.add_argument("--language", choices=languages, default="en", help="default en")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything first; make all of it or nothing."""
        folder = Path(settings.DATA)
        check_folder(folder)
        wanted = self.read_wanted(options)
        check_wanted(wanted)
        with undone_on_failure(folder):
            make_data_folder(folder)
            settings.SECRET_KEY = make_secret(folder)
            bring_up_to_date()
            head = fill_school(wanted, now=datetime.now(UTC))
            published = publish_shipped_course(now=datetime.now(UTC))
        self.report(folder, head, published=published, as_json=options["json"])

    def read_wanted(self, options: dict[str, Any]) -> NewSchool:
        """Return what the arguments say; ask at the terminal for what they leave out."""
        password = read_password(options["password"], options["password_file"])
        given = {key: options[key] for key in ("school", "head", "username")}
        missing = [f"--{key}" for key, value in given.items() if value is None]
        missing += ["--password-file"] if password is None else []
        if missing and not sys.stdin.isatty():
            raise Refusal(
                f"Please give {' and '.join(missing)}, or run this at a terminal, where it asks."
            )
        asked = {
            "school": "Name of the school: ",
            "head": "Name of the head: ",
            "username": "Sign-in name of the head: ",
        }
        known = {key: given[key] or input(question) for key, question in asked.items()}
        head = Adult(username=known["username"], name=known["head"])
        return NewSchool(
            name=clean_name(known["school"]),
            language=options["language"],
            head=known["head"],
            username=known["username"],
            password=password if password is not None else self.ask_password(head),
        )

    def ask_password(self, head: Adult) -> str:
        """Return a password typed twice and good enough."""
        for _time in range(MAX_ASKED):
            password = getpass.getpass("Password of the head: ")
            try:
                validate_password(password, head)
            except ValidationError as error:
                self.stdout.write(" ".join(error.messages))
                continue
            if getpass.getpass("The same password again: ") == password:
                return password
            self.stdout.write("These were two different passwords. Please try again.")
        raise Refusal("No password was chosen. Nothing was made; please start again.")

    def report(self, folder: Path, head: Adult, *, published: bool, as_json: bool) -> None:
        """Say what was made and what comes next."""
        if as_json:
            result = {
                "folder": str(folder),
                "school": head.school.name,
                "username": head.username,
                "course": published,
            }
            self.print_json(result)
            return
        self.stdout.write(f"{head.school.name} is ready in {folder}.")
        if not published:
            self.stdout.write(f"The shipped course is not here; load one: {PROGRAM} publish-course")
        self.stdout.write(f"Start it with:  {PROGRAM} serve --data {folder}")
        self.stdout.write(f"Then sign in as {head.username} and make the first class.")


def publish_shipped_course(*, now: datetime) -> bool:
    """Publish the course that comes with the program; False when it is not beside it."""
    folder = shipped_course()
    if folder is None:
        return False
    publish_course(parse_course(folder), now=now)
    return True


def check_folder(folder: Path) -> None:
    """Refuse a folder that is no folder, holds a school, or holds something else."""
    if folder.exists() and not folder.is_dir():
        raise Refusal(f"{folder} is a file. Choose a new folder with --data DIR.")
    if has_school():
        raise Refusal(f"There is a school in {folder} already. Choose another folder with --data.")
    strange = find_strange_file(folder)
    if strange is not None:
        raise Refusal(f"{folder} holds other files ({strange}). Choose a new folder with --data.")


def has_school() -> bool:
    """Return whether the database is there and has a school in it."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite" and not Path(str(name)).is_file():
        return False
    if School._meta.db_table not in connection.introspection.table_names():
        return False
    return School.objects.exists()


def read_password(text: str | None, file: Path | None) -> str | None:
    """Return the password from the arguments: the first line of the file, or the text."""
    if file is None:
        return text
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        raise Refusal(f"The password file {file} cannot be read. Check its name.") from None
    return lines[0] if lines else ""


def check_wanted(wanted: NewSchool) -> None:
    """Refuse names and passwords that cannot be used, with every reason."""
    if not 1 <= len(wanted.name) <= 120:
        raise Refusal("The name of the school must have 1 to 120 letters.")
    form = NewAdultForm(
        {
            "name": wanted.head,
            "username": wanted.username,
            "password": wanted.password,
            "role": Adult.Role.HEAD,
        },
        classes=[],
    )
    if form.is_valid():
        return
    reasons = [
        f"{form.fields[name].label}: {' '.join(map(str, faults))}"
        for name, faults in form.errors.items()
    ]
    raise Refusal(" ".join(reasons))


def fill_school(wanted: NewSchool, *, now: datetime) -> Adult:
    """Return the head of the new school. What a new school needs besides is made here too."""
    try:
        with transaction.atomic():
            school = make_school(wanted.name, language=wanted.language, now=now)
            return make_adult(
                school,
                username=wanted.username,
                name=wanted.head,
                role=Adult.Role.HEAD,
                password=wanted.password,
                now=now,
                by=None,
                language=wanted.language,
            )
    except TakenError:
        raise Refusal(f"Somebody signs in as {wanted.username}. Choose another name.") from None


@contextmanager
def undone_on_failure(folder: Path) -> Iterator[None]:
    """Take away what was made when something goes wrong before the end."""
    was_there = folder.exists()
    ours = [*find_database_files(folder), folder / SECRET_FILE]
    new = [file for file in ours if not file.exists()]
    try:
        yield
    except BaseException:
        connection.close()
        for file in new:
            file.unlink(missing_ok=True)
        if not was_there and folder.is_dir():
            folder.rmdir()
        raise
