"""Computers that show a class its names without the class code."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from armillary.apps.people.access import (
    AdultRequest,
    access_class_to_manage,
    access_device_to_manage,
    adult_required,
)
from armillary.apps.people.actions import enrol_device, revoke_device
from armillary.apps.people.doorway import find_device_class, keep_device
from armillary.apps.people.forms import DeviceForm
from armillary.apps.people.queries import find_devices


@require_http_methods(["GET", "HEAD", "POST"])
@adult_required
def list_devices(request: AdultRequest, class_id: int) -> HttpResponse:
    """Show the computers of a class, and enrol the one in use."""
    school_class = access_class_to_manage(request.user, class_id)
    form = DeviceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        label = form.cleaned_data["label"]
        _device, token = enrol_device(school_class, label, by=request.user, now=timezone.now())
        messages.success(request, _("This computer now shows the names of the class."))
        response = redirect("people:list_devices", class_id)
        keep_device(response, token)
        return response
    context = {
        "school_class": school_class,
        "devices": find_devices(school_class),
        "here": find_device_class(request),
        "form": form,
    }
    return render(request, "people/devices.html", context)


@require_POST
@adult_required
def forget_device(request: AdultRequest, device_id: int) -> HttpResponse:
    """Make an enrolled computer ask for the class code again."""
    device = access_device_to_manage(request.user, device_id)
    revoke_device(device, by=request.user, now=timezone.now())
    messages.success(request, _("%(name)s asks for the class code again.") % {"name": device.label})
    return redirect("people:list_devices", device.school_class_id)
