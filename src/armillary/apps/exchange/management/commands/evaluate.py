"""The command `armillary evaluate`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.exchange.judging import Judged, judge_learner
from armillary.apps.exchange.logs import ROLES
from armillary.apps.exchange.parts import FOLD
from armillary.apps.exchange.policies import (
    JudgedPolicy,
    Outcome,
    judge_from_file,
    judge_from_school,
)
from armillary.apps.exchange.policy_files import read_policy
from armillary.apps.exchange.schools import find_course, find_school
from armillary.apps.people.commands import ArmillaryCommand


class Command(ArmillaryCommand):
    """Judges models and policies on real logs."""

    help = "Say how well a model predicts, or how another policy would have done, on a real log."
    example = "armillary evaluate learner log.parquet --split split"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be judged."""
        what = parser.add_subparsers(
            dest="what", required=True, metavar="WHAT", prog="armillary evaluate"
        )
        self.add_learner(what)
        self.add_policy(what)

    def add_learner(self, what: Any) -> None:  # argparse does not name its type
        """Declare the judging of a learner model."""
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

    def add_policy(self, what: Any) -> None:  # argparse does not name its type
        """Declare the judging of a policy."""
        policy = what.add_parser(
            "policy",
            help="another way of choosing questions, on the choices that were made",
            description="Say how another policy would have done, from choices whose exact"
            " probabilities are stored: those of the school, or those in a file.",
            epilog="Example: armillary evaluate policy more-reviews.yaml --data school",
        )
        policy.add_argument("file", type=Path, help="a YAML or JSON file that describes the policy")
        policy.add_argument(
            "--log", type=Path, metavar="FILE", help="choices as `export choices` writes them"
        )
        policy.add_argument(
            "--outcome",
            choices=[outcome.value for outcome in Outcome],
            default=Outcome.GAIN.value,
            help="what a choice is judged by; gain unless given",
        )
        policy.add_argument("--course", metavar="KEY", help="the course, if there are several")
        policy.add_argument("--school", metavar="NAME", help="the school, if there are several")
        policy.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, judge, report."""
        judged = self.judge(options)
        if options["json"]:
            self.print_json(judged.as_json())
        else:
            self.stdout.write("\n".join(judged.as_lines()))

    def judge(self, options: dict[str, Any]) -> Judged | JudgedPolicy:
        """Return what a log says about a model or a policy."""
        if options["what"] == "learner":
            return judge_learner(
                options["file"],
                {role.name: options[role.name] for role in ROLES if role is not FOLD},
                fold=options["fold"],
                skip_empty=options["skip_empty"],
                model=options["model"],
                show=self.show_progress,
            )
        policy, outcome = read_policy(options["file"]), Outcome(options["outcome"])
        if options["log"] is not None:
            return judge_from_file(policy, options["log"], outcome=outcome, show=self.show_progress)
        return judge_from_school(
            policy,
            find_school(options["school"]),
            find_course(options["course"]),
            outcome=outcome,
            show=self.show_progress,
        )
