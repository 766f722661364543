"""What every page of the app keeps to: languages, one heading, labels, nothing inline."""

from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client

from tests.cast import Cast, ClientFor

TEACHERS = [
    "/classes/",
    "/classes/new/",
    "/classes/{class_id}/edit/",
    "/classes/{class_id}/learners/",
    "/classes/{class_id}/paste/",
    "/classes/{class_id}/computers/",
    "/classes/{class_id}/cards/",
    "/learners/{learner_id}/edit/",
    "/account/",
]
HEADS = ["/classes/", "/classes/{class_id}/edit/", "/staff/", "/staff/new/", "/staff/{adult_id}/"]
LEARNERS = ["/", "/class/", "/class/pin/{learner_id}/", "/sign-in/"]
LANGUAGES = [code for code, _name in settings.LANGUAGES]
NEEDS_NO_LABEL = {"hidden", "submit", "button"}


class Page(HTMLParser):
    """What the rules below ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.labelled: set[str] = set()
        self.fields: list[dict[str, str | None]] = []
        self.inline: list[str] = []
        self.ids: list[str] = []
        self.described: set[str] = set()
        self.inside_label = False
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in {"h1", "h2", "h3", "h4"}:
            self.headings.append(int(tag[1]))
        if tag == "label":
            self.inside_label = True
            self.labelled.add(given.get("for") or "")
        wants = given.get("type") not in NEEDS_NO_LABEL and "aria-label" not in given
        if tag in {"input", "select", "textarea"} and wants and not self.inside_label:
            self.fields.append(given)
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name[:2] == "on"]
        if tag == "style" or (tag == "script" and "src" not in given):
            self.inline.append(tag)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        self.described.update((given.get("aria-describedby") or "").split())

    def handle_endtag(self, tag: str) -> None:
        if tag == "label":
            self.inside_label = False


def check_page(text: str) -> list[str]:
    page = Page(text)
    faults = list(page.inline)
    if page.headings.count(1) != 1 or page.headings[:1] != [1]:
        faults.append(f"headings {page.headings}")
    leaps = zip(page.headings, page.headings[1:], strict=False)
    faults += [f"h{low} after h{high}" for high, low in leaps if low > high + 1]
    faults += [
        f"no label for {field}" for field in page.fields if field.get("id") not in page.labelled
    ]
    faults += [f"id {name} twice" for name in {i for i in page.ids if page.ids.count(i) > 1}]
    faults += [f"nothing is {name}" for name in page.described - set(page.ids)]
    return faults


def look_at(client: Client, pages: list[str], cast: Cast, language: str) -> dict[str, list[str]]:
    ids = {"class_id": cast.class_5a.pk, "learner_id": cast.ada.pk, "adult_id": cast.anna.pk}
    client.cookies["language"] = language
    found = {}
    for page in pages:
        response = client.get(page.format(**ids))
        assert response.status_code == 200, page
        assert response["Content-Language"] == language
        found[page] = check_page(response.content.decode())
    return {page: faults for page, faults in found.items() if faults}


def test_faults_of_a_page_are_seen() -> None:
    text = '<h2 style="a">x</h2><h4>y</h4><input id="a" aria-describedby="b"><p id="a">'
    assert check_page(text) == [
        "h2 style",
        "headings [2, 4]",
        "h4 after h2",
        "no label for {'id': 'a', 'aria-describedby': 'b'}",
        "id a twice",
        "nothing is b",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_a_teacher(school: Cast, client_for: ClientFor, language: str) -> None:
    assert look_at(client_for(school.anna), TEACHERS, school, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_the_head(school: Cast, client_for: ClientFor, language: str) -> None:
    assert look_at(client_for(school.vera), HEADS, school, language) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_before_signing_in(school: Cast, client: Client, language: str) -> None:
    assert look_at(client, ["/"], school, language) == {}
    client.post("/", {"code": school.class_5a.code})
    assert look_at(client, LEARNERS[1:], school, language) == {}


def test_forms_sent_back_with_faults(school: Cast, client_for: ClientFor) -> None:
    teacher, head = client_for(school.anna), client_for(school.vera)
    class_page = f"/classes/{school.class_5a.pk}"
    sent_back = [
        Client().post("/", {"code": "CCC999"}),
        Client().post("/sign-in/", {"username": "anna", "password": "wrong"}),
        teacher.post("/classes/new/", {"name": "6b", "grade": "6"}),
        teacher.post(f"{class_page}/learners/", {"name": "7"}),
        teacher.post(f"{class_page}/paste/", {"names": "Mira\n7"}),
        teacher.post(f"{class_page}/paste/", {"names": "Mira"}),
        teacher.post(f"{class_page}/computers/", {"label": ""}),
        head.post("/staff/new/", {"name": "", "username": "a b", "password": "short"}),
        head.post(f"/staff/{school.anna.pk}/password/", {"password": "short"}),
    ]
    assert [response.status_code for response in sent_back] == [200] * len(sent_back)
    assert [check_page(response.content.decode()) for response in sent_back] == [[]] * 9
