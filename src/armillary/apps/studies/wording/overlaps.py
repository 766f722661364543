"""Studies in each other's way, in sentences for teachers."""

from collections.abc import Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from armillary.apps.people.languages import join_sentences
from armillary.apps.studies.models import Study


def describe_taken(others: Sequence[Study]) -> str:
    """Return which studies decide the same for some of these learners, and what would help.

    Parameters
    ----------
    others : those the reader may see; none where only others may
    """
    if not others:
        return _(
            "Another study decides the same for some of these learners in these days. Wait for its "
            "end, or take other classes."
        )
    told = [
        _("“%(question)s” decides the same for some of these learners until %(day)s.")
        % {
            "question": one.question,
            "day": date_format(localtime(one.last_day), "SHORT_DATE_FORMAT"),
        }
        for one in others
    ]
    return join_sentences(
        *told, _("Until then lots cannot be drawn here: choose later days or other classes.")
    )
