"""Which policy chooses the questions of a learner: the usual one, unless a row says otherwise."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.db import connection
from django.db.backends.utils import CursorWrapper

from armillary.apps.curriculum.timed_choices import record_choices
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
    record_choices(
        PolicyChoice,
        "policy",
        policies,
        known=POLICIES,
        starts_at=starts_at,
        ends_at=ends_at,
        source=source,
    )
