"""Addresses of the published course."""

from django.urls import path

from armillary.apps.curriculum import views

app_name = "curriculum"
urlpatterns = [
    path("course/", views.show_course, name="course"),
    path("course/<slug:key>/", views.show_lesson, name="lesson"),
    path(
        "course/<slug:key>/variants/<slug:variant>/",
        views.show_lesson_variant,
        name="lesson_variant",
    ),
    path("course/<slug:key>/guide/", views.show_guide, name="guide"),
    path("course/<slug:key>/board/", views.show_board, name="board"),
    path("units/<slug:unit>/", views.show_plan, name="plan"),
    path("units/<slug:unit>/booklet/", views.show_booklet, name="booklet"),
    path("tests/<slug:assessment>/<slug:form>/", views.show_form, name="form"),
    path("coverage/", views.show_coverage, name="coverage"),
    path("glossary/", views.show_glossary, name="glossary"),
    path("credits/", views.show_credits, name="credits"),
    path("pictures/<slug:key>.svg", views.show_picture, name="show_picture"),
]
