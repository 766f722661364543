"""Evidence packages: what would leave is read first; what partners send is checked and joined."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from armillary.apps.people.access import AdultRequest, head_required
from armillary.apps.studies.access import access_study_to_manage
from armillary.apps.studies.actions.exchanging import record_export, record_import
from armillary.apps.studies.forms import ExportForm, PackageForm
from armillary.apps.studies.keys import find_key, public_key_of
from armillary.apps.studies.models import Study
from armillary.apps.studies.packages import (
    LARGEST,
    PackageError,
    pool_packages,
    preview_package,
)
from armillary.apps.studies.pictures import draw_effects
from armillary.apps.studies.queries import find_packages
from armillary.apps.studies.wording import describe_package, describe_pooled, describe_problem
from armillary.science.evidence import RefusalError


@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def show_package(request: AdultRequest, study_id: int) -> HttpResponse:
    """Show in words what a package would tell, or send it as a file."""
    study = access_study_to_manage(request.user, study_id)
    form = ExportForm(request.POST or None)
    problem = ""
    if request.method == "POST" and form.is_valid():
        try:
            return send(request, study, form.cleaned_data["epsilon"])
        except PackageError as error:
            problem = describe_problem(error.code)
    context = {"study": study, "form": form, "problem": problem, **preview(study)}
    return render(request, "studies/package.html", context)


def preview(study: Study) -> dict[str, Any]:
    """Return what would leave, in sentences, and the content itself."""
    try:
        content = preview_package(study, now=timezone.now())
    except PackageError as error:
        return {"refused": describe_problem(error.code)}
    return {"told": describe_package(content)}


def send(request: AdultRequest, study: Study, epsilon: float | None) -> HttpResponse:
    """Return the signed file; that it left is noted."""
    sent = record_export(
        study, epsilon=epsilon, folder=Path(settings.DATA), by=request.user, now=timezone.now()
    )
    response = HttpResponse(sent.file, content_type="application/json")
    name = f"study-{sent.row.package_hash[:8]}.evidence.json"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@head_required
def list_evidence(request: AdultRequest) -> HttpResponse:
    """Show the packages of the school and its partners, and what they say together."""
    form = PackageForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            record_import(
                request.user.school,
                form.cleaned_data["file"].read(LARGEST + 1),  # what is longer is no package
                key=form.cleaned_data["key"],
                by=request.user,
                now=timezone.now(),
            )
            messages.success(request, _("The signature is right. The package is taken."))
            return redirect("studies:list_evidence")
        except PackageError as error:
            form.add_error("file", describe_problem(error.code))
    packages = find_packages(request.user.school)
    chosen = {int(key) for key in request.GET.getlist("package") if key.isdigit()}
    picked = [one for one in packages if not chosen or one.pk in chosen]
    context = {
        "form": form,
        "packages": [(one, one in picked) for one in packages],
        "own_key": public_key_of(find_key(Path(settings.DATA))),
        **join([one.content for one in picked]),
    }
    return render(request, "studies/evidence.html", context)


def join(contents: list[dict[str, Any]]) -> dict[str, Any]:
    """Return what packages say together, with the picture, or why they say nothing."""
    found = [
        (str(content["school"]), *(result["g"][name] for name in ("effect", "low", "high")))
        for content in contents
        for result in content["results"]
        if result["kind"] == "after"
    ]
    if not found:
        return {}
    words = {"title": _("The differences in SD"), "less": _("usual way"), "more": _("way tried")}
    try:
        pooled = pool_packages(contents, kind="after", level=0.95)
    except RefusalError:
        few = _("Three packages are needed at least to say something together.")
        return {"picture": draw_effects(found, **words), "pooled": few}
    mean = pooled.mean
    found.append((_("Together"), mean.effect, mean.low, mean.high))
    return {"picture": draw_effects(found, **words), "pooled": describe_pooled(pooled)}
