"""Keeping items from becoming known: lots that decide which of them a sitting may see.

A limit on counts (`AdaptiveRules.most_shown`) needs to know what all others were shown. Lots need
nothing but the item: each is kept for a sitting with a probability of its own, found beforehand
by simulation. Lots bound the share that is expected; where the share that is reached must not pass
a limit, counts do, and both may be used together.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from armillary.science.numerics import FloatArray

from .adaptive import AdaptiveBank, AdaptiveRules
from .adaptive_simulation import AdaptiveSimulation, simulate_adaptive
from .answers import Key

_APART = 3.0  # standard errors of a simulated share: aimed below the limit, or past it by chance
_WARMING = 9  # rounds that count for themselves, while probabilities still move far


@dataclass(frozen=True, slots=True)
class ExposureControl:
    """With which probability a sitting may see each item.

    Parameters
    ----------
    items : keys, in the order of the bank
    p_kept : shape (n_items,); above 0 to 1
    most_shown : the largest share of simulated sittings that saw one item, under these
        probabilities
    n_simulated : how many sittings that share rests on
    is_kept : whether that share passes the limit asked by no more than chance, three of its
        standard errors, explains
    """

    items: tuple[Key, ...]
    p_kept: FloatArray
    most_shown: float
    n_simulated: int
    is_kept: bool

    def draw_set_aside(self, generator: np.random.Generator) -> frozenset[Key]:
        """Return the items that one sitting does not see while others are left.

        Drawn once a sitting, with a generator seeded by the sitting: on another computer the same
        items are set aside.
        """
        kept = generator.random(len(self.items)) <= self.p_kept
        return frozenset(
            key for key, is_in in zip(self.items, kept.tolist(), strict=True) if not is_in
        )


def find_exposure_control(
    bank: AdaptiveBank,
    rules: AdaptiveRules,
    ability: FloatArray,
    *,
    most_shown: float,
    n_rounds: int,
    generator: np.random.Generator,
    prior: tuple[float, float] = (0.0, 1.0),
) -> ExposureControl:
    """Return probabilities under which no item is shown to more than a share of sittings.

    Every round simulates all learners; an item that was shown too often is kept less often by as
    much. The limit aimed at is lower than the one asked by three standard errors of a simulated
    share. Of all rounds the one that showed its most shown item least is taken, and tried on
    draws that no round has seen. The lot of an item is drawn once a sitting instead of each time
    it is chosen, which comes to the same, as an item refused once is refused for good.

    Parameters
    ----------
    bank, rules : see there; `most_shown` of the rules is not used
    ability : shape (n_learners,), logits, of learners like those who will sit the test
    most_shown : share of sittings, above 0 to 1
    n_rounds : how many simulations, 1 or more; 12 or more are usual
    generator : draws lots and scores
    prior : as for `simulate_adaptive`

    Raises
    ------
    ValueError
        If `most_shown` or `n_rounds` is out of range, if the bank holds fewer than
        n_most / most_shown items, or as `simulate_adaptive`.

    References
    ----------
    Sympson & Hetter (1985), Proceedings of the 27th annual meeting of the Military Testing
    Association, 973-977; Hetter & Sympson (1997) in Sands, Waters & McBride, Computerized Adaptive
    Testing, chapter 13. Lots drawn once a sitting: van der Linden & Veldkamp (2004), Journal of
    Educational and Behavioral Statistics 29, 273-291.
    """
    if not 0.0 < most_shown <= 1.0 or n_rounds < 1:
        rule = "most_shown must be above 0 to 1, n_rounds 1 or more"
        raise ValueError(f"{rule}, got {most_shown} and {n_rounds}")
    if len(bank.items) * most_shown < rules.n_most:
        needed = int(np.ceil(rules.n_most / most_shown))
        raise ValueError(
            f"{len(bank.items)} items cannot fill tests of {rules.n_most} with none shown to more "
            f"than {most_shown:.0%}: {needed} are needed"
        )
    free = replace(rules, most_shown=1.0)
    error = float(np.sqrt(most_shown * (1.0 - most_shown) / len(ability)))
    limit = max(0.5 * most_shown, most_shown - _APART * error)
    keys = tuple(item.item for item in bank.items)

    def simulate(p_kept: FloatArray) -> AdaptiveSimulation:
        tried = ExposureControl(keys, p_kept, 1.0, 0, False)
        return simulate_adaptive(
            bank, free, ability, generator=generator, prior=prior, control=tried
        )

    best = _find_best(simulate, len(keys), limit, n_rounds)
    reached = float(simulate(best).shown.max())
    return ExposureControl(
        keys, best, reached, len(ability), reached <= most_shown + _APART * error
    )


def _find_best(
    simulate: Callable[[FloatArray], AdaptiveSimulation], n_items: int, limit: float, n_rounds: int
) -> FloatArray:
    """The probabilities, of all rounds, under which the most shown item is shown least."""
    p_kept, wanted = np.ones(n_items), np.full(n_items, limit)
    best, least = p_kept, np.inf
    for n in range(n_rounds):
        shown = simulate(p_kept).shown
        if shown.max() < least:
            best, least = p_kept, float(shown.max())
        # How often each would be chosen without a lot; later rounds count in a mean, not alone.
        told = np.maximum(shown / p_kept, limit)
        wanted = wanted * (told / wanted) ** (1.0 / max(1, n + 1 - _WARMING))
        p_kept = limit / wanted
    return best
