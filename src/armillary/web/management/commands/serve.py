"""The command `armillary serve`."""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from armillary.apps.exchange.actions.erasing import erase_tombstoned
from armillary.apps.people.commands import PROGRAM, ArmillaryCommand, Refusal
from armillary.web.schema import bring_up_to_date
from armillary.web.serving import describe_sync, gather_static, measure_sync, serve


class Command(ArmillaryCommand):
    """Runs the school's server."""

    help = "Run the school in a data folder."
    example = "armillary serve --data school --port 8000"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare where to listen."""
        parser.add_argument("--port", type=int, default=8000, help="port (default 8000)")
        parser.add_argument(
            "--host", default="0.0.0.0", help="address to listen on (default: the whole school)"
        )

    def handle(self, *args: Any, port: int, host: str, **options: Any) -> None:
        """Check the folder, bring the database up to date, and serve until stopped."""
        data = Path(settings.DATA)
        if not (data / "secret.key").is_file():
            raise Refusal(f"There is no school in {data}. Make one with: {PROGRAM} init --data DIR")
        bring_up_to_date()
        self.erase_again(data)
        gather_static(data)
        warning = describe_sync(measure_sync(data))
        if warning:
            self.stderr.write(warning)
        serve(data, host=host, port=port, ready=self.say_ready)

    def erase_again(self, data: Path) -> None:
        """Erase whom an older copy of the database has brought back."""
        erased = erase_tombstoned(folder=data, now=datetime.now(UTC))
        if erased:
            self.stdout.write(f"Erased again, as tombstones.txt says: {len(erased)} learners.")

    def say_ready(self, address: str) -> None:
        """Tell the person at the terminal."""
        self.stdout.write(f"Armillary is ready: {address}")
        self.stdout.write("Stop it with Ctrl+C.")
        sys.stdout.flush()
