"""Writes of studies: planning, drawing, stopping, consent, results."""

from armillary.apps.studies.actions.planning import (
    PlanError,
    confirm_draft,
    discard_draft,
    make_draft,
    save_draft,
)
from armillary.apps.studies.actions.running import (
    RunError,
    record_check,
    record_consent,
    record_consents,
    record_results,
    start_study,
    stop_study,
)

__all__ = [
    "PlanError",
    "RunError",
    "confirm_draft",
    "discard_draft",
    "make_draft",
    "record_check",
    "record_consent",
    "record_consents",
    "record_results",
    "save_draft",
    "start_study",
    "stop_study",
]
