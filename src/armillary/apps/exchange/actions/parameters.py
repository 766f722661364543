"""Switch a course to other parameters of the learner model, and write down that it happened."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from armillary.apps.exchange.actions.audit import record_command
from armillary.apps.exchange.refitting import SchoolFit, describe_damage
from armillary.apps.people.commands import Refusal
from armillary.apps.people.models import School
from armillary.apps.practice.parameters import (
    SHIPPED,
    Ledger,
    NothingBeforeError,
    ParametersError,
    Version,
    add_version,
    fingerprint_of,
    go_back,
    go_to_shipped,
    hold_folder,
    parameters_folder,
    read_ledger,
    shipped_parameters,
    write_ledger,
)
from armillary.apps.practice.rebuild import Rebuilt, rebuild_states

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Switched:
    """Which parameters count now. `file` is empty for the shipped ones, whose number is 0."""

    course: str
    number: int
    number_before: int
    model: str
    fingerprint: str
    file: str


def record_fit(fit: SchoolFit, *, now: datetime) -> Switched | None:
    """Switch to what a fit found if it is better, note the outcome; return what counts now.

    None when everything stays as it is.

    Raises
    ------
    Refusal
        If somebody else switched since the fit began.
    """
    compared = fit.comparison
    old, new = compared.old.fingerprint, compared.new.fingerprint
    found = compared.difference
    outcome = "" if found is None else f" {found.mean:+.4f} [{found.low:+.4f},{found.high:+.4f}]"
    if not compared.is_better:
        _note(
            "parameters_kept", f"parameters:{fit.course}/{fit.number} {old} not {new}{outcome}", now
        )
        return None
    folder = parameters_folder(fit.course)
    with hold_folder(folder):
        if read_ledger(folder).active != fit.number:
            raise Refusal(
                "Somebody switched to other parameters meanwhile. Nothing was changed; try again."
            )
        ledger, version = add_version(
            folder, compared.new.parameters, now=now, figures=compared.as_json()
        )
        subject = f"parameters:{fit.course}/{version.number} {new} for {old}{outcome}"
        _switch(fit.course, ledger, "parameters_fitted", subject, now)
    return _describe(fit.course, ledger, before=fit.number)


def record_back(course: str, *, now: datetime) -> Switched:
    """Let the parameters before the present ones count again; note it.

    Raises
    ------
    Refusal
        If there are none before, or they cannot be used.
    """
    return _record_choice(course, go_back, "parameters_back", now)


def record_shipped(course: str, *, now: datetime) -> Switched:
    """Let the shipped parameters count, whatever the folder holds; note it."""
    return _record_choice(course, go_to_shipped, "parameters_shipped", now)


def rebuild_after(progress: Progress) -> Rebuilt:
    """Recompute every state with the parameters that count now.

    A learner who answers before their turn comes is replayed then: nobody waits for the end.
    """
    return rebuild_states(write=True, progress=progress)


def _record_choice(
    course: str, choose: Callable[..., Ledger], action: str, now: datetime
) -> Switched:
    folder = parameters_folder(course)
    with hold_folder(folder):
        try:
            before = read_ledger(folder).active
        except ParametersError:
            before = SHIPPED  # what runs when the file is damaged
        try:
            ledger = choose(folder)
        except NothingBeforeError as error:
            raise Refusal(f"{error} Nothing was changed.") from None
        except ParametersError as error:
            raise Refusal(describe_damage(error)) from None
        now_active = _describe(course, ledger, before=before)
        subject = f"parameters:{course}/{now_active.number} {now_active.fingerprint}"
        _switch(course, ledger, action, subject, now)
    return now_active


def _switch(course: str, ledger: Ledger, action: str, subject: str, now: datetime) -> None:
    """Write the note and the ledger together: without the note nothing is switched."""
    with transaction.atomic():
        _note(action, subject, now)
        write_ledger(parameters_folder(course), ledger)


def _note(action: str, subject: str, now: datetime) -> None:
    """Add a row to the log of every school here: they share the course and its parameters."""
    for school in School.objects.all():
        record_command(school, action, subject[:80], now=now)


def _describe(course: str, ledger: Ledger, *, before: int) -> Switched:
    version: Version | None = ledger.find(ledger.active)
    if version is None:
        shipped = shipped_parameters()
        model = f"{shipped.MODEL} {shipped.VERSION}"
        return Switched(course, SHIPPED, before, model, fingerprint_of(shipped), "")
    file = str(parameters_folder(course) / version.file)
    return Switched(course, version.number, before, version.model, version.fingerprint, file)
