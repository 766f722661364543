"""Simulated banks of items, and rows of answers to them, as the figures of all models use them.

Slopes are lognormal(0, 0.3) clipped to 0.4-2.5, difficulties normal(0, 1), guessing beta(5, 17),
abilities normal(0, 1), graded thresholds sorted normal(0, 1) + (-1, 0, 1).
"""

from dataclasses import dataclass

import numpy as np

from armillary.science.psychometrics import ItemParameters, Model

SEED = 20240601
BLOCK = 20_000  # learners drawn together, so that a million fit into little memory


@dataclass(frozen=True)
class Rows:
    """Rows of answers, narrow, as a careful reader of a large file would hold them."""

    learner: np.ndarray
    item: np.ndarray
    score: np.ndarray


def draw_bank(n_items: int, model: Model, generator: np.random.Generator) -> list[ItemParameters]:
    slope = np.clip(generator.lognormal(0.0, 0.3, n_items), 0.4, 2.5)
    if model == "rasch":
        slope[:] = 1.0
    if model in {"grm", "gpcm"}:
        steps = generator.normal(size=(n_items, 3)) + np.array([-1.0, 0.0, 1.0])
        steps = np.sort(steps, axis=1)
    else:
        steps = generator.normal(size=(n_items, 1))
    guessing = generator.beta(5, 17, n_items) if model == "3pl" else np.zeros(n_items)
    return [
        ItemParameters(
            j, model, float(slope[j]), tuple((-slope[j] * steps[j]).tolist()), float(guessing[j])
        )
        for j in range(n_items)
    ]


def draw_rows(
    bank: list[ItemParameters], n_learners: int, seen: float, generator: np.random.Generator
) -> Rows:
    """Right and wrong answers; who sees what is drawn cell by cell."""
    slope = np.array([item.slope for item in bank])
    intercept = np.array([item.intercepts[0] for item in bank])
    guessing = np.array([item.guessing for item in bank])
    parts = []
    for first in range(0, n_learners, BLOCK):
        ability = generator.normal(size=min(BLOCK, n_learners - first))
        sees = generator.random((len(ability), len(bank)), dtype=np.float32) < seen
        who, what = np.nonzero(sees)
        logits = slope[what] * ability[who] + intercept[what]
        chance = guessing[what] + (1.0 - guessing[what]) / (1.0 + np.exp(-logits))
        right = generator.random(len(who)) < chance
        parts.append(((who + first).astype(np.int32), what.astype(np.int16), right.astype(np.int8)))
    return Rows(*(np.concatenate(column) for column in zip(*parts, strict=True)))
