"""Switches that every command on files of test answers takes."""

from argparse import ArgumentParser
from typing import Any

from armillary.apps.exchange.measuring.roles import GROUP, ROLES, FileWishes


def add_file_switches(parser: ArgumentParser, *, needs_group: bool = False) -> None:
    """Declare how a file is to be read."""
    for role in ROLES:
        usual = ", ".join(role.aliases[:4])
        found = f" (found by itself: {usual})" if usual else ""
        parser.add_argument(
            role.switch,
            metavar="COLUMN",
            required=needs_group and role is GROUP,
            help=f"the column that holds {role.means}{found}",
        )
    parser.add_argument(
        "--leave-out",
        metavar="COLUMN",
        action="append",
        default=[],
        help="of a wide file, a column that is no item; may be given several times",
    )
    parser.add_argument(
        "--wide", action="store_true", help="every column is an item, whatever it is called"
    )
    parser.add_argument(
        "--skip-empty", action="store_true", help="leave out rows without a score or a group"
    )
    parser.add_argument(
        "--repeats",
        choices=("first", "last"),
        help="which answer counts if a learner answered an item again (else refused)",
    )
    parser.add_argument(
        "--right-from", type=float, metavar="SCORE", help="count scores from here on as right"
    )


def used_file_switches(options: dict[str, Any]) -> list[tuple[str, bool]]:
    """Return each switch that only a file can mean, and whether it was used."""
    roles = [(role.switch, options[role.name] is not None) for role in ROLES if role is not GROUP]
    return [
        *roles,
        ("--leave-out", bool(options["leave_out"])),
        ("--wide", options["wide"]),
        ("--skip-empty", options["skip_empty"]),
        ("--repeats", options["repeats"] is not None),
    ]


def read_wishes(options: dict[str, Any]) -> FileWishes:
    """Return what the switches say."""
    return FileWishes(
        named={role.name: options[role.name] for role in ROLES},
        left_out=tuple(options["leave_out"]),
        wide=options["wide"],
        skip_empty=options["skip_empty"],
        repeats=options["repeats"],
        right_from=options["right_from"],
    )
