"""Which skills have a page. The only door to them."""

from django.http import Http404

from armillary.apps.curriculum.catalogue import SHELF, Catalogue, SkillEntry
from armillary.apps.curriculum.queries import COURSE
from armillary.apps.practice.knowledge import skills_in_play


def access_skill(key: str) -> tuple[Catalogue, SkillEntry]:
    """Return a skill that published lessons teach or practise, with its course, or 404."""
    catalogue = SHELF.catalogue(COURSE)
    skill = catalogue.by_key.get(key) if catalogue else None
    if catalogue is None or skill is None or skill.number not in skills_in_play(catalogue):
        raise Http404
    return catalogue, skill
