"""How a calibration is asked for, and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from armillary.science.numerics import FloatArray

from .answers import Key
from .items import MODELS, ItemParameters, Model
from .priors import NO_PRIORS, Priors

FEWEST = 30  # answers to an item below which nothing is said about it


@dataclass(frozen=True, slots=True)
class CalibratedItem:
    """One item with the errors of its numbers.

    Parameters
    ----------
    parameters : the item
    se_slope, se_intercepts, se_guessing : standard errors; 0 for what was held fixed
    n_answers : how many answers these rest on
    """

    parameters: ItemParameters
    se_slope: float
    se_intercepts: tuple[float, ...]
    se_guessing: float
    n_answers: int


@dataclass(frozen=True, slots=True)
class ItemErrors:
    """How the errors of all items hang together, for errors of what is found with these items.

    Parameters
    ----------
    matrix : shape (n, n); covariance of numbers without bounds, see item_kernels
    free_of : by item, which row each of its numbers is; -1 for one that is held
    """

    matrix: FloatArray
    free_of: Mapping[Key, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class LeftOut:
    """An item about which nothing is said, and why."""

    item: Key
    n_answers: int
    reason: str


@dataclass(frozen=True, slots=True)
class Population:
    """How abilities lie in one group, with errors; an error of 0 marks what defines the scale."""

    group: Key
    mean: float
    sd: float
    se_mean: float
    se_sd: float
    n_learners: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """What a calibration found.

    Parameters
    ----------
    items : those that were fitted or held fixed, in the order of the table
    left_out : those about which nothing can be said
    populations : one for each group, the reference group first
    log_likelihood : of the answers to `items`, abilities averaged over, without priors
    converged : whether the numbers are those that make the answers most likely
    reason : why the search ended; more, when errors are not what they should be
    n_learners, n_answers : what all this rests on
    n_passes : how many passes over the answers were made
    notes : what must be believed for all this to hold, beyond the model
    item_errors : how the errors of items hang together
    priors : what was believed of items, as far as learned, after learning
    """

    items: tuple[CalibratedItem, ...]
    left_out: tuple[LeftOut, ...]
    populations: tuple[Population, ...]
    log_likelihood: float
    converged: bool
    reason: str
    n_learners: int
    n_answers: int
    n_passes: int
    notes: tuple[str, ...]
    item_errors: ItemErrors
    priors: Priors = NO_PRIORS

    @property
    def bank(self) -> tuple[ItemParameters, ...]:
        """The items alone."""
        return tuple(item.parameters for item in self.items)


@dataclass(frozen=True, slots=True)
class Settings:
    """How a calibration is done.

    Parameters
    ----------
    model : the formula of the items; one of `MODELS`
    priors : "usual" are those of `default_priors`, for 3pl with the means and sds of slopes and
        intercepts learned from the bank if 20 items or more are free; None is maximum likelihood
        alone; `Priors` are kept as they are
    fixed : items held where they are, by key: anchors. With any, the mean and sd of the first
        group are found as well, on the scale of these items
    fewest : answers that an item must have, 2 or more
    tolerance : how far from the top all numbers together may be, in standard errors
    max_passes : passes over the answers after which the search ends
    n_nodes : abilities that are told apart; None chooses by the longest record
    """

    model: Model
    priors: Priors | Literal["usual"] | None = "usual"
    fixed: Mapping[Key, ItemParameters] | None = None
    fewest: int = FEWEST
    tolerance: float = 1e-3
    max_passes: int = 500
    n_nodes: int | None = None

    def __post_init__(self) -> None:
        if self.model not in MODELS:
            raise ValueError(f"model must be one of {', '.join(MODELS)}, got {self.model!r}")
        if not (self.fewest >= 2 and self.max_passes >= 1 and 0.0 < self.tolerance < 1.0):
            rule = "fewest must be 2 or more, max_passes 1 or more, tolerance between 0 and 1"
            raise ValueError(f"{rule}, got {self.fewest}, {self.max_passes}, {self.tolerance}")
        if self.n_nodes is not None and not 8 <= self.n_nodes <= 1000:
            raise ValueError(f"n_nodes must be from 8 to 1000, got {self.n_nodes}")
