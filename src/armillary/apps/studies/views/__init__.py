"""Pages of studies."""

from armillary.apps.studies.views.classes import set_class_tests
from armillary.apps.studies.views.drafts import begin_draft, discard, edit_draft
from armillary.apps.studies.views.evidence import list_evidence, show_package
from armillary.apps.studies.views.groups import explore
from armillary.apps.studies.views.running import (
    begin,
    check,
    edit_consent,
    list_studies,
    show_results,
    show_study,
    stop,
)

__all__ = [
    "begin",
    "begin_draft",
    "check",
    "discard",
    "edit_consent",
    "edit_draft",
    "explore",
    "list_evidence",
    "list_studies",
    "set_class_tests",
    "show_package",
    "show_results",
    "show_study",
    "stop",
]
