"""Models to be compared with, which the product never runs: one file each.

Each file has `fit(log, generator)`, which returns something that can predict another log.
"""

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import Protocol

import numpy as np

from armillary.science.learner import Answers
from armillary.science.numerics import FloatArray


class Fitted(Protocol):
    """A peer that has seen its training log."""

    @property
    def note(self) -> str:
        """How the fit went, in a few words."""

    def predict(self, log: Answers) -> FloatArray:
        """Return the chance of each row from what came before it; everyone in it starts new."""

    def state_bytes(self, log: Answers) -> int:
        """Return what would be kept about the learner of the log who needs most."""


Fit = Callable[[Answers, np.random.Generator], Fitted]

# Name in the table, and the file that holds it.
PEERS = {"BKT": "bkt", "Best-LR": "best_lr", "LightGBM": "trees"}
# What a peer needs beyond what the product installs.
NEEDS = {"LightGBM": "lightgbm"}


def find_fit(peer: str) -> Fit:
    """Return the function that fits a peer."""
    fit: Fit = import_module(f"{__name__}.{PEERS[peer]}").fit
    return fit


def find_missing() -> dict[str, str]:
    """Return the peers that cannot run here, each with the package it lacks."""
    return {peer: package for peer, package in NEEDS.items() if find_spec(package) is None}
