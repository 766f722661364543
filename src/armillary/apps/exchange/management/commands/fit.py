"""The command `armillary fit`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.exchange.actions.parameters import (
    Switched,
    rebuild_after,
    record_back,
    record_fit,
    record_shipped,
)
from armillary.apps.exchange.file_fits import fit_on_file
from armillary.apps.exchange.logs import ROLES
from armillary.apps.exchange.parts import FOLD
from armillary.apps.exchange.progress import ticking
from armillary.apps.exchange.refitting import SchoolFit, fit_on_school
from armillary.apps.exchange.schools import find_course
from armillary.apps.people.commands import PROGRAM, ArmillaryCommand, Refusal

# What belongs to a file alone; the roles of its columns besides.
OF_A_FILE = ("out", "fold", "skip_empty", "replace")
NAMED = [role for role in ROLES if role is not FOLD]


class Command(ArmillaryCommand):
    """Fits models to answers."""

    help = "Fit the learner model to the school's own answers; switch if that is better."
    example = "armillary fit learner --data school"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be fitted, and to what."""
        what = parser.add_subparsers(
            dest="what", required=True, metavar="WHAT", prog="armillary fit"
        )
        learner = what.add_parser(
            "learner",
            help="the learner model, to the school's own answers or to a file",
            description="Fit the learner model to the school's own answers, compare it on learners"
            " held back with the parameters that count now, and switch if it is better. With"
            " --file fit it to a log from outside and touch no school.",
            epilog=f"Example: {self.example}",
        )
        learner.add_argument("--course", metavar="KEY", help="the course, if there are several")
        choice = learner.add_mutually_exclusive_group()
        choice.add_argument(
            "--check", action="store_true", help="fit and compare, but change nothing"
        )
        choice.add_argument(
            "--back", action="store_true", help="fit nothing: return to the parameters before"
        )
        choice.add_argument(
            "--shipped", action="store_true", help="fit nothing: return to the shipped parameters"
        )
        choice.add_argument(
            "--file", type=Path, metavar="FILE", help="fit to this log, CSV or Parquet, instead"
        )
        learner.add_argument(
            "--out", type=Path, metavar="FILE", help="with --file: write the parameters here"
        )
        learner.add_argument("--replace", action="store_true", help="replace a file of this name")
        learner.add_argument(
            "--fold", type=int, metavar="K", help="with --file: judge on fold K, as evaluate does"
        )
        for role in NAMED:
            learner.add_argument(
                role.switch,
                metavar="COLUMN",
                help=f"with --file: the column that holds {role.means}, as for evaluate",
            )
        learner.add_argument(
            "--skip-empty",
            action="store_true",
            help="with --file: leave out rows whose score is empty",
        )
        learner.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Fit to the school or to a file, or choose parameters without a fit."""
        if options["file"] is not None:
            self.fit_file(options)
            return
        given = [name for name in OF_A_FILE if options[name] not in {None, False}]
        given += [role.name for role in NAMED if options[role.name] is not None]
        if given:
            switch = given[0].replace("_", "-")
            raise Refusal(f"--{switch} goes with --file FILE, the log to fit to.")
        catalogue = find_course(options["course"])
        if options["back"] or options["shipped"]:
            self.choose(catalogue, back=options["back"], as_json=options["json"])
        else:
            self.fit_school(catalogue, check=options["check"], as_json=options["json"])

    def fit_file(self, options: dict[str, Any]) -> None:
        """Fit to a log and write the parameters."""
        if options["out"] is None:
            raise Refusal("Name the file to write the parameters to: --out FILE")
        if options["course"] is not None:
            raise Refusal("--file fits to a log from outside; leave --course out.")
        done = fit_on_file(
            options["file"],
            options["out"],
            {role.name: options[role.name] for role in NAMED},
            fold=options["fold"],
            skip_empty=options["skip_empty"],
            replace=options["replace"],
            show=self.show_progress,
        )
        if options["json"]:
            self.print_json(done.as_json())
            return
        self.stdout.write(f"{done.path.name}: checked on {done.log.part}")
        self.stdout.write("\n".join(done.comparison.as_lines(old="shipped")))
        self.stdout.write(f"The parameters are in {done.out}. No school was touched.")

    def fit_school(self, catalogue: Catalogue, *, check: bool, as_json: bool) -> None:
        """Fit to the school's own answers, and switch if that is better."""
        fit = fit_on_school(catalogue, show=self.show_progress)
        switched = None if check else record_fit(fit, now=datetime.now(UTC))
        rebuilt = None if switched is None else self.rebuild()
        if as_json:
            counts = {"switched": switched is not None, "learners_rebuilt": rebuilt or 0}
            number = fit.number if switched is None else switched.number
            file = "" if switched is None else switched.file
            self.print_json(
                fit.as_json()
                | {"number": number, "number_before": fit.number, "file": file}
                | counts
            )
            return
        self.stdout.write("\n".join(fit.as_lines()))
        self.stdout.write(describe_outcome(fit, switched))
        if rebuilt is not None:
            self.stdout.write(f"{rebuilt:,} learners are estimated anew.")

    def choose(self, catalogue: Catalogue, *, back: bool, as_json: bool) -> None:
        """Let other parameters count without a fit."""
        record = record_back if back else record_shipped
        switched = record(catalogue.key, now=datetime.now(UTC))
        rebuilt = self.rebuild()
        if as_json:
            self.print_json(
                {
                    "course": switched.course,
                    "number": switched.number,
                    "number_before": switched.number_before,
                    "model": switched.model,
                    "fingerprint": switched.fingerprint,
                    "file": switched.file,
                    "learners_rebuilt": rebuilt,
                }
            )
            return
        self.stdout.write(
            f"{switched.course}: {name_number(switched.number)} count now ({switched.model},"
            f" {switched.fingerprint}); before, {name_number(switched.number_before)} did."
        )
        self.stdout.write(f"{rebuilt:,} learners are estimated anew.")

    def rebuild(self) -> int:
        """Recompute every state; return of how many learners."""
        with ticking(self.show_progress, "Estimating anew ...") as say:
            done = rebuild_after(lambda done, total: say(f"{done:,} of {total:,} answers"))
        return done.learners


def name_number(number: int) -> str:
    """Return what parameters are called in a sentence."""
    return "the shipped parameters" if number == 0 else f"parameters {number}"


def describe_outcome(fit: SchoolFit, switched: Switched | None) -> str:
    """Return what follows from a comparison."""
    if switched is not None:
        name = name_number(switched.number)
        return f"They are better and count from now on, as {name}: {switched.file}"
    if fit.comparison.is_better:
        return f"They are better. Nothing was changed; to switch: {PROGRAM} fit learner"
    kept = f"They are not better: {name_number(fit.number)} go on counting."
    shipped = fit.comparison.shipped
    if shipped is not None and shipped.log_loss < fit.comparison.old.log_loss:
        kept += f" The shipped ones would be better: {PROGRAM} fit learner --shipped"
    return kept
