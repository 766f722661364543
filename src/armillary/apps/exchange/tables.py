"""A file of rows from outside, CSV or Parquet: opened, looked at, and read by duckdb.

Whatever is wrong with a file becomes one sentence (`Refusal`), with the line where there is one.
"""

import csv
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from armillary.apps.people.commands import Refusal

# Reading may use so much memory; what is larger spills into a temporary folder.
MEMORY_LIMIT = "400MB"
SEPARATORS = ",;\t|"
LONGEST_HEADING = 1_000_000  # characters
SAMPLE = 65_536  # bytes
SHOWN = 40  # characters of a value in a message

# How spreadsheets tell one another what separates cells.
SPREADSHEET_HINT = re.compile(r"sep=.", re.IGNORECASE)
PARQUET_MARK = b"PAR1"
# How files begin that people hand over by mistake, and what to do with them.
OTHER_FILES = {
    b"PK\x03\x04": "is a spreadsheet or an archive; save it as CSV UTF-8",
    b"\x1f\x8b": "is compressed; unpack it first",
    b"\xd0\xcf\x11\xe0": "is an old spreadsheet; save it as CSV UTF-8",
    b"%PDF": "is a PDF; save the table as CSV UTF-8",
    b"SQLite format 3": "is a database; write its answers to a file with: armillary export answers",
    b"\xff\xfe": "is UTF-16 text; save it as CSV UTF-8",
    b"\xfe\xff": "is UTF-16 text; save it as CSV UTF-8",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the file, duckdb's name of its type (in a CSV all is text)."""

    name: str
    kind: str
    sql: str  # how a statement names it

    def __str__(self) -> str:
        return self.name if self.kind == "VARCHAR" else f"{self.name} ({self.kind})"


@dataclass(frozen=True)
class Table:
    """An open file of rows. `separator` is None for Parquet."""

    path: Path
    columns: tuple[Column, ...]
    separator: str | None
    connection: duckdb.DuckDBPyConnection = field(repr=False)

    def describe_columns(self) -> str:
        """Return the columns as a message lists them."""
        return ", ".join(str(column) for column in self.columns)

    def keep(self, readings: Mapping[str, str]) -> int:
        """Read the file once into the table `kept`; return how many rows it has.

        Parameters
        ----------
        readings : what each column of `kept` is computed from; a column `n`, the number of the
            row from 1, is put before them
        """
        listed = ", ".join(f"{sql} AS {name}" for name, sql in readings.items())
        # The readings name columns by Column.sql alone, which is quoted.
        self.query(f"CREATE TABLE kept AS SELECT row_number() OVER () AS n, {listed} FROM source")  # noqa: S608
        n_rows = int(self.query("SELECT count(*) FROM kept")[0][0])
        if n_rows == 0:
            raise Refusal(f"{self.path} has a heading but no rows.")
        return n_rows

    def query(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a statement."""
        with explained(self.path):
            return self.connection.execute(sql, list(values)).fetchall()

    def stream(self, sql: str, size: int) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows of a statement, so many at a time. Run no other before the end."""
        with explained(self.path):
            self.connection.execute(sql)
            while rows := self.connection.fetchmany(size):
                yield rows

    def value(self, column: Column, n: int) -> str:
        """Return what stands in a column of row n, as a message shows it."""
        numbered = f"SELECT row_number() OVER () AS n, {column.sql} AS value FROM source"  # noqa: S608
        rows = self.query(f"SELECT CAST(value AS VARCHAR) FROM ({numbered}) WHERE n = {n:d}")  # noqa: S608
        return show_value(rows[0][0])

    def place(self, n: int) -> str:
        """Return where row n stands: its line in a CSV, where the heading is line 1."""
        return self.places({n})[n]

    def places(self, numbers: Set[int]) -> dict[int, str]:
        """Return where each of some rows stands, going through the file once."""
        if self.separator is None:
            return {n: f"row {n}" for n in numbers}
        found, last, n, line = {}, max(numbers, default=0), -1, 0
        with self.path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
            reader = csv.reader(file, delimiter=self.separator)
            for cells in reader:
                n += bool(cells) or len(self.columns) == 1  # duckdb skips empty lines
                if cells and n in numbers:
                    found[n] = f"line {line + 1}"
                if n >= last:
                    break
                line = reader.line_num
        return {n: found.get(n, f"row {n}") for n in numbers}


def show_value(value: object) -> str:
    """Return a value in quotation marks, short and on one line.

    >>> show_value("a" * 50 + " b"), show_value(None)
    ('“aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…”', 'nothing')
    """
    if value is None:
        return "nothing"
    text = " ".join(str(value).split())
    text = "".join(sign if sign.isprintable() else "?" for sign in text)
    return f"“{text[: SHOWN - 1]}…”" if len(text) > SHOWN else f"“{text}”"


@contextmanager
def open_table(path: Path, *, time_zone: str = "UTC") -> Iterator[Table]:
    """Open a file of rows; raise Refusal when it is none.

    Times without an offset are read as times of the time zone.
    """
    beginning = read_beginning(path)
    with tempfile.TemporaryDirectory(prefix="armillary-") as spill:
        connection = duckdb.connect(
            ":memory:",
            config={
                "threads": "1",  # keeps rows in the order of the file and memory small
                "memory_limit": MEMORY_LIMIT,
                "temp_directory": spill,
                "autoinstall_known_extensions": "false",
                "autoload_known_extensions": "false",
            },
        )
        try:
            connection.execute(f"SET TimeZone = {literal(time_zone)}")
            if beginning.startswith(PARQUET_MARK):
                yield open_parquet(path, connection)
            else:
                check_text(path, beginning)
                yield open_csv(path, connection)
        finally:
            connection.close()


def read_beginning(path: Path) -> bytes:
    """Return the first bytes of a file that can be read."""
    if path.is_dir():
        raise Refusal(f"{path} is a folder. Name a CSV or Parquet file.")
    if not path.exists():
        raise Refusal(f"There is no file {path}. Check its name.")
    if not path.is_file():
        raise Refusal(f"{path} is not a file. Name a CSV or Parquet file.")
    try:
        with path.open("rb") as file:
            beginning = file.read(SAMPLE)
    except OSError as error:
        raise Refusal(f"{path} cannot be read: {error.strerror}.") from None
    if not beginning.strip():
        raise Refusal(f"{path} is empty.")
    return beginning


def check_text(path: Path, beginning: bytes) -> None:
    """Refuse what is no text that a CSV could be."""
    for mark, advice in OTHER_FILES.items():
        if beginning.startswith(mark):
            raise Refusal(f"{path} {advice}.")
    if path.suffix.lower() in {".parquet", ".pq"}:
        raise Refusal(f"{path} is not a Parquet file, whatever its name says.")
    if b"\0" in beginning:
        raise Refusal(f"{path} is neither CSV nor Parquet. Save the table as CSV UTF-8.")


def open_parquet(path: Path, connection: duckdb.DuckDBPyConnection) -> Table:
    """Return the table of a Parquet file."""
    with explained(path):
        connection.execute(
            f"CREATE VIEW source AS SELECT * FROM read_parquet({literal_path(path)})"  # noqa: S608
        )
        described = connection.execute("DESCRIBE source").fetchall()
    columns = tuple(Column(name, kind, quote(name)) for name, kind, *_ in described)
    return Table(path, columns, None, connection)


def open_csv(path: Path, connection: duckdb.DuckDBPyConnection) -> Table:
    """Return the table of a CSV file: every cell is text, empty cells are NULL."""
    separator, heading = read_heading(path)
    columns = tuple(Column(name, "VARCHAR", f"c{i}") for i, name in enumerate(heading))
    types = ", ".join(f"{column.sql}: 'VARCHAR'" for column in columns)
    with explained(path):
        connection.execute(
            f"CREATE VIEW source AS SELECT * FROM read_csv({literal_path(path)},"  # noqa: S608
            f" auto_detect = false, header = true, delim = '{separator}', quote = '\"',"
            f" escape = '\"', columns = {{{types}}})"
        )
    return Table(path, columns, separator, connection)


def read_heading(path: Path) -> tuple[str, list[str]]:
    """Return the sign that separates cells, and the names in the first line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            line = file.readline(LONGEST_HEADING)
    except UnicodeDecodeError:
        raise Refusal(f"{path} is not UTF-8 text. Save the table as CSV UTF-8.") from None
    if len(line) == LONGEST_HEADING:
        raise Refusal(f"{path} has no heading: its first line does not end.")
    if hint := SPREADSHEET_HINT.fullmatch(line.strip()):
        raise Refusal(f"{path} begins with “{hint[0]}”, which is no heading. Remove the line.")
    if line.count('"') % 2:
        raise Refusal(
            f"{path}, line 1: a quotation mark is not closed. "
            "Write each name of a column on one line."
        )
    separator = max(SEPARATORS, key=line.count)
    try:
        names = next(csv.reader([line], delimiter=separator, strict=True), [])
    except csv.Error:
        names = []
    names = [name.strip() for name in names]
    if not any(names):
        raise Refusal(f"{path} has no heading: its first line must name the columns.")
    return separator, names


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what duckdb says about a file into one sentence."""
    try:
        yield
    except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException):
        raise  # a fault of our statement, not of the file
    except duckdb.OutOfMemoryException:
        raise Refusal(f"{path} needs more memory than {MEMORY_LIMIT} to be read.") from None
    except duckdb.Error as error:
        raise Refusal(explain(path, str(error))) from None


def explain(path: Path, message: str) -> str:
    """Return one sentence about a file that duckdb cannot read."""
    found = re.search(r"Line: (\d+)", message)
    where = f"{path}, line {found[1]}" if found else str(path)
    cells = re.search(r"Expected Number of Columns: (\d+) Found: (\d+)", message)
    if cells:
        return f"{where} has {cells[2]} cells where the heading has {cells[1]}."
    if "unicode" in message.lower() or "utf-8" in message.lower():
        return f"{where} is not UTF-8 text. Save the table as CSV UTF-8."
    if "quote" in message:
        return f"{where}: a quotation mark is opened and not closed, or stands inside a cell."
    if "Maximum line size" in message:
        return f"{where} is longer than two million characters."
    if found is None:
        return f"{path} is damaged or cut short. Get it again from where it came."
    return f"{where} cannot be read. Look at that line."


def quote(name: str) -> str:
    """Return a name as SQL writes it.

    >>> quote('the "best" one')
    '"the ""best"" one"'
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Return a text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"


def literal_path(path: Path) -> str:
    """Return a path as an SQL text that names this one file, whatever signs it holds."""
    return literal(re.sub(r"([*?\[])", r"[\1]", str(path)))
