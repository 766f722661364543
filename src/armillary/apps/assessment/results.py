"""What a series of tests says about a class: estimates, growth and shares, each with its interval.

Every estimate here is Warm's: it believes nothing beforehand, neither of the class nor of what
practice saw, so that a learner's result rests on this test alone and the difference of two
estimates is the change. What practice knows only chooses the questions of an adaptive test.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from armillary.apps.assessment.judging import Judged, judge, score_judged
from armillary.apps.assessment.models import (
    BankItem,
    Occasion,
    OccasionKind,
    OccasionSitting,
    Series,
)
from armillary.apps.assessment.scale import Scale, find_scale
from armillary.apps.assessment.scoring import arrange_answers, score_learners
from armillary.apps.people.models import Learner
from armillary.science.numerics import FloatArray, estimate_share_interval
from armillary.science.psychometrics import (
    AnswerTable,
    ItemParameters,
    MeanEstimate,
    estimate_item_moves,
    estimate_linked_growth,
    estimate_mean,
    expected_scores,
)

LEVEL = 0.95
REACH = 1.959964  # sds to both sides that hold 95 of 100
FEWEST = 5  # answers below which nothing is said about a learner
ORDER = (OccasionKind.SINGLE, OccasionKind.BEFORE, OccasionKind.AFTER, OccasionKind.DELAYED)
_GRID = np.linspace(-6.0, 6.0, 241)


@dataclass(frozen=True, slots=True)
class Reading:
    """What one sitting says about one learner: ability in logits, or too few answers to say."""

    sitting: OccasionSitting
    judged: tuple[Judged, ...]
    estimate: float | None
    low: float
    high: float

    @property
    def n_counted(self) -> int:
        """How many questions the estimate rests on."""
        return sum(one.points is not None for one in self.judged)

    def count(self, state: str) -> int:
        """Return how many questions are in a state."""
        return sum(one.state == state for one in self.judged)


@dataclass(frozen=True, slots=True)
class Change:
    """How one learner changed, in logits; clear if the interval does not span zero."""

    value: float
    low: float
    high: float

    @property
    def direction(self) -> int:
        """1 grew, -1 less than before, 0 no clear change."""
        return (self.low > 0.0) - (self.high < 0.0)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two occasions compared.

    Parameters
    ----------
    changes : by learner, of those with an estimate both times
    mean : of the class; None where there are too few to tell its error
    only_one : learners with an estimate at one of the two alone
    """

    first: str
    second: str
    changes: Mapping[int, Change]
    mean: MeanEstimate | None
    only_one: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ShareRight:
    """How many answers of a kind were right, with Wilson's interval."""

    right: int
    n: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SeriesResults:
    """All of a series that can be said now.

    Parameters
    ----------
    occasions : those not cancelled, in the order of teaching
    learners : everybody of the class, or who has sat, by name
    readings : by kind of occasion, then by learner: sittings that have ended
    running : by kind of occasion, learners who have begun and not ended
    means : by kind of occasion
    skills : by skill, then by kind of occasion
    """

    series: Series
    occasions: tuple[Occasion, ...]
    learners: tuple[Learner, ...]
    readings: Mapping[str, Mapping[int, Reading]]
    running: Mapping[str, frozenset[int]]
    means: Mapping[str, MeanEstimate | None]
    comparisons: tuple[Comparison, ...]
    skills: Mapping[str, Mapping[str, ShareRight]]
    scale: Scale

    def share_at(self, ability: float) -> float:
        """Return the share of the test's questions that a learner of this ability gets right."""
        return float(_shares(self.scale.items, np.array([ability]))[0])

    def ability_at(self, share: float) -> float:
        """Return the ability, in logits, at which this share of the test is right."""
        return float(np.interp(share, _shares(self.scale.items, _GRID), _GRID))


def estimate_results(series: Series) -> SeriesResults:
    """Return what the answers so far say. A dozen queries, whatever the size of the class."""
    occasions = sorted(
        series.occasions.filter(cancelled_at__isnull=True), key=lambda o: ORDER.index(o.kind)
    )
    sittings = list(
        OccasionSitting.objects.filter(occasion__in=occasions).select_related("learner", "occasion")
    )
    scale = find_scale(series.school_id, _items_of(series, sittings))
    ended = [sitting for sitting in sittings if sitting.ended_at is not None]
    judged = judge(ended, scale)
    tables = {
        occasion.kind: _table([s for s in ended if s.occasion_id == occasion.pk], judged, scale)
        for occasion in occasions
    }
    readings = {
        occasion.kind: _read(
            [s for s in ended if s.occasion_id == occasion.pk], judged, tables, scale
        )
        for occasion in occasions
    }
    return SeriesResults(
        series=series,
        occasions=tuple(occasions),
        learners=_everybody(series, sittings),
        readings=readings,
        running={
            occasion.kind: frozenset(
                s.learner_id
                for s in sittings
                if s.occasion_id == occasion.pk and s.ended_at is None
            )
            for occasion in occasions
        },
        means={kind: _mean(tables[kind], found, scale) for kind, found in readings.items()},
        comparisons=tuple(_compare(tables, readings, scale)),
        skills=count_skills(readings),
        scale=scale,
    )


def count_skills(
    readings: Mapping[str, Mapping[int, Reading]],
) -> dict[str, dict[str, ShareRight]]:
    """Return how many answers of each skill were wholly right, by kind of occasion."""
    counts: dict[tuple[str, str], list[bool]] = {}
    for kind, found in readings.items():
        for reading in found.values():
            for one in reading.judged:
                if one.points is not None:
                    counts.setdefault((one.skill, kind), []).append(one.points == one.most)
    skills: dict[str, dict[str, ShareRight]] = {}
    for (skill, kind), rights in sorted(counts.items()):
        skills.setdefault(skill, {})[kind] = count_share(sum(rights), len(rights))
    return skills


def count_share(right: int, n: int) -> ShareRight:
    """Return a share with its 95 % interval; `n` is 1 or more."""
    return ShareRight(right, n, *estimate_share_interval(right, n, level=LEVEL))


def _items_of(series: Series, sittings: Iterable[OccasionSitting]) -> list[int]:
    """The items of the test: those of its bank, and any that was asked."""
    bank = BankItem.objects.filter(test=series.test_id).values_list("item_id", flat=True)
    asked = {entry["item"] for sitting in sittings for entry in sitting.asked}
    return sorted(asked.union(bank))


def _everybody(series: Series, sittings: Iterable[OccasionSitting]) -> tuple[Learner, ...]:
    here = Learner.objects.filter(school_class=series.school_class_id, left_at__isnull=True)
    found = {learner.pk: learner for learner in here}
    found.update({sitting.learner_id: sitting.learner for sitting in sittings})
    return tuple(sorted(found.values(), key=lambda learner: (learner.name.casefold(), learner.pk)))


def _table(
    sittings: Sequence[OccasionSitting], judged: Mapping[int, Sequence[Judged]], scale: Scale
) -> AnswerTable | None:
    """What counts of learners of whom enough is known; None without any."""
    answers = score_judged(sittings, judged)
    return arrange_answers(answers, scale, fewest=FEWEST)


def _read(
    sittings: Sequence[OccasionSitting],
    judged: Mapping[int, tuple[Judged, ...]],
    tables: Mapping[str, AnswerTable | None],
    scale: Scale,
) -> dict[int, Reading]:
    """A reading of each sitting, by learner."""
    if not sittings:
        return {}
    table = tables[sittings[0].occasion.kind]
    told = score_learners(table, scale, item_errors=scale.errors)
    readings = {}
    for sitting in sittings:
        own = told.get(sitting.learner_id)
        value, error = (own.estimate, own.se) if own else (None, 0.0)
        reach = REACH * error
        middle = value or 0.0
        readings[sitting.learner_id] = Reading(
            sitting, judged[sitting.pk], value, middle - reach, middle + reach
        )
    return readings


def _mean(
    table: AnswerTable | None, readings: Mapping[int, Reading], scale: Scale
) -> MeanEstimate | None:
    """The mean of a class at one occasion."""
    if table is None:
        return None
    keys = [int(key) for key in table.learners]
    values = np.array([readings[key].estimate for key in keys], dtype=float)
    moves = estimate_item_moves(table, scale.items, scale.errors)
    strata = [str(readings[key].sitting.form_id) for key in keys]
    return estimate_mean(values, moves, scale.errors, level=LEVEL, strata=strata)


def _compare(
    tables: Mapping[str, AnswerTable | None],
    readings: Mapping[str, Mapping[int, Reading]],
    scale: Scale,
) -> Iterable[Comparison]:
    """Every two occasions that some learner has sat both."""
    kinds = [kind for kind in ORDER if kind in tables]
    for first, second in combinations(kinds, 2):
        before, after = tables[first], tables[second]
        if before is None or after is None:
            continue
        strata = [
            f"{readings[first][key].sitting.form_id}-"
            f"{readings[second][key].sitting.form_id if key in readings[second] else ''}"
            for key in map(int, before.learners)
        ]
        found = estimate_linked_growth(
            before, after, scale.items, item_errors=scale.errors, level=LEVEL, strata=strata
        )
        changes = {
            int(key): Change(float(found.change[n]), float(found.low[n]), float(found.high[n]))
            for n, key in enumerate(found.learners)
        }
        alone = tuple(int(key) for key in found.left_out)
        yield Comparison(str(first), str(second), changes, found.mean, alone)


def _shares(items: Sequence[ItemParameters], ability: FloatArray) -> FloatArray:
    """The share of all points of some items, by ability."""
    most = sum(item.n_categories - 1 for item in items)
    shares: FloatArray = expected_scores(items, ability).sum(axis=0) / most
    return shares
