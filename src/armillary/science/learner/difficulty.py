"""How hard is each item, judged beside the learners who met it and the skill it belongs to?"""

from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, logit

from .item_skills import find_item_skills
from .log import Answers
from .recursion import PROBIT

# Spread of the skills' typical difficulties around their common mean, in logits.
SKILL_SD = 0.7


@dataclass(frozen=True, slots=True)
class Difficulties:
    """Difficulties in logits.

    Parameters
    ----------
    item : shape (n_items,); means nothing where `seen` is false
    seen : shape (n_items,); whether the item has answers
    skill : shape (n_skills,); typical difficulty of the skill's items
    prior : mean over skills
    """

    item: FloatArray
    seen: BoolArray
    skill: FloatArray
    prior: float

    def of_rows(self, log: Answers) -> FloatArray:
        """Return the difficulty of each row's item; of its skills where the item was not seen."""
        counts = np.diff(log.skill_start)
        total = np.add.reduceat(self.skill[log.skill_ids], log.skill_start[:-1])
        return np.where(self.seen[log.item], self.item[log.item], total / counts)


def start_difficulties(log: Answers) -> Difficulties:
    """Return the same difficulty for everything: the share of right answers, in logits."""
    mean = float(np.clip(log.score.mean(), 0.01, 0.99))
    prior = -logit(mean)
    seen = np.bincount(log.item, minlength=log.n_items) > 0
    return Difficulties(np.full(log.n_items, prior), seen, np.full(log.n_skills, prior), prior)


def estimate_difficulties(
    log: Answers,
    start: Difficulties,
    *,
    strength: FloatArray,
    spread: FloatArray,
    item_sd: float,
    n_steps: int,
) -> Difficulties:
    """Return difficulties that explain the answers, given how strong each learner was.

    Newton steps of the penalised likelihood. An item's difficulty is normal around the mean of
    its skills' typical difficulties with sd `item_sd`, those around their own mean; so an item
    with few answers stays close to its skill, and one with none is its skill's.

    Parameters
    ----------
    log, start : the answers, and where to begin
    strength, spread : shape (n_rows,); mean and variance of the strength the item asked for
    item_sd : logits, above 0
    n_steps : Newton steps, each for all items and then for all skills
    """
    skills_of = find_item_skills(log)
    scale = 1.0 / np.sqrt(1.0 + PROBIT * spread)
    item, skills, prior = start.item, start.skill, start.prior
    for _ in range(n_steps):
        p_right = 1.0 / (1.0 + np.exp(-scale * (strength - item[log.item])))
        centre = skills_of.spread(skills, log.n_items)
        pull = np.bincount(log.item, scale * (p_right - log.score), minlength=log.n_items)
        firm = scale * scale * p_right * (1.0 - p_right)
        information = np.bincount(log.item, firm, minlength=log.n_items)
        step = (pull - (item - centre) / item_sd**2) / (information + item_sd**-2)
        item = item + np.clip(step, -1.0, 1.0)
        worth = information / (1.0 + information * item_sd**2)
        total = skills_of.collect(worth * item, log.n_skills)
        weight = skills_of.collect(worth, log.n_skills)
        prior = float(np.average(skills, weights=weight + 1e-9))
        skills = (total + prior / SKILL_SD**2) / (weight + SKILL_SD**-2)
    return Difficulties(item, start.seen, skills, prior)
