"""What the page of an occasion says while a class sits it: who is where."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.assessment.allowances import find_allowances, make_terms
from armillary.apps.assessment.forms import MoveForm, UntilForm, evening_of
from armillary.apps.assessment.models import (
    Allowance,
    Delivery,
    EndReason,
    Occasion,
    OccasionSitting,
)
from armillary.apps.assessment.overview import find_state, show_title
from armillary.apps.assessment.places import find_current
from armillary.apps.people.languages import content_language
from armillary.apps.people.models import Learner
from armillary.apps.people.names import name_order
from armillary.apps.practice.models import Answer

Context = dict[str, Any]

ABSENT, WORKING, QUIET, ENDED = "absent", "working", "quiet", "ended"
# A page that gave no sign of life for so long is said to be quiet.
QUIET_SECONDS = 120.0
# A clock that stood still for less is not worth a word.
STOOD_SECONDS = 60.0
LONGEST_QUIET = 60  # minutes


@dataclass(frozen=True, slots=True)
class LearnerLine:
    """Where one learner is at an occasion.

    Parameters
    ----------
    state : absent, working, quiet or ended
    word : the same in words, with the question or why it ended
    notes : what else there is to know: the clock stood still, more time, later, another class
    """

    learner: Learner
    state: str
    word: str
    notes: tuple[str, ...]
    n_answered: int
    n_asked: int
    sitting: OccasionSitting | None


def find_learner_lines(occasion: Occasion, now: datetime) -> list[LearnerLine]:
    """Return everybody whom an occasion concerns, in the order of a register. Four queries.

    That is who is in the class, who has begun it, who may sit it later, and who began the series
    and has moved to another class since.
    """
    sittings = {
        row.learner_id: row
        for row in OccasionSitting.objects.filter(occasion=occasion).select_related("learner")
    }
    for row in sittings.values():
        row.occasion = occasion
    allowances = find_allowances(occasion)
    learners = find_concerned(occasion)
    answered = count_answered(sittings.values())
    lines = [
        _make_line(
            occasion,
            learner,
            sittings.get(learner.pk),
            allowances.get(learner.pk),
            answered.get(learner.pk, 0),
            now,
        )
        for learner in learners
    ]
    return sorted(lines, key=lambda line: name_order(line.learner.name))


def find_concerned(occasion: Occasion) -> list[Learner]:
    """Return the learners whom an occasion concerns. One query."""
    series = occasion.series
    of_class = Q(school_class=series.school_class_id, left_at__isnull=True)
    begun = OccasionSitting.objects.filter(occasion__series=series).values("learner")
    allowed = Allowance.objects.filter(occasion=occasion).values("learner")
    sat_here = OccasionSitting.objects.filter(occasion=occasion).values("learner")
    rows = Learner.objects.filter(school=series.school_id).filter(
        of_class
        | Q(pk__in=begun, left_at__isnull=True)
        | Q(pk__in=allowed, left_at__isnull=True)
        | Q(pk__in=sat_here)
    )
    return list(rows.select_related("school_class"))


def count_answered(sittings: Iterable[OccasionSitting]) -> dict[int, int]:
    """Return how many questions each learner has answered. One query."""
    owners = {row.sitting_id: row.learner_id for row in sittings}
    rows = (
        Answer.objects.filter(sitting__in=owners)
        .values("sitting")
        .annotate(n=Count("item", distinct=True))
    )
    return {owners[row["sitting"]]: row["n"] for row in rows}


def _make_line(
    occasion: Occasion,
    learner: Learner,
    sitting: OccasionSitting | None,
    allowance: Allowance | None,
    n_answered: int,
    now: datetime,
) -> LearnerLine:
    terms = make_terms(occasion, allowance)
    n_asked = count_places(sitting) if sitting else 0
    notes = []
    if sitting and sitting.seconds_stood >= STOOD_SECONDS:
        notes.append(say_stood(sitting.seconds_stood))
    if allowance and allowance.extra_minutes:
        notes.append(_("+%(n)s minutes") % {"n": allowance.extra_minutes})
    if terms.later:
        notes.append(_("may sit it until %(day)s") % {"day": show_moment(terms.closes_at)})
    if learner.school_class_id != occasion.series.school_class_id:
        notes.append(_("now in %(name)s") % {"name": learner.school_class.name})
    if learner.left_at is not None:
        notes.append(_("has left"))
    if sitting is None:
        state, word = ABSENT, _("has not begun")
    elif sitting.ended_at is not None or not terms.is_open(now):
        state, word = ENDED, say_end(sitting)
    else:
        quiet = (now - sitting.seen_at).total_seconds() > QUIET_SECONDS
        state = QUIET if quiet else WORKING
        word = _("at question %(n)s of %(all)s") % {"n": find_current(sitting), "all": n_asked}
        if quiet:
            notes.insert(0, say_quiet((now - sitting.seen_at).total_seconds()))
    return LearnerLine(learner, state, word, tuple(notes), n_answered, n_asked, sitting)


def count_places(sitting: OccasionSitting) -> int:
    """Return how many questions a sitting has at most; an adaptive one may end earlier."""
    test = sitting.occasion.series.test
    if test.delivery == Delivery.ADAPTIVE:
        return int(test.rules.get("most", sum(test.blueprint.values())))
    return len(sitting.asked)


def say_end(sitting: OccasionSitting) -> str:
    """Return why a sitting ended, in words; one left open ended when the test closed."""
    words = {
        EndReason.LEARNER: _("handed in"),
        EndReason.LENGTH: _("handed in"),
        EndReason.PRECISE: _("handed in"),
        EndReason.TIME: _("the time was up"),
        EndReason.CLOSED: _("the test was closed"),
        EndReason.TEACHER: _("ended by the teacher"),
    }
    return words[EndReason(sitting.end_reason or EndReason.CLOSED)]


def say_stood(seconds: float) -> str:
    """Return for how long a clock stood still, in words."""
    minutes = max(1, round(seconds / 60))
    return ngettext(
        "the clock stood still for %(n)s minute",
        "the clock stood still for %(n)s minutes",
        minutes,
    ) % {"n": minutes}


def say_quiet(seconds: float) -> str:
    """Return for how long nothing was heard of a page, in words."""
    minutes = round(seconds / 60)
    if minutes > LONGEST_QUIET:
        return _("the page is closed")
    return ngettext(
        "nothing heard for %(n)s minute", "nothing heard for %(n)s minutes", minutes
    ) % {"n": minutes}


def show_moment(moment: datetime) -> str:
    """Return a day and a time on the school's clock, in the reader's language."""
    return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")


def describe_people(occasion: Occasion, now: datetime) -> Context:
    """Return who is where, with how many are in each state."""
    lines = find_learner_lines(occasion, now)
    counts = Counter(line.state for line in lines)
    in_class = occasion.series.school_class_id
    here = [line for line in lines if line.sitting or line.learner.school_class_id == in_class]
    return {
        "lines": lines,
        "n_expected": len(here),
        "n_ended": counts[ENDED],
        "n_working": counts[WORKING] + counts[QUIET],
        "n_absent": sum(line.state == ABSENT for line in here),
        "state": find_state(occasion, now),
        "now": now,
    }


def describe_occasion(
    occasion: Occasion, now: datetime, *, may_change: bool, wrong: MoveForm | None = None
) -> Context:
    """Return what the page of an occasion says."""
    test = occasion.series.test
    dates = {"opens_at": localtime(occasion.opens_at), "closes_at": localtime(occasion.closes_at)}
    minutes = None if test.minutes is None else test.minutes + occasion.extra_minutes
    return {
        "occasion": occasion,
        "school_class": occasion.series.school_class,
        "title": show_title(test, content_language()),
        "test": test,
        "minutes": minutes,
        "may_change": may_change,
        "is_begun": OccasionSitting.objects.filter(occasion=occasion).exists(),
        "others": find_others(occasion),
        "move": wrong or MoveForm(initial=dates),
        **describe_people(occasion, now),
    }


def find_others(occasion: Occasion) -> list[Occasion]:
    """Return the other occasions of a series, by time. One query."""
    rows = Occasion.objects.filter(series=occasion.series_id, cancelled_at__isnull=True)
    return list(rows.exclude(pk=occasion.pk).order_by("opens_at"))


def describe_sitter(
    occasion: Occasion,
    learner: Learner,
    now: datetime,
    *,
    may_change: bool,
    wrong: UntilForm | None = None,
) -> Context:
    """Return what the page of one learner at one occasion says."""
    line = next(line for line in find_learner_lines(occasion, now) if line.learner.pk == learner.pk)
    allowance = find_allowances(occasion).get(learner.pk)
    terms = make_terms(occasion, allowance)
    later = localtime(max(now, occasion.closes_at)) + timedelta(days=3)
    return {
        "occasion": occasion,
        "school_class": occasion.series.school_class,
        "learner": learner,
        "title": show_title(occasion.series.test, content_language()),
        "line": line,
        "terms": terms,
        "is_open": terms.is_open(now),
        "may_change": may_change,
        "until": wrong or UntilForm(initial={"until": evening_of(later)}),
    }
