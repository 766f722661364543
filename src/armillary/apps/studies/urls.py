"""Addresses of studies."""

from django.urls import path

from armillary.apps.studies import views

app_name = "studies"
urlpatterns = [
    path("studies/", views.list_studies, name="list_studies"),
    path("studies/new/", views.begin_draft, name="begin_draft"),
    path("studies/drafts/<int:draft_id>/discard/", views.discard, name="discard"),
    path("studies/drafts/<int:draft_id>/<int:page>/", views.edit_draft, name="edit_draft"),
    path("studies/<int:study_id>/", views.show_study, name="show_study"),
    path("studies/<int:study_id>/tests/", views.set_class_tests, name="set_tests"),
    path("studies/<int:study_id>/begin/", views.begin, name="begin"),
    path("studies/<int:study_id>/stop/", views.stop, name="stop"),
    path("studies/<int:study_id>/consent/", views.edit_consent, name="edit_consent"),
    path("studies/<int:study_id>/results/", views.show_results, name="show_results"),
    path("studies/<int:study_id>/groups/", views.explore, name="explore"),
    path("studies/<int:study_id>/package/", views.show_package, name="show_package"),
    path("evidence/", views.list_evidence, name="list_evidence"),
    path("studies/<int:study_id>/check/", views.check, name="check"),
]
