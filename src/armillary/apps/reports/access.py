"""Who may have which open answer, and which skill has a page. The only door to those."""

import uuid

from django.http import Http404
from django.shortcuts import get_object_or_404

from armillary.apps.curriculum.catalogue import SHELF, Catalogue, SkillEntry
from armillary.apps.curriculum.queries import COURSE
from armillary.apps.people.models import SchoolClass
from armillary.apps.practice.knowledge import skills_in_play
from armillary.apps.practice.models import Answer
from armillary.apps.reports.queries import find_open_answers


def access_open_answer(school_class: SchoolClass, answer_id: uuid.UUID) -> Answer:
    """Return an answer to an open question by a learner of this class, or 404.

    The class must have come from `access_class_to_view`: who may see the class may mark in it.
    """
    return get_object_or_404(find_open_answers(school_class), pk=answer_id)


def access_skill(key: str) -> tuple[Catalogue, SkillEntry]:
    """Return a skill that published lessons teach or practise, with its course, or 404."""
    catalogue = SHELF.catalogue(COURSE)
    skill = catalogue.by_key.get(key) if catalogue else None
    if catalogue is None or skill is None or skill.number not in skills_in_play(catalogue):
        raise Http404
    return catalogue, skill
