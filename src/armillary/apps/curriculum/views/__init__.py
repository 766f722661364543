"""Pages of the published course."""

from armillary.apps.curriculum.views.forms import show_form
from armillary.apps.curriculum.views.lessons import (
    show_board,
    show_course,
    show_guide,
    show_lesson,
    show_lesson_variant,
    show_picture,
)
from armillary.apps.curriculum.views.year import (
    show_booklet,
    show_coverage,
    show_credits,
    show_glossary,
    show_plan,
)

__all__ = [
    "show_board",
    "show_booklet",
    "show_course",
    "show_coverage",
    "show_credits",
    "show_form",
    "show_glossary",
    "show_guide",
    "show_lesson",
    "show_lesson_variant",
    "show_picture",
    "show_plan",
]
