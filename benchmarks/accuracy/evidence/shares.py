"""How often 95 % intervals of two shares hold the truth: exact, over every table that can be.

    python -m benchmarks.accuracy.evidence.shares

Learners without classes, 12 to 200 an arm. Each table of successes counts by its chance, so there
is no Monte Carlo error; tables rarer than one in ten million are left out. Where an arm has only
successes or only failures there is no odds ratio: "refused" is how often. `least` is the smallest
number of successes or failures that an arm has on average. The interval of an estimate give or take
its error (Woolf's) and Newcombe's stand beside those that are used.
"""

import math
from itertools import product

import numpy as np
from scipy.stats import binom

from armillary.science.evidence import TwoShares, estimate_log_odds, estimate_share_difference
from armillary.science.numerics import estimate_share_interval, logit
from benchmarks.provenance import provenance

RARE = 1e-7
LOW, HIGH = 0.94, 0.96
SIZES = ((12, 12), (20, 20), (15, 45), (45, 15), (60, 60), (30, 90), (200, 200))
SHARES = ((0.5, 0.65), (0.3, 0.3), (0.1, 0.2), (0.05, 0.1), (0.8, 0.9))


def newcombe(seen: TwoShares) -> tuple[float, float]:
    """Newcombe's interval of the difference, from Wilson's of each share."""
    (low0, high0), (low1, high1) = (
        estimate_share_interval(hit, n, level=0.95)
        for hit, n in zip(seen.hits, seen.n, strict=True)
    )
    share0, share1 = seen.shares
    below, above = (
        math.hypot(share1 - low1, high0 - share0),
        math.hypot(high1 - share1, share0 - low0),
    )
    return share1 - share0 - below, share1 - share0 + above


def measure(n: tuple[int, int], shares: tuple[float, float]) -> str:
    """One line of the table."""
    apart, odds = shares[1] - shares[0], logit(shares[1]) - logit(shares[0])
    held, told = np.zeros(4), np.zeros(4)
    for hits in product(range(n[0] + 1), range(n[1] + 1)):
        chance = float(np.prod(binom.pmf(hits, n, shares)))
        if chance < RARE or not 0 < sum(hits) < sum(n):
            continue
        seen = TwoShares(hits, n)
        share, (low, high) = estimate_share_difference(seen, level=0.95), newcombe(seen)
        told[:2] += chance
        held[:2] += chance * np.array([share.low <= apart <= share.high, low <= apart <= high])
        if not seen.separated:
            ratio = estimate_log_odds(seen, level=0.95)
            woolf = abs(ratio.effect - odds) <= 1.959964 * ratio.se
            told[2:] += chance
            held[2:] += chance * np.array([ratio.low <= odds <= ratio.high, woolf])
    of = held / told
    least = min(size * min(share, 1.0 - share) for size, share in zip(n, shares, strict=True))
    outside = not all(LOW <= of[place] <= HIGH for place in (0, 2))
    return (
        f"{n[0]:4} + {n[1]:3} learners, {shares[0]:.2f} and {shares[1]:.2f}  {least:6.1f} "
        f"{100 * of[0]:10.1f} {100 * of[1]:9.1f} {100 * of[2]:10.1f} {100 * of[3]:8.1f} "
        f"{100 * (told[0] - told[2]) / told[0]:9.1f}{'  outside' if outside else ''}"
    )


def main() -> None:
    """Print the table."""
    command = "python -m benchmarks.accuracy.evidence.shares"
    print(provenance(command, measured="src/armillary/science/evidence/two_shares.py"))
    print(
        f"{'study':36} {'least':>6} {'difference':>10} {'Newcombe':>9} {'odds ratio':>10} "
        f"{'Woolf':>8} {'refused %':>9}"
    )
    for n, shares in product(SIZES, SHARES):
        print(measure(n, shares), flush=True)


if __name__ == "__main__":
    main()
