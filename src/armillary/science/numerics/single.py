"""Rounding to single precision, so that what is stored is what is reckoned with."""

import math
import struct

_SINGLE = struct.Struct("<f")


def round_single(value: float) -> float:
    """Return the single-precision number nearest to a value.

    >>> round_single(0.5), round_single(0.1) == 0.1
    (0.5, False)

    Raises
    ------
    OverflowError
        If the value is too large for single precision (about 3.4e38).
    """
    rounded: float = _SINGLE.unpack(_SINGLE.pack(value))[0]
    return rounded


def round_single_up(value: float) -> float:
    """Return the smallest single-precision number not below a value: 0, or 1e-30 and more.

    >>> round_single_up(20000.0), round_single_up(20000.0001) > 20000.0001
    (20000.0, True)
    """
    rounded = round_single(value)
    if rounded >= value:
        return rounded
    step = math.ldexp(1.0, math.frexp(rounded)[1] - 24)
    return round_single(rounded + 0.75 * step)
