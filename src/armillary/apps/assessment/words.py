"""Results in words: what an estimate, a change and a class come to, without statistics."""

import math
from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.assessment.models import OccasionKind
from armillary.apps.assessment.results import (
    Change,
    Comparison,
    Reading,
    SeriesResults,
    ShareRight,
)
from armillary.apps.people.languages import write_number
from armillary.science.psychometrics import MeanEstimate


def occasion_word(kind: str) -> str:
    """Return an occasion in a word or two, in the current language."""
    return {
        OccasionKind.SINGLE: _("test"),
        OccasionKind.BEFORE: _("before"),
        OccasionKind.AFTER: _("after"),
        OccasionKind.DELAYED: _("some weeks later"),
    }[OccasionKind(kind)]


def describe_range(results: SeriesResults, value: float, low: float, high: float) -> str:
    """Return where an ability lies as questions out of ten of this test, with its interval."""
    return _("about %(middle)d of 10, between %(low)d and %(high)d") % {
        "middle": round(10 * results.share_at(value)),
        "low": math.floor(10 * results.share_at(low)),
        "high": math.ceil(10 * results.share_at(high)),
    }


def describe_reading(results: SeriesResults, reading: Reading) -> str:
    """Return what one sitting says about a learner, or that it is too little to say."""
    if reading.estimate is None:
        return _("too few answers to say")
    return describe_range(results, reading.estimate, reading.low, reading.high)


def describe_basis(reading: Reading) -> str:
    """Return what a reading rests on, and what was left out of it."""
    n = reading.n_counted
    parts = [ngettext("from %(n)d question", "from %(n)d questions", n) % {"n": n}]
    if waiting := reading.count("waiting"):
        parts.append(
            ngettext("%(n)d waits for a mark", "%(n)d wait for a mark", waiting) % {"n": waiting}
        )
    if unreached := reading.count("unreached"):
        parts.append(
            ngettext("%(n)d not reached", "%(n)d not reached", unreached) % {"n": unreached}
        )
    return ", ".join(parts)


def change_word(change: Change) -> str:
    """Return a change in words. Nothing is called growth if its interval spans zero."""
    return {1: _("grew"), 0: _("no clear change"), -1: _("less than before")}[change.direction]


def show_steps(value: float) -> str:
    """Return a number of steps with its sign and one place after the comma."""
    shown = write_number(value, 1)
    return f"+{shown}" if round(value, 1) > 0 else shown


def show_interval(low: float, high: float) -> str:
    """Return the ends of an interval of a change, in steps."""
    return _("%(low)s to %(high)s") % {"low": show_steps(low), "high": show_steps(high)}


def describe_change(change: Change) -> str:
    """Return a change in steps with its interval."""
    ends = show_interval(change.low, change.high)
    return _("%(value)s steps (%(interval)s)") % {
        "value": show_steps(change.value),
        "interval": ends,
    }


def describe_mean_change(mean: MeanEstimate) -> str:
    """Return the change of a class in steps, with its interval and its number of learners."""
    return ngettext(
        "%(value)s steps on average (%(interval)s), %(n)d learner",
        "%(value)s steps on average (%(interval)s), %(n)d learners",
        mean.n_learners,
    ) % {
        "value": show_steps(mean.value),
        "interval": show_interval(mean.low, mean.high),
        "n": mean.n_learners,
    }


def describe_comparison(comparison: Comparison) -> str:
    """Return in one sentence what two occasions say about a class."""
    mean, kinds = comparison.mean, (comparison.first, comparison.second)
    if mean is None:
        return _("Too few learners sat both tests to say anything about the class.")
    direction = (mean.low > 0.0) - (mean.high < 0.0)
    return _find_sentences(kinds)[direction]


def _find_sentences(kinds: tuple[str, str]) -> Mapping[int, str]:
    """The sentences of two occasions: more, no clear change, less."""
    if kinds == (OccasionKind.BEFORE, OccasionKind.AFTER):
        return {
            1: _("The class grew from before teaching to after it."),
            0: _("No clear change of the class from before teaching to after it."),
            -1: _("After teaching the class managed less than before."),
        }
    if kinds == (OccasionKind.AFTER, OccasionKind.DELAYED):
        return {
            1: _("Some weeks later the class managed more than right after teaching."),
            0: _("What was there after teaching stayed: no clear change some weeks later."),
            -1: _("Some of what was there after teaching was gone some weeks later."),
        }
    return {
        1: _("Some weeks later the class still managed more than before teaching."),
        0: _("Some weeks later there is no clear change from before teaching."),
        -1: _("Some weeks later the class managed less than before teaching."),
    }


def describe_step(comparison: Comparison) -> str:
    """Return what a teacher may do about it."""
    mean = comparison.mean
    if mean is None:
        return _("Let those who were away sit the test while it is open, or extend it.")
    if mean.low > 0.0:
        return _("Look at the skills below that are still seldom right: they are the next lesson.")
    if mean.high < 0.0:
        return _("Look at the questions first: were both tests sat under the same conditions?")
    return _(
        "This is not yet proof that nothing was learnt: the interval is wide. The skills below "
        "show where it is worth teaching again."
    )


def describe_share(share: ShareRight) -> str:
    """Return a share of right answers with its interval and number."""
    return _("%(right)d of %(n)d (%(low)d to %(high)d %%)") % {
        "right": share.right,
        "n": share.n,
        "low": round(100 * share.low),
        "high": round(100 * share.high),
    }
