"""The log of who looked at, changed, exported or erased what."""

from datetime import datetime

from armillary.apps.people.models import Adult, AuditEntry


def record_audit(by: Adult, *, action: str, subject: str, now: datetime) -> AuditEntry:
    """Add one row to the log of the adult's school.

    `action` is a short verb phrase (`learner_viewed`, `answers_exported`); `subject` names rows by
    opaque id alone (`learner:4503`, `class:12`), so that the log may outlive the person.
    """
    return AuditEntry.objects.create(
        school_id=by.school_id, adult=by, action=action, subject=subject, at=now
    )
