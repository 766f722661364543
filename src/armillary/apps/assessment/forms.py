"""What a teacher types to make a test or to move one. Forms read; actions write."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from armillary.apps.assessment.models import OccasionKind
from armillary.apps.assessment.schedule import Window

LONGEST_MINUTES = 240
OPEN_FOR = timedelta(days=7)
EVENING = time(20, 0)
MORNING = time(8, 0)
# What is sent, and what a browser makes of it.
MOMENT = "%Y-%m-%dT%H:%M"


class MomentField(forms.DateTimeField):
    """A day and a time of the school's clock."""

    def __init__(self, label: Any, *, required: bool = False) -> None:  # any: text to translate
        super().__init__(
            label=label,
            required=required,
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT),
            error_messages={"invalid": _("Please choose a day and a time.")},
        )


def minutes_field() -> forms.IntegerField:
    """Return the field for the minutes of a test."""
    return forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=1,
        max_value=LONGEST_MINUTES,
        help_text=_("Empty: no clock runs."),
    )


class PlanForm(forms.Form):
    """When a class sits a test: before and after teaching and some weeks later, or only once."""

    plan = forms.ChoiceField(
        label=_("When"),
        choices=[("series", _("Before and after teaching")), ("once", _("Only once"))],
        widget=forms.RadioSelect,
    )
    before = forms.BooleanField(label=_("Before teaching"), required=False)
    before_opens = MomentField(_("Opens"))
    before_closes = MomentField(_("Closes"))
    after = forms.BooleanField(label=_("After teaching"), required=False)
    after_opens = MomentField(_("Opens"))
    after_closes = MomentField(_("Closes"))
    delayed = forms.BooleanField(label=_("Some weeks later, to see what stayed"), required=False)
    once_opens = MomentField(_("Opens"))
    once_closes = MomentField(_("Closes"))
    minutes = minutes_field()

    def clean(self) -> dict[str, Any]:
        """Read the windows; a day that is missing is said where it belongs."""
        fields = super().clean() or {}
        if fields.get("plan") == "once":
            chosen = {"once": OccasionKind.SINGLE}
        else:
            kinds = {"before": OccasionKind.BEFORE, "after": OccasionKind.AFTER}
            chosen = {name: kind for name, kind in kinds.items() if fields.get(name)}
        for name in chosen:
            for end in (f"{name}_opens", f"{name}_closes"):
                if end not in self.errors and fields.get(end) is None:
                    self.add_error(end, ValidationError(_("Please choose a day and a time.")))
        if not chosen:
            self.add_error(None, ValidationError(_("Please choose when the class sits the test.")))
        if fields.get("delayed") and fields.get("plan") == "series" and "after" not in chosen:
            text = _("The delayed test needs the one after teaching: it follows that.")
            self.add_error("delayed", ValidationError(text))
        fields["chosen"] = chosen
        return fields

    def read_windows(self) -> list[Window]:
        """Return the windows of a valid form, without the delayed one."""
        fields = self.cleaned_data
        return [
            Window(kind, fields[f"{name}_opens"], fields[f"{name}_closes"])
            for name, kind in fields["chosen"].items()
        ]

    @property
    def wants_delayed(self) -> bool:
        """Return whether the delayed occasion is to follow by itself."""
        return self.cleaned_data["plan"] == "series" and bool(self.cleaned_data["delayed"])


class ReadyForm(PlanForm):
    """A ready test of the course."""

    assessment = forms.ChoiceField(label=_("Test"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, assessments: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["assessment"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(assessments)


class MoveForm(forms.Form):
    """Other dates for an occasion."""

    opens_at = MomentField(_("Opens"), required=True)
    closes_at = MomentField(_("Closes"), required=True)


class UntilForm(forms.Form):
    """Until when one learner may sit a test."""

    until = MomentField(_("May sit it until"), required=True)


def suggest_plan(now: datetime, *, weeks: int, minutes: int | None) -> dict[str, Any]:
    """Return sensible dates: before teaching from now on for a week; after teaching once the
    lessons that are left have been taught, one a week, and two weeks from now at least."""
    today = timezone.localtime(now)
    first = today.replace(second=0, microsecond=0)
    after = evening_of(today + timedelta(weeks=max(2, weeks))).replace(hour=MORNING.hour)
    return {
        "plan": "series",
        "before": True,
        "before_opens": first,
        "before_closes": evening_of(today + OPEN_FOR),
        "after": True,
        "after_opens": after,
        "after_closes": evening_of(after + OPEN_FOR),
        "delayed": True,
        "once_opens": first,
        "once_closes": evening_of(today + OPEN_FOR),
        "minutes": minutes,
    }


def evening_of(moment: datetime) -> datetime:
    """Return eight in the evening of a day."""
    return moment.replace(hour=EVENING.hour, minute=EVENING.minute, second=0, microsecond=0)
