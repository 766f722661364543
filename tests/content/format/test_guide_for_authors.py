"""The guide for authors can be followed: its files make a clean course, step by step."""

import re
import shutil
from pathlib import Path

import pytest

from armillary.content.format import check_course, parse_course

PAGE = Path(__file__).parents[3] / "docs/guide/write-a-lesson.md"
_FILE = r"^`(?P<path>[^`\n]+)`:\n\n```(?:yaml|markdown)\n(?P<content>.*?)^```$"
_REPORT = r"^```console\n\$ armillary check-course my-course\n(?P<report>.*?)^```$"
_STEP = re.compile(f"{_FILE}|{_REPORT}", re.MULTILINE | re.DOTALL)


def test_its_files_make_the_reports_it_shows(tmp_path: Path) -> None:
    n_reports = 0
    for step in _STEP.finditer(PAGE.read_text(encoding="utf-8")):
        if step["path"]:
            path = tmp_path / step["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(step["content"], encoding="utf-8")
            continue
        n_reports += 1
        found = check_course(tmp_path).faults
        said = "".join(f"{fault}\n" for fault in found) or "faults: 0\n"
        assert said == step["report"]
    assert n_reports == 4
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 17


@pytest.mark.slow
def test_its_lesson_fits_into_a_copy_of_the_shipped_course(tmp_path: Path) -> None:
    ours = tmp_path / "our-course"
    shutil.copytree(PAGE.parents[2] / "courses/ai", ours)
    for step in _STEP.finditer(PAGE.read_text(encoding="utf-8")):
        path, content = step["path"] or "", step["content"] or ""
        content = content.replace("G05-L1", "G05-L9").replace("D01", "D12")
        if path.startswith("lessons/G05-L1/"):
            target = ours / path.replace("G05-L1", "G05-L9")
            target.parent.mkdir(exist_ok=True)
            target.write_text(content.replace("number: 1\n", "number: 9\n"), encoding="utf-8")
        elif path in ("skills.yaml", "misconceptions.yaml"):
            with (ours / path).open("a", encoding="utf-8") as file:
                file.write(content.split("\n", 1)[1])
    head = ours / "course.yaml"
    listed = re.sub(r"(- id: G05\n.*?lessons: \[[^\]]*)\]", r"\1, G05-L9]", head.read_text(), flags=re.DOTALL)  # fmt: skip
    head.write_text(listed)
    course = parse_course(ours)
    assert "G05-L9" in [lesson.id for lesson in course.lessons]
