"""The forms of the reports: a mark for an open answer, or for a group of them."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from armillary.apps.practice.marks import LONGEST_COMMENT
from armillary.apps.practice.models import Answer, Mark

# As forms send them, beside what they mean; see practice.marks.SCORES.
CHOICES = [("1", _("right")), ("0.5", _("partly right")), ("0", _("not yet"))]


class BaseMarkForm(forms.Form):
    """A mark in three steps, with a comment that the learner reads."""

    score = forms.TypedChoiceField(
        label=_("Mark"),
        choices=CHOICES,
        coerce=float,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose a mark."),
            "invalid_choice": _("Please choose one of the three marks."),
        },
    )
    comment = forms.CharField(
        label=_("Comment for the learner"),
        required=False,
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class MarkForm(BaseMarkForm):
    """The mark of one answer."""

    def __init__(self, answer: Answer, data: Any = None, *, mark: Mark | None = None) -> None:
        """Make the form of one answer; it begins with the mark that counts now."""
        initial = {"score": f"{mark.score:g}", "comment": mark.comment} if mark else {}
        self.answer = answer
        super().__init__(data, auto_id=f"id_{answer.pk.hex}_%s", initial=initial)


class GroupForm(BaseMarkForm):
    """One mark for the ticked answers of a group; the buttons choose it."""

    def __init__(self, waiting: Sequence[Answer], data: QueryDict | None = None) -> None:
        """Make the form of a group.

        Parameters
        ----------
        waiting : the answers that may be marked now; what else is ticked is passed over
        """
        self.chosen = set(data.getlist("answer")) if data is not None else set()
        self.answers = [answer for answer in waiting if str(answer.pk) in self.chosen]
        super().__init__(data, auto_id="id_group_%s")
        self.fields["comment"].label = _("Comment for these learners")

    def clean(self) -> dict[str, Any]:
        """Ask for an answer that still waits."""
        if not self.chosen:
            raise forms.ValidationError(_("Please tick at least one answer."))
        if not self.answers:
            raise forms.ValidationError(_("These answers have been marked already."))
        return self.cleaned_data


class PlaceForm(forms.Form):
    """Where in the queue somebody is: a question, and a group of answers to it."""

    item = forms.IntegerField(required=False, min_value=1, max_value=2**62)
    group = forms.UUIDField(required=False)

    def read(self) -> tuple[int | None, uuid.UUID | None]:
        """Return both; what cannot be read is None, for the queue then begins at its beginning."""
        self.is_valid()
        return self.cleaned_data.get("item"), self.cleaned_data.get("group")
