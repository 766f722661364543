"""Which answers of a log a model learns from, and which it is asked to predict."""

from collections.abc import Mapping
from dataclasses import dataclass

from armillary.apps.exchange.columns import NOT_USED, Role
from armillary.apps.exchange.readings import read_number, read_text
from armillary.apps.exchange.tables import Column, Table, show_value
from armillary.apps.people.commands import Refusal

SPLIT = Role("split", "the part", ("split",))
FOLD = Role("fold", "the fold", ("fold",))
TEST = "test"
TRAINING = {"train", "training", "valid", "validation", "val", "dev"}
DEALT = 5  # folds, when the file has none


@dataclass(frozen=True, slots=True)
class Part:
    """How the test part is chosen: a value of a column, or one of five folds dealt by learner.

    `fold` is None when the column says train and test, or when the lowest fold is meant.
    """

    column: Column | None
    by_name: bool
    fold: int | None

    @property
    def reading(self) -> str:
        """The SQL of a row's part."""
        if self.column is None:
            return "CAST(NULL AS VARCHAR)"
        if self.by_name:
            return f"lower({read_text(self.column.sql)})"
        return read_number(self.column)

    def settle(self, table: Table) -> "Part":
        """Return the part with its fold known; raise Refusal when the file has no such part."""
        if self.column is None:
            if self.fold is not None and not 1 <= self.fold <= DEALT:
                raise Refusal(
                    f"--fold must be from 1 to {DEALT}: {table.path} has no column fold,"
                    f" so its learners are dealt into {DEALT} folds."
                )
            return Part(None, by_name=False, fold=self.fold or 1)
        values = [row[0] for row in table.query("SELECT DISTINCT part FROM kept ORDER BY part")]
        if self.by_name:
            check_names(table, self.column, values)
            return self
        chosen = min(values) if self.fold is None else self.fold
        if chosen not in values:
            listed = ", ".join(f"{value:g}" for value in values[:20])
            raise Refusal(f"{table.path} has no fold {self.fold}. Its folds are: {listed}")
        return Part(self.column, by_name=False, fold=int(chosen))

    @property
    def is_test(self) -> str:
        """The SQL that says whether a row, its learner numbered from 0, is in the test part."""
        if self.column is None:
            return f"learner % {DEALT} = {(self.fold or 1) - 1:d}"
        return f"part = '{TEST}'" if self.by_name else f"part = {self.fold or 0:d}"

    def __str__(self) -> str:
        if self.column is None:
            return f"fold {self.fold} of {DEALT}, dealt by learner"
        if self.by_name:
            return f"{TEST} in column {self.column.name}"
        return f"fold {self.fold} of column {self.column.name}"


def check_names(table: Table, column: Column, values: list[str]) -> None:
    """Refuse a column that does not say which rows are the test part."""
    strange = [value for value in values if value != TEST and value not in TRAINING]
    if strange or TEST not in values:
        listed = ", ".join(show_value(value) for value in values[:10])
        raise Refusal(
            f"{table.path}: column {column.name} must say train or test in each row; it says"
            f" {listed}. Name another with --split COLUMN, or use --fold K."
        )


def choose_part(columns: Mapping[str, Column], *, split: str | None, fold: int | None) -> Part:
    """Return how the test part is chosen.

    By the fold when one is asked for; else by the column split, named or found; else by the lowest
    fold of the column fold; else the first of five folds dealt by learner.
    """
    if split not in {None, NOT_USED} and fold is not None:
        raise Refusal("--split and --fold both choose the test part. Use one of them.")
    if fold is None and SPLIT.name in columns:
        return Part(columns[SPLIT.name], by_name=True, fold=None)
    return Part(columns.get(FOLD.name), by_name=False, fold=fold)
