"""Fill a data folder with a simulated district: learners who practise over two school years.

Run as a program of its own, so that its memory is not counted:

    ARMILLARY_DATA=DIR python -m benchmarks.speed.rebuild.fill ANSWERS

Learners come in classes of 25 and answer in sittings of ten, side by side, so that the rows of a
learner lie far apart in the file, as they do in a school's. Scores follow a logistic curve; some
answers are assisted, scored by a lab or wait for a mark. No states are stored.
"""

import os
import sqlite3
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

SEED = 20240601
CLASS_SIZE = 25
SITTINGS, ANSWERS = 50, 10  # for each learner
ITEMS_A_SKILL = 6
P_TWO_SKILLS = 0.25
P_OPEN, P_LAB, P_ASSISTED = 0.03, 0.03, 0.15
START = np.datetime64("2024-09-02T08:00:00", "us")
SECOND = 1_000_000  # microseconds
WEEK = 7 * 86_400 * SECOND
# Two years of 36 weeks of school, and the summer between them.
YEAR_OF_SCHOOL, SUMMER = 36, 14

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class World:
    """Who answers what: ids of rows, and the truth that the scores are drawn from.

    Parameters
    ----------
    learner, ability : shape (n_learners,)
    items, difficulty : shape (n_skills, ITEMS_A_SKILL); ids, and logits
    """

    school: int
    course: int
    learner: Ints
    ability: NDArray[np.float64]
    items: Ints
    difficulty: NDArray[np.float64]


def main() -> None:
    n_answers = int(sys.argv[1])
    folder = Path(os.environ["ARMILLARY_DATA"])
    (folder / "secret.key").write_text("a secret for one benchmark " * 3)
    os.environ["DJANGO_SETTINGS_MODULE"] = "armillary.web.settings"
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    call_command("migrate", verbosity=0)
    generator = np.random.default_rng(SEED)
    n_learners = max(CLASS_SIZE, n_answers // (SITTINGS * ANSWERS))
    world = make_world(n_learners, generator)
    connections.close_all()
    database = sqlite3.connect(settings.DATABASES["default"]["NAME"], isolation_level=None)
    for setting in ("journal_mode = OFF", "synchronous = OFF", "cache_size = -1500000"):
        database.execute(f"PRAGMA {setting}")
    indexes = drop_indexes(database)
    for number in range(SITTINGS):
        database.execute("BEGIN")
        fill_sittings(database, world, number)
        fill_answers(database, world, number, generator)
        database.execute("COMMIT")
    for statement in indexes:
        database.execute(statement)
    database.close()


def make_world(n_learners: int, generator: np.random.Generator) -> World:
    """Publish the shipped course with more items; make the school and its learners."""
    from armillary.apps.curriculum.actions import publish_course
    from armillary.apps.curriculum.models import Course, Item, Question, Skill
    from armillary.apps.curriculum.queries import shipped_course
    from armillary.apps.people.models import Learner, School, SchoolClass
    from armillary.content.format import parse_course

    founded = datetime(2024, 8, 1, tzinfo=UTC)
    folder = shipped_course()
    assert folder is not None
    publish_course(parse_course(folder), now=founded)
    course = Course.objects.get()
    skills = list(Skill.objects.filter(course=course).order_by("number"))
    pattern = Item.objects.filter(kind="one_choice").order_by("pk")[0]
    difficulty = generator.normal(-0.8, 1.0, (len(skills), ITEMS_A_SKILL))
    items = []
    for skill in skills:
        keys = [f"{skill.key}-b{number}" for number in range(ITEMS_A_SKILL)]
        questions = Question.objects.bulk_create(
            Question(course=course, key=key, lesson_key=skill.home_lesson) for key in keys
        )
        for number, question in enumerate(questions):
            two = skill.prerequisites and generator.random() < P_TWO_SKILLS
            items.append(
                Item(
                    question=question,
                    version=question.key,
                    kind=pattern.kind,
                    skills=[skill.key, *(skill.prerequisites[:1] if two else ())],
                    difficulty=float(difficulty[skill.number, number]),
                    content=pattern.content,
                    published_at=founded,
                )
            )
    made = Item.objects.bulk_create(items)
    school = School.objects.create(name="Simulated", simulated=True, created_at=founded)
    classes = SchoolClass.objects.bulk_create(
        SchoolClass(school=school, name=f"{n}", grade=5, code=f"c{n}", created_at=founded)
        for n in range(-(-n_learners // CLASS_SIZE))
    )
    learners = Learner.objects.bulk_create(
        (
            Learner(
                id=int(generator.integers(1, 1 << 52)),
                school=school,
                school_class=classes[n // CLASS_SIZE],
                name=f"Learner {n}",
                created_at=founded,
            )
            for n in range(n_learners)
        ),
        batch_size=1000,
    )
    return World(
        school=school.pk,
        course=course.pk,
        learner=np.array([learner.pk for learner in learners], dtype=np.int64),
        ability=generator.normal(0.0, 1.0, n_learners),
        items=np.array([item.pk for item in made], dtype=np.int64).reshape(difficulty.shape),
        difficulty=difficulty,
    )


def drop_indexes(database: sqlite3.Connection) -> list[str]:
    """Drop what can be built faster afterwards; return the statements that build it."""
    rows = database.execute(
        "SELECT name, sql FROM sqlite_master"
        " WHERE type = 'index' AND tbl_name = 'practice_answer' AND sql IS NOT NULL"
    ).fetchall()
    for name, _ in rows:
        database.execute(f'DROP INDEX "{name}"')
    return [sql for _, sql in rows]


def starts_of(world: World, number: int) -> Ints:
    """Return when each learner's sitting begins, in microseconds since 1970."""
    week = number * 2 * YEAR_OF_SCHOOL // SITTINGS
    week += SUMMER if week >= YEAR_OF_SCHOOL else 0
    n_classes = -(-len(world.learner) // CLASS_SIZE)
    lesson = np.arange(n_classes) % (5 * 6)  # five days of six lessons
    start = START.astype(np.int64) + week * WEEK
    start = start + lesson // 6 * 86_400 * SECOND + lesson % 6 * 3_600 * SECOND
    return np.repeat(start, CLASS_SIZE)[: len(world.learner)]


def fill_sittings(database: sqlite3.Connection, world: World, number: int) -> None:
    """Add a sitting of every learner; its id is `sitting_ids`."""
    database.executemany(
        "INSERT INTO practice_sitting (id, learner_id, course_id, lesson_key, started_at,"
        " end_reason, for_test) VALUES (?, ?, ?, '', ?, '', 0)",
        zip(
            sitting_ids(world, number).tolist(),
            world.learner.tolist(),
            [world.course] * len(world.learner),
            format_times(starts_of(world, number)),
            strict=True,
        ),
    )


def sitting_ids(world: World, number: int) -> Ints:
    """Return the row of each learner's sitting of this number."""
    return np.arange(len(world.learner)) + 1 + number * len(world.learner)


def fill_answers(
    database: sqlite3.Connection, world: World, number: int, generator: np.random.Generator
) -> None:
    """Add ten answers of every learner, all of them in the order of time."""
    database.executemany(
        "INSERT INTO practice_answer (id, learner_id, position, sitting_id, item_id, score,"
        " scored_by_page, moves_model, try_number, answered_at, offer, school_id, seed, language,"
        " given, misconceptions, hints_used, assisted, seconds_spent, policy, p_chosen, device_at,"
        " device_sequence, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1234567, 'en',"
        """ '{"choice":"b"}', '[]', 0, ?9 > 1, 34.5, 'mix-1', 0.0314159, ?10, NULL, ?10)""",
        make_answers(world, number, generator),
    )


def make_answers(
    world: World, number: int, generator: np.random.Generator
) -> Iterator[tuple[object, ...]]:
    """Yield the rows of `fill_answers`."""
    n_learners, n_skills = len(world.learner), len(world.items)
    n = n_learners * ANSWERS
    who = np.repeat(np.arange(n_learners), ANSWERS)
    place = np.tile(np.arange(ANSWERS), n_learners)
    # What the class is at, and from time to time something earlier.
    newest = 6 + number * (n_skills - 6) // SITTINGS
    skill = newest - generator.integers(0, 6, n)
    skill = np.where(generator.random(n) < 0.3, generator.integers(0, newest + 1, n), skill)
    item = generator.integers(0, ITEMS_A_SKILL, n)
    chance = 1.0 / (
        1.0 + np.exp(world.difficulty[skill, item] - world.ability[who] - 0.02 * number)
    )
    score = (generator.random(n) < chance).astype(np.float64)
    is_open, is_lab = generator.random(n) < P_OPEN, generator.random(n) < P_LAB
    score[is_lab] = np.round(generator.random(int(is_lab.sum())), 2)
    is_second = generator.random(n) < P_ASSISTED
    at = starts_of(world, number)[who] + place * 45 * SECOND
    at += generator.integers(0, 20 * SECOND, n)
    order = np.argsort(at, kind="stable")
    position = number * ANSWERS + place + 1
    scores = [
        None if waits else s for s, waits in zip(score.tolist(), is_open.tolist(), strict=True)
    ]
    lists = (
        [f"{number * n + k:032x}" for k in order.tolist()],
        world.learner[who][order].tolist(),
        position[order].tolist(),
        sitting_ids(world, number)[who][order].tolist(),
        world.items[skill, item][order].tolist(),
        [scores[k] for k in order.tolist()],
        is_lab[order].tolist(),
        (~is_second & ~is_open)[order].tolist(),
        (1 + is_second)[order].tolist(),
        format_times(at[order]),
    )
    offer = (
        '{{"item":{},"seed":1234567,"p":0.031415926535,"policy":"mix-1","reason":"lesson",'
        '"nonce":"0192f0c1a2b3c4d5e6f708192a3b4c5d"}}'
    )
    for row in zip(*lists, strict=True):
        yield (*row, offer.format(row[4]), world.school)


def format_times(microseconds: Ints) -> list[str]:
    """Return moments as Django writes them into SQLite."""
    text = np.datetime_as_string(microseconds.view("datetime64[us]"))
    signs = text.view(np.uint32).reshape(len(text), -1)
    signs[:, 10] = ord(" ")
    times: list[str] = text.tolist()
    return times


if __name__ == "__main__":
    main()
