"""The command `armillary backup`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.exchange.backups import make_backup
from armillary.apps.exchange.progress import ticking
from armillary.apps.people.commands import ArmillaryCommand


class Command(ArmillaryCommand):
    """Copies a school."""

    help = "Copy the whole school into one file, while it may be running."
    example = "armillary backup monday.backup --data school"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare where to."""
        parser.add_argument(
            "file", type=Path, help="the file to write; keep it as safe as the school itself"
        )
        parser.add_argument("--replace", action="store_true", help="replace a file of this name")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Copy, check the copy, and say what it is."""
        with ticking(self.show_progress, "Copying the school ..."):
            made = make_backup(file, replace=options["replace"], now=datetime.now(UTC))
        if options["json"]:
            self.print_json(
                {
                    "file": str(made.path),
                    "school": made.school,
                    "made_at": made.made_at,
                    "version": made.version,
                    "bytes": made.size,
                }
            )
        else:
            self.stdout.write(
                f"{made.path}: {made.school}, {made.size / 1e6:.1f} MB, whole and checked."
            )
            self.stdout.write("It holds names and the school's secret: keep it safe.")
