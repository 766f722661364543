"""Every page of the site: who sees it and how to get there.

Pages with an address of their own come from the access table, so that a new page is looked at as
soon as it has its row there. Pages that only a form leads to are named here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import product
from pathlib import Path
from uuid import UUID

from django.urls import reverse
from playwright.sync_api import Page, Response

from tests.architecture.access_table import ROLES, ROWS
from tests.architecture.test_access_table import PATTERNS
from tests.browser.demo_school import DemoSchool, read_people
from tests.browser.desk import send, write_slip
from tests.browser.rooms import LANGUAGES, NEW_CLASS, NEWCOMER

LESSONS = sorted(
    folder.name for folder in (Path(__file__).parents[2] / "courses/ai/lessons").iterdir()
)
TOLD_TWICE = "G05-L5"  # it has a lesson variant
# Addresses that answer with something else than a page.
NOT_PAGES = {"practice:lab_state", "curriculum:show_picture", "assessment:download_results"}
# Pages that are there while a learner sits a test; they are reached by starting one.
IN_A_TEST = {"assessment:own_question", "assessment:hand_in"}
SEEN_BY = {"nobody": "anonymous", "learner": "ada", "teacher": "anna", "head": "vera"}

Reach = Callable[[Page, DemoSchool], Response | None]
Value = Callable[[DemoSchool], object]


@dataclass(frozen=True)
class Place:
    """One page as one role sees it."""

    name: str
    role: str
    reach: Reach
    status: int = 200
    languages: tuple[str, ...] = LANGUAGES

    def __str__(self) -> str:
        return f"{self.role}: {self.name}"


def find_open_answer(school: DemoSchool, class_name: str) -> UUID:
    """Return an open answer of a class."""
    (found,) = school.ask(
        "SELECT a.id FROM practice_answer a JOIN people_learner l ON l.id = a.learner_id"
        " WHERE a.score IS NULL AND a.try_number = 1 AND l.school_class_id = ? ORDER BY a.id",
        school.class_id(class_name),
    )[:1]
    return UUID(str(found[0]))


def find_occasion(school: DemoSchool) -> object:
    """Return the first test that class 5A sat."""
    rows = school.ask(
        "SELECT min(o.id) FROM assessment_occasion o JOIN assessment_series s ON s.id = series_id"
        " WHERE school_class_id = ?",
        school.class_id("5A"),
    )
    return rows[0][0]


def find_series(school: DemoSchool) -> object:
    """Return the first series of tests of class 5A."""
    rows = school.ask(
        "SELECT min(id) FROM assessment_series WHERE school_class_id = ?", school.class_id("5A")
    )
    return rows[0][0]


def find_study(school: DemoSchool) -> object:
    """Return the study that has ended."""
    return school.ask("SELECT min(id) FROM studies_study")[0][0]


def find_draft(school: DemoSchool) -> object:
    """Return the study to be of the teacher whom the demo signs in as."""
    return school.ask("SELECT id FROM studies_studydraft WHERE confirmed_at IS NULL")[0][0]


# What stands for an argument in one address alone: there it means something else.
OWN_ARGUMENTS: dict[tuple[str, str], list[Value]] = {
    ("assessment:show_item", "key"): [lambda school: "G05-T-q01"],
    ("curriculum:lesson_variant", "key"): [lambda school: TOLD_TWICE],
}
# What stands for each argument of an address in the demo: one value, or several pages.
ARGUMENTS: dict[str, list[Value]] = {
    "class_id": [lambda school: school.class_id("5A")],
    "learner_id": [lambda school: read_people(school)["learner"]],
    "answer_id": [lambda school: find_open_answer(school, "5A")],
    "adult_id": [lambda school: read_people(school)["teacher"]],
    "skill": [lambda school: "E05"],
    "unit": [lambda school: "G05"],
    "variant": [lambda school: "example-first"],
    "assessment": [lambda school: "G05"],
    "form": [lambda school: "A"],
    "occasion_id": [find_occasion],
    "series_id": [find_series],
    "study_id": [find_study],
    "draft_id": [find_draft],
    "page": [partial(lambda page, school: page, page) for page in range(1, 6)],
    "key": [partial(lambda key, school: key, key) for key in LESSONS],
}


def pages_with_an_address() -> list[Place]:
    """Return each page of the access table for each role that may have it."""
    places = []
    for row in ROWS:
        if row.method != "GET" or row.name in NOT_PAGES | IN_A_TEST:
            continue
        may = [role for role, who in SEEN_BY.items() if row.statuses[ROLES.index(who)] == 200]
        for role, (name, reach) in product(may, ways_to(row.name)):
            # The head's copy of a teacher's page differs by the bar on top: one language each.
            turn = LANGUAGES[len(places) % len(LANGUAGES)]
            shared = role == "head" and "teacher" in may
            languages = (turn,) if shared else LANGUAGES
            places.append(Place(name, role, reach, languages=languages))
    return places


def ways_to(name: str) -> list[tuple[str, Reach]]:
    """Return the pages behind one address, each with how to open it."""
    wanted = list(PATTERNS[name].pattern.converters)
    values = {
        **ARGUMENTS,
        **{key: own for (page, key), own in OWN_ARGUMENTS.items() if page == name},
    }
    choices = list(product(*(values.get(argument, [say_missing]) for argument in wanted)))
    return [
        (
            name if len(choices) == 1 else f"{name} {number}",
            by_address(partial(fill_address, name, dict(zip(wanted, chosen, strict=True)))),
        )
        for number, chosen in enumerate(choices, start=1)
    ]


def fill_address(name: str, values: dict[str, Value], school: DemoSchool) -> str:
    """Return an address with its arguments taken from the demo."""
    return reverse(name, kwargs={key: value(school) for key, value in values.items()})


def say_missing(school: DemoSchool) -> object:
    """Say where a new kind of argument gets its value."""
    raise AssertionError("add the argument of this address to ARGUMENTS in tests/browser/places.py")


def by_address(address: Callable[[DemoSchool], str]) -> Reach:
    """Return the way to a page that has an address."""
    return lambda page, school: page.goto(address(school))


def fixed(address: str) -> Reach:
    """Return the way to a page whose address never changes."""
    return lambda page, school: page.goto(address)


def in_new_class(path: str) -> Reach:
    """Return the way to a page of the class without answers."""
    return by_address(lambda school: f"/classes/{school.class_id(NEW_CLASS)}/{path}")


def by_sending(address: str, **fields: str) -> Reach:
    """Return the way to the page that follows when a form of the page before is sent filled so."""

    def reach(page: Page, school: DemoSchool) -> Response | None:
        page.goto(address.format(new_class=school.class_id(NEW_CLASS)))
        form = page.locator("main form").filter(has=page.locator("[name]:not([type=hidden])"))
        for name, value in fields.items():
            form.locator(f'[name="{name}"]').first.fill(value)
        with page.expect_navigation() as navigation:
            form.first.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
        return navigation.value

    return reach


def in_open_test(path: str, *, begun: bool = True) -> Reach:
    """Return the way to a page of the test that is open to the learner, begun if need be."""

    def reach(page: Page, school: DemoSchool) -> Response | None:
        rows = school.ask(
            "SELECT min(o.id) FROM assessment_occasion o JOIN assessment_series s"
            " ON s.id = series_id JOIN people_learner l ON l.school_class_id = s.school_class_id"
            " WHERE l.id = ? AND opens_at <= datetime('now') AND closes_at > datetime('now')",
            read_people(school)["learner"],
        )
        root = f"/my-tests/{rows[0][0]}/"
        first = page.goto(root)
        start = page.locator(f'main form[action="{root}start/"] button')
        if begun and start.count():
            start.click()
            page.wait_for_url("**/questions/*/")
        return page.goto(root + path) if begun else first

    return reach


def question_of(kind: str) -> Reach:
    """Return the way to a question of one kind."""

    def reach(page: Page, school: DemoSchool) -> Response | None:
        language = next(c["value"] for c in page.context.cookies() if c["name"] == "language")
        slip = write_slip(school, page, kind)
        return send(page, "/practice/language/", slip, {}, language=language)

    return reach


def hints_of(kind: str, *, seen: int) -> Reach:
    """Return the way to a question with some hints open."""

    def reach(page: Page, school: DemoSchool) -> Response | None:
        return send(page, "/practice/hint/", write_slip(school, page, kind, hints=seen), {})

    return reach


def right_answer_to(kind: str) -> Reach:
    """Return the way to what follows a right answer; for an open question, any answer."""

    def reach(page: Page, school: DemoSchool) -> Response | None:
        slip = write_slip(school, page, kind)
        return send(page, "/practice/answer/", slip, slip.right())

    return reach


def wrong_answer_to(kind: str) -> Reach:
    """Return the way to what follows a wrong answer."""

    def reach(page: Page, school: DemoSchool) -> Response | None:
        slip = write_slip(school, page, kind)
        return send(page, "/practice/answer/", slip, slip.wrong())

    return reach


def second_wrong_answer_to(kind: str) -> Reach:
    """Return the way to the right answer and the explanation, after two wrong tries."""

    def reach(page: Page, school: DemoSchool) -> Response | None:
        slip = write_slip(school, page, kind)
        send(page, "/practice/answer/", slip, slip.wrong())
        return send(page, "/practice/answer/", slip, slip.wrong(), **{"try": "2"})

    return reach


def unreadable_answer(page: Page, school: DemoSchool) -> Response | None:
    """Send letters where a number is asked for."""
    slip = write_slip(school, page, "number")
    return send(page, "/practice/answer/", slip, {"text": ("about three or so",)})


def torn_ticket(page: Page, school: DemoSchool) -> Response | None:
    """Send an answer whose ticket is torn."""
    slip = write_slip(school, page, "number")
    return send(page, "/practice/answer/", slip, {}, ticket="torn")


def current_question(page: Page, school: DemoSchool) -> Response | None:
    """Open the question that the scheduler chose."""
    page.goto("/practice/")
    if page.locator("[data-question]").count() == 0:
        page.locator("main form .button-main").click()
    return page.goto("/practice/")


def sign_in_in_vain(page: Page, school: DemoSchool) -> Response | None:
    """Choose no picture at all."""
    page.goto(f"/class/pin/{school.learner('Zoe Ashby')}/")
    with page.expect_navigation() as navigation:
        page.locator("form.form button.button-main").click()
    return navigation.value


def form_without_token(page: Page, school: DemoSchool) -> Response | None:
    """Send a form that has expired."""
    page.goto("/account/")
    page.locator("main [name=csrfmiddlewaretoken]").evaluate_all(
        "all => all.map(one => one.remove())"
    )
    with page.expect_navigation() as navigation:
        page.locator("main form").evaluate("form => { form.noValidate = true; form.submit(); }")
    return navigation.value


def in_turn(ways: dict[str, Reach]) -> list[Place]:
    """Return pages of one build with different texts: the first in every language, then one each."""
    return [
        Place(name, "learner", reach, languages=(LANGUAGES[n % 4],) if n else LANGUAGES)
        for n, (name, reach) in enumerate(ways.items())
    ]


KINDS = ("one_choice", "several_choices", "number", "short_text", "order", "match", "bins", "open")
WITH_WRONG_ANSWERS = tuple(kind for kind in KINDS if kind != "open")

BY_FORMS = [
    Place("wrong code", "nobody", by_sending("/", code="HHH HHH")),
    Place("refused", "nobody", by_sending("/sign-in/", username="nora", password="no idea at all")),
    Place("missing", "nobody", fixed("/nowhere/"), 404),
    Place("card not in use", "nobody", fixed("/card/HHHHHHHH/"), 404),
    Place("names", "door", fixed("/class/")),
    Place(
        "pictures", "door", by_address(lambda school: f"/class/pin/{school.learner('Zoe Ashby')}/")
    ),
    Place("no pictures", "door", sign_in_in_vain),
    Place("current question", "learner", current_question),
    *(Place(f"question, {kind}", "learner", question_of(kind)) for kind in KINDS),
    Place("first hint", "learner", hints_of("one_choice", seen=0)),
    Place("more hints", "learner", hints_of("number", seen=1)),
    *in_turn({f"right, {kind}": right_answer_to(kind) for kind in KINDS}),
    *in_turn({f"not yet, {kind}": wrong_answer_to(kind) for kind in WITH_WRONG_ANSWERS}),
    Place("answer shown, match", "learner", second_wrong_answer_to("match")),
    Place("unreadable", "learner", unreadable_answer),
    Place("torn", "learner", torn_ticket, 403),
    Place("start of a test", "learner", in_open_test("", begun=False)),
    Place("test begun", "learner", in_open_test("")),
    Place("question of a test", "learner", in_open_test("questions/1/")),
    Place("hand in a test", "learner", in_open_test("hand-in/")),
    Place("missing", "learner", fixed("/nowhere/"), 404),
    Place("end", "tired learner", fixed("/practice/")),
    Place("home", "newcomer", fixed("/home/")),
    Place("skills", "newcomer", fixed("/skills/")),
    Place("learners of a new class", "teacher", in_new_class("learners/")),
    Place("cards of a new class", "teacher", in_new_class("cards/")),
    Place("computers of a new class", "teacher", in_new_class("computers/")),
    Place(
        "card of a newcomer",
        "teacher",
        by_address(lambda school: f"/learners/{school.learner(NEWCOMER)}/card/"),
    ),
    Place(
        "list with faults",
        "teacher",
        by_sending("/classes/{new_class}/paste/", names="Nell Newcomer\n12345\nMira\nMira"),
    ),
    Place(
        "list to confirm",
        "teacher",
        by_sending(
            "/classes/{new_class}/paste/", names="Mira Stone\nTim Brook\nЯна Ўсходняя\n林小雨"
        ),
    ),
    Place("empty list", "teacher", by_sending("/classes/{new_class}/paste/", names="")),
    Place("report of a new class", "teacher", in_new_class("")),
    Place("open answers of a new class", "teacher", in_new_class("open-answers/")),
    Place(
        "report of a newcomer",
        "teacher",
        by_address(lambda school: f"/learners/{school.learner(NEWCOMER)}/"),
    ),
    Place("class without name", "teacher", by_sending("/classes/new/", name="")),
    Place("wrong password", "teacher", by_sending("/account/", current="x", password="short")),
    Place("expired form", "teacher", form_without_token, 403),
    Place("missing", "teacher", fixed("/nowhere/"), 404),
    Place("teacher without name", "head", by_sending("/staff/new/", name="", password="1234")),
    Place("missing", "head", fixed("/school/nowhere/"), 404),
]

PLACES = [*pages_with_an_address(), *BY_FORMS]
