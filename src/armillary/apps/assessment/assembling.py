"""Which questions of a bank make a test, and how exactly it will tell where learners stand.

Forms are the same whatever is answered: of each skill as many questions as the blueprint says,
those that tell most about a class. Two forms share a quarter of them, so that they are linked, and
deal out the rest until both tell equally much.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from armillary.apps.assessment.bank import BankEntry
from armillary.apps.assessment.models import Delivery
from armillary.apps.assessment.scale import Scale
from armillary.science.numerics import FloatArray
from armillary.science.psychometrics import item_information

# Where the learners of a class lie, in logits, as the questions of a course are laid out for them.
CLASS_MEAN, CLASS_SD = 0.0, 1.0
_GRID = CLASS_MEAN + CLASS_SD * np.linspace(-2.5, 2.5, 21)
_WEIGHT = np.exp(-0.5 * ((_GRID - CLASS_MEAN) / CLASS_SD) ** 2)
_WEIGHT /= _WEIGHT.sum()
REACH = 1.959964  # errors to both sides that hold 95 of 100
SHARED = 4  # one question of so many stands on both forms
AMONG = 5  # of so many good questions a test of one's own draws the next (`actions.adaptive`)
FORM_KEYS = "AB"


@dataclass(frozen=True, slots=True)
class Told:
    """What a test will take and tell, before anybody has sat it.

    Parameters
    ----------
    seconds : what its authors think the questions take
    reach : logits; 95 of 100 learners will lie no further from their estimate
    """

    n_questions: int
    seconds: int
    reach: float


@dataclass(frozen=True, slots=True)
class Assembled:
    """Forms of a fixed test by key, and the keys of the questions that all of them hold."""

    forms: Mapping[str, tuple[BankEntry, ...]]
    anchors: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class Supply:
    """A bank with what each of its questions tells.

    Parameters
    ----------
    information : shape (n_entries, n_grid)
    error : of each difficulty, logits
    """

    entries: tuple[BankEntry, ...]
    information: FloatArray
    error: FloatArray

    def places(self, skill: str) -> list[int]:
        """Return where the questions of a skill stand, what tells most about the class first."""
        told = self.information @ _WEIGHT
        found = [
            place
            for place, entry in enumerate(self.entries)
            if entry.skill == skill and not entry.marked_by_people
        ]
        return sorted(found, key=lambda place: (-round(float(told[place]), 9), place))

    def written(self, skills: Sequence[str]) -> list[int]:
        """Return where the written questions of some skills stand."""
        return [
            place
            for place, entry in enumerate(self.entries)
            if entry.marked_by_people and entry.skill in skills
        ]


def supply(entries: Sequence[BankEntry], scale: Scale) -> Supply:
    """Return a bank with what is known of its questions."""
    if not entries:
        return Supply((), np.zeros((0, len(_GRID))), np.zeros(0))
    items = {item.item: item for item in scale.items}
    parameters = [items[entry.item] for entry in entries]
    error = np.array([scale.error_of(entry.item) for entry in entries])
    return Supply(tuple(entries), item_information(parameters, _GRID), error)


def assemble(
    stock: Supply, blueprint: Mapping[str, int], *, n_forms: int, n_written: int = 0
) -> Assembled:
    """Return forms that a blueprint asks for, easy questions first.

    Parameters
    ----------
    blueprint : questions that the machine marks, by skill; no more than there are
    n_forms : 1 or 2. Where a skill has too few questions for two forms, both share more of them
    n_written : questions that a person marks; both forms hold the same
    """
    dealt: list[list[int]] = [[] for _ in range(n_forms)]
    shared: set[int] = set(stock.written(list(blueprint))[:n_written])
    owed = _share_out(blueprint) if n_forms > 1 else dict.fromkeys(blueprint, 0)
    for skill, n in blueprint.items():
        places = stock.places(skill)
        common = max(owed[skill], min(n, n_forms * n - len(places))) if n_forms > 1 else 0
        shared.update(places[:common])
        rest = places[common : common + n_forms * (n - common)]
        for turn, place in enumerate(rest):
            # A, B, B, A: what tells more goes to the one and the other in turn.
            dealt[(0, 1, 1, 0)[turn % 4] if n_forms > 1 else 0].append(place)
    if n_forms > 1:
        _balance(stock, dealt[0], dealt[1])
    entries = stock.entries
    keys = FORM_KEYS[:n_forms]
    return Assembled(
        forms={
            key: tuple(sorted((entries[p] for p in (*shared, *own)), key=_order))
            for key, own in zip(keys, dealt, strict=True)
        },
        anchors=frozenset(entries[p].key for p in shared) if n_forms > 1 else frozenset(),
    )


def _share_out(blueprint: Mapping[str, int]) -> dict[str, int]:
    """Return how many questions of each skill both forms share: a quarter of all."""
    owed = dict.fromkeys(blueprint, 0)
    left = max(1, round(sum(blueprint.values()) / SHARED))
    while left:
        skill = max(owed, key=lambda key: (blueprint[key] - SHARED * owed[key], key))
        owed[skill] += 1
        left -= 1
    return owed


def _balance(stock: Supply, first: list[int], second: list[int]) -> None:
    """Swap questions of one skill between two forms until no swap brings them closer."""
    gap = stock.information[first].sum(axis=0) - stock.information[second].sum(axis=0)
    while True:
        best, found = float(_WEIGHT @ gap**2), None
        for i, j in product(range(len(first)), range(len(second))):
            a, b = first[i], second[j]
            if stock.entries[a].skill != stock.entries[b].skill:
                continue
            moved = gap - 2.0 * (stock.information[a] - stock.information[b])
            if float(_WEIGHT @ moved**2) < best - 1e-12:
                best, found = float(_WEIGHT @ moved**2), (i, j, moved)
        if found is None:
            return
        i, j, gap = found
        first[i], second[j] = second[j], first[i]


def _order(entry: BankEntry) -> tuple[bool, float, str]:
    return entry.marked_by_people, entry.difficulty, entry.key


def foretell(
    stock: Supply, blueprint: Mapping[str, int], delivery: str, *, n_forms: int, n_written: int = 0
) -> Told:
    """Return what a test takes and tells; of two forms, what the worse one does.

    Written questions count for the time, not for the precision: they wait for a mark. Questions
    drawn for each learner tell as much as the mean of those of their skill that are drawn from;
    in an adaptive test these are the best five more than are asked, at each ability anew, which
    takes for granted that the ability is known while it is sought.
    """
    if delivery == Delivery.FIXED:
        made = assemble(stock, blueprint, n_forms=n_forms, n_written=n_written)
        return max(
            (_tell(stock, form) for form in made.forms.values()), key=lambda told: told.reach
        )
    told, spread, seconds = np.zeros(len(_GRID)), np.zeros(len(_GRID)), 0.0
    for skill, n in blueprint.items():
        places = np.array(stock.places(skill), dtype=int)
        here = stock.information[places]
        if delivery == Delivery.ADAPTIVE:
            among = min(len(places), n + AMONG - 1)
            chosen = np.argsort(-here, axis=0)[:among]
        else:
            chosen = np.tile(np.arange(len(places))[:, None], (1, len(_GRID)))
        each = np.take_along_axis(here, chosen, axis=0)
        told += n * each.mean(axis=0)
        spread += n * ((each * stock.error[places][chosen]) ** 2).mean(axis=0)
        seconds += n * float(np.mean([stock.entries[p].seconds for p in places]))
    return Told(sum(blueprint.values()), round(seconds), _reach(told, spread))


def _tell(stock: Supply, form: Sequence[BankEntry]) -> Told:
    keys = {entry.key for entry in form if not entry.marked_by_people}
    places = [place for place, entry in enumerate(stock.entries) if entry.key in keys]
    told = stock.information[places].sum(axis=0)
    spread = ((stock.information[places] * stock.error[places][:, None]) ** 2).sum(axis=0)
    return Told(len(form), sum(entry.seconds for entry in form), _reach(told, spread))


def _reach(told: FloatArray, spread: FloatArray) -> float:
    """Return how far off 95 of 100 estimates will be at most: the error from the answers, and that
    from difficulties which are themselves estimated (first order), over a class."""
    variance = 1.0 / told + spread / told**2
    return float(REACH * np.sqrt(_WEIGHT @ variance))
