"""How sure is a share of hits?"""

import math


def estimate_share_interval(hits: int, n: int, *, level: float) -> tuple[float, float]:
    """Return Wilson's interval of a share, which stays between 0 and 1.

    Parameters
    ----------
    hits : 0 to n
    n : 1 or more
    level : how often such an interval holds the truth, between 0 and 1

    Raises
    ------
    ValueError
        If a number is outside its range.

    References
    ----------
    Wilson (1927), Journal of the American Statistical Association 22, 209-212.

    Examples
    --------
    >>> low, high = estimate_share_interval(0, 10, level=0.95)
    >>> low, round(high, 4)
    (0.0, 0.2775)
    """
    from scipy.special import ndtri

    if not (0 <= hits <= n and n >= 1 and 0.0 < level < 1.0):
        raise ValueError(
            f"0 <= hits <= n, n from 1 and level in 0 to 1 are needed, got {hits}, {n}, {level}"
        )
    z2 = float(ndtri(0.5 + level / 2.0)) ** 2
    middle = (hits + z2 / 2.0) / (n + z2)
    reach = math.sqrt(z2 * (hits * (n - hits) / n + z2 / 4.0)) / (n + z2)
    # At the ends Wilson's interval begins at the share itself; rounding must not move it past.
    low = 0.0 if hits == 0 else middle - reach
    return low, 1.0 if hits == n else middle + reach
