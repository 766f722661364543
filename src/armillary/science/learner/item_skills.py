"""Which skills does each item of a log ask for?"""

from dataclasses import dataclass

import numpy as np

from armillary.science.numerics import FloatArray, IntArray

from .log import Answers


@dataclass(frozen=True, slots=True)
class ItemSkills:
    """The skills of the items that have rows: one entry for every item and skill of it.

    Parameters
    ----------
    item, skill : indexes of the log; items ascending
    share : 1 / number of the item's skills
    """

    item: IntArray
    skill: IntArray
    share: FloatArray

    def spread(self, of_skill: FloatArray, n_items: int) -> FloatArray:
        """Return for each item the mean over its skills; 0 for an item without rows."""
        total = np.bincount(self.item, of_skill[self.skill] * self.share, minlength=n_items)
        return total.astype(np.float64, copy=False)

    def collect(self, of_item: FloatArray, n_skills: int) -> FloatArray:
        """Return for each skill the sum over its items, each with its share."""
        total = np.bincount(self.skill, of_item[self.item] * self.share, minlength=n_skills)
        return total.astype(np.float64, copy=False)


def find_item_skills(log: Answers) -> ItemSkills:
    """Return the skills of every item that has rows, as its first row has them."""
    items, rows = np.unique(log.item, return_index=True)
    counts = np.diff(log.skill_start)[rows]
    owner = np.repeat(items, counts)
    reach = np.arange(len(owner)) - np.repeat(np.cumsum(counts) - counts, counts)
    skill = log.skill_ids[np.repeat(log.skill_start[rows], counts) + reach]
    return ItemSkills(owner, skill, 1.0 / np.repeat(counts, counts))
