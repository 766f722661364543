"""Writes of calibrations: rows are added, never changed; the latest that converged counts."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import transaction

from armillary.apps.assessment.calibrating import (
    FoundItem,
    LinkedPart,
    SchoolCalibration,
    calibrate_rows,
    find_rows,
)
from armillary.apps.assessment.misbehaving import Behaviour, find_behaviour
from armillary.apps.assessment.models import CalibratedItem, ItemCalibration, OccasionSitting
from armillary.apps.curriculum.models import Course
from armillary.apps.people.models import School
from armillary.apps.practice.models import Answer
from armillary.science.psychometrics import Model

# A school calibrates again by itself when so many answers to tests are new, and so large a share.
FEWEST_NEW = 100
SHARE_NEW = 0.1
LONGEST_REASON = 200


def record_calibration(
    school: School,
    course: Course,
    *,
    now: datetime,
    model: Model | None = None,
    with_practice: bool = False,
) -> ItemCalibration | None:
    """Calibrate the items of a course from a school's answers and store it; None if too few.

    Parameters
    ----------
    model : "rasch" or "2pl"; without it by how many answers there are
    with_practice : whether first unaided answers from practice join those of tests
    """
    rows = find_rows(school, course, with_practice=with_practice)
    found = calibrate_rows(rows, model=model)
    if found is None:
        return None
    behaviour: dict[int, Behaviour] = {}
    for part in found.parts:
        behaviour.update(find_behaviour(part, rows))
    return _store(school, course, found, behaviour, now)


@transaction.atomic
def _store(
    school: School,
    course: Course,
    found: SchoolCalibration,
    behaviour: dict[int, Behaviour],
    now: datetime,
) -> ItemCalibration:
    parts = [part.calibration for part in found.parts]
    row = ItemCalibration.objects.create(
        school=school,
        course=course,
        model=found.model,
        made_at=now,
        n_learners=sum(part.n_learners for part in parts),
        n_answers=sum(part.n_answers for part in parts),
        log_likelihood=sum(part.log_likelihood for part in parts),
        converged=all(part.converged for part in parts),
        reason="; ".join(dict.fromkeys(part.reason for part in parts))[:LONGEST_REASON],
        report={
            "links": [_report_link(part) for part in found.parts],
            "left_out": {str(key): reason for key, reason in found.left_out.items()},
            "n_rows": len(found.rows),
            "notes": [note for part in parts for note in part.notes],
        },
    )
    CalibratedItem.objects.bulk_create(
        [
            _make_item(row, item, behaviour[int(item.parameters.item)])
            for part in found.parts
            for item in part.items
        ],
        batch_size=500,
    )
    return row


def _report_link(part: LinkedPart) -> dict[str, Any]:
    return {
        "items": [int(item.parameters.item) for item in part.items],
        "factor": part.factor,
        "shift": part.shift,
        "se_shift": part.se_shift,
        "authors_sd": part.authors_sd,
        "populations": [
            {
                "group": str(group.group),
                "mean": part.factor * group.mean + part.shift,
                "sd": part.factor * group.sd,
                "se_mean": part.factor * group.se_mean,
                "se_sd": part.factor * group.se_sd,
                "n_learners": group.n_learners,
            }
            for group in part.calibration.populations
        ],
    }


def _make_item(row: ItemCalibration, item: FoundItem, behaviour: Behaviour) -> CalibratedItem:
    errors = item.covariance.diagonal() ** 0.5
    fit: dict[str, Any] = {}
    if behaviour.fit is not None:
        fit["s_x2"] = {
            "statistic": behaviour.fit.statistic,
            "df": behaviour.fit.df,
            "p": behaviour.fit.p_value,
            "rms_gap": behaviour.fit.rms_gap,
            "n": behaviour.fit.n_learners,
        }
    if behaviour.told is not None:
        fit["told"] = asdict(behaviour.told)
    return CalibratedItem(
        calibration=row,
        item_id=int(item.parameters.item),
        slope=item.parameters.slope,
        intercepts=list(item.parameters.intercepts),
        se_slope=float(errors[0]),
        se_intercepts=[float(error) for error in errors[1:]],
        covariance=item.covariance.tolist(),
        n_answers=item.n_answers,
        fit=fit,
        flags=behaviour.flags,
        by_language={
            "shares": {key: list(pair) for key, pair in behaviour.shares.items()},
            "gaps": [
                {
                    "language": gap.language,
                    "reference": gap.reference,
                    "effect": gap.bias.effect,
                    "size": gap.bias.size,
                    "p": gap.bias.p_adjusted,
                    "n": list(gap.bias.n_answers),
                }
                for gap in behaviour.gaps
            ],
        },
    )


def calibrate_when_due(*, now: datetime) -> int:
    """Calibrate every course of every school that has enough new answers to closed tests.

    Returns how many calibrations were stored.
    """
    made = 0
    for school in School.objects.all():
        for course in Course.objects.filter(tests__school=school).distinct():
            if is_due(school, course, now=now):
                made += record_calibration(school, course, now=now) is not None
    return made


def is_due(school: School, course: Course, *, now: datetime) -> bool:
    """Return whether enough answers to closed tests are new since the last calibration."""
    closed = OccasionSitting.objects.filter(
        occasion__series__school=school, sitting__course=course, occasion__closes_at__lte=now
    )
    last = ItemCalibration.objects.filter(school=school, course=course).order_by("made_at").last()
    answers = Answer.objects.filter(sitting__in=closed.values("sitting"))
    if last is not None:
        answers = answers.filter(received_at__gt=last.made_at)
    known = 0 if last is None else last.n_answers
    return answers.count() >= max(FEWEST_NEW, SHARE_NEW * known)
