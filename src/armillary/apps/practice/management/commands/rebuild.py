"""The command `armillary rebuild`."""

from time import perf_counter
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.people.commands import PROGRAM, ArmillaryCommand, Faults, Refusal
from armillary.apps.practice.rebuild import rebuild_states
from armillary.apps.practice.workers import WorkerEndedError

MOST_PROCESSES = 64


class Command(ArmillaryCommand):
    """Recomputes what the answers say about every learner."""

    help = "Recompute every conclusion from the stored answers."
    example = "armillary rebuild --check"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the switches."""
        parser.add_argument(
            "--check", action="store_true", help="only compare; exit 1 when a state differs"
        )
        parser.add_argument(
            "--processes",
            type=int,
            metavar="N",
            help="how many processes compute; without it two when there is much to do",
        )
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Replay, compare, and put the states in place unless only checking."""
        processes = options["processes"]
        if processes is not None and not 1 <= processes <= MOST_PROCESSES:
            raise Refusal(f"--processes must be from 1 to {MOST_PROCESSES}, got {processes}.")
        started = perf_counter()
        try:
            result = rebuild_states(
                write=not options["check"],
                processes=processes,
                progress=lambda done, total: self.show_progress(f"{done} of {total} answers"),
            )
        except WorkerEndedError:
            raise Faults(
                "a worker process was ended from outside, perhaps for lack of memory; some states"
                f" are not rebuilt yet. Run: {PROGRAM} rebuild --processes 1"
            ) from None
        seconds = perf_counter() - started
        if options["json"]:
            self.print_json(
                {
                    "learners": result.learners,
                    "answers": result.answers,
                    "differing": len(result.differing),
                    "written": not options["check"],
                    "seconds": round(seconds, 3),
                }
            )
        else:
            self.stdout.write(
                f"{result.answers} answers of {result.learners} learners replayed in "
                f"{seconds:.1f} s; {len(result.differing)} states differed"
                + ("." if options["check"] else " and were put right.")
            )
        if options["check"] and result.differing:
            raise Faults(f"{len(result.differing)} stored states differ; run: {PROGRAM} rebuild")
