"""Make a school whose learners have begun a test, in ARMILLARY_DATA; the arguments are seat tokens.

Prints the id of the occasion.
"""

import runpy
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

made = runpy.run_path(str(Path(__file__).parents[1] / "practice" / "prepare_school.py"))

from armillary.apps.assessment.actions.taking import begin_test  # noqa: E402  # after the setup
from armillary.apps.assessment.models import (  # noqa: E402
    BankItem,
    Form,
    Occasion,
    SchoolTest,
    Series,
)
from armillary.apps.curriculum.models import Course, Item  # noqa: E402

now = datetime.now(UTC)
test = SchoolTest.objects.create(
    school=made["school"],
    course=Course.objects.get(key="ai"),
    title="Sorting",
    delivery="fixed",
    blueprint={},
    made_by=made["head"],
    made_at=now,
)
form = Form.objects.create(test=test, key="A")
items = Item.objects.filter(current_for__isnull=False).exclude(kind="lab").order_by("pk")
for place, item in enumerate(items):
    BankItem.objects.create(
        test=test, form=form, place=place, item=item, seed=1, skill=item.skills[0]
    )
series = Series.objects.create(
    school=made["school"],
    test=test,
    school_class=made["school_class"],
    seed=1,
    made_by=made["head"],
    made_at=now,
)
occasion = Occasion.objects.create(
    series=series,
    kind="single",
    opens_at=now - timedelta(hours=1),
    closes_at=now + timedelta(hours=3),
)
for learner in made["learners"]:
    begin_test(learner, occasion, now=now)
sys.stdout.write(f"{occasion.pk}\n")
