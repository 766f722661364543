"""What a learner knows, skill by skill, as every page tells it."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.curriculum.catalogue import Catalogue, SkillEntry
from armillary.apps.curriculum.sphere import Ring
from armillary.apps.practice.engine import SECONDS_A_DAY, Standpoint, days_of, find_model
from armillary.science.learner import (
    LATER_DAYS,
    SkillEstimate,
    Standing,
    estimate_many,
    standing,
)
from armillary.science.scheduling import review_day

# The states as the style sheet and the strips call them.
STATE_CLASSES = {
    Standing.HELD: "held",
    Standing.NEAR: "getting",
    Standing.HELP: "help",
    Standing.UNSEEN: "unseen",
}


@dataclass(frozen=True, slots=True)
class SkillView:
    """One skill of one learner at one moment."""

    skill: SkillEntry
    estimate: SkillEstimate
    standing: Standing
    review_at: datetime | None
    due: bool

    def due_by(self, moment: datetime) -> bool:
        """Return whether a skill that is held now comes back until a moment."""
        held = self.standing is Standing.HELD
        return held and self.review_at is not None and self.review_at <= moment

    @property
    def state(self) -> str:
        """The state as the style sheet calls it: held, getting, help or unseen."""
        return STATE_CLASSES[self.standing]

    @property
    def word(self) -> str:
        """The state in a word or two."""
        return state_word(self.standing)

    @property
    def sentence(self) -> str:
        """The estimate in words, with its range, as tasks out of ten."""
        return describe_chance(self.estimate)

    @property
    def basis(self) -> str:
        """From how many answers the estimate was made."""
        return describe_basis(self.estimate.n_answers)


def state_word(state: Standing) -> str:
    """Return a standing in a word or two, in the current language."""
    return {
        Standing.HELD: _("held"),
        Standing.NEAR: _("getting there"),
        Standing.HELP: _("needs help"),
        Standing.UNSEEN: _("not seen yet"),
    }[state]


def describe_chance(estimate: SkillEstimate) -> str:
    """Return an estimate as tasks out of ten, with the 90 % range."""
    return _("about %(middle)d of 10, between %(low)d and %(high)d") % count_tasks(estimate)


def count_tasks(estimate: SkillEstimate) -> dict[str, int]:
    """Return an estimate and the ends of its range as tasks out of ten."""
    return {
        "middle": round(10 * estimate.p_typical),
        "low": math.floor(10 * estimate.low),
        "high": math.ceil(10 * estimate.high),
    }


def describe_basis(n_answers: int) -> str:
    """Return from how many answers something was concluded."""
    return ngettext("based on %(n)d answer", "based on %(n)d answers", n_answers) % {"n": n_answers}


def view_skills(
    catalogue: Catalogue, standpoint: Standpoint, numbers: Iterable[int], now: datetime
) -> list[SkillView]:
    """Return what the answers say about these skills at this moment, in the order given."""
    model, days, asked = find_model(catalogue), days_of(now), tuple(numbers)
    estimates = estimate_many(model, standpoint.state, asked, days)
    views = []
    for number, estimate in zip(asked, estimates, strict=True):
        day = review_day(standpoint.reviews, number)
        held = standing(estimate)
        views.append(
            SkillView(
                skill=catalogue.skills[number],
                estimate=estimate,
                standing=held,
                review_at=None if day is None else datetime.fromtimestamp(day * SECONDS_A_DAY, UTC),
                due=day is not None and day <= days and held is Standing.HELD,
            )
        )
    return views


def look_ahead(
    catalogue: Catalogue, standpoint: Standpoint, numbers: Iterable[int], now: datetime
) -> dict[int, SkillEstimate]:
    """Return what is expected of these skills LATER_DAYS from now without an answer, by number."""
    model, asked = find_model(catalogue), tuple(numbers)
    later = estimate_many(model, standpoint.state, asked, days_of(now) + LATER_DAYS)
    return dict(zip(asked, later, strict=True))


def skills_in_play(catalogue: Catalogue) -> list[int]:
    """Return the skills that published lessons teach or practise, in the order of the lessons."""
    order = [n for lesson in catalogue.lessons for n in sorted(lesson.skills)]
    practised = sorted({n for item in catalogue.items for n in item.skills} - set(order))
    return practised + order


def make_rings(catalogue: Catalogue, views: Iterable[SkillView], language: str) -> list[Ring]:
    """Return the rings of the sphere: one for each strand, filled as its skills are held.

    Shares are of the skills in play; a strand that no published lesson touches stays a hairline.
    """
    by_strand: dict[str, list[SkillView]] = {strand: [] for strand in catalogue.strands}
    for view in views:
        by_strand[view.skill.strand].append(view)
    return [
        make_ring(catalogue.strands[strand], entries, language)
        for strand, entries in by_strand.items()
    ]


def make_ring(names: Mapping[str, str], views: list[SkillView], language: str) -> Ring:
    """Return one ring; its blur is the mean standard deviation, at most one logit."""
    count = len(views)
    seen = [view for view in views if view.estimate.n_answers > 0]
    held = sum(view.standing is Standing.HELD for view in views)
    due = sum(view.due for view in views)
    spread = sum(min(view.estimate.sd, 1.0) for view in seen) / len(seen) if seen else 0.0
    return Ring(
        name=names[language],
        held=held / count if count else 0.0,
        due=due / count if count else 0.0,
        uncertainty=spread,
        n_skills=count,
    )


def describe_sphere(views: list[SkillView]) -> str:
    """Return what the sphere shows, in words."""
    held = sum(view.standing is Standing.HELD for view in views)
    due = sum(view.due for view in views)
    first = ngettext(
        "%(held)d of %(all)d skill held", "%(held)d of %(all)d skills held", len(views)
    ) % {"held": held, "all": len(views)}
    if not due:
        return _("%(first)s.") % {"first": first}
    second = ngettext("%(due)d due for review", "%(due)d due for review", due) % {"due": due}
    return _("%(first)s, %(second)s.") % {"first": first, "second": second}
