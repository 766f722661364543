"""Which policy chooses the questions of a learner: the usual one, unless a row says otherwise."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.db.models import Q

from armillary.apps.people.models import Learner, SchoolClass
from armillary.apps.practice.models import PolicyChoice
from armillary.science.scheduling import POLICIES, POLICY, Policy

logger = logging.getLogger(__name__)


def find_policy(cursor: CursorWrapper, learner: int, now: datetime) -> Policy:
    """Return the policy in force for a learner: their own row, else their class's, else the usual.

    A policy that this version does not know gives the usual one, and the log says so.
    """
    moment = connection.ops.adapt_datetimefield_value(now)
    cursor.execute(
        "SELECT policy FROM practice_policychoice WHERE (learner_id = %s OR school_class_id ="
        " (SELECT school_class_id FROM people_learner WHERE id = %s))"
        " AND starts_at <= %s AND ends_at > %s AND revoked_at IS NULL"
        " ORDER BY CASE WHEN learner_id IS NULL THEN 1 ELSE 0 END, id DESC LIMIT 1",
        [learner, learner, moment, moment],
    )
    row = cursor.fetchone()
    if row is None:
        return POLICY
    if row[0] not in POLICIES:
        logger.error("The policy %s is not known; the usual one chooses questions.", row[0])
    return POLICIES.get(row[0], POLICY)


@transaction.atomic
def record_policies(
    policies: Iterable[tuple[Learner | SchoolClass, str]],
    *,
    starts_at: datetime,
    ends_at: datetime,
    source: str,
) -> None:
    """Let policies choose for learners or classes between two moments.

    Raises
    ------
    ValueError
        If a policy is not known.
    """
    rows = []
    for whom, policy in policies:
        if policy not in POLICIES:
            raise ValueError(f"policy must be one of {sorted(POLICIES)}, got {policy}")
        row = PolicyChoice(
            school_id=whom.school_id,
            policy=policy,
            starts_at=starts_at,
            ends_at=ends_at,
            source=source,
        )
        if isinstance(whom, Learner):
            row.learner = whom
        else:
            row.school_class = whom
        rows.append(row)
    PolicyChoice.objects.bulk_create(rows)


def revoke_policies(source: str, *, now: datetime) -> int:
    """End all that a source asked for; return how many rows ended."""
    rows = PolicyChoice.objects.filter(source=source, revoked_at__isnull=True)
    return rows.update(revoked_at=now)


def is_policy_free(
    learners: Iterable[int], classes: Iterable[int], *, starts_at: datetime, ends_at: datetime
) -> bool:
    """Return whether no other source chooses policies for any of them between two moments."""
    return not PolicyChoice.objects.filter(
        Q(learner__in=list(learners)) | Q(school_class__in=list(classes)),
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
        revoked_at__isnull=True,
    ).exists()
