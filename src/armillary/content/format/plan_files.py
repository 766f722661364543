"""The teacher's page on a school year: plans/<unit>.<language>.md."""

from collections.abc import Sequence
from dataclasses import replace

from armillary.content.format.course import Unit
from armillary.content.format.faults import FaultList
from armillary.content.format.files import CourseFiles
from armillary.content.format.tree import read_text
from armillary.content.languages import LANGUAGES
from armillary.content.lessons import find_page_faults


def read_plans(units: Sequence[Unit], files: CourseFiles, faults: FaultList) -> tuple[Unit, ...]:
    """Return the units with their plans: in every language or, where none is written, in none."""
    planned = [path for path in files.contents if path.startswith("plans/")]
    for path in planned:
        name = path.removeprefix("plans/").split(".")[0]
        if all(unit.id != name for unit in units):
            message = f"the unit `{name}` is not in course.yaml; name the page after its unit"
            faults.add(path, 1, message)
    return tuple(
        replace(unit, plans=_read_plan(unit.id, files, faults))
        if any(path.startswith(f"plans/{unit.id}.") for path in planned)
        else unit
        for unit in units
    )


def _read_plan(unit: str, files: CourseFiles, faults: FaultList) -> dict[str, str]:
    plans = {}
    for language in LANGUAGES:
        path = f"plans/{unit}.{language}.md"
        content = files.content(path, faults)
        text = None if content is None else read_text(content, path, faults)
        if text is None:
            continue
        for line, message in find_page_faults(text, {}):
            faults.add(path, line, message)
        plans[language] = text
    return plans
