"""From logits to probabilities and back, without overflow."""

import math


def sigmoid(logits: float) -> float:
    """Return the probability that belongs to a number of logits; never overflows.

    >>> sigmoid(0.0), sigmoid(-800.0), sigmoid(800.0)
    (0.5, 0.0, 1.0)
    """
    if logits >= 0.0:
        return 1.0 / (1.0 + math.exp(-logits))
    odds = math.exp(logits)
    return odds / (1.0 + odds)


def logit(probability: float) -> float:
    """Return the logits of a probability strictly between 0 and 1.

    >>> logit(0.5)
    0.0

    Raises
    ------
    ValueError
        If the probability is 0, 1 or outside.
    """
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability must lie strictly between 0 and 1, got {probability}")
    return math.log(probability / (1.0 - probability))
