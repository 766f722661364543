"""Where on the scale a level begins: the bookmark method."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from .answers import Key
from .items import ItemParameters, pack_items
from .linking import expected_scores
from .problem import fill_tables


@dataclass(frozen=True, slots=True)
class BookmarkPlace:
    """One step of one item in the booklet: where learners manage it with the chosen probability."""

    item: Key
    score: int
    ability: float


@dataclass(frozen=True, slots=True)
class CutScore:
    """Where a level begins.

    Parameters
    ----------
    ability : logits; the median of the judges' bookmarks
    error : standard error over judges
    n_judges : how many there were
    expected_score : the mean sum of scores, over the items, of a learner who just reaches it
    """

    ability: float
    error: float
    n_judges: int
    expected_score: float


def order_booklet(
    items: Sequence[ItemParameters], *, probability: float
) -> tuple[BookmarkPlace, ...]:
    """Return every step of every item in the order of how able one must be to manage it.

    Parameters
    ----------
    items : on one scale, slopes above 0
    probability : of scoring at least so much, between 0 and 1; 2/3 is usual

    Raises
    ------
    ValueError
        If the probability is outside its range, a slope is not above 0, or no ability gives a
        step that probability because guessing alone gives more.

    References
    ----------
    Lewis, Mitzel, Mercado & Schulz (2012) in Cizek, Setting Performance Standards, chapter 12.
    """
    if not 0.0 < probability < 1.0:
        raise ValueError(f"probability must be between 0 and 1, got {probability}")
    places = []
    for item in items:
        if not (item.slope > 0.0 and item.guessing < probability):
            raise ValueError(f"item {item.item!r} needs a slope above 0 and less guessing")
        for score in range(1, item.n_categories):
            places.append(BookmarkPlace(item.item, score, _where(item, score, probability)))
    return tuple(sorted(places, key=lambda place: place.ability))


def estimate_cut(
    items: Sequence[ItemParameters],
    bookmarks: Mapping[Key, int],
    *,
    probability: float,
) -> CutScore:
    """Return where a level begins, from where judges put their bookmarks.

    Parameters
    ----------
    items, probability : as for `order_booklet`
    bookmarks : by judge, the number of the first place in the booklet, counted from 1, that a
        learner who just reaches the level need not manage; two judges at least

    Raises
    ------
    ValueError
        If there are fewer than two judges, or a bookmark is outside the booklet.
    """
    booklet = order_booklet(items, probability=probability)
    if len(bookmarks) < 2:
        raise ValueError(f"two judges at least are needed, got {len(bookmarks)}")
    for judge, page in bookmarks.items():
        if not 2 <= page <= len(booklet):
            raise ValueError(f"bookmark of judge {judge!r} must be 2 to {len(booklet)}, got {page}")
    cuts = np.array([booklet[page - 2].ability for page in bookmarks.values()])
    middle = float(np.median(cuts))
    # The median of normal values varies pi / 2 as much as their mean.
    error = math.sqrt(math.pi / 2.0 * float(np.var(cuts, ddof=1)) / len(cuts))
    score = float(expected_scores(items, np.array([middle])).sum())
    return CutScore(middle, error, len(cuts), score)


def _where(item: ItemParameters, score: int, probability: float) -> float:
    """The ability at which a score or more has a probability; by halving."""
    packed = pack_items([item])
    low, high = -50.0 / item.slope - 50.0, 50.0 / item.slope + 50.0
    while high - low > 1e-9 * max(1.0, abs(high)):
        middle = 0.5 * (low + high)
        chance, _slope = fill_tables(packed, np.array([middle]))
        if float(chance[score:].sum()) < probability:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high)
