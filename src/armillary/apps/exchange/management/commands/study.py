"""The command `armillary study`."""

from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from armillary.apps.exchange.studying.analysing import analyse_study
from armillary.apps.exchange.studying.assigning import assign_file, record_of
from armillary.apps.exchange.studying.forest import draw_forest
from armillary.apps.exchange.studying.packages import (
    add_packages,
    export_package,
    import_package,
)
from armillary.apps.exchange.studying.planning import plan_as_json, plan_as_lines, plan_study
from armillary.apps.exchange.studying.pooling import pool_as_json, pool_as_lines, pool_file
from armillary.apps.exchange.studying.switches import (
    add_analyse,
    add_assign,
    add_plan,
    add_pool,
    check_new,
    read_asked,
    read_assign_asked,
    read_plan_asked,
    read_pool_asked,
)
from armillary.apps.exchange.studying.verifying import verify_file
from armillary.apps.exchange.studying.wording import analysis_as_json, analysis_as_lines
from armillary.apps.people.commands import ArmillaryCommand, Faults


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
        add_plan(what)
        add_assign(what)
        add_packages(what)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do one of them."""
        {
            "analyse": self.analyse,
            "pool": self.pool,
            "plan": self.plan,
            "assign": self.assign,
            "export": self.exchange,
            "import": self.exchange,
        }[options["what"]](options)

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

    def plan(self, options: dict[str, Any]) -> None:
        """Say what a study will be able to see."""
        found = plan_study(read_plan_asked(options), show=self.show_progress)
        if options["json"]:
            self.print_json(plan_as_json(found))
        else:
            self.stdout.write("\n".join(plan_as_lines(found)))

    def assign(self, options: dict[str, Any]) -> None:
        """Draw arms for a roster, or verify that a draw is the one on record."""
        if options["verify"] is not None:
            self.verify(options)
            return
        asked, out = read_assign_asked(options), options["out"]
        check_new(out)
        found = assign_file(
            options["roster"], out, asked, now=timezone.now(), again=options["again"]
        )
        if options["json"]:
            self.print_json(found.record)
            return
        record = found.record
        shared = ", ".join(f"{name} {n}" for name, n in record["n_by_arm"].items())
        self.stdout.write(
            f"{record['n_units']} drawn: {shared}\n"
            f"  assignment   {out}\n"
            f"  record       {record_of(out)}\n"
            f"  draw         number {record['draw_number']} from this roster, seed"
            f" {record['seed']}, result {record['result_hash'][:12]}"
        )

    def verify(self, options: dict[str, Any]) -> None:
        """Say whether an assignment is the one that its record tells of."""
        found = verify_file(options["roster"], options["verify"])
        if options["json"]:
            self.print_json(
                {
                    "agrees": not found.faults,
                    "faults": list(found.faults),
                    "draws_from_this_roster": found.n_draws,
                    "reasons": list(found.reasons),
                    "result_hash": found.record["result_hash"],
                }
            )
        elif not found.faults:
            draws = "no log of draws is beside the roster"
            if found.n_draws is not None:
                draws = f"draws from this roster: {found.n_draws}"
            lines = [f"The assignment is the one that seed and roster give ({draws})."]
            lines += [f"  a further draw was made because: {text}" for text in found.reasons]
            self.stdout.write("\n".join(lines))
        else:
            self.stdout.write("\n".join(f"  {fault}" for fault in found.faults))
        if found.faults:
            raise Faults(f"{options['verify']} does not agree with its record.")

    def exchange(self, options: dict[str, Any]) -> None:
        """Write an evidence package, or take a partner's."""
        do = export_package if options["what"] == "export" else import_package
        lines, found = do(options, now=timezone.now())
        if options["json"]:
            self.print_json(found)
        else:
            self.stdout.write("\n".join(lines))
