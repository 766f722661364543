"""A study on its way: what is seen while it runs, its draw, consent, its end and its result."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from armillary.apps.curriculum.queries import in_language
from armillary.apps.people.access import AdultRequest, adult_required, visible_learners
from armillary.apps.people.languages import content_language, join_sentences
from armillary.apps.people.models import Learner
from armillary.apps.people.names import name_order
from armillary.apps.studies.access import access_study, access_study_to_manage, may_manage
from armillary.apps.studies.actions import (
    RunError,
    record_check,
    record_consents,
    record_results,
    start_study,
    stop_study,
)
from armillary.apps.studies.actions.running import may_look
from armillary.apps.studies.balance import Balance, measure_balance
from armillary.apps.studies.draws import check_study
from armillary.apps.studies.forms import StopForm
from armillary.apps.studies.models import EventKind, Study, StudyLayout, StudyResult, StudyUnit
from armillary.apps.studies.overlaps import Days, find_overlapping
from armillary.apps.studies.pictures import draw_effects
from armillary.apps.studies.queries import (
    find_arm_lines,
    find_consents,
    find_drafts,
    find_participants,
    find_result,
    find_set_lessons,
    find_state,
    find_studies,
    find_study_classes,
    has_classes,
)
from armillary.apps.studies.told import find_change
from armillary.apps.studies.views.classes import describe_classes
from armillary.apps.studies.views.groups import (
    describe_groups,
    describe_result_groups,
    has_other_groups,
    is_compared,
    is_final,
)
from armillary.apps.studies.views.titles import NAMES
from armillary.apps.studies.ways import tell_ways
from armillary.apps.studies.wording import (
    Compared,
    conclude,
    describe_balance,
    describe_change,
    describe_false_alarms,
    describe_figures,
    describe_questions,
    describe_reasons,
    describe_result,
    describe_size,
    describe_standard,
    describe_taken,
    describe_unknown,
    join_lessons,
)


@require_safe
@adult_required
def list_studies(request: AdultRequest) -> HttpResponse:
    """Show the studies an adult may see, and their drafts."""
    now = timezone.now()
    studies = [
        (
            study,
            name_state(study, EventKind(find_state(study, now)), now),
            [way.name for way in tell_ways(study)],
        )
        for study in find_studies(request.user)
    ]
    context = {
        "studies": studies,
        "drafts": find_drafts(request.user),
        "has_classes": has_classes(request.user),
    }
    return render(request, "studies/studies.html", context)


@require_safe
@adult_required
def show_study(request: AdultRequest, study_id: int) -> HttpResponse:
    """Show how a study goes: who got what, who dropped out; nothing of the outcome."""
    study = access_study(request.user, study_id)
    return render(request, "studies/study.html", describe_study(request, study, StopForm()))


def describe_study(request: AdultRequest, study: Study, stop_form: StopForm) -> dict[str, Any]:
    """Return what the page of a study shows."""
    now = timezone.now()
    state = EventKind(find_state(study, now))
    drawn = state != EventKind.PLANNED and hasattr(study, "draw")
    ended = state in {EventKind.FINISHED, EventKind.STOPPED}
    arms = tell_ways(study)
    balance = measure_balance(study, now=now) if drawn else None
    classes = describe_classes(request.user, study, arms, state, now=now)
    return {
        "study": study,
        "state": state,
        "balance": balance,
        "alike": describe_here(study, balance) if balance else "",
        "arms": arms,
        "drawn": drawn,
        "lines": find_arm_lines(study) if drawn else [],
        "state_name": name_state(study, state, now),
        "classes": classes,
        "may_set": any(each["missing"] and each["is_own"] for each in classes)
        and now < study.ends_at,
        "faults": check_study(study) if drawn else [],
        "sets": describe_study_sets(study),
        "change": describe_change("" if ended else find_change(study)),
        "may_manage": may_manage(request.user, study),
        "may_look": drawn and may_look(study, now),
        "ended": ended,
        "events": study.events.select_related("adult").order_by("at", "pk"),
        "stop_form": stop_form,
    }


def name_state(study: Study, state: EventKind, now: datetime) -> str:
    """Return what a study has come to; after the draw it does not run before its first day."""
    if state == EventKind.RUNNING and now < study.starts_at:
        day = date_format(timezone.localtime(study.starts_at), "SHORT_DATE_FORMAT")
        return _("Lots are drawn; it begins on %s") % day
    return str(capfirst(state.label))


def describe_study_sets(study: Study) -> list[dict[str, Any]]:
    """Return the two sets of lessons of a study within learners; of others nothing."""
    language = content_language()
    titles = {one.key: in_language(one.titles, language) for one in find_set_lessons(study)}
    return [
        {
            "number": number,
            "lessons": join_lessons(titles.get(key, key) for key in part["lessons"]),
        }
        for number, part in enumerate(study.protocol.get("sets") or (), start=1)
    ]


@require_POST
@adult_required
def begin(request: AdultRequest, study_id: int) -> HttpResponse:
    """Draw lots and begin."""
    study = access_study_to_manage(request.user, study_id)
    try:
        start_study(study, by=request.user, now=timezone.now())
    except RunError as error:
        taken = error.code == "taken"
        messages.error(
            request, describe_others(request, study) if taken else describe_error(error.code)
        )
    else:
        messages.success(request, _("Lots are drawn. Nothing can change who was given what."))
    return redirect("studies:show_study", study_id)


@require_POST
@adult_required
def stop(request: AdultRequest, study_id: int) -> HttpResponse:
    """End a study before its time, with a reason."""
    study = access_study_to_manage(request.user, study_id)
    form = StopForm(request.POST)
    if not form.is_valid():
        return render(request, "studies/study.html", describe_study(request, study, form))
    try:
        stop_study(study, why=form.cleaned_data["why"], by=request.user, now=timezone.now())
    except RunError as error:
        messages.error(request, describe_error(error.code))
    return redirect("studies:show_study", study_id)


def describe_others(request: AdultRequest, study: Study) -> str:
    """Return which studies are in the way of one that would begin now."""
    days = Days(max(study.starts_at, timezone.now()), study.ends_at)
    classes = find_study_classes(study)
    return describe_taken(
        find_overlapping(request.user, classes, days, kind=study.kind, lesson=study.lesson)
    )


def describe_error(code: str) -> str:
    """Return why a study cannot do this now."""
    return {
        "begun": _("This study has begun already; lots are drawn once."),
        "over": _("The days of this study are over."),
        "few": _("There are too few: eight learners are needed at least, and consent for each."),
        **{code: describe_change(code) for code in ("retired", "gone", "changed")},
        "hidden": _("The outcome stays hidden until the study has ended."),
        "no_answer": _("Without an answer there is nothing to check."),
    }[code]


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def edit_consent(request: AdultRequest, study_id: int) -> HttpResponse:
    """Show and change who may be counted."""
    study = access_study_to_manage(request.user, study_id)
    learners = find_participants(study, visible_learners(request.user))
    if request.method == "POST":
        given, was, shown = (read_keys(request, name) for name in ("given", "was", "shown"))
        # Whoever came, and what somebody else said, since the page was shown stays as it is.
        touched = [one for one in learners if one.pk in shown & (given ^ was)]
        record_consents(study, touched, given=given, by=request.user, now=timezone.now())
        messages.success(request, _("Saved. Later analyses count these learners alone."))
        return redirect("studies:show_study", study_id)
    context = {"study": study, "lines": describe_consents(study, learners)}
    return render(request, "studies/consent.html", context)


def read_keys(request: AdultRequest, name: str) -> set[int]:
    """Return the numbers that a form sent under a name: in fields of their own, or in one."""
    return {
        int(key) for sent in request.POST.getlist(name) for key in sent.split() if key.isdecimal()
    }


def describe_consents(study: Study, learners: list[Learner]) -> list[tuple[Learner, bool]]:
    """Return learners in the order of a register, and whether each may be counted."""
    said = find_consents(study)
    ordered = sorted(learners, key=lambda one: (one.school_class.name, name_order(one.name)))
    return [(one, said.get(one.pk, not study.needs_consent)) for one in ordered]


@require_safe
@adult_required
def show_results(request: AdultRequest, study_id: int) -> HttpResponse:
    """Show what a study found; before its outcome may be seen there is no such page."""
    study, now = access_study(request.user, study_id), timezone.now()
    try:
        results = record_results(study, now=now)
    except RunError as error:
        raise Http404 from error
    checked = find_result(study, "check")
    context = {
        "study": study,
        "arms": tell_ways(study),
        "results": [describe_found(study, result) for result in results],
        "is_over": now >= study.ends_at,
        "may_explore": any(is_final(one) for one in results) and has_other_groups(study, now=now),
        "picture": draw_results(study, results),
        "check": describe_false_alarms(checked.content) if checked else "",
        "may_manage": may_manage(request.user, study),
        "faults": check_study(study),
        "lines": find_arm_lines(study),
    }
    return render(request, "studies/results.html", context)


def describe_found(study: Study, result: StudyResult) -> dict[str, Any]:
    """Return one result in words and figures."""
    compared, tried = (way.name for way in tell_ways(study))
    content = result.content
    answered = "refused" not in content
    stays = bool(study.protocol["analysis"]["classes_stay_as_they_are"])
    groupings = describe_result_groups(study, content)
    may, may_not = conclude(content, stays=stays, within=study.layout == StudyLayout.WITHIN)
    return {
        "kind": result.kind,
        "title": NAMES[result.kind],
        "made_at": result.made_at,
        "answered": answered,
        "content": content,
        "sentence": describe_result(content, compared, tried),
        "size": describe_amount(content, compared, tried) if answered else "",
        "has_withdrawn": any(content["withdrawn"]),
        "figures": describe_figures(content),
        "standard": describe_standard(content) if answered else "",
        "reasons": describe_reasons(content) if answered else [],
        "balance": describe_start(study, content) if answered else "",
        "groups": describe_groups(study, content),
        "groupings": groupings,
        "compared": is_compared(groupings),
        "may": may,
        "may_not": may_not,
    }


def describe_amount(content: dict[str, Any], compared: str, tried: str) -> str:
    """Return how much an effect is, in places of 100 and in questions."""
    told = (describe_size(content, compared, tried), describe_questions(content))
    return join_sentences(*filter(None, told))


def describe_start(study: Study, content: dict[str, Any]) -> str:
    """Return how alike those who were counted were before the start."""
    ahead = content["baseline_difference"]
    said = describe_balance(ahead, content["analysed"], name_compared(study))
    if ahead is None:
        return said
    return join_sentences(
        said, _("Only those are in this who were counted and sat the test before the start.")
    )


def describe_here(study: Study, balance: Balance) -> str:
    """Return how alike those who are still here were before the start."""
    if balance.ahead is None:
        return describe_unknown(balance.n_known)
    said = describe_balance(balance.ahead, balance.n_known, name_compared(study))
    known = _("Of those still here %(one)s and %(other)s sat the test before the start.") % {
        "one": balance.n_known[0],
        "other": balance.n_known[1],
    }
    return join_sentences(known, said)


def name_compared(study: Study) -> Compared:
    """Return what sentences on balance need of a study."""
    compared, tried = (way.name for way in tell_ways(study))
    adjusts = bool(study.protocol["analysis"]["baseline"])
    return Compared(compared, tried, adjusts, by_learner=study.unit == StudyUnit.LEARNER)


def draw_results(study: Study, results: list[StudyResult]) -> str:
    """Return the picture of all results that have an answer, or nothing."""
    found = [
        (str(NAMES[one.kind]), *(one.content["g"][key] for key in ("effect", "low", "high")))
        for one in results
        if "g" in one.content
    ]
    compared, tried = (way.name for way in tell_ways(study))
    if not found:
        return ""
    less, more = _("better with %s") % compared, _("better with %s") % tried
    return mark_safe(draw_effects(found, title=_("The difference in SD"), less=less, more=more))


@require_POST
@adult_required
def check(request: AdultRequest, study_id: int) -> HttpResponse:
    """Run the analysis on arms that do not differ, and keep how often it sees a difference."""
    study = access_study_to_manage(request.user, study_id)
    try:
        record_check(study, now=timezone.now())
    except RunError as error:
        messages.error(request, describe_error(error.code))
        return redirect("studies:show_study", study_id)
    return redirect("studies:show_results", study_id)
