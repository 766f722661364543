"""The wizard: five short pages, kept one by one, and a study at the end."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from armillary.apps.curriculum.queries import in_language
from armillary.apps.people.access import AdultRequest, adult_required
from armillary.apps.people.languages import content_language
from armillary.apps.people.models import SchoolClass
from armillary.apps.people.queries import find_classes
from armillary.apps.studies.access import access_draft, was_confirmed
from armillary.apps.studies.actions import (
    PlanError,
    confirm_draft,
    discard_draft,
    make_draft,
    save_draft,
)
from armillary.apps.studies.actions.planning import Plan, read_plan
from armillary.apps.studies.facts import find_facts
from armillary.apps.studies.forms import (
    DesignForm,
    OutcomeForm,
    PageForm,
    QuestionForm,
    WhoForm,
)
from armillary.apps.studies.groupings import Grouping
from armillary.apps.studies.item_sets import ItemSets
from armillary.apps.studies.models import StudyDraft
from armillary.apps.studies.overlaps import Days, find_overlapping
from armillary.apps.studies.protocols import DesignOption, analysis_of, list_designs
from armillary.apps.studies.queries import (
    find_chosen_classes,
    find_class_sizes,
    find_drafts,
    find_lessons,
    find_tests,
)
from armillary.apps.studies.told import Told, list_told
from armillary.apps.studies.views.groups import (
    describe_planned,
    foresee_halves,
    list_left_out,
    offer_groupings,
)
from armillary.apps.studies.wording import (
    describe_basis,
    describe_design,
    describe_taken,
    describe_usual,
    find_sharpest,
)

LAST = 5


@require_POST
@adult_required
def begin_draft(request: AdultRequest) -> HttpResponse:
    """Begin a study to be; a draft that says nothing yet is taken up again."""
    empty = next((one for one in find_drafts(request.user) if not one.said), None)
    draft = empty or make_draft(request.user, now=timezone.now())
    return redirect("studies:edit_draft", draft.pk, 1)


@require_POST
@adult_required
def discard(request: AdultRequest, draft_id: int) -> HttpResponse:
    """Throw a draft away."""
    discard_draft(access_draft(request.user, draft_id))
    return redirect("studies:list_studies")


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def edit_draft(request: AdultRequest, draft_id: int, page: int) -> HttpResponse:
    """Show a page of the wizard, or keep it and go on to the next."""
    if was_confirmed(request.user, draft_id):  # a second click, or a page kept open
        return redirect("studies:list_studies")
    draft = access_draft(request.user, draft_id)
    if not 1 <= page <= LAST:
        raise Http404
    if page == LAST:
        return confirm(request, draft)
    form = make_form(request, draft, page)
    if request.method == "POST" and form.is_valid():
        save_draft(draft, form.said(), now=timezone.now())
        return redirect("studies:edit_draft", draft.pk, page + 1)
    context = {"draft": draft, "form": form, "page": page, "pages": describe_pages(page)}
    if isinstance(form, QuestionForm):
        context["told"] = describe_told_lessons(form.lessons.values(), form.language)
    if isinstance(form, DesignForm):
        context |= describe_options(request, draft, form.options)
    if page == 3:
        context["has_tests"] = bool(find_tests(request.user))
        context["foreseen"] = foresee_halves(
            draft.said.get("kind", ""),
            find_drafted(request, draft),
            baseline=bool(draft.said.get("baseline", True)),
        )
    return render(request, f"studies/draft_{page}.html", context)


def confirm(request: AdultRequest, draft: StudyDraft) -> HttpResponse:
    """Show what would be fixed, or fix it; an incomplete draft leads to the page that lacks."""
    try:
        if request.method == "POST":
            study = confirm_draft(draft, by=request.user, now=timezone.now())
            return redirect("studies:show_study", study.pk)
        plan = read_plan(draft, request.user)
    except PlanError as error:
        if not error.page:  # a second click
            return redirect("studies:list_studies")
        return redirect("studies:edit_draft", draft.pk, error.page)
    context = {"draft": draft, "page": LAST, "pages": describe_pages(LAST), **describe_plan(plan)}
    context["taken"] = describe_overlap(request, plan)
    return render(request, "studies/draft_5.html", context)


def make_form(request: AdultRequest, draft: StudyDraft, page: int) -> PageForm:
    """Return the form of a page, filled with what was posted or else what the draft says."""
    data = request.POST if request.method == "POST" else None
    if page == 1:
        return QuestionForm(data, said=draft.said, told=list_told(), language=content_language())
    if page == 2:
        classes = find_classes(request.user)
        sizes = find_class_sizes(classes)
        pairs = list(zip(classes, sizes, strict=True))
        return WhoForm(data, said=draft.said, classes=pairs)
    if page == 3:
        today = timezone.localdate()
        said = {"baseline": True, **propose_days(today), **draft.said}
        return OutcomeForm(
            data,
            said=said,
            tests=find_tests(request.user),
            groupings=offer_groupings(draft.said.get("kind", ""), find_drafted(request, draft)),
            today=today,
        )
    return DesignForm(
        data,
        said=draft.said,
        options=find_options(request, draft),
        has_second_test=bool(draft.said.get("second_test")),
    )


def propose_days(today: date) -> dict[str, str]:
    """Return a first and a last day to begin with: the next Monday, and a Friday eight weeks on."""
    first = today + timedelta(days=7 - today.weekday())
    last = first + timedelta(weeks=7, days=4)
    return {"starts_on": first.isoformat(), "ends_on": last.isoformat()}


def describe_told_lessons(found: Iterable[Told], language: str) -> list[dict[str, str]]:
    """Return lessons told in two ways as page 1 tells of them, with where to read either page."""
    return [
        {
            "lesson": in_language(told.lesson.titles, language),
            "key": told.lesson.key,
            "variant": told.tried.key,
            "title": in_language(told.tried.title, language),
            "what": in_language(told.tried.what, language),
        }
        for told in found
    ]


def find_drafted(request: AdultRequest, draft: StudyDraft) -> list[SchoolClass]:
    """Return the classes chosen so far."""
    return find_chosen_classes(request.user, draft.said.get("classes") or ())


def find_options(request: AdultRequest, draft: StudyDraft) -> list[DesignOption]:
    """Return the designs for the classes of a draft."""
    classes = find_drafted(request, draft)
    if not classes or not draft.said.get("kind"):
        return []
    tests = {test.pk: test for test in find_tests(request.user)}
    kind, test = draft.said["kind"], tests.get(draft.said.get("test") or 0)
    return list_designs(
        kind,
        find_class_sizes(classes),
        baseline=bool(draft.said.get("baseline", False)),
        facts=find_facts(kind, classes, test),
    )


def describe_options(
    request: AdultRequest, draft: StudyDraft, options: Sequence[DesignOption]
) -> dict[str, Any]:
    """Return the designs in words, and what their numbers rest on."""
    if not options:
        return {"options": []}
    classes = find_drafted(request, draft)
    sizes = find_class_sizes(classes)
    lessons = find_titles(options)
    kept = any(option.name == "class" and option.is_possible for option in options)
    return {
        "options": [
            describe_design(
                option,
                len(sizes),
                sum(sizes),
                lessons=lessons,
                is_sharpest=option.name == find_sharpest(options, len(sizes)),
            )
            for option in options
        ],
        "usual": describe_usual(options),
        "basis": describe_basis(
            options[0].facts, kept=kept, baseline=bool(draft.said.get("baseline", False))
        ),
    }


def find_titles(options: Iterable[DesignOption]) -> dict[str, str]:
    """Return the titles of the lessons in the sets of some designs, by key."""
    sets = [option.facts.sets for option in options if isinstance(option.facts.sets, ItemSets)]
    if not sets:
        return {}
    keys = [key for part in sets[0].lessons for key in part]
    rows = find_lessons(sets[0].course, keys)
    return {row.key: in_language(row.titles, content_language()) for row in rows}


def describe_pages(here: int) -> list[dict[str, Any]]:
    """Return the names of the five pages, the current one marked."""
    names = [
        _("Question"),
        _("Who"),
        _("Test and days"),
        _("What you will see"),
        _("Confirm"),
    ]
    return [
        {"number": number, "name": name, "here": number == here, "past": number < here}
        for number, name in enumerate(names, start=1)
    ]


def is_before_idle(plan: Plan) -> bool:
    """Return whether the test before the start is sat though nothing would be computed from it."""
    used = analysis_of(plan.option.name, len(plan.classes), baseline=True)["baseline"]
    halves = Grouping.BASELINE in plan.groupings
    return bool(plan.said.get("baseline")) and not used and not halves


def describe_overlap(request: AdultRequest, plan: Plan) -> str:
    """Return which studies would keep this one from beginning, in words; or nothing."""
    days = Days(plan.starts_at, plan.ends_at)
    lesson = plan.told.lesson if plan.told else None
    others = find_overlapping(
        request.user, plan.classes, days, kind=plan.said["kind"], lesson=lesson
    )
    return describe_taken(others) if others else ""


def describe_plan(plan: Plan) -> dict[str, Any]:
    """Return a plan as the last page shows it."""
    return {
        "said": plan.said,
        "classes": plan.classes,
        "n_learners": sum(plan.sizes),
        "test": plan.test,
        "second_test": plan.second_test,
        "starts_at": plan.starts_at,
        "switches_at": plan.switches_at,
        "last_day": plan.ends_at - timedelta(hours=1),
        "design": describe_design(
            plan.option,
            len(plan.sizes),
            sum(plan.sizes),
            lessons=find_titles([plan.option]),
            is_sharpest=False,
        ),
        "groupings": describe_planned(plan),
        "left_out": list_left_out(plan),
        "before_is_idle": is_before_idle(plan),
    }
