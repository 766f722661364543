"""Pages of a study of both ways in different lessons say which lessons, and what it rests on."""

import pytest

from armillary.apps.assessment.models import SchoolTest
from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.curriculum.models import Course
from armillary.apps.studies.actions import make_draft, save_draft
from tests.apps.studies.makers import PLANNED, begin, make_classes, plan
from tests.apps.studies.set_makers import make_lessons, make_set_test, sit_sets
from tests.cast import Cast, ClientFor


@pytest.fixture
def test_of_sets(school: Cast, course: Catalogue) -> SchoolTest:
    """A test on four lessons with labs."""
    rows = Course.objects.get(pk=course.id)
    make_lessons(rows, [5, 4, 4, 5])
    return make_set_test(school, rows)


@pytest.mark.slow
@pytest.mark.parametrize(("language", "semicolon"), [("en", "; "), ("zh-hans", "；")])
def test_page_4_names_the_lessons_of_both_sets_and_the_errors_counted_in(
    school: Cast, test_of_sets: SchoolTest, client_for: ClientFor, language: str, semicolon: str
) -> None:
    draft = make_draft(school.anna, now=PLANNED)
    classes = make_classes(school, 2, 25)
    said = {
        "question": "Which?", "kind": "order", "name_0": "Text", "what_0": "a", "name_1": "Lab",
        "what_1": "b", "classes": [one.pk for one in classes], "test": test_of_sets.pk,
        "starts_on": "2090-10-01", "ends_on": "2090-11-30",
    }  # fmt: skip
    save_draft(draft, said, now=PLANNED)
    client = client_for(school.anna)
    client.cookies["language"] = language
    page = client.get(f"/studies/drafts/{draft.pk}/4/").content.decode()
    assert f"L1{semicolon}L3" in page
    assert f"L2{semicolon}L4" in page
    if language == "en":
        assert "is told from 9 and 9 questions" in page
        assert "Assumed, as six classes of your school have not sat one test yet: 15 %" in page
    client.post(f"/studies/drafts/{draft.pk}/4/", {"design": "within"})
    assert f"L1{semicolon}L3" in client.get(f"/studies/drafts/{draft.pk}/5/").content.decode()


def test_the_running_study_and_its_result_say_what_nobody_may_conclude(
    school: Cast, test_of_sets: SchoolTest, client_for: ClientFor
) -> None:
    study = plan(school, make_classes(school, 2, 20), test_of_sets, design="within")
    begin(school, study)
    client = client_for(school.anna)
    page = client.get(f"/studies/{study.pk}/").content.decode()
    assert "Text first in set 1" in page
    assert "Learners who opened lessons of both sets" in page
    assert "both ways for everybody" in page
    sit_sets(study, effect=1.5, seed=4)
    found = client.get(f"/studies/{study.pk}/results/").content.decode()
    assert "Lab first in set 1" in found
    assert "these lessons alone were compared" in found
    assert "nothing learned one way helped in the other lessons" in found
