"""What a teacher types to make a test or to move one. Forms read; actions write."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from armillary.apps.assessment.models import Delivery, OccasionKind
from armillary.apps.assessment.schedule import Window

LONGEST_MINUTES = 240
MOST_OF_SKILL = 20
MOST_QUESTIONS = 60
OPEN_FOR = timedelta(days=7)
MORNING, EVENING = 8, 20  # o'clock
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


@dataclass(frozen=True, slots=True)
class SkillOffer:
    """A skill that a test may ask about: how many questions there are, and how many at first."""

    key: str
    name: str
    strand: str
    n_questions: int
    n_written: int
    was_taught: bool
    suggested: int


class BlueprintForm(PlanForm):
    """A test put together from skills: how many questions of each, how they are asked, and when."""

    title = forms.CharField(label=_("Title"), max_length=120)
    written = forms.IntegerField(
        label=_("Written questions, which you mark"), min_value=0, max_value=MOST_OF_SKILL
    )
    delivery = forms.ChoiceField(
        label=_("Who gets which questions"),
        choices=[
            ("two", _("Two forms of equal weight: neighbours have different questions")),
            ("one", _("The same for all")),
            ("linear", _("A form of their own for each learner")),
            ("adaptive", _("Adaptive: each question is chosen after the last answer")),
        ],
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, offers: Sequence[SkillOffer], **kwargs: Any) -> None:
        kwargs["prefix"] = "own"
        super().__init__(*args, **kwargs)
        self.offers = offers
        for offer in offers:
            self.fields[f"n_{offer.key}"] = forms.IntegerField(
                label=offer.name,
                required=False,
                min_value=0,
                max_value=MOST_OF_SKILL,
                initial=offer.suggested,
            )

    def clean(self) -> dict[str, Any]:
        """Read the blueprint; what the bank cannot give is said, skill by skill."""
        fields = super().clean()
        numbers = {offer.key: fields.get(f"n_{offer.key}") or 0 for offer in self.offers}
        fields["blueprint"] = {key: n for key, n in numbers.items() if n}
        for offer in self.offers:
            if numbers[offer.key] > offer.n_questions:
                self.add_error(f"n_{offer.key}", say_too_many(offer))
        self._check_length(fields)
        self._check_written(fields)
        repeated = len(fields["chosen"]) > 1 or fields.get("delayed")
        if fields.get("delivery") == "one" and fields.get("plan") == "series" and repeated:
            text = _("The same questions twice measure memory. Choose two forms, or sit it once.")
            self.add_error("delivery", ValidationError(text))
        return fields

    def _check_length(self, fields: dict[str, Any]) -> None:
        total = sum(fields["blueprint"].values())
        if not total and not self.errors:
            text = _("Please say how many questions of which skill the test asks.")
            self.add_error(None, ValidationError(text))
        if total > MOST_QUESTIONS:
            longest = _("That is more than %(most)s questions: too many for one lesson.")
            self.add_error(None, ValidationError(longest % {"most": MOST_QUESTIONS}))

    def _check_written(self, fields: dict[str, Any]) -> None:
        asked = fields.get("written") or 0
        there = sum(o.n_written for o in self.offers if o.key in fields["blueprint"])
        if asked > there:
            text = ngettext(
                "For these skills there is %(n)s written question.",
                "For these skills there are %(n)s written questions.",
                there,
            )
            self.add_error("written", ValidationError(text % {"n": there}))
        if asked and fields.get("delivery") in (Delivery.LINEAR, Delivery.ADAPTIVE):
            forms_only = _("Written questions need forms: choose one form or two, or none of them.")
            self.add_error("written", ValidationError(forms_only))


def say_too_many(offer: SkillOffer) -> str:
    """Return in words how many questions there are for a skill."""
    if not offer.n_questions:
        return gettext("There is no question for this skill yet.")
    return ngettext(
        "There is %(n)s question for this skill.",
        "There are %(n)s questions for this skill.",
        offer.n_questions,
    ) % {"n": offer.n_questions}


class MoveForm(forms.Form):
    """Other dates for an occasion."""

    opens_at = MomentField(_("Opens"), required=True)
    closes_at = MomentField(_("Closes"), required=True)


class UntilForm(forms.Form):
    """Until when one learner may sit a test."""

    until = MomentField(_("May sit it until"), required=True)


def suggest_plan(now: datetime, *, weeks: int, is_begun: bool) -> dict[str, Any]:
    """Return sensible dates: before teaching from now on for a week; after teaching once the
    lessons that are left have been taught.

    Parameters
    ----------
    weeks : until then, 0 or more; 2 at least when there is a test before
    is_begun : most lessons are taught, so that a test before them comes too late
    """
    today = timezone.localtime(now).replace(second=0, microsecond=0)
    wait = weeks if is_begun else max(2, weeks)
    after = evening_of(today + timedelta(weeks=wait)).replace(hour=MORNING) if wait else today
    return {
        "plan": "series",
        "before": not is_begun,
        "before_opens": today,
        "before_closes": evening_of(today + OPEN_FOR),
        "after": True,
        "after_opens": after,
        "after_closes": evening_of(after + OPEN_FOR),
        "delayed": True,
        "once_opens": today,
        "once_closes": evening_of(today + OPEN_FOR),
    }


def evening_of(moment: datetime) -> datetime:
    """Return eight in the evening of a day."""
    return moment.replace(hour=EVENING, minute=0, second=0, microsecond=0)
