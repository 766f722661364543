"""Best-LR: logistic regression on item, skills, and log counts of right and wrong answers.

References
----------
Gervet, Koedinger, Schneider & Mitchell (2020), When is deep learning the best approach to
knowledge tracing?, Journal of Educational Data Mining 12(3), section 3.2. The penalty is that
of their code: half the sum of squared weights.
"""

from dataclasses import dataclass

import numpy as np
from numba import njit
from scipy.optimize import minimize
from scipy.sparse import csr_array

from armillary.science.learner import Answers
from armillary.science.numerics import FloatArray, IntArray
from benchmarks.accuracy.learner.peers.sizes import most_skills

MAX_STEPS = 200


def count_before(log: Answers) -> tuple[FloatArray, FloatArray]:
    """Return right and wrong answers before each row.

    Shape (n_rows, 2) over everything, and (len(skill_ids), 2) on each skill of each row.
    """
    total, on_skill = _count_kernel(
        log.learner_start, log.skill_start, log.skill_ids, log.score, log.n_skills
    )
    return total, on_skill


def features(log: Answers) -> csr_array:
    """Return one row an answer: item, skills, counts on each skill, total counts, and 1."""
    total, on_skill = count_before(log)
    rows = np.arange(len(log))
    owner = np.repeat(rows, np.diff(log.skill_start))
    skills = log.n_items  # where the columns of skills begin
    right, wrong = skills + log.n_skills, skills + 2 * log.n_skills
    last = skills + 3 * log.n_skills
    ones, share = np.ones(len(log)), np.ones(len(owner))
    values = (ones, share, *np.log1p(on_skill).T, *np.log1p(total).T, ones)
    columns = (
        log.item,
        skills + log.skill_ids,
        right + log.skill_ids,
        wrong + log.skill_ids,
        *(np.full(len(log), last + place) for place in range(3)),
    )
    places = (rows, owner, owner, owner, rows, rows, rows)
    return csr_array(
        (np.concatenate(values), (np.concatenate(places), np.concatenate(columns))),
        shape=(len(log), last + 3),
    )


@dataclass(frozen=True, slots=True)
class BestLr:
    """Weights of the columns of `features`."""

    weights: FloatArray
    note: str

    def predict(self, log: Answers) -> FloatArray:
        return np.asarray(1.0 / (1.0 + np.exp(-(features(log) @ self.weights))))

    def state_bytes(self, log: Answers) -> int:
        """Two counts over everything, and for each skill its number and two counts."""
        return 8 + 10 * most_skills(log)


def fit(log: Answers, generator: np.random.Generator) -> BestLr:
    """Return the regression fitted to a log; nothing in it is drawn."""
    table = features(log)
    turned = csr_array(table.T)
    penalty = np.ones(table.shape[1])
    penalty[-1] = 0.0  # of the column of ones

    def chances(weights: FloatArray) -> FloatArray:
        return np.asarray(1.0 / (1.0 + np.exp(-(table @ weights))))

    def loss(weights: FloatArray) -> float:
        logits = table @ weights
        surprise = np.logaddexp(0.0, logits).sum() - log.score @ logits
        return float(surprise + 0.5 * (penalty @ weights**2))

    def slope(weights: FloatArray) -> FloatArray:
        return np.asarray(turned @ (chances(weights) - log.score) + penalty * weights)

    def bend(weights: FloatArray, direction: FloatArray) -> FloatArray:
        p_right = chances(weights)
        firm = p_right * (1.0 - p_right)
        return np.asarray(turned @ (firm * (table @ direction)) + penalty * direction)

    found = minimize(
        loss,
        np.zeros(table.shape[1]),
        jac=slope,
        hessp=bend,
        method="trust-ncg",
        options={"gtol": 0.1, "maxiter": MAX_STEPS},
    )
    settled = "settled" if found.success else "did not settle"
    return BestLr(np.asarray(found.x), f"{settled} after {found.nit} steps")


@njit(cache=True)
def _count_kernel(
    learner_start: IntArray,
    skill_start: IntArray,
    skill_ids: IntArray,
    score: FloatArray,
    n_skills: int,
) -> tuple[FloatArray, FloatArray]:
    total, on_skill = np.zeros((len(score), 2)), np.zeros((len(skill_ids), 2))
    counts = np.zeros((n_skills, 2))
    for learner in range(len(learner_start) - 1):
        counts[:] = 0.0
        right, wrong = 0.0, 0.0
        for row in range(learner_start[learner], learner_start[learner + 1]):
            total[row, 0], total[row, 1] = right, wrong
            for place in range(skill_start[row], skill_start[row + 1]):
                s = skill_ids[place]
                on_skill[place] = counts[s]
                counts[s, 0] += score[row]
                counts[s, 1] += 1.0 - score[row]
            right += score[row]
            wrong += 1.0 - score[row]
    return total, on_skill
