"""The guide for authors can be followed: its files make a clean course, step by step."""

import re
from pathlib import Path

from armillary.content.format import check_course

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
