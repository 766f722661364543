"""For whom: covariates that tell the subgroups, or parts of them."""

import numpy as np
import pytest

from armillary.science.evidence import ComparedRows, Fitting, estimate_subgroups


def test_classes_as_covariates_do_not_hinder_grades_as_subgroups() -> None:
    # Classes 0 and 1 are of one grade, 2 and 3 of another; arms are balanced in each class, so
    # the effect in a grade is the mean of the differences in its two classes.
    chance = np.random.default_rng(4)
    label, arm = np.repeat(np.arange(4), 12), np.tile([0, 1], 24)
    outcome = chance.normal(size=48) + 0.7 * label + arm * np.where(label < 2, 0.2, 0.8)
    columns = np.equal.outer(label, [1, 2, 3]).astype(np.float64)
    rows = ComparedRows(outcome, arm[:, None].astype(np.float64), columns, (), np.empty((48, 0)))
    found = estimate_subgroups(rows, label // 2, fitting=Fitting.ROBUST, level=0.95)
    gaps = [
        outcome[(label == one) & (arm == 1)].mean() - outcome[(label == one) & (arm == 0)].mean()
        for one in range(4)
    ]
    first, second = (gaps[0] + gaps[1]) / 2, (gaps[2] + gaps[3]) / 2
    assert [one.effect for one in found.effects if one] == pytest.approx([first, second])
    assert found.interactions[0].effect == pytest.approx(second - first)
