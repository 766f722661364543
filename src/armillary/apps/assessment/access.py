"""Who may have which test. The only door to those rows."""

from django.db.models import Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404

from armillary.apps.assessment.models import Allowance, Occasion, OccasionSitting, Series
from armillary.apps.curriculum.models import Question
from armillary.apps.curriculum.queries import COURSE
from armillary.apps.people.access import visible_classes
from armillary.apps.people.models import Adult, Learner


def access_own_occasion(learner: Learner, occasion_id: int) -> Occasion:
    """Return an occasion of the learner's class, one they have begun or were allowed, or 404."""
    begun = OccasionSitting.objects.filter(occasion=OuterRef("pk"), learner=learner)
    allowed = Allowance.objects.filter(
        occasion=OuterRef("pk"), learner=learner, until__isnull=False
    )
    occasions = Occasion.objects.select_related(
        "series__test__course", "series__test__assessment"
    ).filter(
        Q(series__school_class=learner.school_class_id) | Exists(begun) | Exists(allowed),
        cancelled_at__isnull=True,
    )
    return get_object_or_404(occasions, pk=occasion_id)


def access_own_sitting(learner: Learner, occasion_id: int) -> OccasionSitting:
    """Return what the learner has begun of an occasion, or 404."""
    sittings = OccasionSitting.objects.select_related(
        "occasion__series__test__course", "occasion__series__test__assessment"
    ).filter(learner=learner, occasion__cancelled_at__isnull=True)
    return get_object_or_404(sittings, occasion=occasion_id)


def access_series(adult: Adult, series_id: int) -> Series:
    """Return a series of a class that this adult may see, or 404."""
    rows = Series.objects.filter(school_class__in=visible_classes(adult))
    return get_object_or_404(
        rows.select_related("test__course", "test__assessment", "school_class"), pk=series_id
    )


def access_occasion_to_view(adult: Adult, occasion_id: int) -> Occasion:
    """Return an occasion of a class that this adult may see, archived or not, or 404."""
    rows = Occasion.objects.filter(
        series__school_class__in=visible_classes(adult), cancelled_at__isnull=True
    ).select_related("series__test__assessment", "series__test__course", "series__school_class")
    return get_object_or_404(rows, pk=occasion_id)


def access_occasion_to_manage(adult: Adult, occasion_id: int) -> Occasion:
    """Return an occasion of a living class of this adult, or 404."""
    occasion = access_occasion_to_view(adult, occasion_id)
    if occasion.series.school_class.archived_at is not None:
        raise Http404
    return occasion


def access_sitter(occasion: Occasion, learner_id: int) -> Learner:
    """Return a learner whom an occasion concerns, or 404: of its class now, or begun in its series,
    or allowed to sit it. The occasion must have come from another door of this module."""
    in_series = OccasionSitting.objects.filter(
        occasion__series=occasion.series_id, learner=OuterRef("pk")
    )
    allowed = Allowance.objects.filter(occasion=occasion, learner=OuterRef("pk"))
    concerned = Q(school_class=occasion.series.school_class_id, left_at__isnull=True)
    learners = Learner.objects.filter(
        concerned | Exists(in_series) | Exists(allowed), school=occasion.series.school_id
    )
    return get_object_or_404(learners.select_related("school_class"), pk=learner_id)


def access_question(key: str) -> Question:
    """Return a published question by its key, or 404. For adults alone: it may be a closed one."""
    rows = Question.objects.filter(course__key=COURSE, current__isnull=False)
    return get_object_or_404(rows.exclude(current__kind="lab"), key=key)
