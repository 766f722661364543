"""Groups of learners on pages: those that could be planned, and those that nobody planned."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from armillary.apps.people.access import AdultRequest, adult_required
from armillary.apps.people.actions import record_audit
from armillary.apps.people.languages import join_names
from armillary.apps.people.models import SchoolClass
from armillary.apps.studies.access import access_study
from armillary.apps.studies.actions import RunError, record_results
from armillary.apps.studies.actions.planning import Plan
from armillary.apps.studies.groupings import (
    Grouping,
    count_classes,
    find_groupings,
    find_offered,
    find_planned,
    read_groups,
)
from armillary.apps.studies.models import Study, StudyLayout, StudyResult
from armillary.apps.studies.protocols import list_designs
from armillary.apps.studies.queries import find_class_sizes, find_study_classes
from armillary.apps.studies.subgroups import explore_groups, foresee_difference
from armillary.apps.studies.views.titles import NAMES
from armillary.apps.studies.ways import tell_ways
from armillary.apps.studies.wording import (
    GroupingWords,
    describe_foreseen,
    describe_groupings,
    name_design,
    name_group,
    name_grouping,
    tell_of,
)


def offer_groupings(kind: str, classes: list[SchoolClass]) -> list[tuple[str, str]]:
    """Return the groupings that page 3 offers, with the groups they make."""
    names = {str(one.pk): one.name for one in classes}
    offered = find_offered(kind, classes, now=timezone.now())
    return [
        (grouping.value, tell_of(name_grouping(grouping), _list_groups(grouping, sizes, names)))
        for grouping, sizes in offered.items()
    ]


def _list_groups(grouping: Grouping, sizes: Mapping[str, int], classes: Mapping[str, str]) -> str:
    return join_names(f"{name_group(grouping, one, classes)} ({n})" for one, n in sizes.items())


def foresee_halves(kind: str, classes: list[SchoolClass], *, baseline: bool) -> str:
    """Return in words what two halves of these learners could show, by the first design they
    allow."""
    sizes = find_class_sizes(classes)
    found = list_designs(kind, sizes, baseline=baseline) if sizes and kind else []
    option = next((one for one in found if one.is_possible), None)
    if option is None:
        return ""
    n = sum(sizes)
    between = foresee_difference(option, sizes, [n - n // 2, n // 2], baseline=baseline)
    return tell_of(name_design(option.name), describe_foreseen(option.smallest, between, n))


def describe_planned(plan: Plan) -> list[dict[str, str]]:
    """Return the groupings of a plan as the last page shows them, with what each could show."""
    names = {str(one.pk): one.name for one in plan.classes}
    offered = find_offered(plan.said["kind"], plan.classes, now=timezone.now())
    told = []
    for grouping in plan.groupings:
        sizes = offered[grouping]
        whole = grouping is Grouping.GRADE and plan.option.name in {"class", "swap"}
        groups = count_classes(plan.classes, sizes) if whole else list(sizes.values())
        between = foresee_difference(
            plan.option,
            plan.sizes,
            groups,
            baseline=bool(plan.said.get("baseline")),
            whole=whole,
        )
        told.append(
            {
                "groups": tell_of(name_grouping(grouping), _list_groups(grouping, sizes, names)),
                "sees": describe_foreseen(plan.option.smallest, between, sum(plan.sizes)),
            }
        )
    for one, following in pairwise(told):
        if one["sees"] == following["sees"]:
            one["sees"] = ""  # said once, after the last
    return told


def list_left_out(plan: Plan) -> str:
    """Return the names of groupings that were chosen and that the plan does not allow."""
    kept = {one.value for one in plan.groupings}
    return join_names(
        name_grouping(name) for name in plan.said.get("subgroups") or () if name not in kept
    )


def describe_groups(study: Study, content: dict[str, Any]) -> list[dict[str, Any]]:
    """Return both groups: drawn, analysed, lost. Where all meet both ways, by where they began."""
    names = {StudyLayout.CROSSOVER: _("%s first"), StudyLayout.WITHIN: _("%s in set 1")}
    name = names.get(StudyLayout(study.layout), "%s")
    return [
        {
            "name": name % way.name,
            "assigned": content["assigned"][way.number],
            "analysed": content["analysed"][way.number],
            "lost": content["assigned"][way.number] - content["analysed"][way.number],
            "withdrawn": content["withdrawn"][way.number],
        }
        for way in tell_ways(study)
    ]


def describe_result_groups(study: Study, content: Mapping[str, Any]) -> list[GroupingWords]:
    """Return the planned groups of a result in words."""
    return describe_groupings(content.get("subgroups", ()), class_names(study))


def is_compared(groupings: Sequence[GroupingWords]) -> bool:
    """Return whether anything was found of any groups."""
    return any(one.is_answered for one in groupings)


def class_names(study: Study) -> dict[str, str]:
    """Return the names of the classes of a study by their number."""
    return {str(one.pk): one.name for one in find_study_classes(study)}


@require_safe
@adult_required
def explore(request: AdultRequest, study_id: int) -> HttpResponse:
    """Show groups that nobody planned to look at, marked as such; that somebody looked is noted."""
    study = access_study(request.user, study_id)
    now = timezone.now()
    try:
        results = record_results(study, now=now)
    except RunError as error:
        raise Http404 from error
    if not all(one.content["final"] for one in results):
        raise Http404
    results = [one for one in results if is_final(one)]
    if results:
        record_audit(request.user, action="groups_explored", subject=f"study:{study.pk}", now=now)
    found = [(one, list_existing(study, one, now=now)) for one in results]
    n = sum(len(each.get("interactions", ())) for _one, parts in found for each in parts)
    names = class_names(study)
    said = ngettext("Here is %(n)s comparison.", "Here are %(n)s comparisons.", n)
    context = {
        "study": study,
        "found": [
            (NAMES[one.kind], describe_groups(study, one.content), told, is_compared(told))
            for one, told in ((one, describe_groupings(parts, names)) for one, parts in found)
        ],
        "has_groups": any(parts for _one, parts in found),
        "n_comparisons": said % {"n": n},
    }
    return render(request, "studies/explore.html", context)


def has_other_groups(study: Study, *, now: datetime) -> bool:
    """Return whether the school knows of groups that nobody planned to look at."""
    planned = find_planned(study)
    others = [one for one in find_groupings(study) if one not in planned]
    return any(len(read_groups(study, one, now=now).values) > 1 for one in others)


def list_existing(study: Study, result: StudyResult, *, now: datetime) -> list[dict[str, Any]]:
    """Return what is found for groups that nobody planned, where the school knows of two."""
    found = explore_groups(study, result.kind, result.content, now=now)
    return [one for one in found if one.get("refused") != "one_group"]


def is_final(result: StudyResult) -> bool:
    """Return whether a result has an answer that does not change by waiting."""
    return bool(result.content["final"]) and "refused" not in result.content
