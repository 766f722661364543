"""The command `armillary study`."""

from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.exchange.studying.analysing import analyse_study
from armillary.apps.exchange.studying.switches import add_analyse, read_asked
from armillary.apps.exchange.studying.wording import analysis_as_json, analysis_as_lines
from armillary.apps.people.commands import ArmillaryCommand


class Command(ArmillaryCommand):
    """Plans, draws, analyses and pools comparisons of ways of teaching."""

    help = "Compare ways of teaching: plan a study, draw its arms, analyse it, pool several."
    example = "armillary study analyse results.csv --outcome score --arm way --cluster class"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare what can be done with a study."""
        what = parser.add_subparsers(
            dest="what", required=True, metavar="WHAT", prog="armillary study"
        )
        add_analyse(what)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of them."""
        {"analyse": self.analyse}[options["what"]](options)

    def analyse(self, options: dict[str, Any]) -> None:
        """Say what a study in a file shows."""
        found = analyse_study(options["file"], read_asked(options), show=self.show_progress)
        if options["json"]:
            self.print_json(analysis_as_json(found))
        else:
            self.stdout.write("\n".join(analysis_as_lines(found)))
