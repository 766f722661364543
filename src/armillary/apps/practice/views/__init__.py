"""Pages of practice."""

from armillary.apps.practice.views.home import show_home, show_skill, show_skills
from armillary.apps.practice.views.labs import keep_lab_result, keep_lab_state
from armillary.apps.practice.views.question import (
    begin_sitting,
    finish_sitting,
    show_answered,
    show_next_hint,
    show_practice,
    show_whole_page,
    switch_language,
)

__all__ = [
    "begin_sitting",
    "finish_sitting",
    "keep_lab_result",
    "keep_lab_state",
    "show_answered",
    "show_home",
    "show_next_hint",
    "show_practice",
    "show_skill",
    "show_skills",
    "show_whole_page",
    "switch_language",
]
