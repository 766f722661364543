"""Assessments, frameworks and plans of a year: what a sound folder gives, and each fault by its place."""

from pathlib import Path

import pytest

from armillary.content.format import Course, check_course


def test_a_sound_year_is_read_as_it_is(good_course: Course) -> None:
    course = good_course
    (assessment,) = course.assessments
    assert [form.id for form in assessment.forms] == ["A", "B"]
    assert assessment.anchors == ("G05-T-q01",)
    assert {question.id for question in assessment.questions}.isdisjoint(
        question.id for question in course.questions
    )
    assert all(question.hints == () for question in assessment.questions)
    assert [framework.id for framework in course.frameworks] == [
        *("ailit", "ai4k12", "unesco", "beijing")
    ]
    assert course.frameworks[0].entries[1].confirmed
    assert course.units[0].plans["be"].startswith("## Адзін")


FORMS = "assessments/G05/assessment.yaml"
QUESTIONS = "assessments/G05/questions.yaml"
SPOILS = [
    (FORMS, "id: G05\n", "id: G06\n", "id: G06", "make them one"),
    (FORMS, "unit: G05", "unit: G06", "unit: G06", "is not in course.yaml"),
    (FORMS, "[G05-T-q01, G05-T-q02", "[G05-T-q02", "- id: A", "lacks the anchors G05-T-q01"),
    (FORMS, "q04, G05-T-q05]", "q04, G05-T-q05, G05-T-q05]", "", "twice"),
    (FORMS, "q04, G05-T-q05]", "q04, G05-T-q09]", "- id: B", "not in questions.yaml"),
    (FORMS, "  A: 1", "  A: 2", "- id: A", "the blueprint says 2"),
    (FORMS, "q02, G05-T-q03]", "q04, G05-T-q03]", "- id: A", "no form asks G05-T-q02"),
    (FORMS, "q02, G05-T-q03]", "q04, G05-T-q03]", "- id: A", "is in 2 forms"),
    (QUESTIONS, "G05-T-q01", "G05-L1-q31", "G05-L1-q31", "must look like"),
    (QUESTIONS, "  answer:", "  hints: []\n  answer:", "hints:", "hints"),
    (QUESTIONS, ", misconception: none}", "}", "value: 1}", "`misconception` is missing"),
    ("frameworks.yaml", "code: S2", "code: S3", "", "has no code S2 of ailit"),
    ("frameworks.yaml", "confirmed: true", "confirmed: maybe", "confirmed: maybe", "true"),
    ("frameworks.yaml", 'code: "3"', 'code: "2"', "", "stands here twice"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "old", "new", "at", "said"), SPOILS)
def test_a_spoilt_year_is_noticed_at_its_place(
    copied: Path, path: str, old: str, new: str, at: str, said: str
) -> None:
    text = (copied / path).read_text()
    assert old in text
    spoiled = text.replace(old, new, 1)
    (copied / path).write_text(spoiled)
    lines = {n for n, line in enumerate(spoiled.split("\n"), start=1) if at in line}
    faults = check_course(copied).faults
    found = [fault for fault in faults if said in fault.message]
    assert found, [str(fault) for fault in faults]
    assert not at or any(fault.line in lines for fault in found), [str(fault) for fault in found]


def test_a_plan_is_there_in_every_language_or_in_none(copied: Path) -> None:
    (copied / "plans/G05.be.md").unlink()
    (fault,) = check_course(copied).faults
    assert str(fault) == "plans/G05.be.md:1: this file is missing; add it"


def test_a_plan_of_no_unit_is_a_fault(copied: Path) -> None:
    for path in (copied / "plans").iterdir():
        path.rename(path.with_name(path.name.replace("G05", "G07")))
    faults = check_course(copied).faults
    assert len(faults) == 4
    assert all("name the page after its unit" in fault.message for fault in faults)
