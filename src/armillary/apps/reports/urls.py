"""Addresses of the reports."""

from django.urls import path

from armillary.apps.reports import views

app_name = "reports"
urlpatterns = [
    path("school/", views.show_school, name="show_school"),
    path("classes/<int:class_id>/", views.show_class, name="show_class"),
    path("classes/<int:class_id>/skills/<slug:skill>/", views.show_skill, name="show_skill"),
    path("classes/<int:class_id>/open-answers/", views.list_open_answers, name="list_open_answers"),
    path("classes/<int:class_id>/open-answers/mark/", views.mark_group, name="mark_group"),
    path("classes/<int:class_id>/open-answers/undo/", views.undo_marks, name="undo_marks"),
    path(
        "classes/<int:class_id>/open-answers/<uuid:answer_id>/",
        views.mark_answer,
        name="mark_answer",
    ),
    path(
        "classes/<int:class_id>/open-answers/<uuid:answer_id>/withdraw/",
        views.withdraw_mark,
        name="withdraw_mark",
    ),
    path("learners/<int:learner_id>/", views.show_learner, name="show_learner"),
    path(
        "learners/<int:learner_id>/skills/<slug:skill>/",
        views.show_learner_skill,
        name="show_learner_skill",
    ),
]
