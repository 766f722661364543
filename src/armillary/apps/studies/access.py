"""Who may have which study. The only door to those rows."""

from django.db.models import Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from armillary.apps.people.models import Adult, Learner
from armillary.apps.studies.models import EvidencePackage, Study, StudyDraft


def visible_studies(adult: Adult) -> QuerySet[Study]:
    """Return the studies an adult may see: their own and those of their classes; the head all."""
    studies = Study.objects.filter(school_id=adult.school_id)
    if adult.is_head:
        return studies
    theirs = Q(made_by=adult) | Q(classes__school_class__teachers=adult)
    return studies.filter(theirs).distinct()


def access_study(adult: Adult, study_id: int) -> Study:
    """Return a study this adult may look at, or 404."""
    rows = visible_studies(adult).select_related("test", "second_test", "school", "made_by")
    return get_object_or_404(rows.prefetch_related("arms"), pk=study_id)


def access_study_to_manage(adult: Adult, study_id: int) -> Study:
    """Return a study this adult may begin or stop: the maker's own, for the head any; or 404."""
    study = access_study(adult, study_id)
    if not may_manage(adult, study):
        raise Http404
    return study


def may_manage(adult: Adult, study: Study) -> bool:
    """Return whether an adult may begin, stop or export a study."""
    return adult.is_head or study.made_by_id == adult.pk


def access_draft(adult: Adult, draft_id: int) -> StudyDraft:
    """Return a draft of one's own that is not confirmed yet, or 404."""
    return get_object_or_404(StudyDraft, pk=draft_id, made_by=adult, confirmed_at__isnull=True)


def was_confirmed(adult: Adult, draft_id: int) -> bool:
    """Return whether a draft of one's own has become a study."""
    rows = StudyDraft.objects.filter(pk=draft_id, made_by=adult, confirmed_at__isnull=False)
    return rows.exists()


def access_participant(adult: Adult, study: Study, learner_id: int) -> Learner:
    """Return a learner of a class that takes part, for who may manage the study; or 404."""
    if not may_manage(adult, study):
        raise Http404
    learners = Learner.objects.filter(school_id=study.school_id)
    part = Q(school_class__studies__study=study) | Q(assignments__study=study)
    return get_object_or_404(learners.filter(part).distinct(), pk=learner_id)


def access_package(head: Adult, package_id: int) -> EvidencePackage:
    """Return a package of the head's school, or 404."""
    return get_object_or_404(EvidencePackage, pk=package_id, school_id=head.school_id)
