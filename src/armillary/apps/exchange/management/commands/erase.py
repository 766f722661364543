"""The command `armillary erase`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser

from armillary.apps.exchange.actions.erasing import count_belongings, erase_learner
from armillary.apps.exchange.learner_keys import find_learners
from armillary.apps.exchange.schools import find_school
from armillary.apps.people.commands import ArmillaryCommand, Refusal


class Command(ArmillaryCommand):
    """Erases a person."""

    help = "Erase a learner: names, answers, marks, state, cards, all of it."
    example = "armillary erase learner KM47TX23 --yes --data school"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare whom to erase."""
        what = parser.add_subparsers(
            dest="what", required=True, metavar="WHAT", prog="armillary erase"
        )
        learner = what.add_parser(
            "learner",
            help="one learner and everything that hangs on them",
            description="Erase a learner for ever. Without --yes it only says what would go. A"
            " backup restored later erases the learner again.",
            epilog=f"Example: {self.example}",
        )
        learner.add_argument("learner", metavar="ID", help="the learner's id or card code")
        learner.add_argument("--yes", action="store_true", help="do it; this cannot be undone")
        learner.add_argument("--school", metavar="NAME", help="the school, if there are several")
        learner.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the learner; say what would go, or erase it."""
        key = options["learner"].strip()
        learner = find_learners(find_school(options["school"]), [key]).get(key)
        if learner is None:
            raise Refusal(f"No learner here has the id or card code {key}.")
        if not options["yes"]:
            raise Refusal(
                f"This erases {learner.name} ({describe(count_belongings(learner))}) for ever."
                " Nothing is erased yet; to do it, add --yes"
            )
        done = erase_learner(learner, folder=Path(settings.DATA), now=datetime.now(UTC))
        if options["json"]:
            self.print_json({"learner": str(done.learner), "rows": done.rows})
        else:
            self.stdout.write(f"Erased learner {done.learner}: {describe(done.rows)}.")


def describe(rows: dict[str, int]) -> str:
    """Return what hangs on a learner, in words."""
    return ", ".join(f"{count:,} {name}" for name, count in rows.items()) or "nothing but the name"
