"""Addresses of tests."""

from django.urls import URLPattern, path

from armillary.apps.assessment.views import items, making, results, running, saving, taking

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
    # What came of it.
    path("series/<int:series_id>/results/", results.show_results, name="show_results"),
    path(
        "series/<int:series_id>/results/table/", results.download_results, name="download_results"
    ),
    path(
        "series/<int:series_id>/results/<int:learner_id>/",
        results.show_learner_results,
        name="learner_results",
    ),
    path("series/<int:series_id>/items/", items.list_items, name="list_items"),
    path("questions/<slug:key>/", items.show_item, name="show_item"),
]
