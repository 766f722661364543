"""What an item or a test measures: items and learners on one scale, each with its error."""

from .answers import MAX_CATEGORIES, AnswerTable, Key, find_islands, sort_answers
from .faults import AnswersError, Fault

__all__ = [
    "MAX_CATEGORIES",
    "AnswerTable",
    "AnswersError",
    "Fault",
    "Key",
    "find_islands",
    "sort_answers",
]
