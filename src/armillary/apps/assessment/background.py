"""Background work of tests: calibrate the items again when enough answers are new."""

from datetime import UTC, datetime

from django_tasks import task

from armillary.apps.assessment.actions.calibrating import calibrate_when_due


@task()
def calibrate_due() -> int:
    """Calibrate what is due as of now; return how many calibrations were stored."""
    return calibrate_when_due(now=datetime.now(UTC))
