"""Putting two calibrations on one scale, by the items they share."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .answers import Key
from .items import ItemParameters, pack_items
from .problem import fill_tables

LinkMethod = Literal["stocking-lord", "haebara"]
FEWEST_ANCHORS = 3  # two lines always meet; three anchors can disagree

_NODES = np.linspace(-4.0, 4.0, 41)


@dataclass(frozen=True, slots=True)
class Link:
    """How abilities of one scale become those of another: factor * ability + shift.

    Parameters
    ----------
    factor, shift : above 0; logits
    se_factor, se_shift : standard errors, by leaving out one anchor after the other
    anchors : keys of the items both scales share
    misfit : root mean square of what is left between the scales' curves of anchors, in points
    worst : the anchor whose curves lie farthest apart, and how far
    """

    factor: float
    shift: float
    se_factor: float
    se_shift: float
    anchors: tuple[Key, ...]
    misfit: float
    worst: tuple[Key, float]

    def carry(self, item: ItemParameters) -> ItemParameters:
        """Return an item of the first scale on the second."""
        slope = item.slope / self.factor
        return replace(
            item,
            slope=slope,
            intercepts=tuple(d - slope * self.shift for d in item.intercepts),
        )

    def carry_ability(self, ability: FloatArray) -> FloatArray:
        """Return abilities of the first scale on the second."""
        return self.factor * ability + self.shift


def estimate_link(
    items: Sequence[ItemParameters],
    onto: Sequence[ItemParameters],
    *,
    method: LinkMethod,
    mean: float = 0.0,
    sd: float = 1.0,
) -> Link:
    """Return how the scale of `items` becomes that of `onto`.

    "stocking-lord" brings the curves of the test of all anchors together, "haebara" those of
    every anchor. Both look at differences where learners of `onto` are.

    Parameters
    ----------
    items, onto : two calibrations; items with one key are anchors, three at least
    method : see above
    mean, sd : how abilities lie on the scale of `onto`, logits

    Raises
    ------
    ValueError
        If there are fewer than three anchors, an anchor has another model or other scores in the
        two, the method is unknown or the sd is not above 0.

    References
    ----------
    Stocking & Lord (1983), Applied Psychological Measurement 7, 201-210; Haebara (1980),
    Japanese Psychological Research 22, 144-149. Errors: the jackknife over anchors (ours).
    """
    if method not in {"stocking-lord", "haebara"}:
        raise ValueError(f"method must be stocking-lord or haebara, got {method!r}")
    if not (sd > 0.0 and np.isfinite(sd) and np.isfinite(mean)):
        raise ValueError(f"sd must be above 0 and both finite, got {mean} and {sd}")
    ours, theirs = _anchors(items, onto)
    nodes = mean + sd * _NODES
    weight = np.exp(-0.5 * _NODES**2)
    weight /= weight.sum()
    expected = expected_scores(theirs, nodes)
    best = _fit(ours, expected, nodes, weight, method)
    n = len(ours)
    some = []
    for j in range(n):
        keep = [i for i in range(n) if i != j]
        some.append(_fit([ours[i] for i in keep], expected[keep], nodes, weight, method))
    spread = np.sqrt((n - 1) / n * np.sum((np.array(some) - np.mean(some, axis=0)) ** 2, axis=0))
    gaps = np.sqrt((expected_scores(ours, (nodes - best[1]) / best[0]) - expected) ** 2 @ weight)
    far = int(np.argmax(gaps))
    return Link(
        factor=float(best[0]),
        shift=float(best[1]),
        se_factor=float(spread[0]),
        se_shift=float(spread[1]),
        anchors=tuple(item.item for item in ours),
        misfit=float(np.sqrt(np.mean(gaps**2))),
        worst=(ours[far].item, float(gaps[far])),
    )


def expected_scores(items: Sequence[ItemParameters], ability: FloatArray) -> FloatArray:
    """Return the mean score of learners of some abilities, shape (n_items, n)."""
    packed = pack_items(items)
    chance, _slope = fill_tables(packed, ability)
    score: IntArray = np.arange(len(chance)) - np.repeat(packed.cell[:-1], np.diff(packed.cell))
    means: FloatArray = np.add.reduceat(score[:, None] * chance, packed.cell[:-1], axis=0)
    return means


def _anchors(
    items: Sequence[ItemParameters], onto: Sequence[ItemParameters]
) -> tuple[list[ItemParameters], list[ItemParameters]]:
    """The items both have, in the same order."""
    known = {item.item: item for item in onto}
    ours = [item for item in items if item.item in known]
    theirs = [known[item.item] for item in ours]
    if len(ours) < FEWEST_ANCHORS:
        raise ValueError(f"{FEWEST_ANCHORS} anchors at least are needed, got {len(ours)}")
    for a, b in zip(ours, theirs, strict=True):
        if (a.model, a.n_categories) != (b.model, b.n_categories):
            raise ValueError(f"anchor {a.item!r} has another model or other scores in the two")
    return ours, theirs


def _fit(
    ours: Sequence[ItemParameters],
    expected: FloatArray,
    nodes: FloatArray,
    weight: FloatArray,
    method: LinkMethod,
) -> FloatArray:
    """Factor and shift that bring the curves together."""
    from scipy.optimize import least_squares

    root = np.sqrt(weight)

    def gaps(values: FloatArray) -> FloatArray:
        """What is left between the curves."""
        found = expected_scores(ours, (nodes - values[1]) / np.exp(values[0])) - expected
        left = found.sum(axis=0) if method == "stocking-lord" else found
        return np.asarray((left * root).ravel())

    values = least_squares(gaps, np.zeros(2), xtol=1e-12, ftol=1e-12, gtol=1e-12).x
    return np.array([np.exp(values[0]), values[1]])
