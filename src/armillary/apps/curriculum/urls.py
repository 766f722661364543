"""Addresses of the published course."""

from django.urls import path

from armillary.apps.curriculum import views

app_name = "curriculum"
urlpatterns = [
    path("course/", views.show_course, name="course"),
    path("course/<slug:key>/", views.show_lesson, name="lesson"),
    path("course/<slug:key>/guide/", views.show_guide, name="guide"),
    path("course/<slug:key>/board/", views.show_board, name="board"),
    path("pictures/<slug:key>.svg", views.show_picture, name="show_picture"),
]
