from collections import Counter
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from armillary.science.evidence import (
    Design,
    Layout,
    Unit,
    assign_arms,
    check_draw,
    hash_roster,
    redraw_arms,
)

PARALLEL = Design(Layout.PARALLEL, 2, paired=False)
PAIRED = Design(Layout.PARALLEL, 2, paired=True)
CLASSES = [Unit(f"{grade}{name}", f"grade {grade}", score=ord(name)) for grade in (5, 6, 7) for name in "abcd"]  # fmt: skip


def test_a_draw_is_pinned() -> None:
    # Written down from version 1; a change of the algorithm must be a new version.
    draw = assign_arms(CLASSES, PARALLEL, seed=1)
    assert draw.version == 1
    assert draw.roster_hash[:16] == ROSTER_HASH
    assert "".join(map(str, draw.arm)) == ARMS


ROSTER_HASH, ARMS = "167c231b8f8315b5", "011010100110"


@settings(max_examples=60, deadline=None)
@given(
    sizes=st.lists(st.integers(1, 9), min_size=1, max_size=5),
    n_arms=st.integers(2, 4),
    seed=st.integers(0, 10**6),
    paired=st.booleans(),
)
def test_strata_are_shared_out_evenly_and_so_is_everything(
    sizes: list[int], n_arms: int, seed: int, paired: bool
) -> None:
    units = [
        Unit(f"{stratum}-{number}", str(stratum), float(number * 7 % 5))
        for stratum, size in enumerate(sizes)
        for number in range(size)
    ]
    design = Design(Layout.PARALLEL, n_arms, paired=paired)
    if len(units) < n_arms:
        with pytest.raises(ValueError, match="shared out"):
            assign_arms(units, design, seed=seed)
        return
    draw = assign_arms(units, design, seed=seed)
    for block in set(draw.block):
        count = Counter(arm for arm, own in zip(draw.arm, draw.block, strict=True) if own == block)
        counts = [count[arm] for arm in range(n_arms)]
        assert max(counts) - min(counts) <= 1
        strata = {unit.stratum for unit, own in zip(units, draw.block, strict=True) if own == block}
        assert len(strata) == 1
    counts = [draw.arm.count(arm) for arm in range(n_arms)]
    assert max(counts) - min(counts) <= 1


def test_pairs_are_neighbours_in_score() -> None:
    units = [Unit(f"u{k}", score=float(k * 37 % 10)) for k in range(10)]
    draw = assign_arms(units, PAIRED, seed=3)
    for block in range(5):
        pair = [k for k in range(10) if draw.block[k] == block]
        assert sorted(units[k].score for k in pair) == [2 * block, 2 * block + 1]
        assert {draw.arm[k] for k in pair} == {0, 1}


def test_the_order_of_the_roster_does_not_matter_and_its_content_does() -> None:
    draw = assign_arms(CLASSES, PARALLEL, seed=5)
    turned = assign_arms(CLASSES[::-1], PARALLEL, seed=5)
    assert turned.arm[::-1] == draw.arm
    assert turned.result_hash == draw.result_hash
    more = [*CLASSES, Unit("7e", "grade 7")]
    assert hash_roster(more) != draw.roster_hash
    seeds = {assign_arms(CLASSES, PARALLEL, seed=seed).arm for seed in range(30)}
    assert len(seeds) > 20


def test_a_record_shows_a_second_draw() -> None:
    draw = assign_arms(CLASSES, PAIRED, seed=9)
    assert check_draw(draw, CLASSES, PAIRED) == []
    arms = (1 - draw.arm[0], *draw.arm[1:])
    assert check_draw(replace(draw, arm=arms), CLASSES, PAIRED)
    assert check_draw(replace(draw, seed=10), CLASSES, PAIRED)
    assert check_draw(draw, CLASSES[:-1], PAIRED)
    assert check_draw(draw, CLASSES, PARALLEL)
    assert "version" in check_draw(replace(draw, version=2), CLASSES, PAIRED)[0]


def test_each_unit_is_as_likely_in_each_arm() -> None:
    units = [Unit(str(k)) for k in range(5)]
    share = np.mean([assign_arms(units, PARALLEL, seed=seed).arm for seed in range(2000)], axis=0)
    # Five units, so arm 1 gets two or three; error of a share over 2000 draws is 0.011.
    assert np.all(np.abs(share - 0.5) < 0.045)


def test_redraws_keep_to_the_design() -> None:
    draw = assign_arms(CLASSES, PAIRED, seed=4)
    arms = redraw_arms(draw, PAIRED, n_draws=500, seed=1)
    assert arms.shape == (500, 12)
    block = np.array(draw.block)
    for number in range(6):
        assert np.all(arms[:, block == number].sum(axis=1) == 1)
    assert np.all(np.abs(arms.mean(axis=0) - 0.5) < 0.09)  # 4 errors of 0.022
    assert len(np.unique(arms, axis=0)) == 64  # 2 to the power of 6 pairs, all of them met


@pytest.mark.parametrize(
    ("units", "design", "word"),
    [
        ([Unit("a"), Unit("a")], PARALLEL, "once"),
        ([Unit("a")], PARALLEL, "shared out"),
        (CLASSES, Design(Layout.CROSSOVER, 3, paired=False), "2 arms"),
        (CLASSES, Design(Layout.FACTORIAL, 6, paired=False), "factorial"),
        ([Unit("a", score=float("nan")), Unit("b")], PARALLEL, "finite"),
    ],
)
def test_what_does_not_hold_together(units: list[Unit], design: Design, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        assign_arms(units, design, seed=1)
