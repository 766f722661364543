"""The switches of `armillary study`, and what they become."""

from pathlib import Path
from typing import Any

from armillary.apps.exchange.studying.asked import Asked, Way
from armillary.apps.exchange.studying.pooling import PoolAsked
from armillary.apps.people.commands import Refusal
from armillary.science.evidence import Stance


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
    analyse.add_argument("--strata", help="arms were drawn inside each of its values", **column)
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


def read_asked(options: dict[str, Any]) -> Asked:
    """Return what `study analyse` is asked for."""
    clusters = tuple(name for name in (options["cluster"], options["cluster2"]) if name)
    if options["cluster2"] and not options["cluster"]:
        raise Refusal("--cluster2 is a second grouping. Name the first with --cluster.")
    if options["draws"] < 200:
        raise Refusal("--draws must be 200 at least, or chance itself would be guessed.")
    return Asked(
        outcome=options["outcome"],
        arm=options["arm"],
        arm2=None,
        reference=options["reference"],
        amount=options["amount"],
        clusters=clusters,
        covariates=tuple(options["covariate"]),
        slopes=tuple(options["slope"]),
        baselines=None if options["baseline"] is None else tuple(options["baseline"]),
        planned=(),
        explored=(),
        where=tuple(split_where(text) for text in options["where"]),
        way=Way(options["method"]),
        binary=False,
        outcome_error=None,
        drawn=not options["not_drawn"],
        stance=Stance(options["stance"]),
        strata=options["strata"],
        level=options["level"],
        n_draws=options["draws"],
        seed=options["seed"],
        n_checks=0,
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
