"""Until when a learner may sit an occasion, and for how long: the occasion's own, or as allowed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from armillary.apps.assessment.models import Allowance, Occasion


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for one learner at one occasion.

    Parameters
    ----------
    closes_at : may sit it until then
    minutes : on the clock; None when no clock runs
    extra_minutes : how many of them were given
    later : whether this learner alone may sit it after the others
    """

    opens_at: datetime
    closes_at: datetime
    minutes: int | None
    extra_minutes: int
    later: bool

    def is_open(self, now: datetime) -> bool:
        """Return whether the learner may begin or go on."""
        return self.opens_at <= now < self.closes_at


def find_terms(occasion: Occasion, learner_id: int) -> Terms:
    """Return what holds for a learner at an occasion. One query."""
    allowance = Allowance.objects.filter(occasion=occasion, learner=learner_id).first()
    return make_terms(occasion, allowance)


def find_allowances(occasion: Occasion) -> dict[int, Allowance]:
    """Return the allowances at an occasion by learner. One query."""
    return {row.learner_id: row for row in Allowance.objects.filter(occasion=occasion)}


def find_own_allowances(occasions: Iterable[Occasion], learner_id: int) -> dict[int, Allowance]:
    """Return a learner's allowances at some occasions by occasion. One query."""
    rows = Allowance.objects.filter(occasion__in=list(occasions), learner=learner_id)
    return {row.occasion_id: row for row in rows}


def make_terms(occasion: Occasion, allowance: Allowance | None) -> Terms:
    """Return what holds with an allowance, or with none. An allowance never takes time away."""
    minutes = occasion.series.test.minutes
    extra = occasion.extra_minutes + (allowance.extra_minutes if allowance else 0)
    until = allowance.until if allowance else None
    later = until is not None and until > occasion.closes_at
    return Terms(
        opens_at=occasion.opens_at,
        closes_at=until if until is not None and later else occasion.closes_at,
        minutes=None if minutes is None else minutes + extra,
        extra_minutes=extra,
        later=later,
    )
