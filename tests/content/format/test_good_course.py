"""A course without faults is read as it is; spoiling any part of it is noticed there."""

from pathlib import Path

import pytest

from armillary.content.format import Course, check_course, parse_course

LANGUAGES = ("en", "ru", "be", "zh-Hans")


def test_nothing_is_wrong_and_everything_is_counted(good_folder: Path) -> None:
    report = check_course(good_folder, known_labs={"teach-the-sorter": ["full"]})
    assert report.faults == ()
    in_each = {"lessons": 1, "questions": 14, "skills": 2}
    data = report.as_json()
    assert all(one["faults"] == 0 for one in data.pop("checks").values())
    assert data == {
        "faults": 0,
        "lessons": 1,
        "lesson_variants": 0,
        "questions": 14,
        "assessments": 1,
        "labs": 1,
        "skills": 2,
        "languages": {language: in_each for language in LANGUAGES},
        "found": [],
    }


def test_the_course_holds_what_its_files_say(good_course: Course) -> None:
    assert (good_course.id, good_course.version, good_course.languages) == (
        "tiny",
        "1.0.0",
        LANGUAGES,
    )
    (lesson,) = good_course.lessons
    assert lesson.id == "G05-L1"
    assert lesson.titles["be"] == "Частку адкладзём"
    assert lesson.lab == "teach-the-sorter"
    assert lesson.codes.ai4k12 == 3
    assert "::lab{teach-the-sorter}" in lesson.pages["zh-Hans"]
    assert [question.kind for question in lesson.questions] == [
        *("one_choice", "several_choices", "number", "short_text"),
        *("order", "match", "bins", "open"),
    ]
    assert [skill.prerequisites for skill in good_course.skills] == [(), ("A05",)]
    assert good_course.skills[1].codes.beijing is None
    assert [question.id for question in good_course.warmups["A05"]] == ["G03-L1-q01"]
    assert list(good_course.pictures) == ["lessons/G05-L1/split.svg"]
    assert len(good_course.questions) == 9


# Each row spoils one place of the good course: file, what stands there, what is put instead,
# a piece of the line the fault is expected at, and a piece of what is said.
QUESTIONS = "lessons/G05-L1/questions.yaml"
LESSON = "lessons/G05-L1/lesson.yaml"
SPOILS = [
    ("course.yaml", "zh-Hans]", "de]", "languages:", "list exactly these"),
    ("course.yaml", "id: tiny", "id: Tiny Course", "id: Tiny", "must look like ai"),
    ("course.yaml", "grade: 5", "grade: 13", "grade: 13", "outside the range from 1 to 12"),
    ("course.yaml", "version: 1.0.0", "version:", "version:", "a text is missing"),
    ("course.yaml", "[G05-L1]", "[G05-L1, G05-L1]", "lessons:", "listed twice"),
    ("course.yaml", "licence: CC", "license: CC", "license:", "did you mean `licence`?"),
    ("skills.yaml", "[A05]", "[A06]", "[A06]", "`A06` is not a skill"),
    ("skills.yaml", "[A05]", "[E05]", "[E05]", "E05 -> E05"),
    ("skills.yaml", "strand: E", "strand: B", "strand: B", "write one of A, E"),
    ("skills.yaml", "id: E05", "id: A06", "id: A06", "must begin with its strand"),
    ("skills.yaml", "  stage: P\n", "", "- id: A05", "`stage` is missing"),
    ("skills.yaml", "ai4k12: 2", "ai4k12: two", "ai4k12: two", "a whole number from 1 to 5"),
    ("misconceptions.yaml", "skill: E05", "skill: E06", "E06", "`E06` is not in skills.yaml"),
    ("misconceptions.yaml", "id: E05-m1", "id: A05-m2", "A05-m2", "must begin with its skill"),
    ("misconceptions.yaml", "id: E05-m1", "id: E05-m2", "misconc", "has no misconception E05-m1"),
    (LESSON, "number: 1", "number: 0x1", "number:", "expected a whole number"),
    (LESSON, "new_skills: [E05]", "new_skills: [A05]", "new_skills", "home lesson of A05"),
    (LESSON, "new_skills: [E05]", "new_skills: E05", "new_skills", "expected a list"),
    (LESSON, "new_skills: [E05]", "new_skills: [E05, E05]", "new_skills", "stands here twice"),
    (LESSON, "unit: G05", "unit: G06", "unit:", "`G06` is not in course.yaml"),
    (LESSON, "lab: teach-the-sorter", "lab: Teach", "lab:", "must look like"),
    (LESSON, "minutes: 8", "minutes: 800", "minutes:", "outside the range"),
    ("lessons/G05-L1/lesson.en.md", "(split.svg)", "(/etc/passwd)", "![", "not a drawing beside"),
    ("lessons/G05-L1/lesson.en.md", ":::\n", "", "::: remember", "never closed"),
    (QUESTIONS, "kind: open", "kind: order", "rubric:", "`rubric` is not known"),
    (QUESTIONS, "    partly:", "    half:", "half:", "`half` is not known here"),
    (QUESTIONS, "    not_yet:", "    partly2:", "right:", "`not_yet` is missing"),
    (QUESTIONS, "One of the two.", "One of the two. " * 20, "One of", "a level is one short line"),
    (QUESTIONS, "tolerance: 0.1", "tolerance: 0 - 1", "0 - 1", "below 0"),
    (QUESTIONS, "tolerance: 0.1", "tolerance: 99", "- value: 100 - share", "counts as right"),
    (QUESTIONS, "[train > 3 * test]", "[train > 35]", "where:", "draws"),
    (QUESTIONS, "from: 20", "from: 2e1", "from: 2e1", "expected a number"),
    (QUESTIONS, '"{{train}} of', '"{{Train}} of', "{{Train}}", "neither"),
    (QUESTIONS, "right: true", "right: yes", "right: yes", "write one of true, false"),
    (QUESTIONS, "id: learned", "id: fixed", "id: fixed", "stands here twice"),
    (QUESTIONS, "seconds: 30", "seconds: soon", "seconds: soon", "expected a whole number"),
    (QUESTIONS, "skills: [E05]", "skills: []", "skills: []", "expected at least 1 names"),
    ("warmups/A05.yaml", "skills: [A05]", "skills: [E05]", "skills:", "must have A05 among"),
]


@pytest.mark.slow
@pytest.mark.parametrize(("path", "old", "new", "at", "said"), SPOILS)
def test_a_spoiled_place_is_named(
    copied: Path, path: str, old: str, new: str, at: str, said: str
) -> None:
    text = (copied / path).read_text()
    assert old in text
    spoiled = text.replace(old, new, 1)
    (copied / path).write_text(spoiled)
    lines = {n for n, line in enumerate(spoiled.split("\n"), start=1) if at in line}
    faults = check_course(copied).faults
    assert [f for f in faults if f.path == path and f.line in lines and said in f.message], faults


def test_a_missing_file_is_a_fault(copied: Path) -> None:
    for name in ("course.yaml", "skills.yaml", "misconceptions.yaml"):
        (copied / name).unlink()
    faults = check_course(copied).faults
    assert [str(fault) for fault in faults if "missing" in fault.message] == [
        f"{name}:1: this file is missing; add it"
        for name in ("course.yaml", "misconceptions.yaml", "skills.yaml")
    ]


def test_an_empty_folder_and_no_folder_are_faults(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "nowhere"):
        assert [fault.path for fault in check_course(folder).faults] == [
            "course.yaml",
            "misconceptions.yaml",
            "skills.yaml",
        ]


def test_a_file_that_nothing_is_read_from_is_a_fault(copied: Path) -> None:
    for name in ("README.md", "lessons/G05-L1/LICENSE", "lessons/G05-L1/guide.zh.md", "notes.txt"):
        (copied / name).write_text("Text.")
    assert [fault.path for fault in check_course(copied).faults] == [
        "lessons/G05-L1/guide.zh.md",
        "notes.txt",
    ]


def test_a_link_out_of_the_folder_is_not_followed(copied: Path, tmp_path: Path) -> None:
    secret = tmp_path / "secret.svg"
    secret.write_text("secret")
    (copied / "lessons/G05-L1/link.svg").symlink_to(secret)
    (fault,) = check_course(copied).faults
    assert str(fault) == ("lessons/G05-L1/link.svg:1: this is a link; put the file itself here")


def test_a_lab_that_is_not_there_is_a_fault_when_the_labs_are_known(good_folder: Path) -> None:
    (fault,) = check_course(good_folder, known_labs={"robot-orders": ["first"]}).faults
    assert (fault.path, fault.line) == ("lessons/G05-L1/lesson.yaml", 8)
    assert "robot-orders" in fault.message


def test_a_change_of_a_drawing_changes_the_question_that_shows_it(
    good_course: Course, copied: Path
) -> None:
    drawing = copied / "lessons/G05-L1/split.svg"
    drawing.write_text(drawing.read_text().replace("120 40", "120 44"))
    changed = parse_course(copied)
    pairs = zip(good_course.questions, changed.questions, strict=True)
    assert [old.id for old, new in pairs if old != new] == ["G05-L1-q01"]
