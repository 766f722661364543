"""Which column of a file from outside holds what: by the switch, else by the usual names."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from armillary.apps.exchange.tables import Column, Table
from armillary.apps.people.commands import Refusal

# What a switch is given to say that a column is not to be used.
NOT_USED = "none"


@dataclass(frozen=True, slots=True)
class Role:
    """What a column may hold.

    `aliases` are the usual names, the likelier first, in small letters without spaces and signs.
    """

    name: str
    means: str
    aliases: tuple[str, ...]
    needed: bool = False

    @property
    def switch(self) -> str:
        """The switch that names the column."""
        return f"--{self.name}"


def plain_name(name: str) -> str:
    """Return what two spellings of a column's name share.

    >>> plain_name("User ID") == plain_name("user_id")
    True
    """
    return "".join(sign for sign in name.casefold() if sign.isalnum())


def find_columns(
    table: Table, roles: Sequence[Role], named: Mapping[str, str | None]
) -> dict[str, Column]:
    """Return the column of each role that the file has.

    Parameters
    ----------
    named : the column each switch names, by role; None when the switch was not used

    Raises
    ------
    Refusal
        If a needed column is not there; it lists what the file has and which switches name it.
    """
    found = {}
    for role in roles:
        column = _named(table, role, named.get(role.name)) or _usual(table, role, named)
        if column is not None:
            found[role.name] = column
    missing = [role for role in roles if role.needed and role.name not in found]
    if missing:
        raise Refusal(describe_missing(table, missing))
    return found


def _named(table: Table, role: Role, name: str | None) -> Column | None:
    return None if name is None or name == NOT_USED else take_column(table, role, name)


def take_column(table: Table, role: Role, name: str) -> Column:
    """Return the column of a name, or of one spelt nearly so; raise Refusal when there is none."""
    same = [column for column in table.columns if column.name == name]
    same = same or [c for c in table.columns if plain_name(c.name) == plain_name(name)]
    if not same:
        raise Refusal(
            f"{table.path} has no column “{name}” ({role.switch})."
            f" It has: {table.describe_columns()}."
        )
    return _only(table, role, same)


def _usual(table: Table, role: Role, named: Mapping[str, str | None]) -> Column | None:
    if named.get(role.name) is not None:
        return None
    for alias in role.aliases:
        same = [column for column in table.columns if plain_name(column.name) == alias]
        if same:
            return _only(table, role, same)
    return None


def _only(table: Table, role: Role, same: Sequence[Column]) -> Column:
    if len(same) > 1:
        raise Refusal(
            f"{table.path} has {len(same)} columns called {same[0].name}, so {role.means} could be"
            f" in either. Rename one, or name another column with {role.switch}."
        )
    return same[0]


def describe_missing(table: Table, missing: Sequence[Role]) -> str:
    """Return the message for needed columns that are not there."""
    wanted = _join(role.means for role in missing)
    switches = " ".join(f"{role.switch} COLUMN" for role in missing)
    return (
        f"{table.path} has no column known to hold {wanted}."
        f" It has: {table.describe_columns()}. Name the right one with: {switches}"
    )


def _join(parts: Iterable[str]) -> str:
    *first, last = parts
    return f"{', '.join(first)} and {last}" if first else last
