"""Calibrations as files: items with their errors, for scoring and linking later."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from armillary import __version__
from armillary.apps.exchange.measuring.calibrating import Json, Measured
from armillary.apps.exchange.measuring.coding import Scale
from armillary.apps.people.commands import PROGRAM, Refusal
from armillary.apps.practice.parameters import write_whole
from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import (
    CalibratedItem,
    ItemErrors,
    ItemParameters,
    Model,
    Population,
    Settings,
)

FORMAT, VERSION = "armillary calibration", 1
_DIGITS = 12


@dataclass(frozen=True, slots=True)
class KeptCalibration:
    """A calibration from a file.

    Parameters
    ----------
    path : the file
    model : the formula of its items
    items : those that were fitted
    scales : by item, the scores it knows in the numbers of the files it came from
    populations : the reference group first
    item_errors : how errors of items hang together
    content : all that the file says
    """

    path: Path
    model: Model
    items: tuple[CalibratedItem, ...]
    scales: dict[str, Scale]
    populations: tuple[Population, ...]
    item_errors: ItemErrors
    content: Mapping[str, Any]  # JSON, checked where it is used

    @property
    def bank(self) -> tuple[ItemParameters, ...]:
        """The items alone."""
        return tuple(one.parameters for one in self.items)


def write_calibration(path: Path, measured: Measured) -> None:
    """Write a calibration to a file, whole or not at all."""
    found = measured.calibration
    content: Json = {
        "format": FORMAT,
        "version": VERSION,
        "made_by": f"armillary {__version__}",
        **measured.as_json(),
        "item_errors": {
            "rows": {str(key): list(rows) for key, rows in found.item_errors.free_of.items()},
            "covariance": describe_matrix(found.item_errors.matrix),
        },
    }
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1, allow_nan=False) + "\n")


def describe_matrix(matrix: FloatArray) -> list[str]:
    """Return the lower triangle of a matrix, one line of numbers a row."""
    return [
        " ".join(f"{value:.{_DIGITS}g}" for value in row[: i + 1].tolist())
        for i, row in enumerate(matrix)
    ]


def parse_matrix(lines: list[str]) -> FloatArray:
    """Return a symmetric matrix from the lines of its lower triangle."""
    matrix = np.zeros((len(lines), len(lines)))
    for i, line in enumerate(lines):
        row = np.array(line.split(), dtype=np.float64)
        if len(row) != i + 1:
            raise ValueError(f"row {i + 1} of the covariance has {len(row)} numbers")
        matrix[i, : i + 1] = matrix[: i + 1, i] = row
    return matrix


def read_calibration(path: Path) -> KeptCalibration:
    """Return the calibration in a file.

    Raises
    ------
    Refusal
        If the file is not there, is no calibration, or is damaged.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refusal(f"There is no file {path}. Check its name.") from None
    except (OSError, UnicodeDecodeError, ValueError):
        content = None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise Refusal(
            f"{path} is no calibration. Make one with: {PROGRAM} calibrate FILE --out CALIBRATION"
        )
    if content.get("version") != VERSION:
        raise Refusal(
            f"{path} is a calibration of version {content.get('version')}; this program reads"
            f" version {VERSION}."
        )
    try:
        return parse_calibration(path, content)
    except (KeyError, TypeError, ValueError, IndexError) as error:
        raise Refusal(f"{path} is damaged: {error!s:.120}. Calibrate once more.") from None


def parse_calibration(path: Path, content: Mapping[str, Any]) -> KeptCalibration:
    """Return a calibration from what a file says."""
    model = content["model"]
    Settings(model)  # refuses a model that there is not
    rows = [row for row in content["items"] if row["slope"] is not None]
    if not rows:
        raise ValueError("it has no item")
    items = tuple(parse_item(row, model) for row in rows)
    scales = {
        str(row["item"]): Scale(int(row["lowest"]), len(row["intercepts"]) + 1) for row in rows
    }
    populations = tuple(
        Population(
            one["group"],
            float(one["mean"]),
            float(one["sd"]),
            float(one["se_mean"]),
            float(one["se_sd"]),
            int(one["n"]),
        )
        for one in content["populations"]
    )
    if not populations or not all(one.sd > 0.0 for one in populations):
        raise ValueError("a population must have a spread above 0")
    matrix = parse_matrix(content["item_errors"]["covariance"])
    free_of = {key: tuple(to) for key, to in content["item_errors"]["rows"].items()}
    if any(not -1 <= to < len(matrix) for own in free_of.values() for to in own):
        raise ValueError("rows of the covariance that are not there")
    return KeptCalibration(
        path, model, items, scales, populations, ItemErrors(matrix, free_of), content
    )


def parse_item(row: Mapping[str, Any], model: Any) -> CalibratedItem:
    """Return one item; its numbers are checked where they are put together."""
    intercepts = tuple(float(value) for value in row["intercepts"])
    parameters = ItemParameters(
        str(row["item"]), model, float(row["slope"]), intercepts, float(row["guessing"] or 0.0)
    )
    return CalibratedItem(
        parameters,
        float(row["se_slope"]),
        tuple(float(value) for value in row["se_intercepts"]),
        float(row["se_guessing"] or 0.0),
        int(row["n"]),
    )
