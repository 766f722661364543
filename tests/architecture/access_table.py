"""Who may have which page: one row per address and method, one column per person.

The addresses are filled from the cast: class 5a, its learner Ada, its teacher Anna, and whatever
else `ARGUMENTS` names. A new address without a row fails `test_access_table.py`.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from armillary.apps.assessment.actions.taking import begin_test
from armillary.apps.assessment.models import Occasion, Series
from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.curriculum.models import Item, Picture
from armillary.apps.people.actions import add_learners, archive_class, enrol_device, record_leaving
from armillary.apps.people.models import Seat
from armillary.apps.practice.tickets import Ticket, make_nonce, sign_ticket
from armillary.apps.studies.actions import make_draft
from armillary.web.demo import make_link
from tests.apps.assessment.teacher import find_first_occasion, let_sit
from tests.apps.practice.conftest import read_good_course
from tests.apps.reports.answers import find_open_answer, give_open_answer
from tests.apps.studies.makers import begin as begin_study
from tests.apps.studies.makers import make_test as make_study_test
from tests.apps.studies.makers import plan as plan_study
from tests.cast import NOW, PASSWORD, Cast, card_of

# Ada learns in 5a, Rita in 6b. Anna teaches 5a, Olga 6b; Vera is their head.
# Ines and Hugo are teacher and head of another school.
ROLES = ("anonymous", "ada", "rita", "anna", "olga", "vera", "ines", "hugo")

Statuses = tuple[int, int, int, int, int, int, int, int]
Fields = Mapping[str, object]

#                     nobody ada  rita anna olga vera ines hugo
PUBLIC_PAGE: Statuses = (200, 200, 200, 200, 200, 200, 200, 200)
PUBLIC_WAY: Statuses = (302, 302, 302, 302, 302, 302, 302, 302)
ADULTS_PAGE: Statuses = (302, 404, 404, 200, 200, 200, 200, 200)
ADULTS_WAY: Statuses = (302, 404, 404, 302, 302, 302, 302, 302)
LEARNERS_PAGE: Statuses = (302, 200, 200, 404, 404, 404, 404, 404)
LEARNERS_WAY: Statuses = (302, 302, 302, 404, 404, 404, 404, 404)
HEADS_PAGE: Statuses = (302, 404, 404, 404, 404, 200, 404, 200)
HEADS_WAY: Statuses = (302, 404, 404, 404, 404, 302, 404, 302)
# To everybody who is signed in.
SHARED_PAGE: Statuses = (302, 200, 200, 200, 200, 200, 200, 200)
# Of class 5a: its teacher and their head.
CLASS_PAGE: Statuses = (302, 404, 404, 200, 404, 200, 404, 404)
CLASS_WAY: Statuses = (302, 404, 404, 302, 404, 302, 404, 404)
# Of the school of 5a: its head alone.
SCHOOL_PAGE: Statuses = (302, 404, 404, 404, 404, 200, 404, 404)
SCHOOL_WAY: Statuses = (302, 404, 404, 404, 404, 302, 404, 404)


@dataclass(frozen=True)
class Row:
    """What each person gets from one address by one method."""

    name: str
    method: str
    statuses: Statuses
    fields: Callable[[Cast], Fields] = lambda cast: {}
    before: Callable[[Cast], object] = lambda cast: None
    arguments: Mapping[str, Callable[[Cast], object]] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.method} {self.name}"


def enrolled_device(cast: Cast) -> int:
    """Return a computer enrolled for class 5a."""
    return enrol_device(cast.class_5a, "Room 12", by=cast.anna, now=NOW)[0].pk


def make_demo_token(cast: Cast) -> str:
    """Return the token of a link that would sign in as Ada."""
    return make_link("learner", cast.ada.pk).removeprefix("/demo/").rstrip("/")


# What stands for each argument of an address.
ARGUMENTS: dict[str, Callable[[Cast], object]] = {
    "unit": lambda cast: "G05",
    "assessment": lambda cast: "G05",
    "form": lambda cast: "A",
    "class_id": lambda cast: cast.class_5a.pk,
    "learner_id": lambda cast: cast.ada.pk,
    "adult_id": lambda cast: cast.anna.pk,
    "device_id": enrolled_device,
    "token": make_demo_token,
    "code": lambda cast: card_of(cast.ada).code,
    "key": lambda cast: "G05-L1",
    "variant": lambda cast: "main",
    "lab": lambda cast: "teach-the-sorter",
    "skill": lambda cast: "E05",
    "answer_id": lambda cast: UUID(int=1),
    "study_id": lambda cast: 1,
    "draft_id": lambda cast: 1,
    "page": lambda cast: 1,
    "series_id": lambda cast: Series.objects.values_list("pk", flat=True).first() or 0,
    "place": lambda cast: 1,
    "occasion_id": lambda cast: find_first_occasion(),
}

NEW_PASSWORD = {"password": "a ring of bright brass"}

PEOPLE = [
    Row("people:start", "GET", (200, 302, 302, 302, 302, 302, 302, 302)),
    Row("people:start", "POST", PUBLIC_WAY, lambda cast: {"code": cast.class_5a.code}),
    # Nothing is open in these browsers; tests/apps/people/test_sign_in.py opens classes first.
    Row("people:choose_name", "GET", PUBLIC_WAY),
    Row("people:enter_pin", "GET", PUBLIC_WAY),
    Row("people:enter_pin", "POST", PUBLIC_WAY, lambda cast: {"pin1": "sun"}),
    Row("people:open_card", "GET", PUBLIC_WAY),
    Row("people:sign_in", "GET", (200, 200, 200, 302, 302, 302, 302, 302)),
    Row(
        "people:sign_in",
        "POST",
        PUBLIC_WAY,
        lambda cast: {"username": "anna", "password": PASSWORD},
    ),
    Row("people:sign_out", "POST", PUBLIC_WAY),
    Row("people:show_account", "GET", ADULTS_PAGE),
    Row(
        "people:show_account",
        "POST",
        ADULTS_WAY,
        lambda cast: {"current": PASSWORD, **NEW_PASSWORD},
    ),
    Row("people:list_classes", "GET", ADULTS_PAGE),
    Row("people:add_class", "GET", ADULTS_PAGE),
    Row("people:add_class", "POST", ADULTS_WAY, lambda cast: {"name": "7c", "grade": 7}),
    Row("people:edit_class", "GET", CLASS_PAGE),
    Row("people:edit_class", "POST", CLASS_WAY, lambda cast: {"name": "5 a", "grade": 5}),
    Row("people:renew_code", "POST", CLASS_WAY),
    Row("people:archive_class", "POST", CLASS_WAY),
    Row(
        "people:reopen_class",
        "POST",
        # There are no seats in an archived class, so Ada comes as a stranger would.
        (302, 302, 404, 404, 404, 302, 404, 404),
        before=lambda cast: archive_class(cast.class_5a, by=cast.vera, now=NOW),
    ),
    Row("people:list_learners", "GET", CLASS_PAGE),
    Row("people:list_learners", "POST", CLASS_WAY, lambda cast: {"name": "Mira"}),
    Row("people:paste_learners", "GET", CLASS_PAGE),
    Row(
        "people:paste_learners", "POST", CLASS_WAY, lambda cast: {"names": "Mira\nTim", "add": "1"}
    ),
    Row("people:show_cards", "GET", CLASS_PAGE),
    Row("people:list_devices", "GET", CLASS_PAGE),
    Row("people:list_devices", "POST", CLASS_WAY, lambda cast: {"label": "Room 3"}),
    Row("people:forget_device", "POST", CLASS_WAY),
    Row("people:edit_learner", "GET", CLASS_PAGE),
    Row("people:edit_learner", "POST", CLASS_WAY, lambda cast: {"name": "Ada L."}),
    Row("people:move_learner", "POST", CLASS_WAY, lambda cast: {"school_class": cast.class_6b.pk}),
    Row("people:leave", "POST", CLASS_WAY),
    Row(
        "people:come_back",
        "POST",
        CLASS_WAY,
        before=lambda cast: record_leaving(cast.bo, by=cast.anna, now=NOW),
        arguments={"learner_id": lambda cast: cast.bo.pk},
    ),
    Row("people:show_card", "GET", CLASS_PAGE),
    Row("people:reset_card", "POST", CLASS_WAY),
    Row("people:list_staff", "GET", HEADS_PAGE),
    Row("people:add_adult", "GET", HEADS_PAGE),
    Row(
        "people:add_adult",
        "POST",
        HEADS_WAY,
        lambda cast: {"name": "Pia", "username": "pia", "role": "teacher", **NEW_PASSWORD},
    ),
    Row("people:edit_adult", "GET", SCHOOL_PAGE),
    Row("people:edit_adult", "POST", SCHOOL_WAY, lambda cast: {"name": "Anna B."}),
    Row("people:give_password", "POST", SCHOOL_WAY, lambda cast: NEW_PASSWORD),
    Row(
        "people:shut_out",
        "POST",
        SCHOOL_WAY,
        arguments={"adult_id": lambda cast: cast.olga.pk},
    ),
    Row("people:let_in", "POST", SCHOOL_WAY),
]


def publish(cast: Cast) -> None:
    """Publish the tiny course, as every school has one."""
    publish_course(read_good_course(), now=NOW)


def ask_ada(cast: Cast) -> Fields:
    """Return a genuine ticket of Ada's seat; where Ada does not sit, one of a seat long gone."""
    seat = Seat.objects.filter(learner=cast.ada).order_by("-pk").first()
    ticket = Ticket(
        nonce=make_nonce(0),
        learner=cast.ada.pk,
        item=Item.objects.get(question__key="G05-L1-q01").pk,
        seed=1,
        sitting=0,
        hints=0,
        shown_at=0,
        expires=int(time.time()) + 3600,
        p_chosen=1.0,
        seat_hash=seat.token_hash if seat else "00" * 32,
        policy="mix-1",
    )
    return {"ticket": sign_ticket(ticket), "try": "1", "language": "be"}


CURRICULUM = [
    Row("curriculum:course", "GET", SHARED_PAGE, before=publish),
    Row("curriculum:lesson", "GET", SHARED_PAGE, before=publish),
    Row("curriculum:lesson_variant", "GET", ADULTS_PAGE, before=publish),
    Row("curriculum:guide", "GET", ADULTS_PAGE, before=publish),
    Row("curriculum:board", "GET", ADULTS_PAGE, before=publish),
    Row("curriculum:plan", "GET", ADULTS_PAGE, before=publish),
    Row("curriculum:booklet", "GET", ADULTS_PAGE, before=publish),
    Row("curriculum:form", "GET", ADULTS_PAGE, before=publish),
    Row("curriculum:coverage", "GET", ADULTS_PAGE, before=publish),
    Row("curriculum:glossary", "GET", SHARED_PAGE, before=publish),
    Row("curriculum:credits", "GET", PUBLIC_PAGE, before=publish),
    Row(
        "curriculum:show_picture",
        "GET",
        PUBLIC_PAGE,
        before=publish,
        arguments={"key": lambda cast: Picture.objects.values_list("pk", flat=True)[0]},
    ),
]

# Ada's own and nobody else's.
ADAS_PAGE: Statuses = (302, 200, 404, 404, 404, 404, 404, 404)

PRACTICE = [
    Row("practice:home", "GET", LEARNERS_PAGE, before=publish),
    Row("practice:skills", "GET", LEARNERS_PAGE, before=publish),
    Row("practice:skill", "GET", LEARNERS_PAGE, before=publish),
    Row("practice:start", "GET", LEARNERS_PAGE, before=publish),
    Row("practice:begin", "POST", LEARNERS_WAY, before=publish),
    Row("practice:finish", "POST", LEARNERS_WAY, before=publish),
    # The door shows no page of its own, and takes nothing without a ticket from anybody.
    Row("practice:answer", "GET", PUBLIC_WAY, before=publish),
    Row("practice:answer", "POST", (403,) * 8, before=publish),
    # Ada has answered nothing, so there is nothing to show even to her;
    # tests/apps/practice/test_answering.py answers first.
    Row(
        "practice:answered",
        "GET",
        (302, 404, 404, 404, 404, 404, 404, 404),
        ask_ada,
        before=publish,
    ),
    Row("practice:hint", "POST", ADAS_PAGE, ask_ada, before=publish),
    Row("practice:language", "POST", ADAS_PAGE, ask_ada, before=publish),
    Row("practice:lab_state", "GET", LEARNERS_PAGE, before=publish),
    # Without the JSON that a lab sends there is nothing here; tests/apps/practice has it.
    Row(
        "practice:lab_state",
        "POST",
        (302, 404, 404, 404, 404, 404, 404, 404),
        before=publish,
    ),
    Row(
        "practice:lab_result",
        "POST",
        (302, 404, 404, 404, 404, 404, 404, 404),
        before=publish,
    ),
]


def write_answer(cast: Cast) -> None:
    """Publish the course and let Ada answer its open question."""
    publish(cast)
    give_open_answer(cast.ada, text="The door opens by one rule.", now=NOW)


REPORTS = [
    Row("reports:show_class", "GET", CLASS_PAGE, before=publish),
    Row("reports:show_skill", "GET", CLASS_PAGE, before=publish),
    Row("reports:show_learner", "GET", CLASS_PAGE, before=publish),
    Row("reports:show_learner_skill", "GET", CLASS_PAGE, before=publish),
    Row("reports:list_open_answers", "GET", CLASS_PAGE, before=write_answer),
    Row(
        "reports:mark_answer",
        "POST",
        CLASS_WAY,
        lambda cast: {"score": "0.5", "comment": "Which part is the output?"},
        before=write_answer,
        arguments={"answer_id": lambda cast: find_open_answer(cast.ada).pk},
    ),
    Row(
        "reports:mark_answer",
        "GET",
        CLASS_PAGE,
        before=write_answer,
        arguments={"answer_id": lambda cast: find_open_answer(cast.ada).pk},
    ),
    Row(
        "reports:withdraw_mark",
        "POST",
        CLASS_WAY,
        before=write_answer,
        arguments={"answer_id": lambda cast: find_open_answer(cast.ada).pk},
    ),
    Row(
        "reports:mark_group",
        "POST",
        CLASS_WAY,
        lambda cast: {
            "score": "1",
            "item": find_open_answer(cast.ada).item_id,
            "answer": find_open_answer(cast.ada).pk,
        },
        before=write_answer,
    ),
    Row("reports:undo_marks", "POST", CLASS_WAY, before=write_answer),
    Row("reports:show_school", "GET", HEADS_PAGE, before=publish),
]


def give_test(cast: Cast) -> None:
    """Publish the course and let Anna's class sit its ready test from now on."""
    publish(cast)
    let_sit(cast.class_5a, by=cast.anna, now=datetime.now(UTC))


# What a teacher makes and runs.
TESTS = [
    Row("assessment:list_all_tests", "GET", ADULTS_PAGE, before=give_test),
    Row("assessment:list_tests", "GET", CLASS_PAGE, before=give_test),
    Row("assessment:make_test", "GET", CLASS_PAGE, before=publish),
    Row(
        "assessment:make_test",
        "POST",
        CLASS_WAY,
        lambda cast: {
            "way": "ready",
            "assessment": "G05",
            "plan": "once",
            "once_opens": f"{datetime.now(UTC):%Y-%m-%dT%H:%M}",
            "once_closes": f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%dT%H:%M}",
        },
        before=publish,
    ),
    Row("assessment:show_occasion", "GET", CLASS_PAGE, before=give_test),
    Row(
        "assessment:show_occasion",
        "POST",
        CLASS_WAY,
        lambda cast: {"do": "close"},
        before=give_test,
    ),
    Row("assessment:show_sitter", "GET", CLASS_PAGE, before=give_test),
    Row(
        "assessment:show_sitter",
        "POST",
        CLASS_WAY,
        lambda cast: {"do": "more_time"},
        before=give_test,
    ),
]


def let_ada_begin(cast: Cast) -> None:
    """Let Ada begin the test of her class."""
    give_test(cast)
    begin_test(cast.ada, Occasion.objects.get(pk=find_first_occasion()), now=datetime.now(UTC))


# What came of it.
RESULTS = [
    Row("assessment:show_results", "GET", CLASS_PAGE, before=let_ada_begin),
    Row("assessment:download_results", "GET", CLASS_PAGE, before=let_ada_begin),
    Row("assessment:learner_results", "GET", CLASS_PAGE, before=let_ada_begin),
    Row("assessment:list_items", "GET", CLASS_PAGE, before=let_ada_begin),
    Row(
        "assessment:show_item",
        "GET",
        ADULTS_PAGE,
        before=publish,
        arguments={"key": lambda cast: "G05-L1-q01"},
    ),
]


def show_adas_result(cast: Cast) -> None:
    """Let Ada begin the test of her class, and Anna show results already."""
    let_ada_begin(cast)
    Occasion.objects.update(shown_at=datetime.now(UTC))


# Ada's class alone, in which only she has begun.
ADAS_WAY: Statuses = (302, 302, 404, 404, 404, 404, 404, 404)

# What a learner sits.
OWN_TESTS = [
    # Without a ticket nothing is taken from anybody; tests/apps/assessment has tickets.
    Row("assessment:answer", "POST", (403,) * 8, before=give_test),
    Row("assessment:own_test", "GET", ADAS_PAGE, before=give_test),
    Row("assessment:begin", "POST", ADAS_WAY, before=give_test),
    Row(
        "assessment:own_question",
        "GET",
        ADAS_PAGE,
        before=let_ada_begin,
    ),
    Row("assessment:signal", "POST", ADAS_PAGE, before=let_ada_begin),
    Row("assessment:hand_in", "GET", ADAS_PAGE, before=let_ada_begin),
    Row("assessment:hand_in", "POST", ADAS_WAY, before=let_ada_begin),
    Row("assessment:own_result", "GET", ADAS_PAGE, before=show_adas_result),
]


def draw_study(cast: Cast) -> int:
    """Return a study of Anna's in 5a that was drawn and has ended."""
    publish(cast)
    course = SHELF.catalogue("ai")
    assert course is not None
    add_learners(cast.class_5a, ["Mia", "Noa", "Oleg"], now=NOW, by=cast.anna)
    study = plan_study(cast, [cast.class_5a], make_study_test(cast, course))
    begin_study(cast, study)
    return study.pk


def draft_study(cast: Cast) -> int:
    """Return a draft of Anna's."""
    return make_draft(cast.anna, now=NOW).pk


STUDY = {"study_id": draw_study}
DRAFT = {"draft_id": draft_study}
# Of a draft: whoever makes it, alone.
MAKERS_PAGE: Statuses = (302, 404, 404, 200, 404, 404, 404, 404)
MAKERS_WAY: Statuses = (302, 404, 404, 302, 404, 404, 404, 404)

STUDIES = [
    Row("studies:list_studies", "GET", ADULTS_PAGE),
    Row("studies:begin_draft", "POST", ADULTS_WAY),
    Row("studies:discard", "POST", MAKERS_WAY, arguments=DRAFT),
    Row("studies:edit_draft", "GET", MAKERS_PAGE, arguments={**DRAFT, "page": lambda cast: 1}),
    Row(
        "studies:edit_draft",
        "POST",
        MAKERS_WAY,
        lambda cast: {"question": "Which first?", "kind": "order"},
        arguments={**DRAFT, "page": lambda cast: 1},
    ),
    Row("studies:show_study", "GET", CLASS_PAGE, arguments=STUDY),
    Row("studies:begin", "POST", CLASS_WAY, arguments=STUDY),
    Row("studies:set_tests", "POST", CLASS_WAY, arguments=STUDY),
    Row("studies:stop", "POST", CLASS_WAY, lambda cast: {"why": "Flu."}, arguments=STUDY),
    Row("studies:edit_consent", "GET", CLASS_PAGE, arguments=STUDY),
    Row("studies:edit_consent", "POST", CLASS_WAY, arguments=STUDY),
    Row("studies:show_results", "GET", CLASS_PAGE, arguments=STUDY),
    Row("studies:explore", "GET", CLASS_PAGE, arguments=STUDY),
    Row("studies:check", "POST", CLASS_WAY, arguments=STUDY),
    Row("studies:show_package", "GET", SCHOOL_PAGE, arguments=STUDY),
    # Nobody sat the test of this study: the page says so.
    Row("studies:show_package", "POST", SCHOOL_PAGE, arguments=STUDY),
    Row("studies:list_evidence", "GET", HEADS_PAGE),
    Row("studies:list_evidence", "POST", HEADS_PAGE),
]

WEB = [
    # The demo's links work in a demo alone; here, as in every real school, they lead nowhere.
    Row("demo", "GET", (404,) * 8),
    Row("language", "POST", PUBLIC_WAY, lambda cast: {"language": "be", "next": "/"}),
]

ROWS: list[Row] = [
    *PEOPLE,
    *CURRICULUM,
    *PRACTICE,
    *REPORTS,
    *OWN_TESTS,
    *TESTS,
    *RESULTS,
    *STUDIES,
    *WEB,
]
