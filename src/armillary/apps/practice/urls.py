"""Addresses of practice."""

from django.urls import path

from armillary.apps.practice import views

app_name = "practice"
urlpatterns = [
    path("home/", views.show_home, name="home"),
    path("skills/", views.show_skills, name="skills"),
    path("skills/<slug:skill>/", views.show_skill, name="skill"),
    path("practice/", views.show_practice, name="start"),
    path("practice/start/", views.begin_sitting, name="begin"),
    path("practice/end/", views.finish_sitting, name="finish"),
    path("practice/answer/", views.show_whole_page, name="answer"),  # after the door
    path("practice/answered/", views.show_answered, name="answered"),
    path("practice/hint/", views.show_next_hint, name="hint"),
    path("practice/language/", views.switch_language, name="language"),
    path("labs/<slug:lab>/state/", views.keep_lab_state, name="lab_state"),
    path("labs/<slug:lab>/result/", views.keep_lab_result, name="lab_result"),
]
