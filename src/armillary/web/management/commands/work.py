"""The command `armillary work`."""

from typing import Any

from django.core.management.base import CommandParser
from django.db import connection

from armillary.apps.people.commands import PROGRAM, ArmillaryCommand, Refusal
from armillary.web.background import ask_for_tidying, keep_working, make_worker


class Command(ArmillaryCommand):
    """Works on the queue of background work."""

    help = "Do the background work of a district on PostgreSQL."
    example = "ARMILLARY_DATABASE_URL=postgresql://... armillary work --data district"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the switch."""
        parser.add_argument("--once", action="store_true", help="do what waits, then stop")

    def handle(self, *args: Any, **options: Any) -> None:
        """Work until stopped, or until nothing waits."""
        if connection.vendor == "sqlite" and not options["once"]:
            raise Refusal(
                f"A school on SQLite needs no worker: {PROGRAM} serve does its work. "
                "Use --once to do what waits now."
            )
        ask_for_tidying()
        if not options["once"]:
            keep_working()
        worker = make_worker()
        worker.batch, worker.startup_delay = True, False
        worker.run()
        self.stdout.write("Nothing waits any more.")
