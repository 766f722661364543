"""Let a class of the demo sit a test from now on; prints the id of the occasion.

Arguments: class, title, delivery, minutes (0: no clock), questions.
"""

import os
import sys
from datetime import UTC, datetime, timedelta

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.web.settings")

import django  # after the settings are named

django.setup()

from armillary.apps.assessment.actions.making import (  # noqa: E402
    OwnDesign,
    record_own_test,
    record_series,
)
from armillary.apps.assessment.bank import count_skills, find_bank, find_forms  # noqa: E402
from armillary.apps.assessment.models import Delivery, OccasionKind  # noqa: E402
from armillary.apps.assessment.schedule import Window  # noqa: E402
from armillary.apps.curriculum.models import Assessment  # noqa: E402
from armillary.apps.people.models import SchoolClass  # noqa: E402

name, title, delivery, minutes, count = sys.argv[1:]
now = datetime.now(UTC)
school_class = SchoolClass.objects.get(name=name)
teacher = school_class.teachers.order_by("pk").first()
assert teacher is not None
ready = Assessment.objects.order_by("pk").first()
assert ready is not None
form = next(iter(find_forms(ready).values()))[: int(count)]
fixed = delivery == Delivery.FIXED
skills = dict(sorted(count_skills(form).items())[:2])
blueprint = count_skills(form) if fixed else dict.fromkeys(skills, int(count) // 2)
design = OwnDesign(
    course=ready.course,
    title=title,
    delivery=delivery,
    minutes=int(minutes) or None,
    blueprint=blueprint,
    rules={} if fixed else {"most": int(count), "fewest": int(count)},
    forms={"A": form} if fixed else {},
    bank=() if fixed else [one for one in find_bank(ready.course, skills)],
)
test = record_own_test(design, school_class, by=teacher, now=now)
windows = [Window(OccasionKind.SINGLE, now, now + timedelta(hours=2))]
series = record_series(test, school_class, windows, seed=1, by=teacher, now=now).series
sys.stdout.write(f"{series.occasions.get().pk}\n")
