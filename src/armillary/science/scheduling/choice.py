"""Which item next: a draw from probabilities that are written down before the draw.

Every item that may be chosen has a chance above 0, and the chance of the one that was chosen
is kept with the answer, so that another way of choosing can be judged from the same answers.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


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
    """One item that could come next; p_right is the model's chance that it is answered right."""

    item: Hashable
    skills: tuple[int, ...]
    p_right: float


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
    """

    held: frozenset[int]
    touched: frozenset[int]
    due: frozenset[int]
    taught: frozenset[int]
    lesson: frozenset[int]
    prerequisites: Mapping[int, tuple[int, ...]]
    recent: tuple[Hashable, ...] = ()


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
    """

    name: str = "mix-1"
    review: float = 0.30
    lesson: float = 0.35
    new: float = 0.20
    reach: float = 0.10
    held: float = 0.05
    chance: float = 0.08
    p_low: float = 0.6
    p_high: float = 0.9
    softness: float = 0.15
    recent_factor: float = 0.25

    def __post_init__(self) -> None:
        for name in ("review", "lesson", "new", "reach", "held", "softness", "recent_factor"):
            if not (getattr(self, name) > 0.0 and math.isfinite(getattr(self, name))):
                raise ValueError(f"{name} must be a number above 0, got {getattr(self, name)}")
        if self.recent_factor > 1.0:
            raise ValueError(f"recent_factor must be at most 1, got {self.recent_factor}")
        if not 0.0 < self.chance < 1.0:
            raise ValueError(f"chance must lie between 0 and 1, got {self.chance}")
        if not 0.0 <= self.p_low <= self.p_high <= 1.0:
            raise ValueError(f"p_low and p_high must be in order, got {self.p_low}, {self.p_high}")

    def share(self, reason: Reason) -> float:
        """Return the share of a reason; what unblocks is alone when it comes up at all."""
        return 1.0 if reason is Reason.UNBLOCK else float(getattr(self, reason.value))


POLICY = Policy()


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
        If u is outside its range, or a candidate has no skill or no proper p_right.
    """
    if not 0.0 <= u < 1.0:
        raise ValueError(f"u must be from 0 to below 1, got {u}")
    if not candidates:
        return None
    reasons = _reasons(candidates, situation)
    probabilities = _probabilities(candidates, reasons, situation, policy)
    below = 0.0
    chosen = 0
    for index, probability in enumerate(probabilities):
        if probability > 0.0:
            chosen = index
            below += probability
            if u < below:
                break
    reason = reasons[chosen] or Reason.UNBLOCK
    return Choice(chosen, candidates[chosen].item, probabilities[chosen], reason, policy.name)


def choice_probabilities(
    candidates: Sequence[Candidate], situation: Situation, policy: Policy = POLICY
) -> list[float]:
    """Return the probability of every candidate; 0 for those out of reach; they sum to 1.

    Out of reach are items of a skill that is neither held nor due while a prerequisite that a
    published lesson teaches is not held. If that leaves nothing, everything is in reach. The
    item answered last is left out when there is another.
    """
    return _probabilities(candidates, _reasons(candidates, situation), situation, policy)


def _reasons(candidates: Sequence[Candidate], situation: Situation) -> list[Reason | None]:
    """Why each candidate would come up; None when it is out of reach."""
    known: dict[tuple[int, ...], Reason | None] = {}
    for candidate in candidates:
        if candidate.skills not in known:
            if not candidate.skills:
                raise ValueError(f"skills of item {candidate.item!r} must not be empty")
            known[candidate.skills] = _reason(candidate.skills, situation)
    reasons = [known[candidate.skills] for candidate in candidates]
    if not any(reasons):
        return [Reason.UNBLOCK] * len(reasons)
    return reasons


def _reason(skills: tuple[int, ...], situation: Situation) -> Reason | None:
    """Why an item of these skills would come up; None when it is out of reach."""
    open_skills = [s for s in skills if s not in situation.held]
    if any(_is_blocked(s, situation) for s in open_skills if s not in situation.due):
        return None
    if any(s in situation.due for s in skills):
        return Reason.REVIEW
    if not open_skills:
        return Reason.HELD
    if any(s in situation.lesson and s in situation.touched for s in open_skills):
        return Reason.LESSON
    if any(s in situation.lesson for s in open_skills):
        return Reason.NEW
    return Reason.REACH


def _is_blocked(skill: int, situation: Situation) -> bool:
    return any(
        needed in situation.taught and needed not in situation.held
        for needed in situation.prerequisites.get(skill, ())
    )


def _probabilities(
    candidates: Sequence[Candidate],
    reasons: Sequence[Reason | None],
    situation: Situation,
    policy: Policy,
) -> list[float]:
    """The mixture: a share for each reason, within it by fit, and a little chance for all."""
    eligible = _without_last(candidates, [i for i, r in enumerate(reasons) if r], situation)
    if not eligible:
        return []
    recent = frozenset(situation.recent)
    fits: dict[int, float] = {}
    totals: dict[Reason, float] = {}
    for i in eligible:
        reason = reasons[i] or Reason.UNBLOCK
        fits[i] = _fit(candidates[i], policy)
        if candidates[i].item in recent:
            fits[i] *= policy.recent_factor
        totals[reason] = totals.get(reason, 0.0) + fits[i]
    all_shares = sum(policy.share(reason) for reason in totals)
    scale = {r: (1.0 - policy.chance) * policy.share(r) / all_shares / totals[r] for r in totals}
    floor = policy.chance / len(eligible)
    probabilities = [0.0] * len(candidates)
    for i in eligible:
        mixed = floor + scale[reasons[i] or Reason.UNBLOCK] * fits[i]
        probabilities[i] = min(mixed, 1.0)  # rounding can leave a lone item just above 1
    return probabilities


def _without_last(
    candidates: Sequence[Candidate], eligible: list[int], situation: Situation
) -> list[int]:
    """Those in reach without the item answered last, unless nothing else is left."""
    if not situation.recent:
        return eligible
    others = [i for i in eligible if candidates[i].item != situation.recent[-1]]
    return others or eligible


def _fit(candidate: Candidate, policy: Policy) -> float:
    """How well an item's predicted chance fits: 1 between p_low and p_high, less outside."""
    p_right = candidate.p_right
    if not 0.0 <= p_right <= 1.0:
        raise ValueError(f"p_right of {candidate.item!r} must be from 0 to 1, got {p_right}")
    if policy.p_low <= p_right <= policy.p_high:
        return 1.0
    outside = max(policy.p_low - p_right, p_right - policy.p_high)
    return math.exp(-((outside / policy.softness) ** 2))
