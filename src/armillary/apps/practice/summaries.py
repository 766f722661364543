"""Skills of one learner as the learner's own pages show them."""

from collections.abc import Collection
from datetime import datetime

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.languages import content_language
from armillary.apps.practice.knowledge import SkillView, skills_in_play, view_skills
from armillary.apps.practice.queries import find_standpoint
from armillary.science.learner import Standing


def find_views(
    catalogue: Catalogue, learner_id: int, now: datetime, only: Collection[int] | None = None
) -> list[SkillView]:
    """Return the learner's view of every skill in play, or only of some of them."""
    standpoint = find_standpoint(learner_id, catalogue)
    numbers = [n for n in skills_in_play(catalogue) if only is None or n in only]
    return view_skills(catalogue, standpoint, numbers, now)


def describe_view(view: SkillView) -> dict[str, object]:
    """Return a skill as the templates show it."""
    return {
        "name": view.skill.names[content_language()],
        "state": "due" if view.due else view.state,
        "word": view.word,
        "sentence": view.sentence,
        "basis": view.basis,
        "estimate": view.estimate,
        "due": view.due,
        "review_at": view.review_at if view.standing is Standing.HELD else None,
    }
