"""Learners of a class: adding by typing and pasting, renaming, moving, leaving."""

from armillary.apps.people.models import AuditEntry, Card, Learner, Seat
from tests.cast import Cast, ClientFor, card_of


def names_of(school_class: object) -> list[str]:
    learners = Learner.objects.filter(school_class=school_class, left_at__isnull=True)
    return sorted(learners.values_list("name", flat=True))


def test_a_typed_name_is_a_learner_with_a_card(school: Cast, client_for: ClientFor) -> None:
    page = f"/classes/{school.class_5a.pk}/learners/"
    response = client_for(school.anna).post(page, {"name": "  Mira   Kit "})
    assert response["Location"] == page
    mira = Learner.objects.get(name="Mira Kit")
    assert mira.school_class == school.class_5a
    assert len(card_of(mira).pin.split()) == 3
    assert AuditEntry.objects.filter(
        adult=school.anna, action="learners_added", subject=f"class:{school.class_5a.pk}"
    ).exists()


def test_a_name_already_in_the_class_is_refused_and_stays_typed(
    school: Cast, client_for: ClientFor
) -> None:
    page = f"/classes/{school.class_5a.pk}/learners/"
    response = client_for(school.anna).post(page, {"name": "ADA"})
    text = response.content.decode()
    assert response.status_code == 200
    assert "in the class already" in text
    assert 'value="ADA"' in text
    assert 'aria-invalid="true"' in text
    assert names_of(school.class_5a).count("Ada") == 1


def test_the_list_shows_learners_in_register_order(school: Cast, client_for: ClientFor) -> None:
    page = client_for(school.anna).get(f"/classes/{school.class_5a.pk}/learners/").content.decode()
    places = [page.index(f">{name}<") for name in ("Ada", "Bo", "Lu", "Yan", "Zoya")]
    assert places == sorted(places)


def test_a_checked_list_is_shown_and_not_yet_added(school: Cast, client_for: ClientFor) -> None:
    page = f"/classes/{school.class_5a.pk}/paste/"
    response = client_for(school.anna).post(page, {"names": "1. Mira\n2. Tim"})
    text = response.content.decode()
    assert "2 names were read" in text
    assert "1. Mira\n2. Tim</textarea>" in text
    assert "Mira" not in names_of(school.class_5a)


def test_a_confirmed_list_is_added_whole(school: Cast, client_for: ClientFor) -> None:
    page = f"/classes/{school.class_5a.pk}/paste/"
    response = client_for(school.anna).post(page, {"names": "1. Mira\n2. Tim", "add": "1"})
    assert response["Location"] == f"/classes/{school.class_5a.pk}/learners/"
    assert {"Mira", "Tim"} < set(names_of(school.class_5a))
    assert Card.objects.filter(learner__school_class=school.class_5a).count() == 7


def test_a_list_with_one_fault_adds_nobody_and_keeps_the_text(
    school: Cast, client_for: ClientFor
) -> None:
    page = f"/classes/{school.class_5a.pk}/paste/"
    pasted = "Mira\nada\nTim\n<b>7</b>"
    response = client_for(school.anna).post(page, {"names": pasted, "add": "1"})
    text = response.content.decode()
    assert response.status_code == 200
    assert "2 lines need a look" in text
    assert "Line 2" in text
    assert "Line 4" in text
    assert "<b>7</b>" not in text
    assert "Mira\nada\nTim\n&lt;b&gt;7&lt;/b&gt;</textarea>" in text
    assert len(names_of(school.class_5a)) == 5


def test_the_same_list_twice_adds_it_once(school: Cast, client_for: ClientFor) -> None:
    client, page = client_for(school.anna), f"/classes/{school.class_5a.pk}/paste/"
    client.post(page, {"names": "Mira\nTim", "add": "1"})
    response = client.post(page, {"names": "Mira\nTim", "add": "1"})
    assert "in the class already" in response.content.decode()
    assert len(names_of(school.class_5a)) == 7


def test_a_list_without_names_says_so(school: Cast, client_for: ClientFor) -> None:
    page = f"/classes/{school.class_5a.pk}/paste/"
    response = client_for(school.anna).post(page, {"names": "  \n ", "add": "1"})
    assert response.status_code == 200
    assert len(names_of(school.class_5a)) == 5


def test_a_new_name_is_kept(school: Cast, client_for: ClientFor) -> None:
    client_for(school.anna).post(f"/learners/{school.ada.pk}/edit/", {"name": "Ada L."})
    school.ada.refresh_from_db()
    assert school.ada.name == "Ada L."


def test_the_name_of_a_classmate_is_refused(school: Cast, client_for: ClientFor) -> None:
    page = f"/learners/{school.ada.pk}/edit/"
    response = client_for(school.anna).post(page, {"name": "bo"})
    assert "in the class already" in response.content.decode()
    school.ada.refresh_from_db()
    assert school.ada.name == "Ada"


def test_a_moved_learner_is_in_the_other_class_with_the_same_card(
    school: Cast, client_for: ClientFor
) -> None:
    card = card_of(school.ada)
    page = f"/learners/{school.ada.pk}/move/"
    client_for(school.vera).post(page, {"school_class": school.class_6b.pk})
    school.ada.refresh_from_db()
    assert school.ada.school_class == school.class_6b
    assert card_of(school.ada) == card


def test_a_teacher_cannot_move_a_learner_out_of_sight(school: Cast, client_for: ClientFor) -> None:
    for target in (school.class_6b, school.class_5x):
        page = f"/learners/{school.ada.pk}/move/"
        client_for(school.anna).post(page, {"school_class": target.pk})
        school.ada.refresh_from_db()
        assert school.ada.school_class == school.class_5a


def test_not_even_the_head_moves_a_learner_to_another_school(
    school: Cast, client_for: ClientFor
) -> None:
    page = f"/learners/{school.ada.pk}/move/"
    client_for(school.vera).post(page, {"school_class": school.class_5x.pk})
    school.ada.refresh_from_db()
    assert school.ada.school_class == school.class_5a


def test_who_left_is_out_at_once_and_can_be_brought_back(
    school: Cast, client_for: ClientFor
) -> None:
    seated, teacher = client_for(school.ada), client_for(school.anna)
    teacher.post(f"/learners/{school.ada.pk}/leave/")
    assert seated.get("/").status_code == 200
    assert Seat.objects.get(learner=school.ada).ended_at is not None
    assert "Ada" not in names_of(school.class_5a)
    assert teacher.get(f"/learners/{school.ada.pk}/edit/").status_code == 404
    teacher.post(f"/learners/{school.ada.pk}/return/")
    assert "Ada" in names_of(school.class_5a)


def test_the_log_names_learners_by_opaque_id_alone(school: Cast, client_for: ClientFor) -> None:
    teacher = client_for(school.anna)
    teacher.post(f"/learners/{school.ada.pk}/edit/", {"name": "Ada L."})
    teacher.post(f"/learners/{school.ada.pk}/leave/")
    entries = AuditEntry.objects.filter(subject=f"learner:{school.ada.pk}", adult=school.anna)
    assert [entry.action for entry in entries.order_by("pk")] == ["learner_renamed", "learner_left"]
