"""Reading the public tables of effects, and the list of what is compared with what."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from armillary.science.numerics import FloatArray


@dataclass(frozen=True, slots=True)
class Figure:
    """One number: as printed elsewhere (with its digits) and as found here."""

    of: str
    printed: str
    found: float

    @property
    def agrees(self) -> bool:
        """Whether the found number rounds to the printed digits, give or take half a unit."""
        digits = len(self.printed.partition(".")[2])
        return abs(self.found - float(self.printed)) <= 0.5001 * 10.0**-digits


class Tables:
    """A folder of Parquet files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, name: str) -> bool:
        return (self.folder / f"{name}.parquet").is_file()

    def names(self, name: str) -> list[str]:
        """Return the columns of a table."""
        import duckdb

        return list(duckdb.read_parquet(str(self.folder / f"{name}.parquet")).columns)

    def read(self, name: str, *columns: str, where: str = "true") -> list[Any]:
        """Return columns as arrays: numbers with NaN for missing, texts with '' for missing."""
        import duckdb

        path = str(self.folder / f"{name}.parquet")
        listed = ", ".join(f'"{column}"' for column in columns)
        found = duckdb.read_parquet(path).filter(where).project(listed).fetchnumpy()
        return [_plain(found[column]) for column in columns]


def _plain(column: Any) -> Any:
    """One column as duckdb gives it, masked or not, as a plain array."""
    masked = np.ma.asarray(column)
    if masked.dtype.kind == "O":
        return np.where(np.ma.getmaskarray(masked), "", masked.data).astype(str)
    if not np.ma.getmaskarray(masked).any():
        return np.asarray(masked.data)
    return masked.astype(np.float64).filled(np.nan)


def columns_of(*columns: Any) -> FloatArray:
    return np.column_stack([np.asarray(column, dtype=np.float64) for column in columns])
