"""Learners of a class: the list, adding by typing and by pasting, renaming, moving, leaving."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from armillary.apps.people.access import (
    AdultRequest,
    access_class_to_manage,
    access_learner_to_manage,
    access_learner_to_return,
    adult_required,
)
from armillary.apps.people.actions import (
    add_learners,
    move_learner,
    record_leaving,
    record_return,
    rename_learner,
)
from armillary.apps.people.forms import MoveForm, NameForm, RosterForm
from armillary.apps.people.models import Adult, Learner
from armillary.apps.people.queries import find_classes, find_learners, find_learners_who_left
from armillary.apps.people.roster import parse_roster


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def list_learners(request: AdultRequest, class_id: int) -> HttpResponse:
    """Show the learners of a class, and add one by typing the name."""
    school_class = access_class_to_manage(request.user, class_id)
    learners = find_learners(school_class)
    form = NameForm(request.POST or None, known=[learner.name for learner in learners])
    if request.method == "POST" and form.is_valid():
        add_learners(school_class, [form.cleaned_data["name"]], now=timezone.now(), by=request.user)
        messages.success(
            request, _("%(name)s is in the class.") % {"name": form.cleaned_data["name"]}
        )
        return redirect("people:list_learners", class_id)
    context = {
        "school_class": school_class,
        "learners": learners,
        "left": find_learners_who_left(school_class),
        "form": form,
    }
    return render(request, "people/learners.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def paste_learners(request: AdultRequest, class_id: int) -> HttpResponse:
    """Read a pasted list, show what was understood and every fault; add all or nothing."""
    school_class = access_class_to_manage(request.user, class_id)
    form = RosterForm(request.POST or None)
    roster = None
    if request.method == "POST" and form.is_valid():
        known = [learner.name for learner in find_learners(school_class)]
        roster = parse_roster(form.cleaned_data["names"], known)
        if "add" in request.POST and roster.names and not roster.faults:
            add_learners(school_class, roster.names, now=timezone.now(), by=request.user)
            messages.success(request, say_added(len(roster.names)))
            return redirect("people:list_learners", class_id)
    context = {"school_class": school_class, "form": form, "roster": roster}
    return render(request, "people/paste.html", context)


def say_added(n_learners: int) -> str:
    """Return the sentence that says how many learners were added."""
    text = ngettext("%(n)d learner was added.", "%(n)d learners were added.", n_learners)
    return text % {"n": n_learners}


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def edit_learner(request: AdultRequest, learner_id: int) -> HttpResponse:
    """Rename a learner; the other changes have buttons of their own on the same page."""
    learner = access_learner_to_manage(request.user, learner_id)
    others = [each.name for each in find_learners(learner.school_class) if each.pk != learner.pk]
    form = NameForm(request.POST or None, known=others, initial={"name": learner.name})
    if request.method == "POST" and form.is_valid():
        rename_learner(learner, form.cleaned_data["name"], by=request.user, now=timezone.now())
        messages.success(request, _("The name is changed."))
        return redirect("people:list_learners", learner.school_class_id)
    return show_learner(request, learner, form)


def show_learner(request: AdultRequest, learner: Learner, form: NameForm) -> HttpResponse:
    """Draw the page of changes to one learner."""
    context = {"learner": learner, "form": form, "move": make_move_form(request.user, learner)}
    return render(request, "people/learner_edit.html", context)


def make_move_form(adult: Adult, learner: Learner) -> MoveForm | None:
    """Return a form with the classes the learner can go to, or None when there is no other."""
    classes = [each for each in find_classes(adult) if each.pk != learner.school_class_id]
    return MoveForm(classes=classes) if classes else None


@require_POST
@adult_required
def move(request: AdultRequest, learner_id: int) -> HttpResponse:
    """Put a learner into another of the adult's classes."""
    learner = access_learner_to_manage(request.user, learner_id)
    form = MoveForm(request.POST, classes=find_classes(request.user))
    if not form.is_valid():
        messages.error(request, _("Please choose one of your classes."))
        return redirect("people:edit_learner", learner_id)
    to = form.cleaned_data["school_class"]
    move_learner(learner, to, by=request.user, now=timezone.now())
    messages.success(
        request, _("%(name)s is in %(class)s now.") % {"name": learner.name, "class": to.name}
    )
    return redirect("people:list_learners", learner.school_class_id)


@require_POST
@adult_required
def leave(request: AdultRequest, learner_id: int) -> HttpResponse:
    """Note that a learner has left the school."""
    learner = access_learner_to_manage(request.user, learner_id)
    record_leaving(learner, by=request.user, now=timezone.now())
    messages.success(
        request,
        _("%(name)s cannot sign in any more. The answers are kept.") % {"name": learner.name},
    )
    return redirect("people:list_learners", learner.school_class_id)


@require_POST
@adult_required
def come_back(request: AdultRequest, learner_id: int) -> HttpResponse:
    """Note that a learner who had left is back."""
    learner = access_learner_to_return(request.user, learner_id)
    record_return(learner, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s is in the class.") % {"name": learner.name})
    return redirect("people:list_learners", learner.school_class_id)
