"""Every write of the people app: each in a transaction, each with the clock handed in."""

from armillary.apps.people.actions.adults import (
    assign_classes,
    make_adult,
    record_adult_active,
    record_adult_name,
    record_password,
)
from armillary.apps.people.actions.audit import record_audit
from armillary.apps.people.actions.cards import (
    enrol_device,
    issue_card,
    issue_cards,
    reset_card,
    revoke_device,
)
from armillary.apps.people.actions.classes import (
    archive_class,
    assign_teachers,
    change_class,
    make_class,
    make_school,
    renew_class_code,
    reopen_class,
)
from armillary.apps.people.actions.languages import remember_language
from armillary.apps.people.actions.learners import (
    add_learners,
    move_learner,
    record_leaving,
    record_return,
    rename_learner,
)
from armillary.apps.people.actions.seats import end_seat, start_seat, try_pin
from armillary.apps.people.actions.taken import TakenError
from armillary.apps.people.actions.tidy import end_old_seats, forget_old_tries

__all__ = [
    "TakenError",
    "add_learners",
    "archive_class",
    "assign_classes",
    "assign_teachers",
    "change_class",
    "end_old_seats",
    "end_seat",
    "enrol_device",
    "forget_old_tries",
    "issue_card",
    "issue_cards",
    "make_adult",
    "make_class",
    "make_school",
    "move_learner",
    "record_adult_active",
    "record_adult_name",
    "record_audit",
    "record_leaving",
    "record_password",
    "record_return",
    "remember_language",
    "rename_learner",
    "renew_class_code",
    "reopen_class",
    "reset_card",
    "revoke_device",
    "start_seat",
    "try_pin",
]
