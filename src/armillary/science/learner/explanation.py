"""Why an estimate stands where it stands: the answers played again, one after another.

Works with every model of the contract and asks it nothing but `update` and `mastery`, so what is
told is what the model did, and not a story about it.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from .contract import ItemSpec, LearnerModel, SkillEstimate

# How far ahead an explanation looks.
LATER_DAYS = 30.0
# Between answers the estimate is read about this often over the whole time, so that a picture shows
# how it fades; and as often again over the days ahead.
_SAMPLES, _SAMPLES_AHEAD = 60, 6


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """One answer as a learner model takes it; see `LearnerModel.update`."""

    item: ItemSpec
    score: float
    weight: float
    days: float


@dataclass(frozen=True, slots=True)
class Move:
    """What one answer did to the estimate of the skill that is explained.

    Parameters
    ----------
    index : which of the answers
    days : when it counted: its own day, or that of the answer before where a clock went back
    before, after : the estimate at that moment without and with the answer
    direct : the answer's item exercises the skill; otherwise it moved what skills share
    """

    index: int
    days: float
    before: SkillEstimate
    after: SkillEstimate
    direct: bool

    @property
    def change(self) -> float:
        """How far the answer moved the estimate, in logits."""
        return self.after.mean - self.before.mean


@dataclass(frozen=True, slots=True)
class Moment:
    """The estimate at one moment; two of them share a day where an answer moved it."""

    days: float
    estimate: SkillEstimate


@dataclass(frozen=True, slots=True)
class Explanation:
    """One skill of one learner: where it started, what moved it, what faded, what is expected.

    `start.mean`, the change of every move and `-faded` add up to `now.mean`, give or take
    rounding.

    Parameters
    ----------
    days : the moment that is now, not before the last answer
    start : before any answer
    now, later : at that moment, and LATER_DAYS after it without an answer in between
    moves : one for each answer that counts, in order
    faded : logits that days without practice took away in all, 0 or more
    faded_since : logits of these that went since the last direct answer; without one, all of them
    moments : the estimate over time, from the first direct answer (without one, from the first
        answer) until `later`
    """

    days: float
    start: SkillEstimate
    now: SkillEstimate
    later: SkillEstimate
    moves: tuple[Move, ...]
    faded: float
    faded_since: float
    moments: tuple[Moment, ...]

    @property
    def direct(self) -> tuple[Move, ...]:
        """The moves by answers to the skill itself."""
        return tuple(move for move in self.moves if move.direct)

    @property
    def shared(self) -> tuple[Move, ...]:
        """The moves by answers to other skills."""
        return tuple(move for move in self.moves if not move.direct)

    def strongest(self, count: int) -> tuple[Move, ...]:
        """Return the direct moves that changed the estimate most, the largest change first.

        Of two that changed it alike the later one comes first: it is the better remembered.
        """
        ordered = sorted(self.direct, key=lambda move: (-abs(move.change), -move.index))
        return tuple(ordered[:count])


@dataclass(frozen=True, slots=True)
class _Step:
    """One answer that counts, with the states around it; states never change."""

    index: int
    days: float
    before: Any  # opaque: only the model reads it
    after: Any
    direct: bool


def explain_skill(
    model: LearnerModel[Any],
    answers: Sequence[GivenAnswer],
    skill: int,
    days: float,
    *,
    grade_offset: float = 0.0,
) -> Explanation:
    """Return what moved the estimate of one skill, by playing a learner's answers again.

    An answer of weight 0 (assisted, or a later try) moves nothing and is no move. Days before the
    last answer count as the moment of that answer, as they do for the model.

    Parameters
    ----------
    answers : all answers of the learner in this course, in the order in which they were given
    skill : index of the skill
    days : the moment that is now, in days since 1970
    grade_offset : logits, as `new_state` takes it

    Raises
    ------
    ValueError
        If the skill does not exist, the days are no days, or an answer is none a model takes.
    """
    new = model.new_state(grade_offset)
    steps = _play(model, answers, skill, new)
    state = steps[-1].after if steps else new
    today = max(days, steps[-1].days) if steps else days
    now = model.mastery(state, skill, today)
    moves = tuple(_tell(model, skill, step) for step in steps)
    lost = _find_losses(moves, now)
    n_since = next((n for n, move in enumerate(reversed(moves)) if move.direct), len(moves))
    return Explanation(
        days=today,
        start=moves[0].before if moves else now,
        now=now,
        later=model.mastery(state, skill, today + LATER_DAYS),
        moves=moves,
        faded=math.fsum(lost),
        faded_since=math.fsum(lost[len(moves) - n_since :]),
        moments=tuple(_trace(model, skill, steps, moves, (state, today))),
    )


def _play(
    model: LearnerModel[Any], answers: Sequence[GivenAnswer], skill: int, state: Any
) -> list[_Step]:
    """The answers that count, played one after another."""
    steps: list[_Step] = []
    last = -math.inf
    for index, given in enumerate(answers):
        after = model.update(state, given.item, given.score, given.days, weight=given.weight)
        if given.weight > 0.0:
            last = max(last, given.days)
            steps.append(_Step(index, last, state, after, skill in given.item.skills))
            state = after
    return steps


def _tell(model: LearnerModel[Any], skill: int, step: _Step) -> Move:
    """The move that a step made."""
    return Move(
        index=step.index,
        days=step.days,
        before=model.mastery(step.before, skill, step.days),
        after=model.mastery(step.after, skill, step.days),
        direct=step.direct,
    )


def _find_losses(moves: Sequence[Move], now: SkillEstimate) -> list[float]:
    """Logits lost to time before each move but the first, and since the last."""
    sooner = [move.after.mean for move in moves]
    later = [move.before.mean for move in moves[1:]] + [now.mean]
    return [a - b for a, b in zip(sooner, later[: len(sooner)], strict=True)]


def _trace(
    model: LearnerModel[Any],
    skill: int,
    steps: Sequence[_Step],
    moves: Sequence[Move],
    end: tuple[Any, float],
) -> Iterator[Moment]:
    """The estimate over time, from the first direct answer to some days after the end."""
    state, today = end
    begin = next((n for n, step in enumerate(steps) if step.direct), 0)
    step_days = (today - steps[begin].days) / _SAMPLES if steps else 0.0
    for n in range(begin, len(steps)):
        if n > begin:
            between = _between(steps[n - 1].days, steps[n].days, step_days)
            yield from (_read(model, steps[n].before, skill, day) for day in between)
        yield Moment(moves[n].days, moves[n].before)
        yield Moment(moves[n].days, moves[n].after)
    if steps:
        between = _between(steps[-1].days, today, step_days)
        yield from (_read(model, state, skill, day) for day in between)
    for n in range(_SAMPLES_AHEAD + 1):
        yield _read(model, state, skill, today + LATER_DAYS * n / _SAMPLES_AHEAD)


def _between(start: float, end: float, step: float) -> list[float]:
    """Evenly spaced days strictly between two, about `step` apart."""
    n = math.ceil((end - start) / step) if step > 0.0 else 0
    return [start + (end - start) * k / n for k in range(1, n)]


def _read(model: LearnerModel[Any], state: Any, skill: int, days: float) -> Moment:
    """The estimate at a moment."""
    return Moment(days, model.mastery(state, skill, days))
