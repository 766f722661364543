"""The command `armillary calibrate`."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.assessment.actions.calibrating import record_calibration
from armillary.apps.curriculum.models import Course
from armillary.apps.exchange.measuring.calibrating import calibrate_answers
from armillary.apps.exchange.measuring.calibration_files import write_calibration
from armillary.apps.exchange.measuring.printing import print_calibration
from armillary.apps.exchange.measuring.reading import GivenAnswers, read_answers
from armillary.apps.exchange.measuring.school_answers import SCHOOL_GROUPS, WHICH, read_school
from armillary.apps.exchange.measuring.switches import (
    add_file_switches,
    read_wishes,
    used_file_switches,
)
from armillary.apps.exchange.parameter_files import check_place
from armillary.apps.exchange.schools import find_course, find_school
from armillary.apps.people.commands import ArmillaryCommand, Faults, Refusal
from armillary.science.psychometrics import MODELS, Settings

# What belongs to a school alone.
OF_A_SCHOOL = ("only", "course", "school")


class Command(ArmillaryCommand):
    """Calibrates items."""

    help = "Say how hard every item is and how much it tells, from answers, with errors."
    example = "armillary calibrate answers.csv --model 2pl --out items.json"
    requires_system_checks = ()  # works on files: the site need not be loaded

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare where answers come from and what is wanted."""
        parser.add_argument(
            "file", type=Path, nargs="?", help="a CSV or Parquet file, long or wide"
        )
        parser.add_argument(
            "--from-school", action="store_true", help="the school's own unaided answers instead"
        )
        parser.add_argument(
            "--only", choices=WHICH, help="with --from-school: answers in tests, or in practice"
        )
        parser.add_argument("--course", metavar="KEY", help="the course, if there are several")
        parser.add_argument("--school", metavar="NAME", help="the school, if there are several")
        parser.add_argument(
            "--model", required=True, choices=MODELS, help="the formula of the items"
        )
        parser.add_argument(
            "--reference",
            metavar="VALUE",
            help="the group whose mean is 0 (unless given the first)",
        )
        parser.add_argument(
            "--no-priors", action="store_true", help="3pl: leave guessing to the answers alone"
        )
        parser.add_argument(
            "--save",
            action="store_true",
            help="with --from-school: let the items' numbers count in the school's tests",
        )
        parser.add_argument("--out", type=Path, metavar="FILE", help="write the calibration here")
        parser.add_argument("--replace", action="store_true", help="replace a file of this name")
        parser.add_argument(
            "--workers",
            type=int,
            default=1,
            metavar="N",
            help="work in so many processes of this computer; 1 unless given",
        )
        parser.add_argument(
            "--scheduler", metavar="ADDRESS", help="work on the Dask cluster of this scheduler"
        )
        add_file_switches(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, calibrate, write, report."""
        if options["save"]:
            check_saving(options)
        if options["out"] is not None:
            check_place(options["out"], replace=options["replace"])
        if options["reference"] is not None and options["group"] is None:
            raise Refusal("--reference is one of the groups of --group COLUMN.")
        measured = calibrate_answers(
            self.find_answers(options),
            Settings(options["model"], priors=None if options["no_priors"] else "usual"),
            reference=options["reference"],
            workers=options["workers"],
            scheduler=options["scheduler"],
            show=self.show_progress,
        )
        if options["out"] is not None:
            write_calibration(options["out"], measured)
        if options["json"]:
            self.print_json(measured.as_json())
        else:
            self.stdout.write("\n".join(print_calibration(measured)))
            if options["out"] is not None:
                self.stdout.write(f"The calibration is in {options['out']}.")
        if options["save"]:
            self.save(options)
        if measured.is_faulty:
            n = sum(1 for flags in measured.checked.flags.values() if flags)
            state = "" if measured.calibration.converged else "The search did not converge. "
            raise Faults(f"{state}Flagged items: {n}. What was found is printed above.")

    def save(self, options: dict[str, Any]) -> None:
        """Store the school's calibration, brought onto the authors' scale."""
        stored = record_calibration(
            find_school(options["school"]),
            Course.objects.get(pk=find_course(options["course"]).id),
            now=datetime.now(UTC),
            model=options["model"],
            with_practice=options["only"] == "all",
        )
        if stored is None:
            raise Refusal("Nothing is stored: three items must have 30 answers or more.")
        counts = "It counts from now on." if stored.converged else "It did not converge: not used."
        n = stored.items.count()
        self.stderr.write(
            f"Stored: {n} items from {stored.n_answers:,} answers, on the authors' scale, each"
            f" occasion of a test a group of its own; the table shows the answers as one. {counts}"
        )

    def find_answers(self, options: dict[str, Any]) -> Callable[[], GivenAnswers]:
        """Return what reads the answers: those of a file, or of the school."""
        if (options["file"] is None) != options["from_school"]:
            raise Refusal("Name a file of answers, or say --from-school; one of the two.")
        if not options["from_school"]:
            given = [name for name in OF_A_SCHOOL if options[name] is not None]
            if given:
                raise Refusal(f"--{given[0]} goes with --from-school.")
            wishes = read_wishes(options)
            return lambda: read_answers(options["file"], wishes)
        given = [switch for switch, is_used in used_file_switches(options) if is_used]
        if given:
            raise Refusal(f"{given[0]} goes with a file; leave it out with --from-school.")
        if options["group"] not in {None, *SCHOOL_GROUPS}:
            raise Refusal(f"--group must be one of {', '.join(SCHOOL_GROUPS)} for a school.")
        right_from = options["right_from"]
        return lambda: read_school(
            find_school(options["school"]),
            find_course(options["course"]),
            which=options["only"] or "all",
            group=options["group"],
            steps=right_from is None and options["model"] in {"grm", "gpcm"},
            right_from=1.0 if right_from is None else right_from,
            progress=lambda n: self.show_progress(f"Reading ... {n:,} answers"),
        )


def check_saving(options: dict[str, Any]) -> None:
    """Refuse to store what tests could not use."""
    if not options["from_school"]:
        raise Refusal("--save goes with --from-school: a file says nothing about a school's items.")
    if options["model"] not in {"rasch", "2pl"}:
        raise Refusal("--save takes --model rasch or 2pl: tests of a school use these.")
    if options["only"] == "practice":
        raise Refusal("--save rests on tests; --only all lets answers in practice join them.")
