"""The command `armillary link`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.exchange.measuring.calibration_files import read_calibration
from armillary.apps.exchange.measuring.scales import link_calibrations, write_carried
from armillary.apps.exchange.parameter_files import check_place
from armillary.apps.people.commands import ArmillaryCommand


class Command(ArmillaryCommand):
    """Links calibrations."""

    help = "Bring one calibration onto the scale of another by the items they share."
    example = "armillary link spring.json autumn.json --out spring-linked.json"
    requires_system_checks = ()  # works on files: the site need not be loaded

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the two calibrations and how they are linked."""
        parser.add_argument("calibration", type=Path, help="the calibration to bring over")
        parser.add_argument("onto", type=Path, help="the calibration whose scale is kept")
        parser.add_argument(
            "--method",
            choices=("stocking-lord", "haebara"),
            default="stocking-lord",
            help="stocking-lord unless given",
        )
        parser.add_argument(
            "--anchors",
            metavar="ITEM",
            nargs="+",
            help="the items to link by; unless given all that both have",
        )
        parser.add_argument(
            "--out", type=Path, metavar="FILE", help="write the first on the scale of the second"
        )
        parser.add_argument("--replace", action="store_true", help="replace a file of this name")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, link, write, report."""
        if options["out"] is not None:
            check_place(options["out"], replace=options["replace"])
        linked = link_calibrations(
            read_calibration(options["calibration"]),
            read_calibration(options["onto"]),
            method=options["method"],
            anchors=options["anchors"],
        )
        if options["out"] is not None:
            write_carried(options["out"], linked)
        if options["json"]:
            self.print_json(linked.as_json())
            return
        self.stdout.write("\n".join(linked.as_lines()))
        if options["out"] is not None:
            self.stdout.write(f"The calibration on the new scale is in {options['out']}.")
