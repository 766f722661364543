"""Classes: made, renamed, given teachers, put away and brought back."""

from armillary.apps.people.models import AuditEntry, SchoolClass, Seat
from tests.cast import Cast, ClientFor


def test_a_teacher_sees_own_classes_and_the_head_all_of_the_school(
    school: Cast, client_for: ClientFor
) -> None:
    anna = client_for(school.anna).get("/classes/").content.decode()
    vera = client_for(school.vera).get("/classes/").content.decode()
    assert ">5a<" in anna
    assert ">6b<" not in anna
    assert ">5a<" in vera
    assert ">6b<" in vera
    assert ">5x<" not in vera
    assert "5 learners" in anna


def test_classes_stand_in_the_order_of_grade_and_number(
    school: Cast, client_for: ClientFor
) -> None:
    client = client_for(school.anna)
    for name in ("10-10", "10-9", "10-9b", "9-1", "x"):
        client.post("/classes/new/", {"name": name, "grade": name.split("-")[0].replace("x", "1")})
    page = client.get("/classes/").content.decode()
    places = [page.index(f">{name}<") for name in ("x", "5a", "9-1", "10-9", "10-9b", "10-10")]
    assert places == sorted(places)


def test_a_teacher_who_makes_a_class_teaches_it(school: Cast, client_for: ClientFor) -> None:
    response = client_for(school.anna).post("/classes/new/", {"name": "7c", "grade": "7"})
    made = SchoolClass.objects.get(name="7c")
    assert response["Location"] == f"/classes/{made.pk}/learners/"
    assert list(made.teachers.all()) == [school.anna]
    assert len(made.code) == 6
    assert AuditEntry.objects.filter(action="class_made", subject=f"class:{made.pk}").exists()


def test_the_head_says_who_teaches_a_new_class(school: Cast, client_for: ClientFor) -> None:
    fields = {"name": "7c", "grade": "7", "teachers": [school.olga.pk]}
    client_for(school.vera).post("/classes/new/", fields)
    assert list(SchoolClass.objects.get(name="7c").teachers.all()) == [school.olga]


def test_a_teacher_of_another_school_cannot_be_given_a_class(
    school: Cast, client_for: ClientFor
) -> None:
    fields = {"name": "7c", "grade": "7", "teachers": [school.ines.pk]}
    assert client_for(school.vera).post("/classes/new/", fields).status_code == 200
    assert not SchoolClass.objects.filter(name="7c").exists()


def test_a_teacher_has_no_say_in_who_teaches(school: Cast, client_for: ClientFor) -> None:
    fields = {"name": "5a", "grade": "5", "teachers": [school.olga.pk]}
    client_for(school.anna).post(f"/classes/{school.class_5a.pk}/edit/", fields)
    assert list(school.class_5a.teachers.all()) == [school.anna]


def test_a_name_another_class_has_is_refused(school: Cast, client_for: ClientFor) -> None:
    response = client_for(school.anna).post("/classes/new/", {"name": "6b", "grade": "6"})
    assert "There is a class of this name" in response.content.decode()
    assert SchoolClass.objects.filter(school=school.school).count() == 2
    page = f"/classes/{school.class_5a.pk}/edit/"
    response = client_for(school.anna).post(page, {"name": "6b", "grade": "5"})
    assert "There is a class of this name" in response.content.decode()


def test_two_schools_may_have_classes_of_one_name(school: Cast, client_for: ClientFor) -> None:
    response = client_for(school.ines).post("/classes/new/", {"name": "5a", "grade": "5"})
    assert response.status_code == 302


def test_a_grade_that_does_not_exist_is_refused(school: Cast, client_for: ClientFor) -> None:
    response = client_for(school.anna).post("/classes/new/", {"name": "13a", "grade": "13"})
    assert response.status_code == 200
    assert not SchoolClass.objects.filter(name="13a").exists()


def test_the_head_changes_name_grade_and_teachers(school: Cast, client_for: ClientFor) -> None:
    fields = {"name": "6a", "grade": "6", "teachers": [school.anna.pk, school.olga.pk]}
    client_for(school.vera).post(f"/classes/{school.class_5a.pk}/edit/", fields)
    changed = SchoolClass.objects.get(pk=school.class_5a.pk)
    assert (changed.name, changed.grade) == ("6a", 6)
    assert set(changed.teachers.all()) == {school.anna, school.olga}


def test_an_archived_class_leaves_the_list_and_ends_its_seats(
    school: Cast, client_for: ClientFor
) -> None:
    client_for(school.ada)
    teacher = client_for(school.anna)
    teacher.post(f"/classes/{school.class_5a.pk}/archive/")
    assert ">5a<" not in teacher.get("/classes/").content.decode()
    assert teacher.get(f"/classes/{school.class_5a.pk}/learners/").status_code == 404
    assert Seat.objects.get(learner=school.ada).ended_at is not None


def test_the_head_brings_an_archived_class_back(school: Cast, client_for: ClientFor) -> None:
    client_for(school.anna).post(f"/classes/{school.class_5a.pk}/archive/")
    head = client_for(school.vera)
    assert "Bring back" in head.get("/classes/").content.decode()
    head.post(f"/classes/{school.class_5a.pk}/reopen/")
    assert SchoolClass.objects.get(pk=school.class_5a.pk).archived_at is None


def test_a_class_whose_name_was_taken_meanwhile_stays_archived(
    school: Cast, client_for: ClientFor
) -> None:
    teacher, head = client_for(school.anna), client_for(school.vera)
    teacher.post(f"/classes/{school.class_5a.pk}/archive/")
    teacher.post("/classes/new/", {"name": "5a", "grade": "5"})
    response = head.post(f"/classes/{school.class_5a.pk}/reopen/", follow=True)
    assert "Another class has this name now" in response.content.decode()
    assert SchoolClass.objects.get(pk=school.class_5a.pk).archived_at is not None


def test_a_new_code_replaces_the_old(school: Cast, client_for: ClientFor) -> None:
    client_for(school.anna).post(f"/classes/{school.class_5a.pk}/code/")
    assert SchoolClass.objects.get(pk=school.class_5a.pk).code != school.class_5a.code
