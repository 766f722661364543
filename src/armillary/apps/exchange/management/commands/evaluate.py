"""The command `armillary evaluate`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.exchange.judging import judge_learner
from armillary.apps.exchange.logs import ROLES
from armillary.apps.exchange.parts import FOLD
from armillary.apps.people.commands import ArmillaryCommand


class Command(ArmillaryCommand):
    """Judges models on real logs."""

    help = "Say how well a model predicts the learners of a real log."
    example = "armillary evaluate learner log.parquet --split split"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be judged."""
        what = parser.add_subparsers(
            dest="what", required=True, metavar="WHAT", prog="armillary evaluate"
        )
        learner = what.add_parser(
            "learner",
            help="the learner model, on a file of answers",
            description="Fit a learner model on one part of a log of answers, predict the other"
            " part one answer ahead, and say how good the predictions are.",
            epilog=f"Example: {self.example}",
        )
        learner.add_argument("file", type=Path, help="a CSV or Parquet file, one row an answer")
        learner.add_argument(
            "--fold",
            type=int,
            metavar="K",
            help="predict fold K of the column fold; without one, of five folds dealt by learner",
        )
        for role in ROLES:
            if role is not FOLD:
                usual = ", ".join(role.aliases[:4])
                learner.add_argument(
                    role.switch,
                    metavar="COLUMN",
                    help=f"the column that holds {role.means} (found by itself: {usual})",
                )
        learner.add_argument(
            "--skip-empty", action="store_true", help="leave out rows whose score is empty"
        )
        learner.add_argument(
            "--model", metavar="NAME", help="the model to judge (a wrong name lists them all)"
        )
        learner.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, fit, predict, report."""
        judged = judge_learner(
            options["file"],
            {role.name: options[role.name] for role in ROLES if role is not FOLD},
            fold=options["fold"],
            skip_empty=options["skip_empty"],
            model=options["model"],
            show=self.show_progress,
        )
        if options["json"]:
            self.print_json(judged.as_json())
        else:
            self.stdout.write("\n".join(judged.as_lines()))
