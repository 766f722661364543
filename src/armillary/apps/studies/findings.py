"""Everything that is stored of what a study found: the difference, in questions, and for whom."""

from datetime import datetime
from typing import Any

from armillary.apps.studies.analysis import analyse_table, is_final
from armillary.apps.studies.groupings import find_planned
from armillary.apps.studies.models import Study
from armillary.apps.studies.questions import count_questions
from armillary.apps.studies.subgroups import analyse_groupings
from armillary.apps.studies.tables import read_table


def analyse_fully(study: Study, kind: str, *, now: datetime) -> dict[str, Any]:
    """Return what a study found, as it is stored: aggregates alone, or why there is no answer.

    Planned groups are told at the planned end alone: looked at early and often, some group always
    seems to differ.

    Parameters
    ----------
    kind : after or delayed
    """
    table = read_table(study, kind, now=now)
    content = analyse_table(study, table, final=is_final(study, now))
    if "refused" in content:
        return content
    content |= {"questions": count_questions(study, table, content["effect"])}
    planned = find_planned(study)
    if not planned or not content["final"]:
        return content
    return content | {"subgroups": analyse_groupings(study, table, content, planned, now=now)}
