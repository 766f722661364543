"""The command `armillary restore`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from armillary.apps.exchange.backups import restore_backup
from armillary.apps.exchange.progress import ticking
from armillary.apps.people.commands import PROGRAM, ArmillaryCommand


class Command(ArmillaryCommand):
    """Brings a school back from a backup."""

    help = "Bring a school back from a backup, into a folder that holds no school."
    example = "armillary restore monday.backup --data school"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare where from."""
        parser.add_argument("file", type=Path, help="a file made by: armillary backup FILE")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        """Check the file, put the school in place, erase whom the tombstones name."""
        with ticking(self.show_progress, "Restoring the school ..."):
            done = restore_backup(file, now=datetime.now(UTC))
        backup = done.backup
        if options["json"]:
            self.print_json(
                {
                    "folder": str(settings.DATA),
                    "school": backup.school,
                    "made_at": backup.made_at,
                    "version": backup.version,
                    "erased_again": len(done.erased),
                }
            )
            return
        self.stdout.write(f"{backup.school} as of {backup.made_at} is in {settings.DATA}.")
        if done.erased:
            self.stdout.write(f"{len(done.erased)} learners erased since then are erased again.")
        self.stdout.write(f"Start it with:  {PROGRAM} serve --data {settings.DATA}")
