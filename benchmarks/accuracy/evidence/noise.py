"""Does the interval of a package with noise hold the truth, in small studies too?

    python -m benchmarks.accuracy.evidence.noise [--replications N] [--only PART ...]

Two arms of learners drawn one by one, outcomes normal with a standard deviation of 1 logit, a true
difference of 0.5. Count, sum and sum of squares of each arm get Laplace noise for a privacy budget
of 1, 2 or 5 (`apps.studies.disclosure.add_noise`), and the difference is what a package says of
them. "refused" is how often the noise leaves nothing to read; "width" is the median of intervals of
g, "without noise" the mean width of the same studies' own.
"""

import math
import os
from collections.abc import Iterator

import numpy as np

from armillary.science.evidence import RefusalError
from benchmarks.accuracy.evidence.coverage_lines import print_table

TRUTH = 0.5
LOW, HIGH = 0.94, 0.96


def conditions() -> Iterator[tuple[int, float]]:
    for n in (10, 20, 40, 80, 150, 300):
        for epsilon in (1.0, 2.0, 5.0):
            yield n, epsilon


def line(n: int, epsilon: float, replications: int, seed: int) -> str:
    from armillary.apps.studies.disclosure import add_noise
    from armillary.apps.studies.packages import estimate_noisy

    generator = np.random.default_rng([seed, n, round(10 * epsilon)])

    def draw() -> float:
        return min(max(float(generator.random()), 1e-12), 1.0 - 1e-12)

    held, widths, off, refused = [], [], [], 0
    for _study in range(replications):
        arms = [
            add_noise(generator.normal(mean, 1.0, n).tolist(), epsilon=epsilon, draw=draw)
            for mean in (0.0, TRUTH)
        ]
        if arms[0] is None or arms[1] is None:
            refused += 1
            continue
        try:
            g = estimate_noisy(arms[0], arms[1])["g"]
        except RefusalError:
            refused += 1
            continue
        held.append(g["low"] <= TRUTH <= g["high"])
        widths.append(g["high"] - g["low"])
        off.append(g["effect"] - TRUTH)
    name = name_of(n, epsilon)
    if len(held) < 20:
        return f"{name:36} refused {100 * refused / replications:.1f} %"
    outside = "" if LOW <= np.mean(held) <= HIGH else "  outside"
    plain = 2.0 * 1.96 * math.sqrt(2.0 / n)
    return (
        f"{name:36} {100 * np.mean(held):8.1f} {np.median(off):9.3f} "
        f"{100 * refused / replications:9.1f} {np.median(widths):7.2f} {plain:13.2f}{outside}"
    )


def name_of(n: int, epsilon: float) -> str:
    return f"{n} + {n} learners, budget {epsilon:.0f}"


def main() -> None:
    """Print the table."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.web.settings")
    django.setup()
    print_table(
        "noise",
        __doc__,
        replications=5000,
        header=f"{'study':36} coverage bias(med.) refused %   width without noise",
        lines=(
            (
                name_of(n, epsilon),
                lambda asked, seed, n=n, epsilon=epsilon: [line(n, epsilon, asked, seed)],
            )
            for n, epsilon in conditions()
        ),
        measured="src/armillary/apps/studies",
    )


if __name__ == "__main__":
    main()
