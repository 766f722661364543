"""Background work of tests: end what was left open, and calibrate the items again when enough
answers are new."""

from datetime import UTC, datetime

from django_tasks import task

from armillary.apps.assessment.actions.calibrating import calibrate_when_due
from armillary.apps.assessment.actions.taking import end_closed


@task()
def calibrate_due() -> int:
    """Calibrate what is due as of now; return how many calibrations were stored."""
    now = datetime.now(UTC)
    end_closed(now=now)
    return calibrate_when_due(now=now)
