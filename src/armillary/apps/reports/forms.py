"""The one form of the reports: a mark for an open answer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armillary.apps.practice.marks import LONGEST_COMMENT
from armillary.apps.practice.models import Answer, Mark

# As forms send them, beside what they mean; see practice.marks.SCORES.
CHOICES = [("1", _("right")), ("0.5", _("partly right")), ("0", _("not yet"))]


class MarkForm(forms.Form):
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

    def __init__(self, answer: Answer, data: Any = None, *, mark: Mark | None = None) -> None:
        """Make the form of one answer; it begins with the mark that counts now."""
        initial = {"score": f"{mark.score:g}", "comment": mark.comment} if mark else {}
        self.answer = answer
        super().__init__(data, auto_id=f"id_{answer.pk.hex}_%s", initial=initial)
