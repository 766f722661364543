"""Items with what is known about them: a curve for each score."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from armillary.science.numerics import FloatArray, IntArray, logit, sigmoid

from .answers import Key
from .arrays import AnyArray

Model = Literal["rasch", "2pl", "3pl", "grm", "gpcm"]
MODELS: tuple[Model, ...] = get_args(Model)
# Which formula of item_kernels a model follows; Rasch and 2PL are partial credit with one step.
FORMULAS: dict[Model, int] = {"rasch": 0, "2pl": 0, "gpcm": 0, "grm": 1, "3pl": 2}


@dataclass(frozen=True, slots=True)
class ItemParameters:
    """How the chance of each score of one item rises with ability.

    Parameters
    ----------
    item : the key of the item
    model : the formula, one of `MODELS`; they are told in docs/science/item-models.md
    slope : per logit of ability, finite; 1 in a Rasch model. Below 0, the able do worse
    intercepts : logits, one less than the item has scores. The logit of scoring k or more at
        ability 0 (graded, descending), or of k rather than k - 1 (partial credit)
    guessing : chance of a right answer without any ability, from 0 to below 1; 0 but in the 3PL

    Raises
    ------
    ValueError
        If a number is outside its range or the model has no place for it.
    """

    item: Key
    model: Model
    slope: float
    intercepts: tuple[float, ...]
    guessing: float = 0.0

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise ValueError(f"model must be one of {', '.join(MODELS)}, got {self.model!r}")
        steps = np.array(self.intercepts)
        if not (len(steps) and np.isfinite(self.slope) and np.all(np.isfinite(steps))):
            raise ValueError(f"slope and intercepts of item {self.item!r} must be finite numbers")
        if self.model == "grm" and np.any(np.diff(steps) >= 0.0):
            raise ValueError(f"intercepts of graded item {self.item!r} must descend, got {steps}")
        if self.model in {"2pl", "3pl"} and len(steps) != 1:
            raise ValueError(f"item {self.item!r} must have one intercept, got {len(steps)}")
        if not (0.0 <= self.guessing < 1.0 and (self.guessing == 0.0 or self.model == "3pl")):
            raise ValueError(f"guessing of item {self.item!r} cannot be {self.guessing}")

    @property
    def n_categories(self) -> int:
        """How many scores the item has."""
        return len(self.intercepts) + 1

    @property
    def difficulties(self) -> tuple[float, ...]:
        """Return the abilities, in logits, at which the steps are even; slope must not be 0."""
        if self.slope == 0.0:
            raise ValueError(f"item {self.item!r} tells nothing, so it has no difficulty")
        return tuple(-value / self.slope for value in self.intercepts)


@dataclass(frozen=True, slots=True)
class PackedItems:
    """Items as arrays for compiled code: unbounded parameters, see item_kernels.

    Parameters
    ----------
    kind : shape (n_items,); which formula
    cell : shape (n_items + 1,); scores of item j are cells cell[j] to cell[j + 1] - 1
    place : shape (n_items + 1,); parameters of item j are place[j]:place[j + 1]
    parameters : shape (place[-1],)
    """

    kind: AnyArray
    cell: IntArray
    place: IntArray
    parameters: FloatArray

    @property
    def width(self) -> int:
        """The most parameters of one item."""
        return int(np.diff(self.place).max())


def pack_items(items: Sequence[ItemParameters]) -> PackedItems:
    """Return items as arrays; a guessing of 0 becomes one of 1e-9, which no answer can tell."""
    if not items:
        raise ValueError("there must be one item at least")
    rows = [_unbounded(item) for item in items]
    return PackedItems(
        kind=np.array([FORMULAS[item.model] for item in items], dtype=np.int8),
        cell=np.concatenate(([0], np.cumsum([item.n_categories for item in items]))),
        place=np.concatenate(([0], np.cumsum([len(row) for row in rows]))),
        parameters=np.concatenate(rows),
    )


def _unbounded(item: ItemParameters) -> FloatArray:
    """One item as numbers without bounds."""
    steps = np.array(item.intercepts)
    if item.model == "grm":
        steps = np.concatenate((steps[:1], np.log(-np.diff(steps))))
    tail = [logit(max(item.guessing, 1e-9))] if item.model == "3pl" else []
    return np.concatenate(([item.slope], steps, tail))


def unpack_item(key: Key, model: Model, parameters: FloatArray) -> ItemParameters:
    """Return an item from its numbers without bounds."""
    slope, steps = float(parameters[0]), parameters[1:]
    guessing = 0.0
    if model == "3pl":
        steps, guessing = parameters[1:2], sigmoid(float(parameters[2]))
    if model == "grm":
        steps = steps[0] - np.concatenate(([0.0], np.cumsum(np.exp(steps[1:]))))
    return ItemParameters(key, model, slope, tuple(steps.tolist()), guessing)


def reported_slopes(model: Model, parameters: FloatArray) -> FloatArray:
    """Return how slope, intercepts and guessing move with the unbounded numbers, as a matrix."""
    matrix = np.eye(len(parameters))
    if model == "3pl":
        guessing = sigmoid(float(parameters[2]))
        matrix[2, 2] = guessing * (1.0 - guessing)
    if model == "grm":
        for k in range(2, len(parameters)):
            matrix[k:, k] = -np.exp(parameters[k])
            matrix[k, 1] = 1.0
    return matrix
