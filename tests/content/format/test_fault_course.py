"""The course of deliberate faults: every one is found, at its line, and nothing else is."""

from pathlib import Path

import pytest

from armillary.content.format import CourseError, CourseReport, Fault, check_course, parse_course

# Where each fault stands, and a piece of what is said about it. The first line of most files
# says what is wrong in them.
EXPECTED = [
    ("course.yaml", 14, "there is no folder lessons/G05-L9"),
    ("lessons/G05-L1/board.be.md", 5, "cannot be read"),
    ("lessons/G05-L1/board.en.md", 1, "at least two views"),
    ("lessons/G05-L1/board.ru.md", 1, "a control character"),
    ("lessons/G05-L1/board.zh-Hans.md", 5, "a page has no parameters"),
    ("lessons/G05-L1/entity.svg", 2, "remove the DOCTYPE"),
    ("lessons/G05-L1/flat.svg", 1, "`viewBox` is missing"),
    ("lessons/G05-L1/guide.be.md", 1, "the page is empty"),
    ("lessons/G05-L1/guide.en.md", 3, "never closed"),
    ("lessons/G05-L1/guide.ru.md", 3, "there is no gone.svg"),
    ("lessons/G05-L1/guide.zh-Hans.md", 1, "this file is missing"),
    ("lessons/G05-L1/handler.svg", 2, "remove `onclick`"),
    ("lessons/G05-L1/lesson.be.md", 3, "the picture has no words"),
    ("lessons/G05-L1/lesson.en.md", 1, "headings go from ##"),
    ("lessons/G05-L1/lesson.ru.md", 3, "raw HTML `<div>HTML</div>`"),
    ("lessons/G05-L1/lesson.yaml", 2, "the id is G05-L7 but the folder is G05-L1"),
    ("lessons/G05-L1/lesson.zh-Hans.md", 3, "there is no box `warning`"),
    ("lessons/G05-L1/outside.svg", 2, "`href` leads outside"),
    ("lessons/G05-L1/part.svg", 2, "<script> cannot stand"),
    ("lessons/G05-L1/torn.svg", 3, "this is not XML"),
    ("lessons/G05-L1/words.svg", 2, "`test` would need translating"),
    ("lessons/G05-L2/guide.en.md", 3, "a lab is placed by"),
    ("lessons/G05-L2/lesson.be.md", 1, "the page places no lab, lesson.yaml says sorter"),
    ("lessons/G05-L2/questions.yaml", 1, "this file is missing"),
    ("lessons/G05-L3/lesson.yaml", 1, "no unit of course.yaml lists this lesson"),
    ("misconceptions.yaml", 2, "the skill E07 has no misconception E07-m1"),
    ("skills.yaml", 8, "in a ring: A01 -> A02 -> A01"),
    ("warmups/A01.yaml", 12, "`be` is missing"),
    ("warmups/A02.yaml", 13, "a text is missing"),
    ("warmups/A03.yaml", 17, "0 choices are marked"),
    ("warmups/A04.yaml", 17, "2 choices are marked"),
    ("warmups/A05.yaml", 19, "`feedback` is missing"),
    ("warmups/A06.yaml", 19, "`misconception` is missing"),
    ("warmups/A07.yaml", 20, "the misconception `A01-m7`"),
    ("warmups/A08.yaml", 7, "the skill `A99`"),
    ("warmups/A09.yaml", 19, "stands here twice in zh-Hans"),
    ("warmups/A10.yaml", 9, "`stage` stands here twice"),
    ("warmups/A11.yaml", 12, "raw HTML `<b>`"),
    ("warmups/A12.yaml", 23, "cannot be read"),
    ("warmups/A13.yaml", 16, "there is no nowhere.svg"),
    ("warmups/A14.yaml", 28, "this hint states the answer"),
    ("warmups/A15.yaml", 28, "expected 2 to 3 hints"),
    ("warmups/A16.yaml", 5, "must look like G01-L16-q01"),
    ("warmups/A17.yaml", 6, "write one of one_choice"),
    ("warmups/A18.yaml", 9, "this is not YAML"),
    ("warmups/A19.yaml", 12, "put a text that holds a colon in quotes"),
    ("warmups/A20.yaml", 15, "write the text out here"),
    ("warmups/A21.yaml", 4, "`licence` is missing"),
    ("warmups/A22.yaml", 25, "only be says 7"),
    ("warmups/A23.yaml", 19, "no parameters satisfy every condition"),
    ("warmups/A24.yaml", 21, "counts as right"),
    ("warmups/A25.yaml", 24, "is foreseen above"),
    ("warmups/A26.yaml", 18, "`m` is not a parameter"),
    ("warmups/A27.yaml", 18, "only min(...), max(...)"),
    ("warmups/A28.yaml", 19, "endless decimals"),
    ("warmups/A29.yaml", 18, "division by zero"),
    ("warmups/A30.yaml", 12, "`m` is not a parameter"),
    ("warmups/A31.yaml", 28, "these braces are neither"),
    ("warmups/A32.yaml", 29, "ru needs three forms"),
    ("warmups/A33.yaml", 28, "only en shows {{n}}"),
    ("warmups/A34.yaml", 17, "`from` must be below `to`"),
    ("warmups/A35.yaml", 5, "`otherwise` is missing"),
    ("warmups/A36.yaml", 17, "leave at least one wrong"),
    ("warmups/A37.yaml", 18, "`lift` is accepted or foreseen"),
    ("warmups/A38.yaml", 16, "has no letter or digit"),
    ("warmups/A39.yaml", 17, "expected 3 to 6 things"),
    ("warmups/A40.yaml", 22, "stands here twice in ru"),
    ("warmups/A41.yaml", 21, "`fxied` is not known here"),
    ("warmups/A42.yaml", 5, "`rubric` is missing"),
    ("warmups/A43.yaml", 2, "not UTF-8"),
    ("warmups/A44.yaml", 1, "the file is empty"),
    ("warmups/A45.yaml", 2, "levels inside each other"),
    ("warmups/A46.yaml", 30, "ids are never used twice"),
    ("warmups/A47.yaml", 12, "asks the same (en)"),
    ("warmups/A48.yaml", 17, "in en the longest choice is right in 4 of 4"),
    ("warmups/A49.yaml", 17, "only words vary"),
    ("warmups/Z01.yaml", 1, "`Z01` is not in skills.yaml"),
]


# The texts of this course are a few words each; test_checks.py has faults of these kinds.
STUBS = {"parts", "translation", "length", "misconceptions"}


@pytest.fixture(scope="module")
def report(faults_folder: Path) -> CourseReport:
    return check_course(faults_folder)


def _planted(report: CourseReport) -> list[Fault]:
    return [fault for fault in report.faults if fault.check not in STUBS]


def test_every_fault_is_found_at_its_line_and_no_other(report: CourseReport) -> None:
    found = [(fault.path, fault.line) for fault in _planted(report)]
    assert found == [(path, line) for path, line, _ in EXPECTED]


@pytest.mark.parametrize(("path", "line", "said"), EXPECTED)
def test_a_fault_says_what_is_wrong(report: CourseReport, path: str, line: int, said: str) -> None:
    assert [said in fault.message for fault in _planted(report) if fault.path == path] == [True]


def test_a_faulty_course_is_refused_whole(faults_folder: Path) -> None:
    with pytest.raises(CourseError) as caught:
        parse_course(faults_folder)
    assert len(caught.value.faults) > 50


def test_the_report_is_plain_data_with_counts(report: CourseReport) -> None:
    data = report.as_json()
    assert data["faults"] == len(data["found"]) == len(report.faults)
    assert sum(one["faults"] for one in data["checks"].values()) == data["faults"]
    assert data["found"][0] == {
        "path": "course.yaml",
        "line": 14,
        "message": "there is no folder lessons/G05-L9; write the lesson or remove it here",
        "check": "form",
    }
