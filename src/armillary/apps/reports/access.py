"""Who may have which open answer. The only door to those."""

import uuid
from datetime import datetime

from django.shortcuts import get_object_or_404

from armillary.apps.people.models import SchoolClass
from armillary.apps.practice.models import Answer
from armillary.apps.reports.opens import find_open_answers


def access_open_answer(school_class: SchoolClass, answer_id: uuid.UUID, now: datetime) -> Answer:
    """Return an answer to an open question by a learner of this class, or 404.

    The class must have come from `access_class_to_view`: who may see the class may mark in it.
    """
    return get_object_or_404(find_open_answers(school_class, now), pk=answer_id)
