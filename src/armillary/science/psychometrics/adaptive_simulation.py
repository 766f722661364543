"""What a test that adapts would do, tried on learners whose ability is known."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .adaptive import AdaptiveBank, AdaptiveRules, AdaptiveSitting, find_posterior, lay_out
from .information import packed_information
from .problem import fill_tables

if TYPE_CHECKING:
    from .exposure import ExposureControl


@dataclass(frozen=True, slots=True)
class AdaptiveSimulation:
    """What a test would do to learners whose ability is known.

    Parameters
    ----------
    ability, estimate, error : shape (n_learners,), logits; truth, posterior mean and sd
    n_answers : shape (n_learners,)
    given : shape (n_learners, n_most); indexes of items, -1 behind the last
    shown : shape (n_items,); share of learners who saw each item
    """

    ability: FloatArray
    estimate: FloatArray
    error: FloatArray
    n_answers: IntArray
    given: IntArray
    shown: FloatArray

    @property
    def rmse(self) -> float:
        """The root mean square of estimates less truths, logits."""
        return float(np.sqrt(np.mean((self.estimate - self.ability) ** 2)))


def simulate_adaptive(
    bank: AdaptiveBank,
    rules: AdaptiveRules,
    ability: FloatArray,
    *,
    generator: np.random.Generator,
    prior: tuple[float, float] = (0.0, 1.0),
    control: "ExposureControl | None" = None,
) -> AdaptiveSimulation:
    """Return what happens when learners of known ability sit a test, one after the other.

    Parameters
    ----------
    bank, rules : see there
    ability : shape (n_learners,), logits
    generator : draws among the best items, and scores
    prior : mean and sd that every sitting begins with
    control : draws, before each sitting, which items it does not see

    Raises
    ------
    ValueError
        If there is no learner, or an ability or the prior is not finite.
    """
    from .adaptive_kernels import run_tests

    if not (len(ability) and np.all(np.isfinite(ability))):
        raise ValueError("ability must hold one finite number at least")
    nodes, weight = find_posterior(bank, AdaptiveSitting(prior))
    layout, n_most = lay_out(bank, rules), min(rules.n_most, len(bank.items))
    chance, _slope = fill_tables(bank.packed, nodes)
    told = packed_information(bank.packed, nodes)
    shown, result = np.zeros(len(bank.items), np.int64), np.zeros((len(ability), 3))
    given = np.full((len(ability), n_most), -1)
    true_chance = np.ascontiguousarray(fill_tables(bank.packed, ability)[0].T)
    draws = generator.random((len(ability), n_most, 2))
    aside = np.zeros((len(ability), 0), np.bool_)
    if control is not None:
        aside = generator.random((len(ability), len(bank.items))) > control.p_kept
    run_tests(
        true_chance, draws, aside, chance, bank.packed.cell, told,
        nodes, weight, layout.area, layout.least, layout.most, rules.n_least, n_most,
        rules.error_enough, rules.most_shown, rules.among, shown, given, result,
    )  # fmt: skip
    return AdaptiveSimulation(
        ability=ability,
        estimate=result[:, 0],
        error=result[:, 1],
        n_answers=result[:, 2].astype(np.int64),
        given=given,
        shown=shown / len(ability),
    )
