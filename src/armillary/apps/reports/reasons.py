"""Who to talk to first, and why: reasons with their numbers, never a ranking of children.

A learner is named only for a reason that a talk can do something about. Those with more reasons
come first, then those whose reason stands earlier in `Kind`, then the order of the register.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.curriculum.catalogue import Catalogue, SkillEntry
from armillary.apps.curriculum.queries import in_language
from armillary.apps.people.languages import content_language, join_sentences
from armillary.apps.people.models import Learner
from armillary.apps.practice.knowledge import SkillView, describe_basis, describe_chance
from armillary.apps.reports.beliefs import FEWEST_REPEATS, Belief, Holder
from armillary.apps.reports.classroom import Classroom, LearnerLine, SkillTally
from armillary.apps.reports.queries import Tries
from armillary.science.learner import BAR, SkillEstimate, Standing
from armillary.science.numerics import sigmoid

# Fewer answers than this say nothing about a learner and a skill.
FEWEST_ANSWERS = 4
# A skill is held by the others when this share of at least so many classmates hold it.
SHARE_HOLDING, FEWEST_OTHERS = 0.5, 4
# Whoever answers more than this share right lately is not stuck any more.
SHARE_RIGHT = 0.5
# When more than this share of a class has the same need, it is a matter for the whole class.
SHARE_OF_CLASS = 1 / 3
# One idea in answers to one question may be that question's fault; and it should show in at
# least this share of the answers where it could.
FEWEST_QUESTIONS, SHARE_SHOWING = 2, 0.5
# Away while the class practises: so long, and so large a share of the class this week.
AWAY, SHARE_PRACTISING = timedelta(days=10), 0.5


class Kind(IntEnum):
    """Why to talk to a learner, in the order in which talking helps most."""

    STUCK = 1  # needs help with what the others hold
    BELIEF = 2  # one idea behind several wrong answers
    BLOCKED = 3  # needs help with what a later skill builds on
    AWAY = 4  # has not practised while the class did


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason to talk to a learner, as a sentence with its numbers."""

    kind: Kind
    sentence: str


@dataclass(frozen=True, slots=True)
class Person:
    """A learner to talk to, with the reasons."""

    learner: Learner
    reasons: tuple[Reason, ...]


def find_first(room: Classroom, beliefs: list[Belief]) -> list[Person]:
    """Return whom to talk to first, and why."""
    held_ideas = index_holders(beliefs)
    counts = count_tries(room.tries)
    people = []
    for line in room.lines:
        reasons = [
            *find_skill_reasons(room, line, counts),
            *find_belief_reasons(held_ideas.get(line.learner.pk, []), len(room.lines)),
            *find_absence(room, line),
        ]
        if reasons:
            people.append(Person(line.learner, tuple(sorted(reasons, key=lambda r: r.kind))))
    return sorted(people, key=lambda p: (-len({r.kind for r in p.reasons}), p.reasons[0].kind))


def index_holders(beliefs: list[Belief]) -> dict[int, list[tuple[Belief, Holder]]]:
    """Return each learner's misconceptions."""
    found: dict[int, list[tuple[Belief, Holder]]] = {}
    for belief in beliefs:
        for holder in belief.holders:
            found.setdefault(holder.learner.pk, []).append((belief, holder))
    return found


def count_tries(tries: tuple[Tries, ...]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return the unaided first tries and the right ones among them, by learner and skill."""
    counts: dict[tuple[int, int], tuple[int, int]] = {}
    for entry in tries:
        for skill in entry.item.skills:
            n, right = counts.get((entry.learner, skill), (0, 0))
            counts[entry.learner, skill] = n + entry.n_unaided, right + entry.n_right
    return counts


def surely_needs_help(view: SkillView) -> bool:
    """Return whether even one standard deviation above the estimate the skill is not held.

    The mirror of the rule for held, so that a few unlucky answers accuse nobody.
    """
    estimate = view.estimate
    return (
        view.standing is Standing.HELP
        and estimate.n_answers >= FEWEST_ANSWERS
        and hopeful_chance(estimate) < BAR.p_held
    )


def hopeful_chance(estimate: SkillEstimate) -> float:
    """Return the chance of managing a typical item one sd above the estimate."""
    logit = math.log(estimate.p_typical) - math.log1p(-estimate.p_typical)
    return sigmoid(logit + estimate.sd)


def find_skill_reasons(
    room: Classroom, line: LearnerLine, counts: dict[tuple[int, int], tuple[int, int]]
) -> Iterator[Reason]:
    """Yield at most one reason that rests on the estimate of a skill: STUCK before BLOCKED."""
    in_need = [view for view in line.views.values() if surely_needs_help(view)]
    in_need.sort(key=lambda view: view.estimate.p_typical)
    tallies = {tally.skill.number: tally for tally in room.tallies}
    for view in in_need:
        tally = tallies[view.skill.number]
        n, right = tried = counts.get((line.learner.pk, view.skill.number), (0, 0))
        if others_hold(tally) and right <= SHARE_RIGHT * n:
            later = find_blocked(room.catalogue, line, view.skill)
            yield Reason(Kind.STUCK, tell_stuck(view, tally, tried, later))
            return
    for view in in_need:
        later = find_blocked(room.catalogue, line, view.skill)
        if later is not None and not concerns_class(tallies[view.skill.number]):
            yield Reason(Kind.BLOCKED, tell_blocked(view, later))
            return


def others_hold(tally: SkillTally) -> bool:
    """Return whether the classmates of a learner who needs help hold the skill."""
    others = tally.seen - 1
    return others >= FEWEST_OTHERS and tally.held >= SHARE_HOLDING * others


def concerns_class(tally: SkillTally) -> bool:
    """Return whether so many need help with a skill that the whole class should take it up."""
    return tally.enough and tally.help > SHARE_OF_CLASS * tally.seen


def find_blocked(catalogue: Catalogue, line: LearnerLine, before: SkillEntry) -> SkillEntry | None:
    """Return the first skill of a published lesson that builds on this one and is not held."""
    for number, view in line.views.items():
        builds = before.number in catalogue.prerequisites.get(number, ())
        if builds and number in catalogue.taught and view.standing is not Standing.HELD:
            return view.skill
    return None


def tell_stuck(
    view: SkillView, tally: SkillTally, tried: tuple[int, int], later: SkillEntry | None
) -> str:
    """Return the reason STUCK: what was answered, the estimate, the classmates, what it blocks."""
    parts = [tell_tried(view, *tried) if tried[0] >= FEWEST_ANSWERS else tell_need(view)]
    others = tally.seen - 1
    parts.append(
        ngettext(
            "Of %(others)d classmate who practised it %(held)d holds it.",
            "Of %(others)d classmates who practised it %(held)d hold it.",
            others,
        )
        % {"others": others, "held": tally.held}
    )
    if later is not None:
        parts.append(_("“%(later)s” builds on it.") % {"later": skill_name(later)})
    return join_sentences(*parts)


def tell_tried(view: SkillView, n: int, right: int) -> str:
    """Return the answers of the last weeks to a skill, and the estimate that follows."""
    return ngettext(
        "“%(skill)s”: %(right)d of %(n)d first answer right lately, so %(chance)s now.",
        "“%(skill)s”: %(right)d of %(n)d first answers right lately, so %(chance)s now.",
        n,
    ) % {
        "skill": skill_name(view.skill),
        "n": n,
        "right": right,
        "chance": describe_chance(view.estimate),
    }


def tell_need(view: SkillView) -> str:
    """Return the estimate of a skill that needs help, with its basis."""
    return _("Needs help with “%(skill)s”: %(chance)s, %(basis)s.") % {
        "skill": skill_name(view.skill),
        "chance": describe_chance(view.estimate),
        "basis": describe_basis(view.estimate.n_answers),
    }


def tell_blocked(view: SkillView, later: SkillEntry) -> str:
    """Return the reason BLOCKED: the need, and what builds on it."""
    builds = _("“%(later)s” builds on it.") % {"later": skill_name(later)}
    return join_sentences(tell_need(view), builds)


def find_belief_reasons(held: list[tuple[Belief, Holder]], n_learners: int) -> Iterator[Reason]:
    """Yield the idea that a learner's answers showed most often, when it was more than a slip.

    An idea that a large part of the class shares is a matter for the whole class.
    """
    repeated = [
        (belief, holder)
        for belief, holder in held
        if holder.n_answers >= max(FEWEST_REPEATS, SHARE_SHOWING * holder.n_chances)
        and holder.n_questions >= FEWEST_QUESTIONS
        and len(belief.holders) <= max(1.0, SHARE_OF_CLASS * n_learners)
    ]
    if repeated:
        belief, holder = max(repeated, key=lambda pair: pair[1].n_answers)
        yield Reason(Kind.BELIEF, tell_belief(belief, holder))


def tell_belief(belief: Belief, holder: Holder) -> str:
    """Return the reason BELIEF: the idea, and in how many of the answers it showed."""
    return ngettext(
        "Seems to think: “%(idea)s” It showed in %(n)d of %(all)d first answer where it could.",
        "Seems to think: “%(idea)s” It showed in %(n)d of %(all)d first answers where it could.",
        holder.n_chances,
    ) % {"idea": belief.text, "n": holder.n_answers, "all": holder.n_chances}


def find_absence(room: Classroom, line: LearnerLine) -> Iterator[Reason]:
    """Yield that a learner has not practised while the class did."""
    others = [each for each in room.lines if each is not line]
    active = sum(each.practised_since(room.now - timedelta(days=7)) for each in others)
    if len(others) < FEWEST_OTHERS or active < SHARE_PRACTISING * len(others):
        return
    since = line.last_at or line.learner.created_at
    days = (room.now - since).days
    if room.now - since >= AWAY:
        yield Reason(Kind.AWAY, tell_absence(line.last_at, days, active, len(others)))


def tell_absence(last_at: datetime | None, days: int, active: int, others: int) -> str:
    """Return the reason AWAY as two sentences."""
    if last_at is None:
        first = _("Has not practised yet.")
    else:
        first = ngettext(
            "Last practised %(days)d day ago.", "Last practised %(days)d days ago.", days
        ) % {"days": days}
    second = ngettext(
        "Of %(others)d classmate %(active)d practised this week.",
        "Of %(others)d classmates %(active)d practised this week.",
        others,
    ) % {"others": others, "active": active}
    return join_sentences(first, second)


def skill_name(skill: SkillEntry) -> str:
    """Return the name of a skill in the current language."""
    return in_language(skill.names, content_language())
