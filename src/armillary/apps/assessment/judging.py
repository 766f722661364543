"""What each question of a sitting counts: the same for results, calibrations and studies."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from armillary.apps.assessment.answers import FinalAnswer, find_final_answers
from armillary.apps.assessment.models import EndReason, OccasionSitting
from armillary.apps.assessment.scale import Scale
from armillary.apps.assessment.scoring import ScoredAnswer, count_points
from armillary.science.psychometrics import Key


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of one sitting: `points` of `most`, or None where it does not count (yet).

    Parameters
    ----------
    state : marked, waiting (for a mark), empty (left out by the learner), or unreached
    """

    item: int
    skill: str
    points: int | None
    most: int
    state: str
    answer: FinalAnswer | None


def judge(sittings: Iterable[OccasionSitting], scale: Scale) -> dict[int, tuple[Judged, ...]]:
    """Return every question of some sittings with what it counts, in the order of asking.

    What the machine marks is right or not; a mark by a person is nothing, half or all. An answer
    that waits for its mark does not count. A question passed over counts as not right; one behind
    the last answer when time ran out was not reached, and does not count.
    """
    every = list(sittings)
    given = {(answer.sitting, answer.item): answer for answer in find_final_answers(every)}
    most = {item.item: item.n_categories - 1 for item in scale.items}
    found = {}
    for sitting in every:
        answered = [(sitting.pk, entry["item"]) in given for entry in sitting.asked]
        last = max((n for n, there in enumerate(answered) if there), default=-1)
        if sitting.end_reason == EndReason.LEARNER:
            last = len(answered)
        found[sitting.pk] = tuple(
            _judge_one(entry, given.get((sitting.pk, entry["item"])), most, reached=n < last)
            for n, entry in enumerate(sitting.asked)
        )
    return found


def _judge_one(
    entry: Mapping[str, object],
    answer: FinalAnswer | None,
    most: Mapping[Key, int],
    *,
    reached: bool,
) -> Judged:
    item, skill = int(str(entry["item"])), str(entry["skill"])
    steps = most[item]
    if answer is None:
        points = 0 if reached else None
        return Judged(item, skill, points, steps, "empty" if reached else "unreached", None)
    if answer.score is None:
        return Judged(item, skill, None, steps, "waiting", answer)
    return Judged(item, skill, count_points(answer.score, steps), steps, "marked", answer)


def score_judged(
    sittings: Iterable[OccasionSitting], judged: Mapping[int, Sequence[Judged]]
) -> list[ScoredAnswer]:
    """Return what counts of some sittings, whose questions `judge` looked at."""
    return [
        ScoredAnswer(sitting.learner_id, one.item, one.points)
        for sitting in sittings
        for one in judged[sitting.pk]
        if one.points is not None
    ]
