"""The command `armillary export`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.exchange.actions.audit import record_command
from armillary.apps.exchange.actions.exports import COLUMNS, check_path, export_answers
from armillary.apps.exchange.choice_files import COLUMNS as CHOICE_COLUMNS
from armillary.apps.exchange.choice_files import write_choices
from armillary.apps.exchange.parameter_files import export_parameters
from armillary.apps.exchange.policies import find_school_choices
from armillary.apps.exchange.progress import ticking
from armillary.apps.exchange.schools import find_course, find_school
from armillary.apps.people.commands import ArmillaryCommand


class Command(ArmillaryCommand):
    """Writes what the school has recorded."""

    help = "Write the answers of the school, its choices or its parameters to a file without names."
    example = "armillary export answers answers.parquet --data school"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be exported."""
        what = parser.add_subparsers(
            dest="what", required=True, metavar="WHAT", prog="armillary export"
        )
        names = ", ".join(column.name for column in COLUMNS)
        answers = what.add_parser(
            "answers",
            help="all answers, with opaque ids and no names",
            description="Write all answers as CSV or Parquet, by the ending of the file's name."
            f" Columns: {names}. What learners wrote is not in it.",
            epilog=f"Example: {self.example}",
        )
        answers.add_argument("file", type=Path, help="the file to write, .csv or .parquet")
        answers.add_argument(
            "--unassisted",
            action="store_true",
            help="only scored first tries without help, as a learner model is judged by",
        )
        answers.add_argument("--replace", action="store_true", help="replace a file of this name")
        answers.add_argument("--school", metavar="NAME", help="the school, if there are several")
        answers.add_argument("--json", action="store_true", help="print JSON")

        self.add_choices(what)
        parameters = what.add_parser(
            "parameters",
            help="the numbers that the learner model runs with",
            description="Write the parameters of the learner model that count now, shipped or the"
            " school's own, as readable JSON. Nothing in them is about a person.",
            epilog="Example: armillary export parameters parameters.json --data school",
        )
        parameters.add_argument("file", type=Path, help="the file to write")
        parameters.add_argument("--course", metavar="KEY", help="the course, if there are several")
        parameters.add_argument(
            "--replace", action="store_true", help="replace a file of this name"
        )
        parameters.add_argument("--json", action="store_true", help="print JSON")

    def add_choices(self, what: Any) -> None:  # argparse does not name its type
        """Declare the export of choices."""
        names = ", ".join(column.name for column in CHOICE_COLUMNS)
        choices = what.add_parser(
            "choices",
            help="what practice could have asked, and what followed",
            description="Write every choice of a question with all that could have come instead, as"
            f" `evaluate policy` reads it: CSV or Parquet. Columns: {names}.",
            epilog="Example: armillary export choices choices.parquet --data school",
        )
        choices.add_argument("file", type=Path, help="the file to write, .csv or .parquet")
        choices.add_argument("--replace", action="store_true", help="replace a file of this name")
        choices.add_argument("--course", metavar="KEY", help="the course, if there are several")
        choices.add_argument("--school", metavar="NAME", help="the school, if there are several")
        choices.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the file and say what is in it."""
        if options["what"] == "parameters":
            self.write_parameters(options)
        elif options["what"] == "choices":
            self.write_choices(options)
        else:
            self.write_answers(options)

    def write_parameters(self, options: dict[str, Any]) -> None:
        """Write what the learner model runs with."""
        done = export_parameters(
            options["file"], find_course(options["course"]), replace=options["replace"]
        )
        if options["json"]:
            self.print_json(
                {
                    "file": str(done.path),
                    "course": done.course,
                    "number": done.number,
                    "model": done.model,
                    "fingerprint": done.fingerprint,
                }
            )
        else:
            own = f"parameters {done.number}" if done.number else "the shipped parameters"
            self.stdout.write(f"{done.path}: {own} of {done.course}, {done.model}.")

    def write_choices(self, options: dict[str, Any]) -> None:
        """Write the choices."""
        school, catalogue = find_school(options["school"]), find_course(options["course"])
        path: Path = options["file"]
        check_path(path, replace=options["replace"])
        with ticking(self.show_progress, "Playing the answers again ...") as say:
            done = write_choices(
                path,
                find_school_choices(school, catalogue, say),
                finish=lambda: record_command(
                    school, "choices_exported", f"school:{school.pk}", now=datetime.now(UTC)
                ),
            )
        if options["json"]:
            self.print_json({"file": str(path), "choices": done.choices, "rows": done.rows})
        else:
            self.stdout.write(f"{path}: {done.choices:,} choices in {done.rows:,} rows, no names.")

    def write_answers(self, options: dict[str, Any]) -> None:
        """Write the answers."""
        school = find_school(options["school"])
        with ticking(self.show_progress, "Counting ...") as say:
            done = export_answers(
                options["file"],
                school=school,
                unassisted=options["unassisted"],
                replace=options["replace"],
                now=datetime.now(UTC),
                progress=lambda done, total: say(f"{done:,} of {total:,} answers"),
            )
        if options["json"]:
            self.print_json(
                {"file": str(done.path), "answers": done.answers, "learners": done.learners}
            )
        else:
            learners = "1 learner" if done.learners == 1 else f"{done.learners:,} learners"
            self.stdout.write(f"{done.path}: {done.answers:,} answers of {learners}, no names.")
