"""Whatever stands in a course folder, the checker answers with faults, never with an error."""

import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from armillary.content.format import check_course

FILES = (
    "course.yaml",
    "skills.yaml",
    "misconceptions.yaml",
    "glossary.yaml",
    "warmups/A05.yaml",
    "lessons/G05-L1/lesson.yaml",
    "lessons/G05-L1/questions.yaml",
    "lessons/G05-L1/lesson.ru.md",
    "lessons/G05-L1/split.svg",
)

QUESTIONS = "lessons/G05-L1/questions.yaml"


@pytest.fixture
def small(copied: Path) -> Path:
    """A course of one question: proving the others again and again would be slow."""
    head, first, *_ = (copied / QUESTIONS).read_text().split("\n- id: ")
    (copied / QUESTIONS).write_text(f"{head}\n- id: {first}\n")
    return copied


once = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.mark.slow
@pytest.mark.parametrize("path", FILES)
@once
@given(content=st.binary(max_size=400))
def test_bytes_without_meaning(small: Path, path: str, content: bytes) -> None:
    (small / path).write_bytes(content)
    report = check_course(small)
    assert report.counts["faults"] == len(report.faults)


yaml_values = st.recursive(
    st.one_of(
        st.sampled_from(["x", "{{n}}", "$\\frac{$", "1", "-1", "1e9", "", "~", "true", "A05"]),
        st.text(alphabet="ab{}[]$<>*_`|#: \n\u0451\u4e2d", max_size=12),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.sampled_from(["en", "ru", "id", "text", "from"]), inner, max_size=3),
    ),
    max_leaves=6,
)


def _flow(value: object) -> str:
    """Write a value as YAML flow with every text quoted."""
    if isinstance(value, list):
        return "[" + ", ".join(map(_flow, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_flow(item)}" for key, item in value.items()) + "}"
    escaped = str(value).replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


@pytest.mark.slow
@settings(parent=once, max_examples=60)
@given(value=yaml_values, seed=st.integers(0, 10**6))
def test_any_value_in_any_place(copied: Path, good_folder: Path, value: object, seed: int) -> None:
    # One line of one question loses its value, and a value of any shape stands there instead.
    head, *questions = (good_folder / QUESTIONS).read_text().split("\n- id: ")
    chance = random.Random(seed)
    lines = (head + "\n- id: " + chance.choice(questions)).split("\n")
    chosen = chance.choice([i for i, line in enumerate(lines) if ": " in line])
    lines[chosen] = lines[chosen].split(": ")[0] + ": " + _flow(value)
    (copied / QUESTIONS).write_text("\n".join(lines))
    report = check_course(copied)
    assert all(1 <= fault.line <= len(lines) for fault in report.faults)


@pytest.mark.slow
@pytest.mark.parametrize(
    "content",
    [
        "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a]\nc: [*b, *b, *b, *b]\n",
        "!!python/object/apply:os.system ['true']\n",
        "? [a, b]\n: c\n",
        "--- a\n--- b\n",
        "[" * 5000,
        "{a: " * 5000,
        "x: " + "y" * 3_000_000,
        "a\tb: c\n\t- d\n",
        "%YAML 9.9\n---\na: b\n",
        "<<: {a: b}\n",
    ],
)
def test_files_made_to_do_harm(copied: Path, content: str) -> None:
    for path in ("course.yaml", QUESTIONS):
        (copied / path).write_text(content)
    faults = check_course(copied).faults
    assert {"course.yaml", QUESTIONS} <= {fault.path for fault in faults}
