"""Addresses of tests."""

from django.urls import URLPattern, path

from armillary.apps.assessment.views import making, running, saving, taking

app_name = "assessment"
urlpatterns: list[URLPattern] = [
    # A learner's own.
    path("my-tests/answer/", saving.take_test_answer, name="answer"),
    path("my-tests/<int:occasion_id>/", taking.show_own_test, name="own_test"),
    path("my-tests/<int:occasion_id>/start/", taking.begin_own_test, name="begin"),
    path(
        "my-tests/<int:occasion_id>/questions/<int:place>/",
        taking.show_own_question,
        name="own_question",
    ),
    path("my-tests/<int:occasion_id>/signal/", taking.signal, name="signal"),
    path("my-tests/<int:occasion_id>/hand-in/", taking.hand_in_test, name="hand_in"),
    path("my-tests/<int:occasion_id>/result/", taking.show_own_result, name="own_result"),
    # A teacher's.
    path("tests/", making.list_all_tests, name="list_all_tests"),
    path("classes/<int:class_id>/tests/", making.list_tests, name="list_tests"),
    path("classes/<int:class_id>/tests/new/", making.make_test, name="make_test"),
    path("occasions/<int:occasion_id>/", running.show_occasion, name="show_occasion"),
    path(
        "occasions/<int:occasion_id>/learners/<int:learner_id>/",
        running.show_sitter,
        name="show_sitter",
    ),
]
