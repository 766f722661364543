"""What every learner model refuses, said in the same words."""

import math

from .contract import Key

MAX_SKILLS = 65_535  # skill indexes are packed in two bytes


def check_n_skills(n_skills: int) -> None:
    """Refuse a number of skills that cannot be packed."""
    if not 1 <= n_skills <= MAX_SKILLS:
        raise ValueError(f"n_skills must be from 1 to {MAX_SKILLS}, got {n_skills}")


def check_skill(skill: int, n_skills: int) -> None:
    """Refuse a skill the course does not have."""
    if not 0 <= skill < n_skills:
        raise ValueError(f"skill must be from 0 to {n_skills - 1}, got {skill}")


def check_item(item: Key, skills: tuple[int, ...], n_skills: int, hint: float | None) -> None:
    """Refuse an item without skills, with repeated or unknown ones, or with an endless hint."""
    if not skills or len(set(skills)) != len(skills):
        raise ValueError(f"skills of item {item!r} must be one or more, no repeats, got {skills}")
    for skill in skills:
        check_skill(skill, n_skills)
    if hint is not None and not math.isfinite(hint):
        raise ValueError(f"hint must be a finite number of logits, got {hint}")


def check_answer(score: float, weight: float) -> None:
    """Refuse a score or a weight outside 0 to 1."""
    if not 0.0 <= score <= 1.0:
        raise ValueError(f"score must be from 0 to 1, got {score}")
    if not 0.0 <= weight <= 1.0:
        raise ValueError(f"weight must be from 0 to 1, got {weight}")


def check_days(days: float) -> None:
    """Refuse a moment that is not a plausible number of days since 1970."""
    if not 0.0 <= days < 1e6:
        raise ValueError(f"days must be days since 1970, from 0 to 1,000,000, got {days}")


def check_grade_offset(grade_offset: float) -> None:
    """Refuse a grade offset that is not a number of logits anyone could mean."""
    if not -10.0 <= grade_offset <= 10.0:
        raise ValueError(f"grade_offset must be from -10 to 10 logits, got {grade_offset}")


def check_difficulties(*values: float) -> None:
    """Refuse a difficulty that is not a finite number."""
    if not all(math.isfinite(value) for value in values):
        raise ValueError("every difficulty must be a finite number")
