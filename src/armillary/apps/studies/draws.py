"""The one draw of a study: whether it was made, what it was, and that nothing of it changed."""

import hashlib
from collections import Counter

from django.db.models import Sum

from armillary.apps.studies.models import Assignment, DrawnUnit, Study, StudyDraw
from armillary.apps.studies.protocols import design_of, is_fixed
from armillary.science.evidence import Draw, Unit, check_draw


def is_drawn(study: Study) -> bool:
    """Return whether lots were drawn."""
    return StudyDraw.objects.filter(study=study).exists()


def count_erased(study: Study) -> tuple[int, int]:
    """Return how many of those drawn for each way are erased: nothing else is known of them."""
    units = DrawnUnit.objects.filter(study=study).values("arm")
    drawn = dict(units.annotate(n=Sum("n_learners")).values_list("arm", "n"))
    here = Counter(Assignment.objects.filter(study=study).values_list("arm", flat=True))
    first, second = (max(0, (drawn.get(arm) or 0) - here[arm]) for arm in (0, 1))
    return first, second


def find_draw(study: Study) -> tuple[Draw, list[Unit], list[DrawnUnit]]:
    """Return the recorded draw with its roster, in the order of keys."""
    record = StudyDraw.objects.get(study=study)
    rows = list(DrawnUnit.objects.filter(study=study).order_by("key"))
    draw = Draw(
        arm=tuple(row.arm for row in rows),
        block=tuple(row.block for row in rows),
        roster_hash=record.roster_hash,
        design_hash=record.design_hash,
        result_hash=record.result_hash,
        seed=study.seed,
        version=record.version,
    )
    return draw, [Unit(row.key, row.stratum) for row in rows], rows


def seal_draw(study: Study) -> str:
    """Return a hash that fixes the draw and tells nothing of it to whoever lacks the seed.

    A roster of keys and classes has so few forms that its own hash could be tried out: that would
    tell how many were drawn, and so how many were lost. With the seed the school can show that the
    hash is that of its record.
    """
    draw = StudyDraw.objects.get(study=study)
    parts = (study.seed, draw.roster_hash, draw.design_hash, draw.result_hash, draw.version)
    return hashlib.sha256(":".join(map(str, parts)).encode()).hexdigest()


def check_study(study: Study) -> list[str]:
    """Return what does not agree with the one draw on record; nothing, if all does.

    Looked at: that seed and roster give these arms, that every assignment is that of its unit, and
    that the protocol is the one whose hash was fixed.
    """
    faults = []
    if not is_fixed(study.protocol, study.protocol_hash):
        faults.append("the protocol is not the one that was fixed")
    draw, units, rows = find_draw(study)
    faults += check_draw(draw, units, design_of(study.unit, study.layout))
    arms = {row.pk: row.arm for row in rows}
    given = Assignment.objects.filter(study=study).values_list("unit", "arm")
    if any(arms.get(unit) != arm for unit, arm in given):
        faults.append("an assignment is not the one that was drawn")
    return faults
