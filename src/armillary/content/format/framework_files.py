"""frameworks.yaml: the frameworks of others that skills and lessons name by code."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from armillary.content.format.course import Codes, Framework, FrameworkCode
from armillary.content.format.reader import Reader
from armillary.content.format.tree import Node

FRAMEWORK_IDS = ("ailit", "unesco", "ai4k12", "beijing")


@dataclass(frozen=True, slots=True)
class UsedCodes:
    """The codes of one skill or lesson, and where they stand."""

    codes: Codes
    path: str
    line: int


def read_frameworks(reader: Reader, root: Node) -> tuple[Framework, ...]:
    """Return the frameworks and the names of their codes."""
    entries = reader.mapping(root, ["frameworks"])
    found: dict[str, Framework] = {}
    for node in reader.listed(entries.get("frameworks"), "frameworks", 1, 20):
        framework = _read_framework(reader, node)
        if framework.id in found:
            reader.fault(node, f"the framework {framework.id} stands here twice; keep one")
        elif framework.id:
            found[framework.id] = framework
    return tuple(found.values())


def _read_framework(reader: Reader, node: Node) -> Framework:
    entries = reader.mapping(node, ["id", "title", "entries"])
    codes: dict[str, FrameworkCode] = {}
    for item in reader.listed(entries.get("entries"), "codes with their names", 1, 200):
        parts = reader.mapping(item, ["code", "names", "confirmed"])
        code = reader.text(parts.get("code"))
        if code in codes:
            reader.fault(item, f"the code {code} stands here twice; keep one")
        confirmed = reader.one_of(parts.get("confirmed"), ["true", "false"]) == "true"
        codes[code] = FrameworkCode(code, reader.texts(parts.get("names")), confirmed)
    return Framework(
        id=reader.one_of(entries.get("id"), FRAMEWORK_IDS),
        title=reader.texts(entries.get("title")),
        entries=tuple(codes.values()),
    )


def list_codes(codes: Codes) -> Iterator[tuple[str, str]]:
    """Yield each code with the id of its framework."""
    yield from (("ailit", code) for code in codes.ailit)
    yield from (("unesco", code) for code in codes.unesco)
    if codes.ai4k12 is not None:
        yield "ai4k12", str(codes.ai4k12)
    if codes.beijing is not None:
        yield "beijing", codes.beijing


def check_codes(reader: Reader, frameworks: Sequence[Framework], used: Sequence[UsedCodes]) -> None:
    """Note each code that its framework does not have."""
    known = {framework.id: {entry.code for entry in framework.entries} for framework in frameworks}
    for one in used:
        for framework, code in list_codes(one.codes):
            if code not in known.get(framework, ()):
                message = f"frameworks.yaml has no code {code} of {framework}; check it"
                reader.faults.add(one.path, one.line, message)
