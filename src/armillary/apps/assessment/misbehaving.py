"""What is wrong with an item, found in the answers that it was calibrated from.

An item misbehaves if it does not follow its curve, tells the able from others badly or the wrong
way round, or is harder in one language for children who can do as much.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import atanh, sqrt, tanh

import numpy as np

from armillary.apps.assessment.calibrating import GivenRow, LinkedPart
from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import (
    SIGNIFICANT,
    AnswerTable,
    ItemBias,
    ItemFit,
    Key,
    Settings,
    estimate_item_fit,
    find_bias,
)

FEWEST_IN_LANGUAGE = 100  # answers in each of two languages before they are compared
FEWEST_TOGETHER = 100  # sittings with the same questions before curves are looked at
LARGEST_GAP = 0.05  # departure from the curve, as a share of the score, that is worth a word
LEAST_TOLD = 0.15  # correlation with the rest of the test below which an item tells little
REACH = 1.959964

MISFIT, TELLS_LITTLE, BACKWARDS, OTHER_LANGUAGE = "misfit", "tells_little", "backwards", "language"


@dataclass(frozen=True, slots=True)
class Told:
    """Correlation of an item with the rest of the test, with its 95 % interval."""

    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True)
class LanguageGap:
    """How much harder or easier an item is in a language than in the reference language."""

    language: str
    reference: str
    bias: ItemBias


@dataclass(frozen=True, slots=True)
class Behaviour:
    """All that was looked at for one item; None where answers are too few to look."""

    fit: ItemFit | None
    told: Told | None
    gaps: tuple[LanguageGap, ...]
    shares: Mapping[str, tuple[int, int]]  # right and all, by language
    n_tested: int  # items whose fit was looked at, for the p-value to be set beside

    @property
    def flags(self) -> list[str]:
        """Return what is wrong with the item, by name; empty if nothing is."""
        found = []
        if self.told is not None and self.told.high < LEAST_TOLD:
            found.append(BACKWARDS if self.told.high < 0.0 else TELLS_LITTLE)
        fit = self.fit
        if fit and fit.p_value * self.n_tested < SIGNIFICANT and fit.rms_gap >= LARGEST_GAP:
            found.append(MISFIT)
        if any(gap.bias.size != "negligible" for gap in self.gaps):
            found.append(OTHER_LANGUAGE)
        return found


def find_behaviour(part: LinkedPart, rows: Sequence[GivenRow]) -> dict[int, Behaviour]:
    """Return what can be said about every item of a calibrated set."""
    fits = find_fits(part)
    gaps = find_language_gaps(part, rows)
    told = find_told(part.table)
    shares = count_languages(part, rows)
    return {
        int(key): Behaviour(
            fits.get(int(key)),
            told.get(int(key)),
            tuple(gaps.get(int(key), ())),
            shares[int(key)],
            len(fits),
        )
        for key in (item.parameters.item for item in part.items)
    }


def find_fits(part: LinkedPart) -> dict[int, ItemFit]:
    """Return S-X2 of the items of each set of questions that enough sittings answered whole.

    An item in several sets has the fit of the one with most sittings.
    """
    table, known = (
        part.table,
        {one.parameters.item: one.parameters for one in part.calibration.items},
    )
    sets = Counter(
        tuple(table.item[table.start[i] : table.start[i + 1]].tolist())
        for i in range(table.n_learners)
    )
    keys = table.items.tolist()
    found: dict[int, ItemFit] = {}
    for asked, n in sets.most_common():
        items = [known[keys[j]] for j in asked if keys[j] in known]
        if n < FEWEST_TOGETHER or len(items) < 3:
            continue
        mean, sd = _spread(part)
        n_estimated = 1 if part.calibration.items[0].parameters.model == "rasch" else None
        for fit in estimate_item_fit(table, items, mean=mean, sd=sd, n_estimated=n_estimated):
            if fit.df > 0:
                found.setdefault(int(fit.item), fit)
    return found


def _spread(part: LinkedPart) -> tuple[float, float]:
    """Mean and sd of abilities over all groups together."""
    groups = part.calibration.populations
    weight = np.array([group.n_learners for group in groups], dtype=float)
    mean = np.array([group.mean for group in groups])
    sd = np.array([group.sd for group in groups])
    middle = float(np.average(mean, weights=weight))
    return middle, float(np.sqrt(np.average(sd**2 + (mean - middle) ** 2, weights=weight)))


def find_told(table: AnswerTable) -> dict[int, Told]:
    """Return how far each item goes with the rest of the test, by Fisher's z.

    The rest is the share of all other points that a learner got, so that sets of questions of
    different length can be taken together.
    """
    who = np.repeat(np.arange(table.n_learners), np.diff(table.start))
    share = table.score / (table.n_categories[table.item] - 1)
    points = np.bincount(who, weights=share, minlength=table.n_learners)
    n = np.bincount(who, minlength=table.n_learners)
    found = {}
    for j, key in enumerate(table.items.tolist()):
        rows = np.flatnonzero((table.item == j) & (n[who] > 1))
        rest = (points[who[rows]] - share[rows]) / (n[who[rows]] - 1)
        told = _correlate(share[rows], rest)
        if told is not None:
            found[int(key)] = told
    return found


def _correlate(a: FloatArray, b: FloatArray) -> Told | None:
    if len(a) < 30 or a.std() == 0.0 or b.std() == 0.0:
        return None
    r = float(np.clip(np.corrcoef(a, b)[0, 1], -0.999, 0.999))
    reach = REACH / sqrt(len(a) - 3)
    return Told(r, tanh(atanh(r) - reach), tanh(atanh(r) + reach), len(a))


def count_languages(
    part: LinkedPart, rows: Sequence[GivenRow]
) -> dict[int, dict[str, tuple[int, int]]]:
    """Return, for each item, how many answers were wholly right and how many there were."""
    most = dict(zip(part.table.items.tolist(), (part.table.n_categories - 1).tolist(), strict=True))
    counts: dict[int, dict[str, tuple[int, int]]] = {int(key): {} for key in most}
    for row in rows:
        if row.item in counts and row.language:
            right, n = counts[row.item].get(row.language, (0, 0))
            counts[row.item][row.language] = (right + (row.points == most[row.item]), n + 1)
    return counts


def find_language_gaps(part: LinkedPart, rows: Sequence[GivenRow]) -> dict[int, list[LanguageGap]]:
    """Return how items differ between the language with most answers and each other one.

    An item is looked at if it has enough answers in both. The other items hold the scale, and
    learners of the two languages may differ in ability.
    """
    counts = count_languages(part, rows)
    total = Counter[str]()
    for by_language in counts.values():
        total.update({language: n for language, (_right, n) in by_language.items()})
    found: dict[int, list[LanguageGap]] = {}
    if not total:
        return found
    reference = total.most_common(1)[0][0]
    for language in sorted(set(total) - {reference}):
        enough = [
            key
            for key, own in counts.items()
            if min(own.get(lang, (0, 0))[1] for lang in (reference, language)) >= FEWEST_IN_LANGUAGE
        ]
        if len(enough) < 3:
            continue
        for bias in _compare_languages(part, rows, (reference, language), enough):
            found.setdefault(int(bias.item), []).append(LanguageGap(language, reference, bias))
    return found


def _compare_languages(
    part: LinkedPart, rows: Sequence[GivenRow], pair: tuple[str, str], items: Sequence[Key]
) -> Sequence[ItemBias]:
    """DIF of some items between two languages; none where the search does not end at the top."""
    spoken = {row.who: row.language for row in rows}
    keys = [int(key) for key in part.table.learners]
    table = part.table.some(np.array([spoken.get(key) in pair for key in keys]))
    group = [spoken[key] for key in keys if spoken.get(key) in pair]
    settings = Settings(part.calibration.items[0].parameters.model)
    try:
        return find_bias(table, settings, group=group, reference=pair[0], items=items).items
    except ValueError:  # the two languages share no item, or nothing can be found: nothing is said
        return ()
