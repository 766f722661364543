"""Both ways in different lessons, simulated as tests: do intervals hold, is the plan right?

    python -m benchmarks.accuracy.evidence.sets [--replications N]

Two classes of 25, a tenth lost. Learners answer Rasch items right or wrong; the way tried makes
them abler in the lessons of one set, and what they can do in the two sets correlates by "agree"
(the plan assumes 0.8). Scores are Warm's, and the analysis is the one that the wizard fixes. The
truth is the effect on ability: few questions have a floor and a ceiling, so that a little less of
it shows ("found"). The first line of each length is the smallest difference of the plan, which 80
of 100 studies should show.
"""

import argparse
import os
from types import SimpleNamespace
from typing import TYPE_CHECKING, cast

import numpy as np

from armillary.science.numerics import FloatArray, IntArray
from armillary.science.psychometrics import (
    ItemParameters,
    estimate_abilities,
    simulate_answers,
    sort_answers,
)
from benchmarks.provenance import provenance

if TYPE_CHECKING:
    from armillary.apps.studies.analysis import Found

SIZES = (25, 25)
LOST = 0.1


def items_of(n: int, first: int) -> tuple[ItemParameters, ...]:
    """Rasch items with difficulties spread over three logits."""
    middle = np.linspace(-1.5, 1.5, n)
    return tuple(
        ItemParameters(first + place, "rasch", 1.0, (-float(one),))
        for place, one in enumerate(middle)
    )


def simulate(
    n_items: tuple[int, int], effect: float, agree: float, generator: np.random.Generator
) -> "Found":
    """One study of two classes of 25, a tenth of it lost."""
    from armillary.apps.studies.analysis import estimate_found
    from armillary.apps.studies.models import Study
    from armillary.apps.studies.protocols import analysis_of, split_design
    from armillary.apps.studies.tables import StudyTable

    where = np.repeat(np.arange(len(SIZES)), SIZES)
    n = len(where)
    arm = np.concatenate([generator.permutation(np.arange(size) % 2) for size in SIZES])
    common = (0.15**0.5 * generator.normal(size=len(SIZES)))[where]
    common = common + (agree - 0.15) ** 0.5 * generator.normal(size=n)
    own = (1.0 - agree) ** 0.5 * generator.normal(size=(2, n))
    one, other = items_of(n_items[0], 0), items_of(n_items[1], 100)
    first = answer(common + own[0] + effect * arm, one, generator)
    second = answer(common + own[1] + effect * (1 - arm), other, generator)
    level = score(np.hstack([first, second]), (*one, *other))
    outcome = 0.5 * (score(first, one) - score(second, other))
    gone = generator.random(n) < LOST
    table = StudyTable(
        arm=arm, unit=np.arange(n), school_class=where, outcome=np.where(gone, np.nan, outcome),
        level_outcome=np.where(gone, np.nan, level), baseline=np.full(n, np.nan),
        error=np.full(n, np.nan), n_withdrawn=(0, 0), n_joiners=0,
    )  # fmt: skip
    unit, layout = split_design("within")
    fixed = analysis_of("within", len(SIZES), baseline=False)
    study = SimpleNamespace(unit=unit, layout=layout, protocol={"analysis": fixed})
    return estimate_found(cast(Study, study), table)


def answer(
    ability: FloatArray, items: tuple[ItemParameters, ...], generator: np.random.Generator
) -> IntArray:
    """Right or not, shape (n, n_items)."""
    found = simulate_answers(ability, items, generator=generator)
    return found.score.reshape(len(ability), len(items)).astype(np.int64)


def score(right: IntArray, items: tuple[ItemParameters, ...]) -> FloatArray:
    """Warm's estimate of each row."""
    n, k = right.shape
    learner = np.repeat(np.arange(n), k)
    item = np.tile([one.item for one in items], n)
    known = {one.item: 2 for one in items}
    table = sort_answers(learner, item, right.ravel(), n_categories=known)
    return estimate_abilities(table, items, method="wle").estimate


def plan(n_items: tuple[int, int]) -> tuple[float, float]:
    """Smallest difference planned, in standard deviations, and a standard deviation in logits."""
    from armillary.apps.studies.item_sets import ItemSets, SetPrecision, simulate_form
    from armillary.apps.studies.protocols import Facts, list_designs

    one, other = items_of(n_items[0], 0), items_of(n_items[1], 100)
    known: SetPrecision = simulate_form(one, other, (*one, *other))
    sets = ItemSets(0, (("a",), ("b",)), (("a",), ("b",)), n_items, ())
    facts = Facts(sets=sets, precision=known)
    options = list_designs("order", SIZES, baseline=False, facts=facts)
    (smallest,) = [option.smallest for option in options if option.name == "within"]
    assert smallest is not None
    return smallest, known.sd


def measure(
    n_items: tuple[int, int], effect: float, agree: float, n_studies: int, seed: int
) -> tuple[float, float, float]:
    """Share of intervals that hold the truth, share that leave out 0, mean effect found."""
    generator = np.random.default_rng(seed)
    held = shown = 0
    mean = 0.0
    for _study in range(n_studies):
        found = simulate(n_items, effect, agree, generator).difference.effect
        held += found.low <= effect <= found.high
        shown += not found.low <= 0.0 <= found.high
        mean += found.effect / n_studies
    return held / n_studies, shown / n_studies, mean


def main() -> None:
    """Print the table."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.web.settings")
    django.setup()
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--replications", type=int, default=2000)
    n_studies = parser.parse_args().replications
    command = f"python -m benchmarks.accuracy.evidence.sets --replications {n_studies}"
    print(provenance(command, measured="src/armillary"))
    print(f"\n{n_studies} studies a line; simulated tests\n")
    print("questions  agree  effect  held %  shown %   found")
    line = 0
    for n_items in ((6, 6), (8, 7), (15, 15), (4, 4)):
        smallest, sd = plan(n_items)
        for agree, effect in ((0.8, smallest * sd), (0.8, 0.0), (0.6, 0.4), (0.95, 0.4)):
            line += 1
            held, shown, mean = measure(n_items, effect, agree, n_studies, line)
            print(
                f"{n_items[0]:5d}+{n_items[1]:<3d} {agree:6.2f} {effect:7.3f} {100 * held:7.1f} "
                f"{100 * shown:8.1f} {mean:7.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
