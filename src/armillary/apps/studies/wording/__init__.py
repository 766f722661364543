"""What a study can see and what it found, in sentences for teachers and heads."""

from armillary.apps.studies.wording.designs import (
    DesignWords,
    describe_basis,
    describe_design,
    describe_usual,
    find_sharpest,
    join_lessons,
    name_design,
)
from armillary.apps.studies.wording.figures import Content, interval, number, place_of, tell_of
from armillary.apps.studies.wording.groups import (
    GroupingWords,
    describe_foreseen,
    describe_groupings,
    name_group,
    name_grouping,
)
from armillary.apps.studies.wording.lessons import describe_change
from armillary.apps.studies.wording.occasions import describe_needs
from armillary.apps.studies.wording.overlaps import describe_taken
from armillary.apps.studies.wording.packages import (
    describe_package,
    describe_pooled,
    describe_problem,
)
from armillary.apps.studies.wording.results import (
    conclude,
    describe_false_alarms,
    describe_figures,
    describe_questions,
    describe_refusal,
    describe_result,
    describe_size,
)
from armillary.apps.studies.wording.standards import (
    Compared,
    describe_balance,
    describe_reasons,
    describe_standard,
    describe_unknown,
)

__all__ = [
    "Compared",
    "Content",
    "DesignWords",
    "GroupingWords",
    "conclude",
    "describe_balance",
    "describe_basis",
    "describe_change",
    "describe_design",
    "describe_false_alarms",
    "describe_figures",
    "describe_foreseen",
    "describe_groupings",
    "describe_needs",
    "describe_package",
    "describe_pooled",
    "describe_problem",
    "describe_questions",
    "describe_reasons",
    "describe_refusal",
    "describe_result",
    "describe_size",
    "describe_standard",
    "describe_taken",
    "describe_unknown",
    "describe_usual",
    "find_sharpest",
    "interval",
    "join_lessons",
    "name_design",
    "name_group",
    "name_grouping",
    "number",
    "place_of",
    "tell_of",
]
