"""Classes: the list, a new one, its settings, and putting it away."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from armillary.apps.people.access import (
    AdultRequest,
    access_class_to_manage,
    access_class_to_reopen,
    adult_required,
    head_required,
)
from armillary.apps.people.actions import (
    TakenError,
    archive_class,
    assign_teachers,
    change_class,
    make_class,
    renew_class_code,
    reopen_class,
)
from armillary.apps.people.forms import ClassForm
from armillary.apps.people.models import Adult, SchoolClass
from armillary.apps.people.queries import find_class_lines, find_teachers


@require_safe
@adult_required
def list_classes(request: AdultRequest) -> HttpResponse:
    """Show the adult's classes; to the head the whole school's, and those put away."""
    context = {
        "lines": find_class_lines(request.user, archived=False),
        "archived": find_class_lines(request.user, archived=True) if request.user.is_head else [],
    }
    return render(request, "people/classes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def add_class(request: AdultRequest) -> HttpResponse:
    """Make a class. A teacher who makes one teaches it; the head says who does."""
    form = ClassForm(request.POST or None, teachers=teachers_to_offer(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            school_class = make_class(
                request.user.school,
                name=form.cleaned_data["name"],
                grade=form.cleaned_data["grade"],
                teachers=form.cleaned_data.get("teachers", [request.user]),
                now=timezone.now(),
                by=request.user,
            )
        except TakenError:
            refuse_class_name(form)
        else:
            return redirect("people:list_learners", school_class.pk)
    return render(request, "people/class_new.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def edit_class(request: AdultRequest, class_id: int) -> HttpResponse:
    """Change name and grade of a class; the head also says who teaches it."""
    school_class = access_class_to_manage(request.user, class_id)
    form = ClassForm(
        request.POST or None,
        teachers=teachers_to_offer(request.user),
        initial=describe_class(school_class, with_teachers=request.user.is_head),
    )
    if request.method == "POST" and form.is_valid():
        try:
            keep_class(school_class, form, by=request.user)
        except TakenError:
            refuse_class_name(form)
        else:
            messages.success(request, _("The class is changed."))
            return redirect("people:list_learners", class_id)
    context = {"school_class": school_class, "form": form}
    return render(request, "people/class_edit.html", context)


def keep_class(school_class: SchoolClass, form: ClassForm, *, by: Adult) -> None:
    """Write what the form of a class says."""
    now = timezone.now()
    fields = form.cleaned_data
    change_class(school_class, name=fields["name"], grade=fields["grade"], by=by, now=now)
    if "teachers" in fields:
        assign_teachers(school_class, fields["teachers"], by=by, now=now)


def teachers_to_offer(adult: Adult) -> list[Adult] | None:
    """Return who may be made a teacher of a class, or None when this adult has no say in it."""
    return find_teachers(adult.school) if adult.is_head else None


def describe_class(school_class: SchoolClass, *, with_teachers: bool) -> dict[str, object]:
    """Return what the form of a class begins with."""
    known: dict[str, object] = {"name": school_class.name, "grade": school_class.grade}
    if with_teachers:
        known["teachers"] = list(school_class.teachers.all())
    return known


def refuse_class_name(form: ClassForm) -> None:
    """Say that another class has this name."""
    form.add_error("name", _("There is a class of this name. Please choose another name."))


@require_POST
@adult_required
def renew_code(request: AdultRequest, class_id: int) -> HttpResponse:
    """Give a class another code, for when the old one got around."""
    school_class = access_class_to_manage(request.user, class_id)
    renew_class_code(school_class, by=request.user, now=timezone.now())
    messages.success(request, _("The class has a new code. Please print the cards again."))
    return redirect("people:list_learners", class_id)


@require_POST
@adult_required
def put_away_class(request: AdultRequest, class_id: int) -> HttpResponse:
    """Archive a class."""
    school_class = access_class_to_manage(request.user, class_id)
    archive_class(school_class, by=request.user, now=timezone.now())
    messages.success(request, _("The class is archived. Its answers are kept."))
    return redirect("people:list_classes")


@require_POST
@head_required
def bring_back_class(request: AdultRequest, class_id: int) -> HttpResponse:
    """Reopen an archived class, unless its name is taken by now."""
    school_class = access_class_to_reopen(request.user, class_id)
    try:
        reopen_class(school_class, by=request.user, now=timezone.now())
    except TakenError:
        messages.error(
            request, _("Another class has this name now. Please rename that class first.")
        )
    return redirect("people:list_classes")
