"""A teacher's side of tests: what a browser would send of a form, and tests made by actions."""

from datetime import datetime, timedelta
from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client

from armillary.apps.assessment.actions.making import plan_series, record_ready_test, record_series
from armillary.apps.assessment.models import Occasion, OccasionKind, Series
from armillary.apps.assessment.schedule import Window
from armillary.apps.curriculum.models import Assessment
from armillary.apps.people.models import Adult, SchoolClass


class _Forms(HTMLParser):
    """Reads the fields of every form of a page as a browser fills them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Take a field in."""
        known = dict(attrs)
        if tag == "form":
            self.forms.append({})
        name, kind = known.get("name"), known.get("type", "text")
        if tag != "input" or not name or not self.forms:
            return
        if kind in ("radio", "checkbox") and "checked" not in known:
            return
        self.forms[-1].setdefault(name, []).append(
            known.get("value") or ("on" if kind == "checkbox" else "")
        )


def fields_of(page: HttpResponse, way: str = "ready") -> dict[str, list[str]]:
    """Return the fields of the form of this way of making a test."""
    reader = _Forms()
    reader.feed(page.content.decode())
    return next(form for form in reader.forms if form.get("way") == [way])


def make_fields(client: Client, address: str, way: str = "ready", **changes: Any) -> dict[str, Any]:
    """Return what the form at an address would send, with changes; None leaves a field out."""
    fields: dict[str, Any] = {**fields_of(client.get(address), way), **changes}
    return {name: value for name, value in fields.items() if value is not None}


def let_sit(school_class: SchoolClass, *, by: Adult, now: datetime) -> Series:
    """Let a class sit the ready test: a week from now on, a week in two months, and later again."""
    test = record_ready_test(Assessment.objects.get(), minutes=30, by=by, now=now)
    week, after = timedelta(weeks=1), now + timedelta(weeks=8)
    windows = [
        Window(OccasionKind.BEFORE, now, now + week),
        Window(OccasionKind.AFTER, after, after + week),
    ]
    planned = plan_series(windows, with_delayed=True)
    return record_series(test, school_class, planned, seed=7, by=by, now=now).series


def find_first_occasion() -> int:
    """Return the id of the occasion that opens first; 0 while there is none."""
    return Occasion.objects.order_by("opens_at").values_list("pk", flat=True).first() or 0
