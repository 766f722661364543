"""The command `armillary dif`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.exchange.measuring.calibration_files import read_calibration
from armillary.apps.exchange.measuring.fairness import compare_groups
from armillary.apps.exchange.measuring.switches import add_file_switches, read_wishes
from armillary.apps.people.commands import ArmillaryCommand, Faults
from armillary.science.psychometrics import MODELS


class Command(ArmillaryCommand):
    """Looks for items that favour a group."""

    help = "Say which items favour a group: a language, a sex, a school."
    example = "armillary dif answers.csv --group language"
    requires_system_checks = ()  # works on files: the site need not be loaded

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare answers, groups and method."""
        parser.add_argument("file", type=Path, help="a CSV or Parquet file, long or wide")
        parser.add_argument(
            "--method",
            choices=("lr", "regression"),
            default="lr",
            help="lr (unless given) fits each item anew in each group; regression is quicker",
        )
        parser.add_argument(
            "--model", choices=MODELS, help="formula of the items; 2pl unless given"
        )
        parser.add_argument(
            "--items",
            type=Path,
            metavar="CALIBRATION",
            help="look at the items of this calibration, by its formula and scores",
        )
        parser.add_argument(
            "--reference", metavar="VALUE", help="the group that others are compared with"
        )
        add_file_switches(parser, needs_group=True)
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, compare, report."""
        kept = None if options["items"] is None else read_calibration(options["items"])
        model = options["model"] or ("2pl" if kept is None else kept.model)
        compared = compare_groups(
            options["file"],
            read_wishes(options),
            kept=kept,
            model=model,
            method=options["method"],
            reference=options["reference"],
            show=self.show_progress,
        )
        if options["json"]:
            self.print_json(compared.as_json())
        else:
            self.stdout.write("\n".join(compared.as_lines()))
        if compared.called_out:
            raise Faults(f"Items that favour a group: {len(compared.called_out)}.")
