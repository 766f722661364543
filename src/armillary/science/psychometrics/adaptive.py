"""Tests that adapt: the item that tells most comes next, within quotas and limits of showing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from armillary.science.numerics import BoolArray, FloatArray, IntArray

from .answers import Key
from .information import packed_information
from .items import ItemParameters, PackedItems, pack_items
from .problem import fill_tables

_REACH = 6.0  # sds of the prior to both sides
_N_NODES = 73  # two of them within one sd of the posterior of a hundred good items


@dataclass(frozen=True, slots=True)
class AdaptiveRules:
    """What a test must keep to.

    Parameters
    ----------
    n_least, n_most : how many items are given, 1 or more
    error_enough : logits; a test may end when the error is no larger. 0: always n_most items
    quotas : for each content area, how many items at least and at most; areas that are not
        named here have no quota
    most_shown : share of sittings, above 0 to 1, that may see the same item
    among : how many of the best items the next one is drawn from, 1 or more ("randomesque")

    Raises
    ------
    ValueError
        If a number is outside its range or the quotas cannot be met.
    """

    n_least: int
    n_most: int
    error_enough: float = 0.0
    quotas: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    most_shown: float = 1.0
    among: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.n_least <= self.n_most:
            rule = "n_least must be 1 or more and not above n_most"
            raise ValueError(f"{rule}, got {self.n_least} and {self.n_most}")
        if not (0.0 <= self.error_enough < np.inf and 0.0 < self.most_shown <= 1.0):
            rule = "error_enough must be 0 or more, most_shown above 0 to 1"
            raise ValueError(f"{rule}, got {self.error_enough} and {self.most_shown}")
        if self.among < 1:
            raise ValueError(f"among must be 1 or more, got {self.among}")
        for area, (least, most) in self.quotas.items():
            if not 0 <= least <= most:
                raise ValueError(
                    f"quota of {area!r} must be 0 <= least <= most, got {least}, {most}"
                )
        owed = sum(least for least, _ in self.quotas.values())
        if owed > self.n_most:
            raise ValueError(f"quotas ask for {owed} items, n_most is {self.n_most}")


@dataclass(frozen=True, slots=True)
class AdaptiveBank:
    """Items laid out for choosing among; made by `create_adaptive_bank`."""

    items: tuple[ItemParameters, ...]
    areas: tuple[str, ...]
    packed: PackedItems

    def index_of(self, key: Key) -> int:
        """Return where an item stands; refuses a key that is not there."""
        for j, item in enumerate(self.items):
            if item.item == key:
                return j
        raise ValueError(f"item {key!r} is not in the bank")


@dataclass(frozen=True, slots=True)
class AdaptiveSitting:
    """What one learner has answered so far: all that is needed to go on, on any computer.

    Parameters
    ----------
    prior : mean and sd, logits: what was known before, for example from practice
    given : items with their scores, in order
    """

    prior: tuple[float, float] = (0.0, 1.0)
    given: tuple[tuple[Key, int], ...] = ()

    def __post_init__(self) -> None:
        if not (np.all(np.isfinite(self.prior)) and self.prior[1] > 0.0):
            raise ValueError(f"prior must be finite, with an sd above 0, got {self.prior}")
        if len({key for key, _ in self.given}) != len(self.given):
            raise ValueError("an item was given twice")

    def after(self, item: Key, score: int) -> "AdaptiveSitting":
        """Return the sitting after one more answer."""
        return AdaptiveSitting(self.prior, (*self.given, (item, score)))


@dataclass(frozen=True, slots=True)
class SittingEstimate:
    """What a sitting says so far: posterior mean and sd in logits, and from how many answers."""

    ability: float
    error: float
    n_answers: int


@dataclass(frozen=True, slots=True)
class NextItem:
    """The item to give next, and the probability with which it was chosen."""

    item: Key
    p_chosen: float


@dataclass(frozen=True, slots=True)
class NoNextItem:
    """The test is over, and why."""

    reason: str


def create_adaptive_bank(
    items: Sequence[ItemParameters], areas: Mapping[Key, str] | None = None
) -> AdaptiveBank:
    """Return items made ready for choosing among.

    Parameters
    ----------
    items : on one scale, with different keys
    areas : the content area of each item; without it all lie in the area ""

    Raises
    ------
    ValueError
        If there is no item, two have one key, or one has no area.
    """
    keys = [item.item for item in items]
    if len(set(keys)) != len(keys):
        raise ValueError("items must have different keys")
    missing = [key for key in keys if areas is not None and key not in areas]
    if missing:
        raise ValueError(f"item {missing[0]!r} has no area")
    named = tuple(areas[key] if areas is not None else "" for key in keys)
    return AdaptiveBank(tuple(items), named, pack_items(items))


def estimate_sitting(bank: AdaptiveBank, sitting: AdaptiveSitting) -> SittingEstimate:
    """Return what a sitting says so far.

    Raises
    ------
    ValueError
        If an item is not in the bank or does not know its score.
    """
    nodes, place = find_posterior(bank, sitting)
    mean = float(place @ nodes)
    return SittingEstimate(mean, float(np.sqrt(place @ (nodes - mean) ** 2)), len(sitting.given))


def choose_next(
    bank: AdaptiveBank,
    rules: AdaptiveRules,
    sitting: AdaptiveSitting,
    *,
    shown: Mapping[Key, int],
    n_sittings: int,
    generator: np.random.Generator,
    set_aside: Collection[Key] = (),
) -> NextItem | NoNextItem:
    """Return the item that tells most about this learner, or why the test is over.

    Information is averaged over where the learner may be. Items that more than the allowed share
    of sittings saw are passed over; if quotas leave no other, the least shown is taken.

    Parameters
    ----------
    bank, rules, sitting : see there
    shown : in how many earlier sittings each item was given; items not named, in none
    n_sittings : how many earlier sittings there were
    generator : draws among the best
    set_aside : items that this sitting does not see while others are left, see `ExposureControl`

    Raises
    ------
    ValueError
        As `estimate_sitting`.

    References
    ----------
    van der Linden (1998), Psychometrika 63, 201-216 (posterior-weighted information); Kingsbury &
    Zara (1989), Applied Measurement in Education 2, 359-375 (quotas and "randomesque"); Revuelta
    & Ponsoda (1998), Journal of Educational Measurement 35, 311-327 (the restricted method).
    """
    from .adaptive_kernels import choose, open_areas, weigh

    nodes, place = find_posterior(bank, sitting)
    layout = lay_out(bank, rules)
    used = np.zeros(len(bank.items), dtype=bool)
    used[[bank.index_of(key) for key, _ in sitting.given]] = True
    counts = np.bincount(layout.area[used], minlength=len(layout.least))
    end = _end(rules, layout, counts, estimate_sitting(bank, sitting))
    if end:
        return NoNextItem(end)
    is_open, weighed = np.zeros(len(counts), dtype=bool), np.zeros(len(bank.items))
    open_areas(counts, layout.least, layout.most, rules.n_most - len(sitting.given), is_open)
    weigh(packed_information(bank.packed, nodes), place, weighed)
    seen = np.array([shown.get(item.item, 0) for item in bank.items], dtype=np.int64)
    allowed = max(1.0, rules.most_shown * (n_sittings + 1.0))
    best, draw = np.zeros(rules.among, np.int64), float(generator.random())
    barred = used.copy()
    barred[[j for j, item in enumerate(bank.items) if item.item in set_aside]] = True
    j, n = choose(weighed, barred, layout.area, is_open, seen, allowed, best, draw)
    if j < 0:
        j, n = choose(weighed, used, layout.area, is_open, seen, allowed, best, draw)
    if j < 0:
        return NoNextItem("no item is left that the quotas allow")
    return NextItem(bank.items[j].item, 1.0 / n)


def assemble_form(
    bank: AdaptiveBank,
    rules: AdaptiveRules,
    *,
    target: tuple[float, float],
    shown: Mapping[Key, int],
    n_sittings: int,
    generator: np.random.Generator,
) -> tuple[Key, ...]:
    """Return the items of a form that is the same whatever is answered, n_most of them.

    Items are taken that tell most about learners who lie as `target` says, within quotas and
    limits of showing. With `among` above 1 every call gives another form: linear on the fly.

    Parameters
    ----------
    bank, rules : see there
    target : mean and sd of the learners it is for, logits
    shown, n_sittings, generator : as for `choose_next`

    Raises
    ------
    ValueError
        If the quotas leave too few items.
    """
    from .adaptive_kernels import choose, open_areas, weigh

    nodes, place = find_posterior(bank, AdaptiveSitting(target))
    layout, weighed = lay_out(bank, rules), np.zeros(len(bank.items))
    weigh(packed_information(bank.packed, nodes), place, weighed)
    seen = np.array([shown.get(item.item, 0) for item in bank.items], dtype=np.int64)
    allowed = max(1.0, rules.most_shown * (n_sittings + 1.0))
    used = np.zeros(len(bank.items), dtype=bool)
    best, taken = np.zeros(rules.among, np.int64), []
    for n in range(rules.n_most):
        counts = np.bincount(layout.area[used], minlength=len(layout.least))
        is_open = np.zeros(len(counts), dtype=bool)
        open_areas(counts, layout.least, layout.most, rules.n_most - n, is_open)
        draw = float(generator.random())
        j, _ = choose(weighed, used, layout.area, is_open, seen, allowed, best, draw)
        if j < 0:
            raise ValueError(f"the quotas leave {n} items, {rules.n_most} are needed")
        used[j] = True
        taken.append(bank.items[j].item)
    return tuple(taken)


@dataclass(frozen=True, slots=True)
class Layout:
    """Areas by number, with their quotas."""

    area: IntArray
    least: IntArray
    most: IntArray


def lay_out(bank: AdaptiveBank, rules: AdaptiveRules) -> Layout:
    """Number the areas; refuses quotas that the bank cannot fill."""
    names, area = np.unique(np.array([*bank.areas, *rules.quotas]), return_inverse=True)
    area = area[: len(bank.areas)]
    pairs = [rules.quotas.get(name, (0, rules.n_most)) for name in names.tolist()]
    layout = Layout(area, np.array([p[0] for p in pairs]), np.array([p[1] for p in pairs]))
    for name, least, n in zip(
        names.tolist(), layout.least, np.bincount(area, minlength=len(names)), strict=True
    ):
        if n < least:
            raise ValueError(f"area {name!r} has {n} items, its quota asks for {least}")
    return layout


def _end(rules: AdaptiveRules, layout: Layout, counts: IntArray, told: SittingEstimate) -> str:
    """Why a test is over; empty when it is not."""
    if told.n_answers >= rules.n_most:
        return f"{rules.n_most} items were given"
    met: BoolArray = counts >= layout.least
    if told.n_answers >= rules.n_least and met.all() and told.error <= rules.error_enough:
        return f"the error is {told.error:.2f}, {rules.error_enough:.2f} is enough"
    return ""


def find_posterior(bank: AdaptiveBank, sitting: AdaptiveSitting) -> tuple[FloatArray, FloatArray]:
    """Nodes, and how likely the learner is to be at each."""
    z = np.linspace(-_REACH, _REACH, _N_NODES)
    nodes, told = sitting.prior[0] + sitting.prior[1] * z, -0.5 * z**2
    for key, score in sitting.given:
        j = bank.index_of(key)
        if not 0 <= score < bank.items[j].n_categories:
            known = bank.items[j].n_categories - 1
            raise ValueError(f"a score of item {key!r} is {score}; it knows 0 to {known}")
        chance, _slope = fill_tables(pack_items([bank.items[j]]), nodes)
        told = told + np.log(chance[score])
    place = np.exp(told - told.max())
    return nodes, place / place.sum()
