"""The teacher's queue of open answers: marked in groups or singly, and taken back."""

import uuid
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from armillary.apps.people.access import AdultRequest, access_class_to_view, adult_required
from armillary.apps.practice.marks import (
    find_last_act,
    find_latest_marks,
    record_mark,
    record_marks,
    record_withdrawal,
)
from armillary.apps.reports.access import access_open_answer
from armillary.apps.reports.forms import GroupForm, MarkForm, PlaceForm
from armillary.apps.reports.opens import find_open_answers, find_waiting
from armillary.apps.reports.queue import describe_open_answer, describe_queue


def queue_address(class_id: int, *, item: int | None, group: uuid.UUID | None = None) -> str:
    """Return the address of a place in the queue of a class."""
    place = {"item": item, "group": group}
    query = urlencode({name: value for name, value in place.items() if value is not None})
    address = reverse("reports:list_open_answers", args=[class_id])
    return f"{address}?{query}#group" if query else address


@require_safe
@adult_required
def list_open_answers(request: AdultRequest, class_id: int) -> HttpResponse:
    """Show a group of open answers that wait for a mark, what else waits, and what is marked."""
    school_class = access_class_to_view(request.user, class_id)
    item, group = PlaceForm(request.GET).read()
    queue = describe_queue(school_class, request.user, item=item, group=group, now=timezone.now())
    return render(request, "reports/open_answers.html", {"school_class": school_class, **queue})


@require_POST
@adult_required
def mark_group(request: AdultRequest, class_id: int) -> HttpResponse:
    """Mark the ticked answers of a group alike, all or none of them; then the next group."""
    school_class = access_class_to_view(request.user, class_id)
    now, (item, group) = timezone.now(), PlaceForm(request.POST).read()
    form = GroupForm(list(find_waiting(school_class, now).filter(item=item)), request.POST)
    if not form.is_valid():
        queue = describe_queue(
            school_class, request.user, item=item, group=group, now=now, form=form
        )
        context = {"school_class": school_class, **queue}
        return render(request, "reports/open_answers.html", context)
    record_marks(form.answers, **form.cleaned_data, by=request.user, now=now)
    following = PlaceForm({"group": request.POST.get("following")}).read()[1]
    return redirect(queue_address(class_id, item=item, group=following))


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def mark_answer(request: AdultRequest, class_id: int, answer_id: uuid.UUID) -> HttpResponse:
    """Show one open answer, or mark it. A later mark counts instead; none is ever changed."""
    school_class, now = access_class_to_view(request.user, class_id), timezone.now()
    answer = access_open_answer(school_class, answer_id, now)
    form = MarkForm(answer, request.POST) if request.method == "POST" else None
    if form is not None and form.is_valid():
        record_mark(answer, **form.cleaned_data, by=request.user, now=now)
        if not request.htmx:
            messages.success(request, _("The mark is saved. You can change it under “Marked”."))
            return redirect(queue_address(class_id, item=answer.item_id))
        form = None
    context = {"school_class": school_class, **describe_open_answer(answer, wrong=form)}
    page = "reports/_open.html" if request.htmx else "reports/open_answer.html"
    return render(request, page, context)


@require_POST
@adult_required
def withdraw_mark(request: AdultRequest, class_id: int, answer_id: uuid.UUID) -> HttpResponse:
    """Take back the mark that counts of one answer: the one before it counts, or none."""
    school_class, now = access_class_to_view(request.user, class_id), timezone.now()
    answer = access_open_answer(school_class, answer_id, now)
    record_withdrawal(find_latest_marks([answer]).values(), by=request.user, now=now)
    messages.success(request, _("The mark is taken back."))
    return redirect(queue_address(class_id, item=answer.item_id))


@require_POST
@adult_required
def undo_marks(request: AdultRequest, class_id: int) -> HttpResponse:
    """Take back what this adult marked last, if it is what the page said."""
    school_class, now = access_class_to_view(request.user, class_id), timezone.now()
    act = find_last_act(find_open_answers(school_class, now), request.user)
    if not act or str(act[0].pk) != request.POST.get("mark"):
        messages.info(request, _("There is nothing to undo: these answers were marked since."))
        return redirect(queue_address(class_id, item=None))
    taken = record_withdrawal(act, by=request.user, now=now)
    told = ngettext(
        "The mark of %(n)d answer is taken back.", "The marks of %(n)d answers are taken back.",
        len(taken),
    )  # fmt: skip
    messages.success(request, told % {"n": len(taken)})
    first = act[0].answer
    return redirect(queue_address(class_id, item=first.item_id, group=first.pk))
