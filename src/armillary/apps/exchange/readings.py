"""How a column is read: SQL that gives the value, or NULL where a cell cannot be understood."""

from armillary.apps.exchange.columns import Role
from armillary.apps.exchange.tables import Column, Table
from armillary.apps.people.commands import Refusal

WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
NUMBERS = WHOLE | {"UBIGINT", "HUGEINT", "UHUGEINT", "FLOAT", "DOUBLE"}
# Beyond these a floating number stands for several whole ones, so people would run together.
LARGEST_EXACT = {"FLOAT": 2**24, "DOUBLE": 2**53}
MOMENTS = {"DATE", "TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS"}
MOMENTS |= {"TIMESTAMP WITH TIME ZONE"}
# Types that hold no single value a person could name.
UNFIT = ("STRUCT", "MAP", "UNION", "BLOB", "BIT", "INTERVAL", "VARIANT", "GEOMETRY")
YES = "('true', 'yes', 'y', 't', 'right', 'correct')"
NO = "('false', 'no', 'n', 'f', 'wrong', 'incorrect')"
EMPTY = "('', 'nan', 'null', '<na>')"
# Milliseconds since 1970 are above this from the year 1973 on, seconds not before the year 5138.
MOST_SECONDS = 1e11


def check_kind(table: Table, role: Role, column: Column, *, lists: bool) -> None:
    """Refuse a column whose type cannot hold what it should."""
    kind = column.kind
    if lists and kind.endswith("]"):
        kind = kind[: kind.rindex("[")]
    if kind.endswith("]") or kind.startswith(UNFIT):
        each = "one number or text, or a flat list of them," if lists else "one number or text"
        raise Refusal(
            f"{table.path}: column {column.name} holds {column.kind}; {role.means} must be"
            f" {each} in each row."
        )


def read_text(sql: str) -> str:
    """Return a cell as text without blanks around it."""
    text = f"trim(CAST({sql} AS VARCHAR))"
    return f"CASE WHEN lower({text}) NOT IN {EMPTY} THEN {text} END"


def read_key(column: Column) -> str:
    """Return an identifier: a whole number when the column holds such, else text."""
    return _key(column.sql, column.kind)


def _key(sql: str, kind: str) -> str:
    if kind in WHOLE:
        return f"CAST({sql} AS BIGINT)"
    if kind in LARGEST_EXACT:
        return f"CASE WHEN abs({sql}) <= {LARGEST_EXACT[kind]} THEN {read_text(sql)} END"
    return read_text(sql)


def read_keys(column: Column) -> str:
    """Return a list of identifiers, never empty.

    A text is one identifier, or several between ; or | or ~~, or a list as [1, 2].
    """
    if column.kind.endswith("]"):
        inner = column.kind[: column.kind.rindex("[")]
        keys = f"list_transform({column.sql}, lambda key: {_key('key', inner)})"
        # A hole in a list is a fault of the row, so the whole list becomes NULL.
        return f"CASE WHEN len({keys}) > 0 AND len({keys}) = list_count({keys}) THEN {keys} END"
    if column.kind in WHOLE:
        return f"CASE WHEN {column.sql} IS NOT NULL THEN [{read_key(column)}] END"
    text = read_text(column.sql)
    inside = rf"regexp_replace({text}, '[\[\](){{}}''\"\s]+', ' ', 'g')"
    listed = rf"regexp_matches({text}, '^[\[({{].*[\])}}]$')"
    parts = (
        f"CASE WHEN {listed} THEN string_split_regex({inside}, ',')"
        f" ELSE string_split_regex({text}, ';|\\||~~') END"
    )
    keys = f"list_filter(list_transform({parts}, lambda key: trim(key)), lambda key: key <> '')"
    return f"CASE WHEN len({keys}) > 0 THEN {keys} END"


def read_number(column: Column) -> str:
    """Return a number; NULL for text that is none, NaN and infinity. A decimal comma is read."""
    if column.kind in NUMBERS or column.kind.startswith("DECIMAL"):
        number = f"CAST({column.sql} AS DOUBLE)"
    elif column.kind == "BOOLEAN":
        number = f"CAST(CAST({column.sql} AS INTEGER) AS DOUBLE)"
    else:
        text = f"replace(trim(CAST({column.sql} AS VARCHAR)), ',', '.')"
        number = f"TRY_CAST({text} AS DOUBLE)"
    return f"CASE WHEN isfinite({number}) THEN {number} END"


def read_score(column: Column) -> str:
    """Return a score from 0 to 1; true, yes, right and their opposites are read too."""
    number = read_number(column)
    within = f"CASE WHEN {number} BETWEEN 0 AND 1 THEN {number} END"
    if column.kind in NUMBERS or column.kind == "BOOLEAN":
        return within
    word = f"lower(trim(CAST({column.sql} AS VARCHAR)))"
    return f"CASE WHEN {word} IN {YES} THEN 1 WHEN {word} IN {NO} THEN 0 ELSE {within} END"


def read_place(column: Column) -> str:
    """Return what puts rows in order: an exact number, or a moment."""
    if column.kind in MOMENTS:
        return f"CAST({_epoch(f'CAST({column.sql} AS TIMESTAMPTZ)')} AS DECIMAL(38, 6))"
    text = f"replace(trim(CAST({column.sql} AS VARCHAR)), ',', '.')"
    return f"TRY_CAST({text} AS DECIMAL(38, 6))"


def read_seconds(column: Column) -> str:
    """Return a moment as seconds since 1970: from a number of them, or a date and time.

    A time without an offset is one of the table's time zone.
    """
    if column.kind in MOMENTS:
        return _within(_epoch(f"CAST({column.sql} AS TIMESTAMPTZ)"))
    number = read_number(column)
    if column.kind in NUMBERS or column.kind.startswith("DECIMAL"):
        return _within(number)
    moment = _epoch(f"TRY_CAST(CAST({column.sql} AS VARCHAR) AS TIMESTAMPTZ)")
    return _within(f"coalesce({number}, {moment})")


def _epoch(moment: str) -> str:
    return f"CASE WHEN isfinite({moment}) THEN epoch({moment}) END"


def _within(seconds: str) -> str:
    return f"CASE WHEN {seconds} BETWEEN 0 AND {MOST_SECONDS} THEN {seconds} END"


def read_flag(column: Column) -> str:
    """Return a yes or no; an empty cell is no."""
    score = f"CASE WHEN {read_empty(column)} THEN 0 ELSE {read_score(column)} END"
    return f"CASE {score} WHEN 1 THEN true WHEN 0 THEN false END"


def read_empty(column: Column) -> str:
    """Return whether a cell holds nothing."""
    return f"lower(trim(coalesce(CAST({column.sql} AS VARCHAR), ''))) IN {EMPTY}"
