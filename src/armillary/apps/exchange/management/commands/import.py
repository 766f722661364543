"""The command `armillary import`."""  # noqa: N999  # a command is called as its module is

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.exchange.actions.answers import Imported, import_answers
from armillary.apps.exchange.answer_files import ROLES
from armillary.apps.exchange.progress import ticking
from armillary.apps.exchange.rolls import NewClass
from armillary.apps.exchange.schools import find_course, find_school
from armillary.apps.people.commands import ArmillaryCommand, Refusal


class Command(ArmillaryCommand):
    """Brings in what was recorded elsewhere."""

    help = "Bring answers that were given elsewhere into the school."
    example = "armillary import answers answers.csv --data school"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be imported."""
        what = parser.add_subparsers(
            dest="what", required=True, metavar="WHAT", prog="armillary import"
        )
        answers = what.add_parser(
            "answers",
            help="answers given elsewhere, all of them or none",
            description="Add the answers in a file behind the learners' own and recompute what"
            " follows. With any fault nothing is added and every fault is listed. Rows that were"
            " imported before are not added again.",
            epilog=f"Example: {self.example}",
        )
        answers.add_argument("file", type=Path, help="a CSV or Parquet file, one row an answer")
        for role in ROLES:
            usual = ", ".join(role.aliases[:4])
            needed = "needed; " if role.needed else ""
            answers.add_argument(
                role.switch,
                metavar="COLUMN",
                help=f"the column that holds {role.means} ({needed}found by itself: {usual})",
            )
        answers.add_argument("--course", metavar="KEY", help="the course the items belong to")
        answers.add_argument("--school", metavar="NAME", help="the school, if there are several")
        answers.add_argument(
            "--make-class",
            metavar="NAME",
            help="make a class of the file's learners, named as the file names them;"
            " without it they are ids or card codes of learners of the school",
        )
        answers.add_argument("--grade", type=int, metavar="N", help="the grade of that class, 1-12")
        answers.add_argument(
            "--dry-run", action="store_true", help="only say what would be done, and every fault"
        )
        answers.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Check every row; add all or none."""
        school = find_school(options["school"])
        catalogue = find_course(options["course"])
        new_class = read_new_class(options["make_class"], options["grade"])
        with ticking(self.show_progress, f"Reading {options['file'].name} ...") as say:
            done = import_answers(
                options["file"],
                {role.name: options[role.name] for role in ROLES},
                school=school,
                catalogue=catalogue,
                new_class=new_class,
                dry_run=options["dry_run"],
                now=datetime.now(UTC),
                progress=lambda done, total: say(f"{done:,} of {total:,} answers"),
            )
        if options["json"]:
            self.print_json(as_json(done, options["file"], dry_run=options["dry_run"]))
        else:
            for fault in done.faults:
                self.stdout.write(str(fault))
            if not done.faults:
                self.stdout.write(describe(done, dry_run=options["dry_run"]))
        if done.faults:
            raise Refusal(f"{options['file']}: {len(done.faults)} faults. Nothing was imported.")


def read_new_class(name: str | None, grade: int | None) -> NewClass | None:
    """Return the class to be made, if any."""
    if name is None:
        return None
    if not name.strip() or len(name) > 40:
        raise Refusal("The name of the class must have 1 to 40 signs.")
    if grade is None or not 1 <= grade <= 12:
        raise Refusal("A new class needs its grade: --grade N, from 1 to 12.")
    return NewClass(name, grade)


def as_json(done: Imported, file: Path, *, dry_run: bool) -> dict[str, object]:
    """Return the result under the names that docs/reference/commands.md promises."""
    return {
        "file": str(file),
        "rows": done.rows,
        "added": done.added,
        "already_here": done.already_here,
        "learners": done.learners,
        "new_learners": done.new_learners,
        "dry_run": dry_run,
        "faults": [
            {"row": fault.n, "place": fault.place, "message": fault.message}
            for fault in done.faults
        ],
    }


def describe(done: Imported, *, dry_run: bool) -> str:
    """Return the result as people read it."""
    if not done.added:
        return f"All {done.rows:,} answers are here already. Nothing was added."
    verb = "Would add" if dry_run else "Added"
    new = f" ({done.new_learners:,} of them new)" if done.new_learners else ""
    here = f" {done.already_here:,} were here already." if done.already_here else ""
    learners = "1 learner" if done.learners == 1 else f"{done.learners:,} learners"
    return f"{verb} {done.added:,} answers of {learners}{new}.{here}"
