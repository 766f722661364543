"""Staff: the head makes adults, gives them classes and passwords, and shuts them out."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from armillary.apps.people.access import AdultRequest, access_adult_to_manage, head_required
from armillary.apps.people.actions import (
    TakenError,
    assign_classes,
    make_adult,
    record_adult_active,
    record_adult_name,
    record_password,
)
from armillary.apps.people.forms import AdultNameForm, NewAdultForm, NewPasswordForm
from armillary.apps.people.models import Adult
from armillary.apps.people.queries import find_adult_lines, find_classes


@require_safe
@head_required
def list_staff(request: AdultRequest) -> HttpResponse:
    """Show everybody on the staff."""
    context = {"lines": find_adult_lines(request.user.school)}
    return render(request, "people/staff.html", context)


@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def add_adult(request: AdultRequest) -> HttpResponse:
    """Make a teacher or another head, with a first password and classes."""
    form = NewAdultForm(request.POST or None, classes=find_classes(request.user))
    if request.method == "POST" and form.is_valid():
        try:
            adult = keep_new_adult(request.user, form)
        except TakenError:
            form.add_error("username", _("Somebody has this sign-in name. Please choose another."))
        else:
            messages.success(request, _("%(name)s can sign in now.") % {"name": adult.name})
            return redirect("people:list_staff")
    return render(request, "people/adult_new.html", {"form": form})


def keep_new_adult(head: Adult, form: NewAdultForm) -> Adult:
    """Write what the form of a new adult says."""
    now = timezone.now()
    fields = form.cleaned_data
    adult = make_adult(
        head.school,
        username=fields["username"],
        name=fields["name"],
        role=fields["role"],
        password=fields["password"],
        now=now,
        by=head,
        language=head.language,
    )
    if fields["classes"]:
        assign_classes(adult, fields["classes"], by=head, now=now)
    return adult


@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def edit_adult(request: AdultRequest, adult_id: int) -> HttpResponse:
    """Change an adult's name and classes; password and access have buttons of their own."""
    adult = access_adult_to_manage(request.user, adult_id)
    form = AdultNameForm(
        request.POST or None,
        classes=find_classes(request.user),
        initial={"name": adult.name, "classes": list(adult.classes.all())},
    )
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        record_adult_name(adult, form.cleaned_data["name"], by=request.user, now=now)
        assign_classes(adult, form.cleaned_data["classes"], by=request.user, now=now)
        messages.success(request, _("The changes are kept."))
        return redirect("people:list_staff")
    return show_adult(request, adult, form, NewPasswordForm(adult=adult))


def show_adult(
    request: AdultRequest, adult: Adult, form: AdultNameForm, password_form: NewPasswordForm
) -> HttpResponse:
    """Draw the page of changes to one adult."""
    context = {"adult": adult, "form": form, "password_form": password_form}
    return render(request, "people/adult_edit.html", context)


@sensitive_post_parameters("password")
@require_POST
@head_required
def give_password(request: AdultRequest, adult_id: int) -> HttpResponse:
    """Give an adult who forgot the password a new one."""
    adult = access_adult_to_manage(request.user, adult_id)
    password_form = NewPasswordForm(request.POST, adult=adult)
    if password_form.is_valid():
        password = password_form.cleaned_data["password"]
        record_password(adult, password, by=request.user, now=timezone.now())
        messages.success(request, _("%(name)s has a new password.") % {"name": adult.name})
        return redirect("people:list_staff")
    form = AdultNameForm(
        classes=find_classes(request.user),
        initial={"name": adult.name, "classes": list(adult.classes.all())},
    )
    return show_adult(request, adult, form, password_form)


@require_POST
@head_required
def shut_out(request: AdultRequest, adult_id: int) -> HttpResponse:
    """Keep an adult from signing in. Heads cannot shut themselves out."""
    adult = access_adult_to_manage(request.user, adult_id)
    if adult.pk == request.user.pk:
        raise Http404
    record_adult_active(adult, False, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s cannot sign in any more.") % {"name": adult.name})
    return redirect("people:list_staff")


@require_POST
@head_required
def let_in_again(request: AdultRequest, adult_id: int) -> HttpResponse:
    """Let an adult sign in again."""
    adult = access_adult_to_manage(request.user, adult_id)
    record_adult_active(adult, True, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s can sign in now.") % {"name": adult.name})
    return redirect("people:list_staff")
