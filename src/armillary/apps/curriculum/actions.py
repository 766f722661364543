"""Writes of the curriculum: publishing a checked course folder."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.curriculum.models import (
    Assessment,
    Course,
    Item,
    Lesson,
    LessonVersion,
    Misconception,
    Picture,
    Question,
    Skill,
)
from armillary.content.format import Course as CourseFiles
from armillary.content.format import Lesson as LessonFiles
from armillary.content.format import Unit
from armillary.content.lessons import render_board, render_guide, render_lesson
from armillary.content.questions import Question as QuestionFile
from armillary.content.questions import question_to_dict, question_version

# Where an item's difficulty starts before any answers, in logits.
STARTING_DIFFICULTY = {"easy": -1.0, "middle": 0.0, "hard": 1.0}
LAB_MOMENTS = ("predict", "do", "explain")
# An answer that a page scored by itself says less about a skill than one the server marked.
LAB_SLOPE = 0.5


@dataclass(frozen=True, slots=True)
class Published:
    """What a publication changed."""

    lessons: int
    items: int
    retired: int


@transaction.atomic
def publish_course(files: CourseFiles, *, now: datetime) -> Published:
    """Publish a checked course: new versions are added, what left the folder is retired.

    Nothing published is ever changed: an item or lesson whose text differs becomes a new version.
    """
    course, _ = Course.objects.update_or_create(
        key=files.id,
        defaults={
            "version": str(files.version),
            "title": dict(files.title),
            "strands": {strand.id: dict(strand.names) for strand in files.strands},
            "units": [_describe_unit(unit) for unit in files.units],
            "licence": files.licence,
            "glossary": [
                {"id": term.id, "names": dict(term.names), "definition": dict(term.definition)}
                for term in files.glossary
            ],
            "frameworks": [_plain(framework) for framework in files.frameworks],
            "published_at": now,
        },
    )
    _publish_skills(course, files)
    pictures = _publish_pictures(files.pictures)
    new_lessons = _publish_lessons(course, files, pictures, now=now)
    _publish_assessments(course, files, now=now)
    new_items, retired = _publish_questions(course, files, now=now)
    SHELF.clear()
    return Published(new_lessons, new_items, retired)


def _describe_unit(unit: Unit) -> dict[str, Any]:
    """Return a unit as it is stored; its plan as safe HTML by language."""
    return {
        "id": unit.id,
        "grade": unit.grade,
        "title": dict(unit.title),
        "lessons": list(unit.lessons),
        "plan": {
            language: render_guide(text, picture_url=str).html
            for language, text in unit.plans.items()
        },
    }


def _publish_skills(course: Course, files: CourseFiles) -> None:
    """Skills keep their number for ever; a new one gets the next."""
    known = {skill.key: skill for skill in Skill.objects.filter(course=course)}
    following = max((skill.number for skill in known.values()), default=-1) + 1
    for entry in files.skills:
        skill = known.get(entry.id)
        if skill is None:
            skill = Skill(course=course, key=entry.id, number=following)
            following += 1
        skill.strand, skill.grade = entry.strand, entry.grade
        skill.names, skill.home_lesson = dict(entry.names), entry.lesson
        skill.prerequisites, skill.codes = list(entry.prerequisites), _plain(entry.codes)
        skill.save()
        known[entry.id] = skill
    rows = {row.key: row for row in Misconception.objects.filter(course=course)}
    for belief in files.misconceptions:
        row = rows.get(belief.id) or Misconception(course=course, key=belief.id)
        row.skill, row.text = known[belief.skill], dict(belief.text)
        row.save()


def _publish_pictures(files: Mapping[str, bytes]) -> dict[str, str]:
    """Store each picture under its hash; return the address of each path."""
    addresses = {}
    for path, content in files.items():
        key = hashlib.sha256(content).hexdigest()
        Picture.objects.get_or_create(hash=key, defaults={"svg": content.decode("utf-8")})
        addresses[path] = picture_address(key)
    return addresses


def picture_address(key: str) -> str:
    """Return the address of a stored picture."""
    return reverse("curriculum:show_picture", args=[key])


def _publish_lessons(
    course: Course, files: CourseFiles, pictures: Mapping[str, str], *, now: datetime
) -> int:
    order = [key for unit in files.units for key in unit.lessons]
    grades = {unit.id: unit.grade for unit in files.units}
    fresh = 0
    for entry in files.lessons:
        row, _ = Lesson.objects.update_or_create(
            course=course,
            key=entry.id,
            defaults={
                "unit": entry.unit,
                "place": order.index(entry.id),
                "grade": grades[entry.unit],
                "titles": dict(entry.titles),
                "new_skills": list(entry.new_skills),
                "review_skills": list(entry.review_skills),
                "lab": entry.lab or "",
                "lab_level": entry.lab_level or "",
                "minutes": entry.minutes,
                "can_do": [dict(line) for line in entry.can_do],
                "codes": _plain(entry.codes),
                "retired_at": None,
            },
        )
        version = _render_version(entry, pictures)
        current, made = LessonVersion.objects.get_or_create(
            lesson=row,
            version=_hash(version),
            defaults={**version, "published_at": now},
        )
        fresh += made
        row.current = current
        row.save(update_fields=["current"])
    gone = Lesson.objects.filter(course=course, retired_at__isnull=True)
    gone.exclude(key__in=[entry.id for entry in files.lessons]).update(retired_at=now)
    return fresh


def _render_version(entry: LessonFiles, pictures: Mapping[str, str]) -> dict[str, Any]:
    """Return the safe HTML of a lesson in every language.

    Lesson variants are named only where there are some: the hash of other lessons stays.
    """

    def address(name: str) -> str:
        return pictures.get(f"lessons/{entry.id}/{name}", "")

    def render(pages: Mapping[str, str]) -> dict[str, str]:
        return {
            language: render_lesson(text, picture_url=address).html
            for language, text in pages.items()
        }

    variants = [
        {
            "id": variant.id,
            "title": dict(variant.title),
            "what": dict(variant.what),
            "pages": render(variant.pages),
        }
        for variant in entry.variants
    ]
    return {
        "pages": render(entry.pages),
        "guides": {
            language: render_guide(text, picture_url=address).html
            for language, text in entry.guides.items()
        },
        "boards": {
            language: list(render_board(text, picture_url=address))
            for language, text in entry.boards.items()
        },
        **({"variants": variants} if variants else {}),
    }


def _publish_questions(course: Course, files: CourseFiles, *, now: datetime) -> tuple[int, int]:
    """Add an item for every question that is new or changed; retire what left."""
    fresh, present = 0, []
    for lesson, question, closed in _all_questions(files):
        present.append(question.id)
        fresh += _publish_item(
            course,
            question.id,
            {"lesson_key": lesson, "closed": closed},
            now=now,
            version=question_version(question),
            fields={
                "kind": question.kind,
                "skills": list(question.skills),
                "difficulty": STARTING_DIFFICULTY[question.difficulty],
                "seconds": question.seconds,
                "content": question_to_dict(question),
            },
        )
    for entry in files.lessons:
        for moment in LAB_MOMENTS if entry.lab else ():
            key = lab_question_key(entry.id, moment)
            present.append(key)
            content = {"kind": "lab", "lab": entry.lab, "moment": moment}
            fresh += _publish_item(
                course,
                key,
                {"lesson_key": entry.id},
                now=now,
                version=_hash({**content, "skills": list(entry.new_skills)}),
                fields={
                    "kind": "lab",
                    "skills": list(entry.new_skills),
                    "difficulty": 0.0,
                    "slope": LAB_SLOPE,
                    "seconds": 300,
                    "content": content,
                },
            )
    gone = Question.objects.filter(course=course, retired_at__isnull=True).exclude(key__in=present)
    return fresh, gone.update(retired_at=now)


def lab_question_key(lesson_key: str, moment: str) -> str:
    """Return the key under which a scored moment of a lesson's lab is an item."""
    return f"{lesson_key}-lab-{moment}"


def _all_questions(files: CourseFiles) -> Iterable[tuple[str, QuestionFile, bool]]:
    """Yield every question with its lesson ("" in an assessment) and whether it is kept closed."""
    for entry in files.lessons:
        for question in entry.questions:
            yield entry.id, question, False
    homes = {skill.id: skill.lesson for skill in files.skills}
    for skill, questions in files.warmups.items():
        for question in questions:
            yield homes[skill], question, False
    for assessment in files.assessments:
        for question in assessment.questions:
            yield "", question, True


def _publish_assessments(course: Course, files: CourseFiles, *, now: datetime) -> None:
    for entry in files.assessments:
        Assessment.objects.update_or_create(
            course=course,
            key=entry.id,
            defaults={
                "unit": entry.unit,
                "minutes": entry.minutes,
                "titles": dict(entry.titles),
                "blueprint": dict(entry.blueprint),
                "anchors": list(entry.anchors),
                "forms": [
                    {"id": form.id, "questions": list(form.questions)} for form in entry.forms
                ],
                "retired_at": None,
            },
        )
    gone = Assessment.objects.filter(course=course, retired_at__isnull=True)
    gone.exclude(key__in=[entry.id for entry in files.assessments]).update(retired_at=now)


def _publish_item(
    course: Course,
    key: str,
    place: dict[str, Any],
    *,
    now: datetime,
    version: str,
    fields: dict[str, Any],
) -> int:
    question, _ = Question.objects.get_or_create(course=course, key=key, defaults=place)
    item, made = Item.objects.get_or_create(
        question=question, version=version, defaults={**fields, "published_at": now}
    )
    if question.current_id != item.pk or question.retired_at is not None:
        question.current, question.retired_at = item, None
        question.save(update_fields=["current", "retired_at"])
    return int(made)


def _hash(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:  # Any: JSON of any shape
    """Return records, mappings and tuples as the dicts and lists JSON fields take."""
    if is_dataclass(value) and not isinstance(value, type):
        return _plain(asdict(value))
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value
