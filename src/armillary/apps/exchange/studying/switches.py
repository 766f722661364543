"""The switches of `armillary study`, and what they become."""

from pathlib import Path
from typing import Any

from armillary.apps.exchange.studying.asked import Asked, Way
from armillary.apps.exchange.studying.assigning import AssignAsked
from armillary.apps.exchange.studying.planning import PlanAsked, read_sizes
from armillary.apps.exchange.studying.pooling import PoolAsked
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import Layout, Stance


def add_analyse(what: Any) -> None:  # argparse does not name its type
    """Declare `study analyse`."""
    analyse = what.add_parser(
        "analyse",
        help="what a study in a file shows",
        description="Compare ways of teaching in a file with one row a learner (or a test of a"
        " learner): the difference with its interval, who was lost, and which standard is met."
        " Everybody counts in the arm they were given. Without --arm: the mean, and how alike"
        " learners of a cluster are.",
        epilog="Example: armillary study analyse results.csv --outcome score --arm way"
        " --cluster class --covariate before",
    )
    analyse.add_argument("file", type=Path, help="a CSV or Parquet file")
    column = {"metavar": "COLUMN"}
    several: dict[str, Any] = {"metavar": "COLUMN", "action": "append", "default": []}
    analyse.add_argument("--outcome", required=True, help="what is compared", **column)
    analyse.add_argument("--arm", help="the way of teaching each learner was given", **column)
    analyse.add_argument("--reference", metavar="ARM", help="the arm others are compared with")
    analyse.add_argument(
        "--amount", action="store_true", help="the arm holds an amount, not names of ways"
    )
    analyse.add_argument("--cluster", help="the class or school of each learner", **column)
    analyse.add_argument("--cluster2", help="a second grouping, nested or crossed", **column)
    analyse.add_argument(
        "--covariate",
        help="known before the start; repeat for several; a:b is a product",
        **several,
    )
    analyse.add_argument("--slope", help="a column whose effect differs by cluster", **several)
    analyse.add_argument(
        "--baseline", help="judge how alike arms were in it; the covariates unless given",
        action="append", metavar="COLUMN",
    )  # fmt: skip
    analyse.add_argument(
        "--method", choices=[way.value for way in Way], default=Way.REML.value,
        help="reml unless given",
    )  # fmt: skip
    analyse.add_argument(
        "--where", metavar="COLUMN=VALUE", action="append", default=[],
        help="use rows with this value only; repeat for several",
    )  # fmt: skip
    analyse.add_argument("--arm2", help="a second choice that was drawn (factorial)", **column)
    analyse.add_argument("--binary", action="store_true", help="the outcome is yes (1) or no (0)")
    analyse.add_argument(
        "--outcome-error", help="standard error of each outcome, such as of abilities", **column
    )
    analyse.add_argument("--subgroup", help="a subgroup that the protocol names", **several)
    analyse.add_argument("--explore", help="a subgroup that it does not name", **several)
    analyse.add_argument(
        "--check-aa", type=int, default=0, metavar="N",
        help="analyse N draws without a difference, and tell the false alarms",
    )  # fmt: skip
    analyse.add_argument("--strata", help="arms were drawn inside each of its values", **column)
    analyse.add_argument("--pairs", help="units with one value were matched, then drawn", **column)
    add_assignment(analyse)
    analyse.add_argument(
        "--draws", type=int, default=4999, metavar="N", help="redraws of the randomisation test"
    )
    analyse.add_argument("--seed", type=int, default=1, metavar="N", help="of the redraws")
    analyse.add_argument("--not-drawn", action="store_true", help="the arms were not drawn by lot")
    analyse.add_argument(
        "--stance", choices=[stance.value for stance in Stance], default=Stance.CAUTIOUS.value,
        help="how dropout is seen: cautious unless given",
    )  # fmt: skip
    analyse.add_argument(
        "--level", type=float, default=0.95, metavar="SHARE", help="of intervals; 0.95 unless given"
    )
    analyse.add_argument("--json", action="store_true", help="print JSON")


def add_assignment(analyse: Any) -> None:  # argparse does not name its type
    """Declare the switches of an analysis that starts from a draw on record."""
    column = {"metavar": "COLUMN"}
    analyse.add_argument(
        "--assignment", type=Path, metavar="FILE",
        help="the arms as study assign drew them, instead of --arm",
    )  # fmt: skip
    analyse.add_argument("--unit-column", help="what was drawn, in the results", **column)
    analyse.add_argument("--learner", help="the learner, in the results", **column)
    analyse.add_argument("--period", help="first or second half of a crossover", **column)
    analyse.add_argument(
        "--set", dest="item_set", help="which set of items, where all meet both ways", **column
    )


def read_asked(options: dict[str, Any]) -> Asked:
    """Return what `study analyse` is asked for."""
    clusters = tuple(name for name in (options["cluster"], options["cluster2"]) if name)
    if options["cluster2"] and not options["cluster"]:
        raise Refusal("--cluster2 is a second grouping. Name the first with --cluster.")
    if options["draws"] < 200:
        raise Refusal("--draws must be 200 at least, or chance itself would be guessed.")
    if options["seed"] < 0:
        raise Refusal("--seed must be a whole number, 0 or more.")
    if options["check_aa"] and options["check_aa"] < 200:
        raise Refusal("--check-aa must be 200 at least, or the false alarms would be guessed.")
    return Asked(
        outcome=options["outcome"],
        arm=options["arm"],
        arm2=options["arm2"],
        reference=options["reference"],
        amount=options["amount"],
        clusters=clusters,
        covariates=tuple(options["covariate"]),
        slopes=tuple(options["slope"]),
        baselines=None if options["baseline"] is None else tuple(options["baseline"]),
        planned=tuple(options["subgroup"]),
        explored=tuple(options["explore"]),
        where=tuple(split_where(text) for text in options["where"]),
        way=Way(options["method"]),
        binary=options["binary"],
        outcome_error=options["outcome_error"],
        drawn=not options["not_drawn"],
        stance=Stance(options["stance"]),
        strata=options["strata"],
        pairs=options["pairs"],
        assignment=options["assignment"],
        unit_column=options["unit_column"],
        learner=options["learner"],
        period=options["period"],
        item_set=options["item_set"],
        level=options["level"],
        n_draws=options["draws"],
        seed=options["seed"],
        n_checks=options["check_aa"],
    )


def add_pool(what: Any) -> None:  # argparse does not name its type
    """Declare `study pool`."""
    pool = what.add_parser(
        "pool",
        help="what several studies say together",
        description="Join studies in a file with one row an effect: their mean, how much they"
        " differ, and where the true effect of one more study would lie.",
        epilog="Example: armillary study pool effects.csv --effect g --variance v --name school"
        " --forest forest.svg",
    )
    column = {"metavar": "COLUMN"}
    pool.add_argument("file", type=Path, help="a CSV or Parquet file")
    pool.add_argument("--effect", required=True, help="the effect of each study", **column)
    pool.add_argument("--variance", help="its squared standard error", **column)
    pool.add_argument("--se", help="its standard error, instead of --variance", **column)
    pool.add_argument("--cluster", help="effects with one value hang together", **column)
    pool.add_argument(
        "--moderator", metavar="COLUMN", action="append", default=[],
        help="what may make effects larger; may be repeated",
    )  # fmt: skip
    pool.add_argument("--name", help="what each study is called", **column)
    pool.add_argument(
        "--where", metavar="COLUMN=VALUE", action="append", default=[],
        help="use rows with this value only; may be repeated",
    )  # fmt: skip
    pool.add_argument(
        "--method", choices=["reml", "ml", "fixed"], default="reml", help="reml unless given"
    )
    pool.add_argument(
        "--normal", action="store_true", help="errors as the model has them, normal intervals"
    )
    pool.add_argument("--level", type=float, default=0.95, metavar="SHARE", help="of intervals")
    pool.add_argument("--forest", type=Path, metavar="FILE", help="draw them into this SVG file")
    pool.add_argument("--json", action="store_true", help="print JSON")


def read_pool_asked(options: dict[str, Any]) -> PoolAsked:
    """Return what `study pool` is asked for."""
    return PoolAsked(
        effect=options["effect"],
        variance=options["variance"],
        se=options["se"],
        cluster=options["cluster"],
        moderators=tuple(options["moderator"]),
        name=options["name"],
        where=tuple(split_where(text) for text in options["where"]),
        method=options["method"],
        normal=options["normal"],
        level=options["level"],
    )


def add_plan(what: Any) -> None:  # argparse does not name its type
    """Declare `study plan`."""
    plan = what.add_parser(
        "plan",
        help="what a study will be able to see",
        description="Say what the smallest difference is that a study of some classes will see, in"
        " standard deviations of learners, and what other designs would.",
        epilog="Example: armillary study plan --design parallel --unit class --clusters 12"
        " --size 25 --covariate-r2 0.4",
    )
    plan.add_argument(
        "--design", choices=["parallel", "crossover", "factorial", "within"], default="parallel",
        help="one way each (unless given), both ways in turn, two choices at once, or both ways"
        " for every learner with two sets of items",
    )  # fmt: skip
    plan.add_argument(
        "--unit", choices=["learner", "class", "school"], default="class",
        help="what is drawn; class unless given",
    )  # fmt: skip
    number: dict[str, Any] = {"type": float, "metavar": "NUMBER"}
    plan.add_argument("--clusters", type=int, metavar="N", help="classes (or schools) in all")
    plan.add_argument("--size", type=int, metavar="N", help="learners in each")
    plan.add_argument("--sizes", type=Path, metavar="FILE", help="a roster, one row a learner")
    plan.add_argument("--cluster", metavar="COLUMN", help="the column of the class in the roster")
    plan.add_argument("--icc", default=0.15, help="likeness inside classes; 0.15 unless given",
                      **number)  # fmt: skip
    plan.add_argument(
        "--covariate-r2", default=0.0, help="share of variance that a baseline explains", **number
    )
    plan.add_argument("--dropout", default=0.0, help="share of learners who will be lost", **number)
    plan.add_argument("--stay-class", help="likeness of a class from half to half", **number)
    plan.add_argument("--stay-learner", help="likeness of a learner's two results", **number)
    plan.add_argument("--power", default=0.8, help="chance wanted; 0.8 unless given", **number)
    plan.add_argument("--effect", help="a true difference, to tell the power for", **number)
    plan.add_argument("--level", default=0.95, help="of intervals; 0.95 unless given", **number)
    plan.add_argument("--simulate", action="store_true", help="check the formula by simulation")
    plan.add_argument("--json", action="store_true", help="print JSON")


def read_plan_asked(options: dict[str, Any]) -> PlanAsked:
    """Return what `study plan` is asked for."""
    by_number = options["clusters"] is not None or options["size"] is not None
    if by_number == (options["sizes"] is not None):
        raise Refusal("Say how many classes there are: --clusters and --size, or --sizes FILE.")
    if options["sizes"] is not None:
        sizes = read_sizes(options["sizes"], options["cluster"])
    elif options["clusters"] is None or options["size"] is None:
        raise Refusal("Say both --clusters and --size, such as --clusters 12 --size 25.")
    elif not 0 < options["clusters"] <= 10_000 or not 0 < options["size"] <= 10_000:
        raise Refusal("--clusters and --size must be from 1 to 10,000.")
    else:
        sizes = (options["size"],) * options["clusters"]
    return PlanAsked(
        design=options["design"],
        unit=options["unit"],
        sizes=sizes,
        spread=options["sizes"] is not None,
        icc=options["icc"],
        covariate_r2=options["covariate_r2"],
        dropout=options["dropout"],
        stay_class=options["stay_class"],
        stay_learner=options["stay_learner"],
        power=options["power"],
        effect=options["effect"],
        level=options["level"],
        simulate=options["simulate"],
    )


def add_assign(what: Any) -> None:  # argparse does not name its type
    """Declare `study assign`."""
    assign = what.add_parser(
        "assign",
        help="draw who is given which way",
        description="Draw arms for the learners, classes or schools of a roster, from a seed and"
        " the roster itself, and write them with a record that shows there was one draw.",
        epilog="Example: armillary study assign roster.csv --arms usual,lab --unit class"
        " --strata grade --seed 20261122 --out arms.csv",
    )
    assign.add_argument("roster", type=Path, help="a CSV or Parquet file, a row a learner or unit")
    assign.add_argument("--arms", metavar="A,B", help="the ways, in order")
    assign.add_argument("--arms2", default="", metavar="C,D", help="the second choice: factorial")
    assign.add_argument(
        "--design", choices=[layout.value for layout in Layout], default=Layout.PARALLEL.value,
        help="parallel unless given",
    )  # fmt: skip
    assign.add_argument(
        "--unit", choices=["learner", "class", "school"], default="learner",
        help="what is drawn; learner unless given",
    )  # fmt: skip
    assign.add_argument("--unit-column", metavar="COLUMN", help="the column of the unit")
    assign.add_argument(
        "--strata", metavar="COLUMN", action="append", default=[],
        help="share out evenly inside each value; may be repeated",
    )  # fmt: skip
    assign.add_argument("--pairs", metavar="COLUMN", help="match units by this number, then draw")
    assign.add_argument("--seed", type=int, metavar="N", help="agreed before the roster is known")
    assign.add_argument("--out", type=Path, metavar="FILE", help="the assignment to write, CSV")
    assign.add_argument("--again", metavar="WHY", help="why a further draw is made; it is recorded")
    assign.add_argument(
        "--verify", type=Path, metavar="FILE", help="check an assignment against its record instead"
    )
    assign.add_argument("--json", action="store_true", help="print JSON")


def read_assign_asked(options: dict[str, Any]) -> AssignAsked:
    """Return how `study assign` is to draw."""
    for switch in ("arms", "seed", "out"):
        if options[switch] is None:
            raise Refusal(f"--{switch} is needed to draw; --verify FILE checks a draw instead.")
    return AssignAsked(
        unit=options["unit"],
        unit_column=options["unit_column"],
        layout=Layout(options["design"]),
        arms=_split(options["arms"]),
        arms2=_split(options["arms2"]),
        strata=tuple(options["strata"]),
        pairs=options["pairs"],
        seed=options["seed"],
    )


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",")) if text else ()


def check_new(path: Path) -> None:
    """Refuse a file that is there already, or whose folder is not."""
    if path.exists():
        raise Refusal(f"{path} is there already. Name another file; nothing is overwritten.")
    if not path.parent.is_dir():
        raise Refusal(f"There is no folder {path.parent}. Make it first, or name another.")


def split_where(text: str) -> tuple[str, str]:
    """Return column and value of a condition.

    >>> split_where("gr=K")
    ('gr', 'K')
    """
    name, sign, value = text.partition("=")
    if not sign or not name.strip():
        raise Refusal(f"--where must be COLUMN=VALUE, such as grade=5; got “{text}”.")
    return name.strip(), value.strip()
