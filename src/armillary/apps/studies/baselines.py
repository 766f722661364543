"""What was known of learners before the ways began: the test before teaching, sat in time."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from armillary.apps.assessment.models import OccasionKind
from armillary.apps.assessment.scoring import Ability
from armillary.apps.studies.models import Study, StudyDraw
from armillary.apps.studies.outcomes import estimate_outcomes, find_sittings, score_sittings

# A test before teaching may lie this long before the start, or on the first day.
REACH, FIRST_DAY = timedelta(days=60), timedelta(days=1)


def find_baseline_days(study: Study) -> tuple[datetime, datetime]:
    """Return from when until when a test before teaching is sat in time.

    It may be sat on the first day, and as long as lots are not drawn. Later it tells of what the
    ways did: it would take a part of the effect away, and show it before the end.
    """
    drawn = StudyDraw.objects.filter(study=study).values_list("drawn_at", flat=True).first()
    until = study.starts_at + FIRST_DAY
    return study.starts_at - REACH, max(until, drawn or until)


def find_baselines(study: Study, learners: Iterable[int], *, now: datetime) -> dict[int, Ability]:
    """Return what each learner who sat the test before teaching in time could do then."""
    since, until = find_baseline_days(study)
    sittings = find_sittings(study.test, OccasionKind.BEFORE, learners, since=since, now=now)
    latest = {row.learner_id: row for row in sittings if row.started_at < until}
    school = study.school_id
    return estimate_outcomes(score_sittings(latest.values(), school), school)
