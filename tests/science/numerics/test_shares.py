"""A share comes with an interval that stays possible and holds the truth."""

import numpy as np
import pytest

from armillary.science.numerics import estimate_share_interval


def test_wilsons_interval_is_that_of_his_formula() -> None:
    # Newcombe (1998), Statistics in Medicine 17, 857-872, table I: 15 of 148.
    assert estimate_share_interval(15, 148, level=0.95) == pytest.approx((0.0624, 0.1605), abs=1e-4)


def test_nothing_and_everything_end_where_shares_end() -> None:
    assert estimate_share_interval(0, 5, level=0.95)[0] == 0.0
    assert estimate_share_interval(5, 5, level=0.95)[1] == 1.0


def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    hits = np.random.default_rng(3).binomial(40, 0.3, 4000)
    ends = [estimate_share_interval(int(hit), 40, level=0.95) for hit in hits]
    held = np.mean([low <= 0.3 <= high for low, high in ends])
    assert 0.935 < held < 0.97  # exactly 0.951 by the binomial sum; standard error 0.0034


@pytest.mark.parametrize(("hits", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_impossible_counts_are_refused(hits: int, n: int) -> None:
    with pytest.raises(ValueError, match="hits"):
        estimate_share_interval(hits, n, level=0.95)
