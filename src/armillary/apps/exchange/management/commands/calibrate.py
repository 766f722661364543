"""The command `armillary calibrate`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.exchange.measuring.calibrating import calibrate_answers
from armillary.apps.exchange.measuring.calibration_files import write_calibration
from armillary.apps.exchange.measuring.printing import print_calibration
from armillary.apps.exchange.measuring.reading import read_answers
from armillary.apps.exchange.measuring.switches import add_file_switches, read_wishes
from armillary.apps.exchange.parameter_files import check_place
from armillary.apps.people.commands import ArmillaryCommand, Faults
from armillary.science.psychometrics import MODELS, Settings


class Command(ArmillaryCommand):
    """Calibrates items."""

    help = "Say how hard every item is and how much it tells, from answers, with errors."
    example = "armillary calibrate answers.csv --model 2pl --out items.json"
    requires_system_checks = ()  # works on files: the site need not be loaded

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare where answers come from and what is wanted."""
        parser.add_argument("file", type=Path, help="a CSV or Parquet file, long or wide")
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
        if options["out"] is not None:
            check_place(options["out"], replace=options["replace"])
        wishes = read_wishes(options)
        measured = calibrate_answers(
            lambda: read_answers(options["file"], wishes),
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
        if measured.is_faulty:
            n = sum(1 for flags in measured.checked.flags.values() if flags)
            state = "" if measured.calibration.converged else "The search did not converge. "
            raise Faults(f"{state}Flagged items: {n}. What was found is printed above.")
