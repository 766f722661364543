"""A course whose truth is known: skills that build on each other, and items with difficulties."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from armillary.science.learner import ItemSpec


@dataclass(frozen=True, slots=True)
class SimulatedCourse:
    """Skills 0 to n_skills - 1, what each builds on, and the items that exercise them."""

    n_skills: int
    prerequisites: Mapping[int, tuple[int, ...]]
    items: tuple[ItemSpec, ...]


def simulate_course(
    *,
    n_skills: int,
    items_per_skill: int,
    p_two_skills: float,
    generator: np.random.Generator,
) -> SimulatedCourse:
    """Return a course in which each skill but the first few builds on one or two earlier ones.

    Skills differ in typical difficulty (normal, mean -0.5, sd 0.5), items around their skill's
    (sd 0.7). With probability `p_two_skills` an item also exercises one of its skill's
    prerequisites.
    """
    if n_skills < 1 or items_per_skill < 1:
        raise ValueError(
            f"n_skills and items_per_skill must be 1 or more, got {n_skills}, {items_per_skill}"
        )
    if not 0.0 <= p_two_skills <= 1.0:
        raise ValueError(f"p_two_skills must be from 0 to 1, got {p_two_skills}")
    prerequisites: dict[int, tuple[int, ...]] = {}
    items: list[ItemSpec] = []
    for skill in range(n_skills):
        n_needed = min(skill // 3, int(generator.integers(1, 3)))
        earlier = generator.choice(np.arange(max(0, skill - 8), skill + 1)[:-1], n_needed, False)
        prerequisites[skill] = tuple(sorted(int(s) for s in earlier))
        typical = generator.normal(-0.5, 0.5)
        for _ in range(items_per_skill):
            needed = prerequisites[skill]
            second = needed[:1] if generator.random() < p_two_skills else ()
            difficulty = float(generator.normal(typical, 0.7))
            items.append(ItemSpec(len(items), (skill, *second), difficulty))
    return SimulatedCourse(n_skills, prerequisites, tuple(items))
