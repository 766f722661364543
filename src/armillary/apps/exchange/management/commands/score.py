"""The command `armillary score`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.exchange.measuring.calibration_files import read_calibration
from armillary.apps.exchange.measuring.scoring import score_answers, write_scores
from armillary.apps.exchange.measuring.switches import add_file_switches, read_wishes
from armillary.apps.exchange.parameter_files import check_place
from armillary.apps.people.commands import ArmillaryCommand, Faults


class Command(ArmillaryCommand):
    """Scores learners."""

    help = "Say how able learners are, from answers to calibrated items, with errors."
    example = "armillary score answers.csv --items items.json --out scores.csv"
    requires_system_checks = ()  # works on files: the site need not be loaded

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare answers, items and what is wanted."""
        parser.add_argument("file", type=Path, help="a CSV or Parquet file, long or wide")
        parser.add_argument(
            "--items",
            type=Path,
            required=True,
            metavar="CALIBRATION",
            help="a file that calibrate --out wrote",
        )
        parser.add_argument(
            "--method",
            choices=("eap", "map", "wle"),
            default="eap",
            help="eap unless given; wle, without beliefs, to compare groups or times",
        )
        parser.add_argument("--out", type=Path, metavar="CSV", help="write the learners here")
        parser.add_argument("--replace", action="store_true", help="replace a file of this name")
        add_file_switches(parser)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, score, write, report."""
        out: Path | None = options["out"]
        if out is not None:
            check_place(out, replace=options["replace"])
        scored = score_answers(
            options["file"],
            read_wishes(options),
            read_calibration(options["items"]),
            method=options["method"],
            show=self.show_progress,
        )
        if out is not None:
            write_scores(out, scored)
        if options["json"]:
            self.print_json(scored.as_json(with_learners=out is None))
        else:
            self.stdout.write("\n".join(scored.as_lines(with_learners=out is None)))
            if out is not None:
                self.stdout.write(f"The learners are in {out}.")
        n = len(scored.abilities.left_out)
        if n:
            raise Faults(f"{n:,} learners have no answer, so {options['method']} says nothing.")
