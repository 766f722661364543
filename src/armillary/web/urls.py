"""Every address of the site, put together from the apps."""

from django.urls import include, path

from armillary.web import demo_views, views

urlpatterns = [
    path("language/", views.choose_language, name="language"),
    path("demo/<str:token>/", demo_views.follow_link, name="demo"),
    path("", include("armillary.apps.people.urls")),
    path("", include("armillary.apps.curriculum.urls")),
    path("", include("armillary.apps.practice.urls")),
    path("", include("armillary.apps.assessment.urls")),
    path("", include("armillary.apps.studies.urls")),
    path("", include("armillary.apps.reports.urls")),
    path("", include("armillary.apps.exchange.urls")),
]

handler400 = "armillary.web.views.show_bad_request"
handler403 = "armillary.web.views.show_refused"
handler404 = "armillary.web.views.show_missing"
handler500 = "armillary.web.views.show_broken"
