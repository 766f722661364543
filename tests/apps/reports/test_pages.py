"""The pages of class, skill and learner: who gets them, what they say, what bad input gets."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.curriculum.models import Course
from armillary.apps.people.actions import archive_class, record_leaving
from armillary.apps.people.models import AuditEntry, Learner
from armillary.apps.reports.story import describe_fading
from tests.apps.reports.answers import give, give_many, give_open_answer
from tests.cast import Cast, ClientFor

SPLIT, SPLIT_TOO = "G05-L1-q01", "G05-L1-q04"
HELD, HELP = [1.0] * 8, [0.0] * 8


@pytest.fixture
def practised(school: Cast, catalogue: Catalogue) -> Cast:
    """Class 5a yesterday: Ada needs help with E05 and shares an idea with Bo; the others hold it."""
    yesterday = timezone.now() - timedelta(days=1)
    give_many(school.ada, SPLIT, HELP, at=yesterday, ideas=["E05-m1"])
    give(school.bo, SPLIT_TOO, 0.0, at=yesterday - timedelta(days=1), ideas=["E05-m1"])
    give_many(school.bo, SPLIT, HELD, at=yesterday)
    for learner in (school.yan, school.lu, school.zoya):
        give_many(learner, SPLIT, HELD, at=yesterday)
    return school


def read(client_for: ClientFor, person: object, page: str) -> str:
    """Return the text of a page, tags taken out and spaces brought to one."""
    response = client_for(person).get(page)  # type: ignore[arg-type]
    assert response.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_a_teacher_sees_what_the_class_knows(practised: Cast, client_for: ClientFor) -> None:
    page = f"/classes/{practised.class_5a.pk}/"
    text = read(client_for, practised.anna, page)
    assert "5 of 5 learners practised in the last seven days." in text
    # Four of five hold E05, Ada needs help, nobody has practised A05.
    assert "held: 4 getting there: 0 needs help: 1 not seen yet: 0" in text
    assert "held: 0 getting there: 0 needs help: 0 not seen yet: 5" in text
    assert "Ada “Split examples into training and test”: 0 of 8 first answers right" in text
    assert "A test on the training examples is a fair test." in text
    assert "2 of 5 learners whose questions could show it: Ada ×8 , Bo (9 answers)" in text


def test_the_class_page_leads_on(practised: Cast, client_for: ClientFor) -> None:
    class_id = practised.class_5a.pk
    page = client_for(practised.anna).get(f"/classes/{class_id}/").content.decode()
    for address in (
        f"/classes/{class_id}/learners/",
        f"/classes/{class_id}/cards/",
        f"/classes/{class_id}/open-answers/",
        f"/classes/{class_id}/skills/E05/",
        f"/learners/{practised.ada.pk}/",
    ):
        assert f'href="{address}"' in page


def test_another_teacher_sees_only_their_own_classes(
    practised: Cast, client_for: ClientFor
) -> None:
    olga = client_for(practised.olga)
    for page in (
        f"/classes/{practised.class_5a.pk}/",
        f"/classes/{practised.class_5a.pk}/skills/E05/",
        f"/classes/{practised.class_5a.pk}/open-answers/",
        f"/learners/{practised.ada.pk}/",
        f"/learners/{practised.ada.pk}/skills/E05/",
        "/school/",
    ):
        assert olga.get(page).status_code == 404
    assert "Rita" in olga.get(f"/classes/{practised.class_6b.pk}/").content.decode()
    assert "Ada" not in olga.get(f"/classes/{practised.class_6b.pk}/").content.decode()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["A05", "E05"]),  # by lesson: first what it builds on
        ("help", ["E05", "A05"]),
        ("held", ["E05", "A05"]),
        ("unseen", ["A05", "E05"]),
        ("nonsense", ["A05", "E05"]),
    ],
)
def test_skills_are_sorted_without_a_script(
    sort: str, order: list[str], practised: Cast, client_for: ClientFor
) -> None:
    page = client_for(practised.anna).get(f"/classes/{practised.class_5a.pk}/", {"sort": sort})
    assert re.findall(r"/skills/(\w+)/\"", page.content.decode())[-2:] == order


def test_a_class_without_practice_says_so(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    text = read(client_for, school.anna, f"/classes/{school.class_5a.pk}/")
    assert "Nobody in this class has practised yet." in text
    assert "Too few answers to say." in text
    assert "Print the cards" in text


def test_a_class_without_learners_says_so(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    record_leaving(school.rita, by=school.olga, now=timezone.now())
    text = read(client_for, school.olga, f"/classes/{school.class_6b.pk}/")
    assert "There are no learners in this class yet." in text


def test_without_a_course_the_pages_say_what_is_missing(
    school: Cast, client_for: ClientFor
) -> None:
    SHELF.clear()
    assert not Course.objects.exists()
    for person, page in (
        (school.anna, f"/classes/{school.class_5a.pk}/"),
        (school.anna, f"/learners/{school.ada.pk}/"),
        (school.vera, "/school/"),
    ):
        assert "There is no course here yet." in read(client_for, person, page)
    response = client_for(school.anna).get(f"/classes/{school.class_5a.pk}/skills/E05/")
    assert response.status_code == 404


def test_an_archived_class_can_still_be_read(practised: Cast, client_for: ClientFor) -> None:
    archive_class(practised.class_5a, by=practised.vera, now=timezone.now())
    page = client_for(practised.anna).get(f"/classes/{practised.class_5a.pk}/").content.decode()
    assert "Ada" in page
    assert f'href="/classes/{practised.class_5a.pk}/cards/"' not in page


def test_names_are_escaped(practised: Cast, client_for: ClientFor) -> None:
    practised.ada.name = "<b>Ada</b>"
    practised.ada.save(update_fields=["name"])
    practised.class_5a.name = "<i>5a</i>"
    practised.class_5a.save(update_fields=["name"])
    give_open_answer(practised.ada, text="<script>x</script>", now=timezone.now())
    for page in (
        f"/classes/{practised.class_5a.pk}/",
        f"/classes/{practised.class_5a.pk}/skills/E05/",
        f"/classes/{practised.class_5a.pk}/open-answers/",
        f"/learners/{practised.ada.pk}/",
        f"/learners/{practised.ada.pk}/skills/E05/",
        "/school/",
    ):
        text = client_for(practised.vera).get(page).content.decode()
        assert "<b>Ada" not in text
        assert "<i>5a" not in text
        assert "<script>x" not in text
        assert "&lt;i&gt;5a" in text


def test_a_skill_shows_who_stands_where(practised: Cast, client_for: ClientFor) -> None:
    text = read(client_for, practised.anna, f"/classes/{practised.class_5a.pk}/skills/E05/")
    assert "Of 5 learners who practised it 4 hold it, 0 getting there, 1 in need of help." in text
    needs, held = text.index("needs help 1"), text.index("held 4")
    assert needs < text.index("Ada", needs) < held < text.index("Bo", held)
    assert "about 1 of 10, between 0 and 5 (based on 8 answers)" in text
    assert "0 of 8 first answers right lately" in text


@pytest.mark.parametrize("skill", ["E06", "nonsense", "-"])
def test_a_skill_that_no_lesson_practises_is_404(
    skill: str, practised: Cast, client_for: ClientFor
) -> None:
    for whose in (f"classes/{practised.class_5a.pk}", f"learners/{practised.ada.pk}"):
        page = f"/{whose}/skills/{skill}/"
        assert client_for(practised.anna).get(page).status_code == 404


def test_a_learner_shows_where_each_skill_stands(practised: Cast, client_for: ClientFor) -> None:
    text = read(client_for, practised.anna, f"/learners/{practised.ada.pk}/")
    assert "0 of 2 skills held; based on 8 unaided first answers." in text
    assert "about 1 of 10, between 0 and 5 (based on 8 answers)" in text
    assert "0 of the last 5 unaided first answers were right." in text
    assert "In 30 days without practice: about 1 of 10" in text
    assert "A test on the training examples is a fair test. (8 answers)" in text
    # E05 needs help; A05, which it builds on, has not been seen.
    assert (
        "Next: “Tell fixed rules from learned ones” first, as “Split examples into training "
        "and test” builds on it and needs help." in text
    )


def test_a_skill_of_a_learner_shows_what_moved_it(practised: Cast, client_for: ClientFor) -> None:
    text = read(client_for, practised.anna, f"/learners/{practised.ada.pk}/skills/E05/")
    # Four answers in full, and all eight in the table.
    assert text.count("Which cards show whether the sorter copes with new drawings?") == 4 + 8
    assert text.count("Idea behind it: A test on the training examples is a fair test.") == 4
    effects = re.findall(r"not yet &ensp;lowered it from (\d\.\d) to (\d\.\d) of 10", text)
    assert len(effects) == 4
    assert all(float(before) > float(after) for before, after in effects)
    assert "raised it" not in text
    assert "Next review none, practice goes on until it is held" in text
    assert "In 30 days without practice about 1 of 10" in text


def test_answers_to_other_skills_are_named_as_a_cause(
    practised: Cast, client_for: ClientFor
) -> None:
    text = read(client_for, practised.anna, f"/learners/{practised.ada.pk}/skills/A05/")
    assert "No answer to this skill counts yet." in text
    assert "8 answers to other skills together lowered it clearly." in text


def test_the_picture_says_in_words_what_it_shows(practised: Cast, client_for: ClientFor) -> None:
    page = f"/learners/{practised.yan.pk}/skills/E05/"
    source = client_for(practised.anna).get(page).content.decode()
    names = re.findall(r'<svg class="timeline"[^>]* aria-label="([^"]+)"', source)
    assert len(names) == 2
    for name in names:
        assert re.search(r"The estimate over time\. On \d+ [A-Z][a-z]+: about \d of 10, bet", name)
        assert re.search(r"Today: about (9|10) of 10, between", name)
        assert "In 30 days without practice: about" in name
    assert source.count('stroke="#17683F"') == 2 * 8  # eight right answers on both sheets


def test_answers_that_did_not_count_say_so(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    give(school.ada, SPLIT, 1.0, at=timezone.now(), hints=1)
    give(school.ada, SPLIT, 0.0, at=timezone.now())
    text = read(client_for, school.anna, f"/learners/{school.ada.pk}/skills/E05/")
    assert text.count("with a hint: does not move the estimate") == 1
    assert "based on 1 answer" in text
    assert text.count("lowered it") == 1
    assert "raised it" not in text


def test_only_the_latest_answers_fill_the_table(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    give_many(school.ada, SPLIT, [1.0, 0.0] * 20, at=timezone.now() - timedelta(days=2))
    text = read(client_for, school.anna, f"/learners/{school.ada.pk}/skills/E05/")
    assert "and 10 earlier answers" in text
    assert "the last 60 answers" not in text
    give_many(school.ada, SPLIT, [1.0, 0.0] * 15, at=timezone.now() - timedelta(days=1))
    page = f"/learners/{school.ada.pk}/skills/E05/"
    assert "the last 60 answers" in read(client_for, school.anna, page)
    source = client_for(school.anna).get(page).content.decode()
    rings = re.findall(r'<circle [^>]*class="line-(?:leaf|plum)"', source)
    assert len(rings) == 2 * 60  # on two sheets
    assert "based on 40 answers" in text


def test_what_fades_is_said(school: Cast, catalogue: Catalogue, client_for: ClientFor) -> None:
    give_many(school.ada, SPLIT, HELD, at=timezone.now() - timedelta(days=300))
    text = read(client_for, school.anna, f"/learners/{school.ada.pk}/skills/E05/")
    fading = (
        r"Since the last answer to it, 299 days ago, (hardly anything|a little|a good part) has"
    )
    assert re.search(fading, text)


def test_the_words_for_fading_follow_its_size() -> None:
    assert describe_fading(0, 2.0) == ""
    assert "1 day ago, hardly anything has faded." in describe_fading(1, 0.02)
    assert "12 days ago, a little has faded." in describe_fading(12, 0.2)
    assert "90 days ago, a good part has faded." in describe_fading(90, 0.9)


def test_a_class_sees_what_comes_back_this_week(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    page = f"/classes/{school.class_5a.pk}/"
    assert "No skill comes back this week." in read(client_for, school.anna, page)
    now = timezone.now()
    # What went well on one day comes back after two; well again at long intervals, much later.
    give_many(school.ada, SPLIT, HELD, at=now - timedelta(minutes=9))
    give_many(school.bo, SPLIT, HELD, at=now - timedelta(days=5))
    for days in (60, 50, 30, 1):
        give_many(school.yan, SPLIT, [1.0, 1.0], at=now - timedelta(days=days))
    text = read(client_for, school.anna, page)
    assert "Split examples into training and test 2 learners (1 of them now)" in text
    text = read(client_for, school.anna, f"{page}skills/E05/")
    assert text.count("review due") == 1
    assert len(re.findall(r"review on \d+ [A-Z]", text)) == 2


def test_a_held_skill_says_when_it_comes_back(practised: Cast, client_for: ClientFor) -> None:
    text = read(client_for, practised.anna, f"/learners/{practised.yan.pk}/")
    assert "1 of 2 skills held" in text
    assert "Next review:" in text
    page = f"/learners/{practised.yan.pk}/skills/E05/"
    assert re.search(r"Next review (due since )?\d+ [A-Z]", read(client_for, practised.anna, page))


def test_a_learner_without_answers_gets_no_judgement(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    text = read(client_for, school.anna, f"/learners/{school.ada.pk}/")
    assert "No answers yet, so there is nothing to say." in text
    assert "Next:" not in text


def test_looking_at_a_learner_is_written_down(practised: Cast, client_for: ClientFor) -> None:
    anna = client_for(practised.anna)
    anna.get(f"/learners/{practised.ada.pk}/")
    anna.get(f"/learners/{practised.ada.pk}/skills/E05/")
    entries = AuditEntry.objects.filter(action="learner_viewed")
    assert [entry.adult for entry in entries] == [practised.anna] * 2
    assert [entry.subject for entry in entries] == [f"learner:{practised.ada.pk}"] * 2


def test_a_look_that_was_refused_is_not_written_down(
    practised: Cast, client_for: ClientFor
) -> None:
    olga = client_for(practised.olga)
    assert olga.get(f"/learners/{practised.ada.pk}/").status_code == 404
    assert olga.get(f"/learners/{practised.ada.pk}/skills/E05/").status_code == 404
    assert not AuditEntry.objects.filter(action="learner_viewed").exists()


def test_a_learner_who_left_can_still_be_read(practised: Cast, client_for: ClientFor) -> None:
    record_leaving(practised.ada, by=practised.anna, now=timezone.now())
    page = client_for(practised.anna).get(f"/learners/{practised.ada.pk}/").content.decode()
    assert "Left the class on" in page
    assert f'href="/learners/{practised.ada.pk}/edit/"' not in page


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "ru", "be", "zh-hans"])
def test_every_page_renders_in_every_language(
    language: str, practised: Cast, client_for: ClientFor
) -> None:
    give_open_answer(practised.ada, text="It saw them before.", now=timezone.now())
    client = client_for(practised.vera)
    client.cookies["language"] = language
    for page in (
        f"/classes/{practised.class_5a.pk}/",
        f"/classes/{practised.class_5a.pk}/skills/E05/",
        f"/classes/{practised.class_5a.pk}/open-answers/",
        f"/learners/{practised.ada.pk}/",
        f"/learners/{practised.ada.pk}/skills/E05/",
        "/school/",
    ):
        response = client.get(page)
        assert response.status_code == 200
        assert response.headers["Content-Language"] == language
        assert "%(" not in response.content.decode()


@pytest.mark.slow
def test_nothing_is_sent_for_a_learner_that_is_not_there(
    school: Cast, catalogue: Catalogue, client_for: ClientFor
) -> None:
    missing = Learner.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1
    assert client_for(school.vera).get(f"/learners/{missing}/").status_code == 404
    assert client_for(school.vera).get("/classes/999999/").status_code == 404
