"""Are the boundaries of attrition those of the model behind them?

    python -m benchmarks.accuracy.evidence.attrition

The What Works Clearinghouse made its table from a model with two correlations for each stance
(.45 and .39; .27 and .22). They are fitted here to each column that is used, from 7 % of loss on
(below, one arm may have lost nobody), and to the other public transcription of the optimistic
column, which differs. The published correlations are the roots of .20 and .15, .075 and .05,
rounded; the second table says how far above each number the model with these roots lies: from 0 to
0.1 is the model cut off after one digit.
"""

import numpy as np
from scipy.optimize import brentq, least_squares
from scipy.special import ndtri

from armillary.science.evidence import Stance, measure_attrition
from armillary.science.numerics import FloatArray
from benchmarks.provenance import provenance

TOLERABLE = 0.055  # standard deviations; what is below rounds to 0.05
FIRST = 7  # per cent
PUBLISHED = {Stance.CAUTIOUS: (0.45, 0.39), Stance.OPTIMISTIC: (0.27, 0.22)}
SQUARES = {Stance.CAUTIOUS: (0.20, 0.15), Stance.OPTIMISTIC: (0.075, 0.05)}
N = 100_000  # learners, so that shares are fine enough


def pull(lost: float) -> float:
    """Mean readiness of those who stay, in its standard deviations."""
    lost = max(lost, 1e-12)
    return float(np.exp(-0.5 * ndtri(lost) ** 2) / np.sqrt(2.0 * np.pi) / (1.0 - lost))


def boundary(overall: float, alphas: FloatArray) -> float:
    """Tolerable difference in points by the model."""

    def bias(apart: float) -> float:
        low = max(0.0, overall - apart / 2.0)
        return alphas[0] * pull(low + apart) - alphas[1] * pull(low) - TOLERABLE

    return 0.0 if bias(1e-9) > 0.0 else 100.0 * float(brentq(bias, 1e-9, 0.5))


def column(stance: Stance) -> FloatArray:
    """What is tolerated at 0, 1, 2 ... per cent of loss, in points."""
    out = []
    for percent in range(66):
        stay = N - N * percent // 100
        out.append(100.0 * measure_attrition((N, N), (stay, stay)).tolerable[stance])
    return np.array([value for value in out if value >= 0.0])


def compare(name: str, held: FloatArray, start: tuple[float, float]) -> None:
    places = np.arange(FIRST, len(held))

    def apart(alphas: FloatArray) -> FloatArray:
        return np.array([boundary(k / 100.0, alphas) for k in places]) - held[places]

    found = least_squares(apart, start, x_scale=0.01)
    by_published = np.abs(apart(np.array(start)))
    print(
        f"{name:28} {found.x[0]:8.4f} {found.x[1]:8.4f} {np.abs(found.fun).max():12.3f} "
        f"{np.sqrt(np.mean(found.fun**2)):8.3f} {by_published.max():18.3f}"
    )


def cut(name: str, held: FloatArray, squares: tuple[float, float]) -> None:
    places = np.arange(FIRST, len(held))
    above = np.array([boundary(k / 100.0, np.sqrt(squares)) for k in places]) - held[places]
    digits = np.mean((above >= 0.0) & (above < 0.1))
    beyond = ", ".join(
        f"{k} %: {one:.3f}" for k, one in zip(places, above, strict=True) if one > 0.1
    )
    print(
        f"{name:28} {squares[0]:8.3f} {squares[1]:8.3f} {above.min():12.3f} {above.max():8.3f} "
        f"{100 * digits:10.0f} %  {beyond}"
    )


def main() -> None:
    command = "python -m benchmarks.accuracy.evidence.attrition"
    print(provenance(command, measured="src/armillary/science/evidence/quality.py"))
    print(
        f"{'':28} {'fitted correlations':>17} {'apart, most':>12} {'rms':>8} {'by published':>18}"
    )
    for stance, alphas in PUBLISHED.items():
        compare(stance.value, column(stance), alphas)
    held = column(Stance.OPTIMISTIC)
    shifted = np.insert(held, 12, 10.9)[:58]
    compare("optimistic, one 10.9 more", shifted, PUBLISHED[Stance.OPTIMISTIC])
    print(f"\n{'':28} {'squares':>17} {'above, least':>12} {'most':>8} {'cut off':>12}  beyond 0.1")
    for stance, squares in SQUARES.items():
        cut(stance.value, column(stance), squares)
    cut("optimistic, one 10.9 more", shifted, SQUARES[Stance.OPTIMISTIC])


if __name__ == "__main__":
    main()
