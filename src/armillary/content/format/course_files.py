"""The files at the top of a course folder: course.yaml, skills.yaml, misconceptions.yaml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from armillary.content.format.course import Codes, Misconception, Skill, Strand, Unit
from armillary.content.format.reader import Reader
from armillary.content.format.tree import Node
from armillary.content.languages import LANGUAGES
from armillary.content.questions import STAGES

COURSE_ID = r"[a-z][a-z0-9-]{0,39}"
STRAND_ID = r"[A-Z]"
UNIT_ID = r"[A-Z][A-Za-z0-9-]{0,19}"
LESSON_ID = r"[A-Z][A-Z0-9]{0,9}-L\d{1,2}"
SKILL_ID = r"[A-Z]\d{2,3}"
MISCONCEPTION_ID = r"[A-Z]\d{2,3}-m[1-9]\d?"
_CODE = r"[A-Z]{1,3}\d?(?:-[A-Z])?"


@dataclass(frozen=True, slots=True)
class CourseHead:
    """What course.yaml says, and the lines it says it on."""

    id: str
    version: str
    title: Mapping[str, str]
    licence: str
    strands: tuple[Strand, ...]
    units: tuple[Unit, ...]
    lesson_lines: Mapping[str, int]


def read_course_head(reader: Reader, root: Node) -> CourseHead:
    """Return what course.yaml says."""
    required = ["id", "version", "languages", "title", "licence", "strands", "units"]
    entries = reader.mapping(root, required)
    _read_languages(reader, entries.get("languages"))
    lines: dict[str, int] = {}
    units = reader.listed(entries.get("units"), "units", 1, 100)
    return CourseHead(
        id=reader.name(entries.get("id"), COURSE_ID, "ai"),
        version=reader.text(entries.get("version")),
        title=reader.texts(entries.get("title")),
        licence=reader.name(entries.get("licence"), r"[A-Za-z0-9.+-]{2,40}", "CC-BY-4.0"),
        strands=_read_strands(reader, entries.get("strands")),
        units=tuple(_read_unit(reader, unit, lines) for unit in units),
        lesson_lines=lines,
    )


def _read_languages(reader: Reader, node: Node | None) -> None:
    names = [item.text for item in reader.listed(node, "languages", 1, 20)]
    if node is not None and sorted(names) != sorted(LANGUAGES):
        reader.fault(node, f"a course has the languages {', '.join(LANGUAGES)}; list exactly these")


def _read_strands(reader: Reader, node: Node | None) -> tuple[Strand, ...]:
    if node is None:
        return ()
    if node.kind != "mapping" or not node.entries:
        reader.fault(node, "expected strands here, such as `A: {en: ...}`")
        return ()
    for strand in node.entries:
        if len(strand) != 1 or not "A" <= strand <= "Z":
            line = node.key_lines[strand]
            reader.faults.add(reader.path, line, "a strand is one capital letter, such as A")
    return tuple(Strand(key, reader.texts(entry)) for key, entry in node.entries.items())


def _read_unit(reader: Reader, node: Node, lines: dict[str, int]) -> Unit:
    entries = reader.mapping(node, ["id", "grade", "title", "lessons"])
    lessons = []
    for item in reader.listed(entries.get("lessons"), "lesson ids", 0, 100):
        lesson = reader.name(item, LESSON_ID, "G05-L1")
        if lesson in lines:
            reader.fault(item, f"the lesson {lesson} is listed twice; keep one")
        elif lesson:
            lines[lesson] = item.line
            lessons.append(lesson)
    return Unit(
        id=reader.name(entries.get("id"), UNIT_ID, "G05"),
        grade=reader.whole(entries.get("grade"), 1, 12),
        title=reader.texts(entries.get("title")),
        lessons=tuple(lessons),
        plans={},
    )


def read_codes(reader: Reader, node: Node | None) -> Codes:
    """Return the codes of other frameworks."""
    if node is None:
        return Codes((), (), None, None)
    entries = reader.mapping(node, ["ailit"], ["unesco", "ai4k12", "beijing"])
    ai4k12, beijing = _present(entries, "ai4k12"), _present(entries, "beijing")
    return Codes(
        ailit=tuple(reader.names(entries.get("ailit"), _CODE, "E1")),
        unesco=tuple(reader.names(entries.get("unesco"), _CODE, "TA-U")),
        ai4k12=None if ai4k12 is None else reader.whole(ai4k12, 1, 5),
        beijing=None if beijing is None else reader.name(beijing, r"BJ\d-[A-Z]", "BJ1-P"),
    )


def _present(entries: Mapping[str, Node], name: str) -> Node | None:
    node = entries.get(name)
    return None if node is None or node.kind == "nothing" else node


def read_skills(
    reader: Reader, root: Node, strands: Sequence[str]
) -> tuple[tuple[Skill, ...], Mapping[str, Node]]:
    """Return the skills and the place of each."""
    entries = reader.mapping(root, ["skills"])
    skills: list[Skill] = []
    places: dict[str, Node] = {}
    for node in reader.listed(entries.get("skills"), "skills", 1, 2000):
        skill = _read_skill(reader, node, strands)
        if skill.id in places:
            reader.fault(node, f"the skill {skill.id} is defined twice; keep one")
        elif skill.id:
            places[skill.id] = node
            skills.append(skill)
    for skill in skills:
        _check_prerequisites(reader, skill, places)
    _check_cycles(reader, skills, places)
    return tuple(skills), places


def _read_skill(reader: Reader, node: Node, strands: Sequence[str]) -> Skill:
    required = ["id", "strand", "grade", "lesson", "stage", "prerequisites", "names", "codes"]
    entries = reader.mapping(node, required)
    skill_id = reader.name(entries.get("id"), SKILL_ID, "A06")
    strand = reader.one_of(entries.get("strand"), strands) if strands else ""
    if skill_id and strand and not skill_id.startswith(strand):
        reader.fault(entries["id"], f"{skill_id} must begin with its strand, {strand}")
    return Skill(
        id=skill_id,
        strand=strand,
        grade=reader.whole(entries.get("grade"), 1, 12),
        lesson=reader.name(entries.get("lesson"), LESSON_ID, "G05-L1"),
        stage=reader.one_of(entries.get("stage"), STAGES),
        prerequisites=tuple(reader.names(entries.get("prerequisites"), SKILL_ID, "A06")),
        names=reader.texts(entries.get("names")),
        codes=read_codes(reader, entries.get("codes")),
    )


def _check_prerequisites(reader: Reader, skill: Skill, places: Mapping[str, Node]) -> None:
    for name in skill.prerequisites:
        if name not in places:
            line = places[skill.id].line_at("prerequisites")
            message = f"the prerequisite `{name}` is not a skill; check the id"
            reader.faults.add(reader.path, line, message)


def _check_cycles(reader: Reader, skills: Sequence[Skill], places: Mapping[str, Node]) -> None:
    """Note each ring of prerequisites once, at the skill that closes it."""
    needs = {skill.id: [name for name in skill.prerequisites if name in places] for skill in skills}
    settled: set[str] = set()
    for start in needs:
        ring = _ring_from(start, needs, settled)
        if ring:
            line = places[ring[0]].line_at("prerequisites")
            shown = " -> ".join([*ring, ring[0]])
            message = f"these skills need each other in a ring: {shown}; remove one prerequisite"
            reader.faults.add(reader.path, line, message)


def _ring_from(start: str, needs: Mapping[str, list[str]], settled: set[str]) -> list[str]:
    """Return the first ring met on a walk along prerequisites; what was walked is settled."""
    trail: list[str] = []
    waiting = [start]
    while waiting:
        name = waiting[-1]
        if name in settled or trail[-1:] == [name]:
            # Everything below this skill has been walked.
            del trail[len(trail) - (trail[-1:] == [name]) :]
            settled.add(waiting.pop())
        elif name in trail or name in needs[name]:
            settled.update([*trail, name])
            return trail[trail.index(name) :] if name in trail else [name]
        else:
            trail.append(name)
            waiting.extend(needs[name])
    return []


def read_misconceptions(
    reader: Reader, root: Node, skills: Mapping[str, Node]
) -> tuple[Misconception, ...]:
    """Return the misconceptions; every skill must have its first one."""
    entries = reader.mapping(root, ["misconceptions"])
    found: dict[str, Misconception] = {}
    for node in reader.listed(entries.get("misconceptions"), "misconceptions", 1, 20_000):
        one = _read_misconception(reader, node, skills)
        if one.id in found:
            reader.fault(node, f"the misconception {one.id} is defined twice; keep one")
        elif one.id:
            found[one.id] = one
    for skill in skills:
        if f"{skill}-m1" not in found:
            reader.fault(root, f"the skill {skill} has no misconception {skill}-m1; add it")
    return tuple(found.values())


def _read_misconception(reader: Reader, node: Node, skills: Mapping[str, Node]) -> Misconception:
    entries = reader.mapping(node, ["id", "skill", "text"])
    name = reader.name(entries.get("id"), MISCONCEPTION_ID, "A06-m1")
    skill = reader.name(entries.get("skill"), SKILL_ID, "A06")
    if skill and skills and skill not in skills:
        reader.fault(entries["skill"], f"the skill `{skill}` is not in skills.yaml; check the id")
    if name and skill and not name.startswith(f"{skill}-"):
        reader.fault(entries["id"], f"{name} must begin with its skill, {skill}-m")
    return Misconception(name, skill, reader.texts(entries.get("text")))
