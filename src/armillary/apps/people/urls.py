"""Addresses of the people app."""

from django.urls import path

from armillary.apps.people.views import (
    adults_door,
    cards,
    classes,
    devices,
    learners,
    learners_door,
    staff,
)

app_name = "people"
urlpatterns = [
    path("", learners_door.start, name="start"),
    path("class/", learners_door.choose_name, name="choose_name"),
    path("class/pin/<int:learner_id>/", learners_door.enter_pin, name="enter_pin"),
    path("card/<str:code>/", learners_door.open_card, name="open_card"),
    path("sign-in/", adults_door.sign_in, name="sign_in"),
    path("sign-out/", adults_door.sign_out, name="sign_out"),
    path("account/", adults_door.show_account, name="show_account"),
    path("classes/", classes.list_classes, name="list_classes"),
    path("classes/new/", classes.add_class, name="add_class"),
    path("classes/<int:class_id>/edit/", classes.edit_class, name="edit_class"),
    path("classes/<int:class_id>/code/", classes.renew_code, name="renew_code"),
    path("classes/<int:class_id>/archive/", classes.put_away_class, name="archive_class"),
    path("classes/<int:class_id>/reopen/", classes.bring_back_class, name="reopen_class"),
    path("classes/<int:class_id>/learners/", learners.list_learners, name="list_learners"),
    path("classes/<int:class_id>/paste/", learners.paste_learners, name="paste_learners"),
    path("classes/<int:class_id>/cards/", cards.show_cards, name="show_cards"),
    path("classes/<int:class_id>/computers/", devices.list_devices, name="list_devices"),
    path("computers/<int:device_id>/forget/", devices.forget_device, name="forget_device"),
    path("learners/<int:learner_id>/edit/", learners.edit_learner, name="edit_learner"),
    path("learners/<int:learner_id>/move/", learners.move, name="move_learner"),
    path("learners/<int:learner_id>/leave/", learners.leave, name="leave"),
    path("learners/<int:learner_id>/return/", learners.come_back, name="come_back"),
    path("learners/<int:learner_id>/card/", cards.show_card, name="show_card"),
    path("learners/<int:learner_id>/card/reset/", cards.replace_card, name="reset_card"),
    path("staff/", staff.list_staff, name="list_staff"),
    path("staff/new/", staff.add_adult, name="add_adult"),
    path("staff/<int:adult_id>/", staff.edit_adult, name="edit_adult"),
    path("staff/<int:adult_id>/password/", staff.give_password, name="give_password"),
    path("staff/<int:adult_id>/shut-out/", staff.shut_out, name="shut_out"),
    path("staff/<int:adult_id>/let-in/", staff.let_in_again, name="let_in"),
]
