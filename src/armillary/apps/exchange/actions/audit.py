"""What commands do to a school's records, written into its log."""

from datetime import datetime

from armillary.apps.people.models import AuditEntry, School


def record_command(school: School, action: str, subject: str, *, now: datetime) -> None:
    """Add one row for something done at the terminal, where no adult is signed in."""
    AuditEntry.objects.create(school=school, adult=None, action=action, subject=subject, at=now)
