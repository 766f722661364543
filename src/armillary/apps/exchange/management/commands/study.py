"""The command `armillary study`."""

from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.exchange.studying.analysing import analyse_study
from armillary.apps.exchange.studying.forest import draw_forest
from armillary.apps.exchange.studying.pooling import pool_as_json, pool_as_lines, pool_file
from armillary.apps.exchange.studying.switches import (
    add_analyse,
    add_pool,
    check_new,
    read_asked,
    read_pool_asked,
)
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
        add_pool(what)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of them."""
        {"analyse": self.analyse, "pool": self.pool}[options["what"]](options)

    def analyse(self, options: dict[str, Any]) -> None:
        """Say what a study in a file shows."""
        found = analyse_study(options["file"], read_asked(options), show=self.show_progress)
        if options["json"]:
            self.print_json(analysis_as_json(found))
        else:
            self.stdout.write("\n".join(analysis_as_lines(found)))

    def pool(self, options: dict[str, Any]) -> None:
        """Say what several studies say together."""
        asked, forest = read_pool_asked(options), options["forest"]
        if forest is not None:
            check_new(forest)
        found = pool_file(options["file"], asked, show=self.show_progress)
        if forest is not None:
            forest.write_text(draw_forest(found), encoding="utf-8")
        if options["json"]:
            self.print_json(pool_as_json(found))
        else:
            lines = pool_as_lines(found)
            lines += [f"Forest plot: {forest}"] if forest is not None else []
            self.stdout.write("\n".join(lines))
