"""What a lab sends: where it stands, and the score of its three moments."""

import json
import re
from datetime import UTC, datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods, require_POST

from armillary.apps.people.access import LearnerRequest, learner_required
from armillary.apps.people.languages import content_language
from armillary.apps.practice.labs import (
    LabPlace,
    LabResult,
    find_lab_state,
    record_lab_result,
    save_lab_state,
)

LEVEL = re.compile(r"[a-z0-9-]{1,40}")
LARGEST_STATE = 64 * 1024


def read_json(request: HttpRequest) -> Any:  # Any: JSON of any shape
    """Return the posted JSON, or 404 for anything that no lab of ours sends."""
    if len(request.body) > LARGEST_STATE:
        raise Http404
    try:
        return json.loads(request.body)
    except ValueError as error:
        raise Http404 from error


@require_http_methods(["GET", "POST"])
@learner_required
def keep_lab_state(request: LearnerRequest, lab: str) -> HttpResponse:
    """Give or keep where the learner stands in a lab."""
    place = LabPlace(lab, read_level(request))
    if request.method == "GET":
        return JsonResponse({"state": find_lab_state(request.seat.learner, place)})
    state = read_json(request)
    if not isinstance(state, dict):
        raise Http404
    save_lab_state(request.seat.learner, place, state, now=datetime.now(UTC))
    return JsonResponse({"saved": True})


def read_level(request: HttpRequest) -> str:
    """Return the level that the address names, "" for none, or 404 for what no level is called."""
    level = request.GET.get("level", "")
    if level and not LEVEL.fullmatch(level):
        raise Http404
    return level


@require_POST
@learner_required
def keep_lab_result(request: LearnerRequest, lab: str) -> HttpResponse:
    """Store the score that a lab gave to one of its moments."""
    result = read_result(read_json(request))
    saved = record_lab_result(
        request.seat, lab, result, language=content_language(), now=datetime.now(UTC)
    )
    return JsonResponse({"saved": saved})


def read_result(sent: Any) -> LabResult:  # Any: JSON of any shape
    """Return the result if it has the parts a lab sends, else 404."""
    try:
        return LabResult(
            id=str(sent["id"])[:40],
            lesson=str(sent["lesson"])[:20],
            moment=str(sent["moment"])[:20],
            score=float(sent["score"]),
            raw=sent["raw"],
            seconds=float(sent["seconds"]) if sent.get("seconds") is not None else None,
        )
    except (TypeError, KeyError, ValueError, AttributeError) as error:
        raise Http404 from error
