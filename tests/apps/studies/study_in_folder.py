"""Plans a study in a school's data folder, draws its lots, or tells of it: a program for tests.

python study_in_folder.py plan|draw|tell      (ARMILLARY_DATA names the folder)
"""

import json
import os
import sys
from datetime import UTC, datetime, timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.web.settings"


def plan() -> None:
    """Fix a study of the only class."""
    from armillary.apps.assessment.models import SchoolTest
    from armillary.apps.curriculum.models import Course
    from armillary.apps.people.models import Adult, SchoolClass
    from armillary.apps.studies.actions import confirm_draft, make_draft, save_draft

    now, vera = datetime.now(UTC), Adult.objects.get()
    test = SchoolTest.objects.create(
        school=vera.school, course=Course.objects.get(), title="Sorting", delivery="fixed",
        blueprint={}, made_by=vera, made_at=now,
    )  # fmt: skip
    draft = make_draft(vera, now=now)
    said = {
        "question": "Which first?", "kind": "order", "name_0": "Text first", "what_0": "Text.",
        "name_1": "Lab first", "what_1": "Lab.", "classes": [SchoolClass.objects.get().pk],
        "test": test.pk, "design": "learner", "starts_on": now.date().isoformat(),
        "ends_on": (now.date() + timedelta(days=30)).isoformat(),
    }  # fmt: skip
    save_draft(draft, said, now=now)
    confirm_draft(draft, by=vera, now=now)


def draw() -> None:
    """Draw its lots."""
    from armillary.apps.studies.actions import start_study
    from armillary.apps.studies.models import Study

    study = Study.objects.get()
    start_study(study, by=study.made_by, now=datetime.now(UTC))


def tell() -> None:
    """Print who was given what, who gets what now, and what does not agree with the record."""
    from armillary.apps.curriculum.order_choices import find_order
    from armillary.apps.studies.draws import check_study
    from armillary.apps.studies.models import Assignment, Study

    study, now = Study.objects.get(), datetime.now(UTC)
    rows = Assignment.objects.filter(study=study).select_related("learner").order_by("learner")
    gets = [find_order(row.learner, now) for row in rows]
    found = {
        "arms": [[row.learner_id, row.arm] for row in rows],
        "gets": [one.order if one else None for one in gets],
        "faults": check_study(study),
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    import django

    django.setup()
    {"plan": plan, "draw": draw, "tell": tell}[sys.argv[1]]()
