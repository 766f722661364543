"""Which item next: a draw from probabilities that are written down before the draw.

Every item that may be chosen has a chance above 0, and the chance of the one that was chosen
is kept with the answer, so that another way of choosing can be judged from the same answers.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Reason(StrEnum):
    """Why an item came up, in the words that pages use."""

    REVIEW = "review"  # a skill that was known is due to be seen again
    LESSON = "lesson"  # a skill of this lesson that is on its way
    NEW = "new"  # a skill of this lesson nobody has asked about yet
    REACH = "reach"  # a skill outside this lesson that this learner can reach and does not hold
    HELD = "held"  # a skill already held, for pleasure and certainty
    UNBLOCK = "unblock"  # all there is asks for something not held; better that than nothing


@dataclass(frozen=True, slots=True)
class Candidate:
    """One item that could come next.

    Parameters
    ----------
    p_right : the learner model's chance that it is answered right
    gain : what asking it now is expected to add to what is remembered in a month, 0 to 1
    """

    item: Hashable
    skills: tuple[int, ...]
    p_right: float
    gain: float = 0.0


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known about the learner and the course when the next item is chosen.

    Parameters
    ----------
    held, touched, due : skills the learner holds, has answered, should review today
    taught : skills that a published lesson teaches; others never stand in the way
    lesson : skills of the lesson being practised
    prerequisites : for a skill, those that should be held before it
    recent : items answered lately, the newest last
    ready : skills whose last answer was right: not held for certain, but enough to build on
    """

    held: frozenset[int]
    touched: frozenset[int]
    due: frozenset[int]
    taught: frozenset[int]
    lesson: frozenset[int]
    prerequisites: Mapping[int, tuple[int, ...]]
    recent: tuple[Hashable, ...] = ()
    ready: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Policy:
    """How the next item is mixed; the name is stored with every choice.

    Parameters
    ----------
    review, lesson, new, reach, held : share of each reason, above 0; those without an item
        pass theirs on
    chance : part of the draw that treats all items alike, above 0 and below 1
    p_low, p_high : a predicted chance between these fits best
    softness : how far outside an item is still welcome; at this distance 37 % as much
    recent_factor : how welcome an item is that was answered lately, above 0, at most 1
    lasting : how much what lasts decides: an item, and a reason, that would add 1 / lasting less
        than the best is 37 % as welcome; 0 leaves it out
    """

    name: str = "mix-2"
    review: float = 0.30
    lesson: float = 0.35
    new: float = 0.20
    reach: float = 0.10
    held: float = 0.05
    chance: float = 0.05
    p_low: float = 0.6
    p_high: float = 0.9
    softness: float = 0.5
    recent_factor: float = 0.25
    lasting: float = 200.0

    def __post_init__(self) -> None:
        for name in ("review", "lesson", "new", "reach", "held", "softness", "recent_factor"):
            if not (getattr(self, name) > 0.0 and math.isfinite(getattr(self, name))):
                raise ValueError(f"{name} must be a number above 0, got {getattr(self, name)}")
        if self.recent_factor > 1.0:
            raise ValueError(f"recent_factor must be at most 1, got {self.recent_factor}")
        if not 0.0 < self.chance < 1.0:
            raise ValueError(f"chance must lie between 0 and 1, got {self.chance}")
        if not (self.lasting >= 0.0 and math.isfinite(self.lasting)):
            raise ValueError(f"lasting must be 0 or more, got {self.lasting}")
        if not 0.0 <= self.p_low <= self.p_high <= 1.0:
            raise ValueError(f"p_low and p_high must be in order, got {self.p_low}, {self.p_high}")

    def share(self, reason: Reason) -> float:
        """Return the share of a reason; what unblocks is alone when it comes up at all."""
        return 1.0 if reason is Reason.UNBLOCK else float(getattr(self, reason.value))


POLICY = Policy()
# Every policy that schools have run, by the name that stands in their answers.
POLICIES = {
    policy.name: policy
    for policy in (
        POLICY,
        Policy("mix-1", chance=0.08, softness=0.15, lasting=0.0),
        # For studies: one lesson after the other, hardly anything of earlier ones mixed in.
        Policy("lesson-1", review=0.02, lesson=0.56, new=0.36, reach=0.04, held=0.02, lasting=0.0),
    )
}


@dataclass(frozen=True, slots=True)
class UniformPolicy:
    """Every item in reach equally likely: what any other policy should beat."""

    name: str = "uniform"


class Option(NamedTuple):
    """One candidate in reach, with all that a policy looks at.

    `place` is its index among the candidates; `recent` says whether it was answered lately.
    """

    place: int
    reason: Reason
    p_right: float
    gain: float
    recent: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """The item that was drawn, with the exact probability that it would be."""

    index: int
    item: Hashable
    probability: float
    reason: Reason
    policy: str


def choose_item(
    candidates: Sequence[Candidate], situation: Situation, *, u: float, policy: Policy = POLICY
) -> Choice | None:
    """Return the next item, drawn with one uniform number u from 0 to below 1.

    The draw is from `choice_probabilities`. None comes back only when there is no candidate.

    Raises
    ------
    ValueError
        If u is outside its range, or a candidate has no skill or no proper p_right or gain.
    """
    if not 0.0 <= u < 1.0:
        raise ValueError(f"u must be from 0 to below 1, got {u}")
    options = find_options(candidates, situation)
    if not options:
        return None
    below, chosen, probability = 0.0, options[0], 0.0
    for option, p in zip(options, mix_options(options, policy), strict=True):
        chosen, probability = option, p
        below += p
        if u < below:
            break
    item = candidates[chosen.place].item
    return Choice(chosen.place, item, probability, chosen.reason, policy.name)


def choice_probabilities(
    candidates: Sequence[Candidate],
    situation: Situation,
    policy: Policy | UniformPolicy = POLICY,
) -> list[float]:
    """Return the probability of every candidate; 0 for those out of reach; they sum to 1."""
    options = find_options(candidates, situation)
    probabilities = [0.0] * len(candidates)
    for option, p in zip(options, mix_options(options, policy), strict=True):
        probabilities[option.place] = p
    return probabilities


def find_options(candidates: Sequence[Candidate], situation: Situation) -> list[Option]:
    """Return the candidates in reach, in their order, each with its reason.

    Out of reach are items of a skill that is neither held nor ready while a prerequisite that a
    published lesson teaches is neither. If that leaves nothing, everything is in reach. The item
    answered last is left out when there is another.

    Raises
    ------
    ValueError
        If a candidate has no skill, or p_right or gain is outside its range.
    """
    for candidate in candidates:
        if not (0.0 <= candidate.p_right <= 1.0 and 0.0 <= candidate.gain <= 1.0):
            said = f"p_right of {candidate.item!r} and its gain must be from 0 to 1"
            raise ValueError(f"{said}, got {candidate.p_right} and {candidate.gain}")
    reasons = _reasons(candidates, situation)
    recent = frozenset(situation.recent)
    options = [
        Option(place, reason, candidate.p_right, candidate.gain, candidate.item in recent)
        for place, (candidate, reason) in enumerate(zip(candidates, reasons, strict=True))
        if reason is not None
    ]
    if not situation.recent:
        return options
    last = situation.recent[-1]
    others = [option for option in options if candidates[option.place].item != last]
    return others or options


def mix_options(options: Sequence[Option], policy: Policy | UniformPolicy) -> list[float]:
    """Return the probability of every option; each is above 0 and they sum to 1.

    A share for each reason, within it by fit and gain, and a little chance for all.
    """
    if isinstance(policy, UniformPolicy):
        return [1.0 / len(options)] * len(options)
    best: dict[Reason, float] = {}
    for option in options:
        best[option.reason] = max(best.get(option.reason, 0.0), option.gain)
    fits = [_fit(option, policy, best[option.reason]) for option in options]
    totals = dict.fromkeys(best, 0.0)
    for option, fit in zip(options, fits, strict=True):
        totals[option.reason] += fit
    shares = _shares(best, policy)
    all_shares = sum(shares.values())
    scale = {r: (1.0 - policy.chance) * shares[r] / all_shares / totals[r] for r in best}
    floor = policy.chance / max(len(options), 1)
    # Rounding can leave a lone item just above 1.
    return [min(floor + scale[o.reason] * f, 1.0) for o, f in zip(options, fits, strict=True)]


def _shares(best: Mapping[Reason, float], policy: Policy) -> dict[Reason, float]:
    """Each reason's share before they are made to sum to 1; `best` is the most it would add.

    A learner who chose a lesson gets the shares as they are; otherwise what lasts decides too.
    """
    shares = {reason: policy.share(reason) for reason in best}
    if not policy.lasting or Reason.LESSON in best or Reason.NEW in best:
        return shares
    most = max(best.values(), default=0.0)
    return {r: share * math.exp(policy.lasting * (best[r] - most)) for r, share in shares.items()}


def _reasons(candidates: Sequence[Candidate], situation: Situation) -> list[Reason | None]:
    """Why each candidate would come up; None when it is out of reach."""
    known: dict[tuple[int, ...], Reason | None] = {}
    missing = situation.taught - situation.held - situation.ready
    for candidate in candidates:
        if candidate.skills not in known:
            if not candidate.skills:
                raise ValueError(f"skills of item {candidate.item!r} must not be empty")
            known[candidate.skills] = _reason(candidate.skills, situation, missing)
    reasons = [known[candidate.skills] for candidate in candidates]
    if not any(reasons):
        return [Reason.UNBLOCK] * len(reasons)
    return reasons


def _reason(
    skills: tuple[int, ...], situation: Situation, missing: frozenset[int]
) -> Reason | None:
    """Why an item of these skills would come up; None when it is out of reach.

    `missing` are the taught skills that nothing can be built on yet.
    """
    open_skills = [s for s in skills if s not in situation.held]
    for skill in open_skills:
        needed = situation.prerequisites.get(skill, ())
        if skill not in situation.ready and not missing.isdisjoint(needed):
            return None
    if not situation.due.isdisjoint(skills):
        return Reason.REVIEW
    if not open_skills:
        return Reason.HELD
    here = situation.lesson.intersection(open_skills)
    if not here:
        return Reason.REACH
    return Reason.NEW if situation.touched.isdisjoint(here) else Reason.LESSON


def _fit(option: Option, policy: Policy, best: float) -> float:
    """How welcome an option is within its reason: by chance of being right, gain, and rest."""
    fit = math.exp(policy.lasting * (option.gain - best)) if policy.lasting else 1.0
    if option.recent:
        fit *= policy.recent_factor
    p_right = option.p_right
    if not policy.p_low <= p_right <= policy.p_high:
        outside = max(policy.p_low - p_right, p_right - policy.p_high)
        fit *= math.exp(-((outside / policy.softness) ** 2))
    return fit
