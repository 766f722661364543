"""Addresses of the practice app."""

from django.urls import URLPattern

app_name = "practice"
urlpatterns: list[URLPattern] = []
