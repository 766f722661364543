"""Which question comes next: of an adaptive test one by one, of a linear one all at the start.

Both draw from the bank of the test within its blueprint, by lot among the items that tell most, and
keep the exact chance with which each was drawn.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from armillary.apps.assessment.models import (
    BankItem,
    EndReason,
    OccasionSitting,
    SchoolTest,
)
from armillary.apps.assessment.scale import find_scale
from armillary.science.psychometrics import (
    AdaptiveBank,
    AdaptiveRules,
    AdaptiveSitting,
    ItemParameters,
    Key,
    NextItem,
    NoNextItem,
    create_adaptive_bank,
    estimate_sitting,
)
from armillary.science.psychometrics import choose_next as choose_item

Asked = list[dict[str, Any]]  # as `OccasionSitting.asked` keeps it
Prior = tuple[float, float]

AMONG = 5  # the next question is drawn from this many that tell most
EXPOSURE = 0.3  # share of sittings that may see the same question, unless the test says otherwise
OPEN = "open"  # a person marks these, so they cannot tell what to ask next

# Draws the questions. Tests put a seeded one in its place.
CHANCE = np.random.default_rng()


@dataclass(frozen=True, slots=True)
class Bank:
    """The items that may be asked of one learner, and how often others were asked them."""

    rows: Mapping[Key, BankItem]
    items: tuple[ItemParameters, ...]
    shown: Mapping[Key, int]
    n_sittings: int

    def without(self, used: Sequence[int]) -> AdaptiveBank:
        """Return the bank less some items."""
        left = [item for item in self.items if item.item not in used]
        return create_adaptive_bank(left, {item.item: self.skill(item.item) for item in left})

    def skill(self, key: Key) -> str:
        """Return for which skill of the blueprint an item stands."""
        return self.rows[key].skill

    def entry(self, found: NextItem) -> dict[str, Any]:
        """Return a drawn item as a sitting keeps it."""
        row = self.rows[found.item]
        return {
            "item": row.item_id,
            "seed": row.seed,
            "skill": row.skill,
            "p": found.p_chosen,
        }


def read_rules(test: SchoolTest) -> AdaptiveRules:
    """Return the rules of an adaptive test. Its blueprint gives the shares of the skills.

    A test that may be shorter keeps the shares: of a skill with n of N questions it asks at least
    n x fewest / N, rounded down, and at most n x most / N, rounded up.
    """
    total = sum(test.blueprint.values())
    most = int(test.rules.get("most", total))
    fewest = min(int(test.rules.get("fewest", most)), most)
    return AdaptiveRules(
        n_least=fewest,
        n_most=most,
        error_enough=float(test.rules.get("error", 0.0)),
        quotas={
            skill: (n * fewest // total, -(-n * most // total))
            for skill, n in test.blueprint.items()
        },
        most_shown=float(test.rules.get("exposure", EXPOSURE)),
        among=AMONG,
    )


def read_bank(
    test: SchoolTest,
    learner_id: int,
    *,
    quotas: Mapping[str, int],
    going_on: OccasionSitting | None = None,
) -> Bank:
    """Return the bank of a test for one learner, without what they were asked at other occasions
    as far as the rest suffices.

    Parameters
    ----------
    quotas : questions that each skill needs at most
    going_on : the sitting that a question is looked for, when it has begun
    """
    rows: dict[Key, BankItem] = {
        row.item_id: row
        for row in BankItem.objects.filter(test=test, form__isnull=True)
        .exclude(item__kind=OPEN)
        .order_by("pk")
    }
    shown: Counter[Key] = Counter()
    met: set[int] = set()
    n_sittings = 0
    others = OccasionSitting.objects.filter(occasion__series__test=test)
    if going_on is not None:
        others = others.exclude(pk=going_on.pk)
    for who, asked in others.values_list("learner", "asked"):
        keys = [entry["item"] for entry in asked]
        if who == learner_id:
            met.update(keys)
        shown.update(keys)
        n_sittings += 1
    met.difference_update(entry["item"] for entry in (going_on.asked if going_on else ()))
    fresh = {key: row for key, row in rows.items() if key not in met}
    enough = Counter(row.skill for row in fresh.values())
    if any(enough[skill] < n for skill, n in quotas.items()):
        fresh = rows
    scale = find_scale(test.school_id, [int(key) for key in fresh])
    return Bank(fresh, scale.items, shown, n_sittings)


def draw_form(test: SchoolTest, learner_id: int, *, prior: Prior) -> Asked:
    """Return the questions of a linear test for one learner, easy ones first.

    The same draws as `assemble_form` of the science makes, taken one by one so that the chance of
    each is known.
    """
    wanted: Mapping[str, int] = test.blueprint
    bank = read_bank(test, learner_id, quotas=wanted)
    owed = dict(wanted)
    taken: list[NextItem] = []
    while sum(owed.values()):
        rules = AdaptiveRules(
            n_least=sum(owed.values()),
            n_most=sum(owed.values()),
            quotas={skill: (n, n) for skill, n in owed.items()},
            most_shown=float(test.rules.get("exposure", EXPOSURE)),
            among=AMONG,
        )
        found = choose_item(
            bank.without([int(one.item) for one in taken]),
            rules,
            AdaptiveSitting(prior),
            shown=bank.shown,
            n_sittings=bank.n_sittings,
            generator=CHANCE,
        )
        if not isinstance(found, NextItem):
            raise LookupError(f"the bank of test {test.pk} is too small for its blueprint")
        owed[bank.skill(found.item)] -= 1
        taken.append(found)
    middle = {item.item: float(np.mean(item.difficulties)) for item in bank.items}
    return [bank.entry(one) for one in sorted(taken, key=lambda one: middle[one.item])]


def choose_first(test: SchoolTest, learner_id: int, *, prior: Prior) -> Asked:
    """Return the first question of an adaptive test."""
    rules = read_rules(test)
    bank = read_bank(test, learner_id, quotas=_largest(rules))
    found = _choose(bank, rules, AdaptiveSitting(prior))
    if not isinstance(found, NextItem):
        raise LookupError(f"the bank of test {test.pk} holds nothing to ask: {found.reason}")
    return [bank.entry(found)]


def choose_following(
    sitting: OccasionSitting, scores: Mapping[int, float | None]
) -> dict[str, Any] | EndReason:
    """Return the next question of an adaptive test as a sitting keeps it, or why it is over.

    Parameters
    ----------
    sitting : with its test
    scores : of the answers so far, by item; a question left without an answer counts as not right
    """
    test = sitting.occasion.series.test
    rules = read_rules(test)
    bank = read_bank(test, sitting.learner_id, quotas=_largest(rules), going_on=sitting)
    given = tuple((entry["item"], _right(scores, entry["item"])) for entry in sitting.asked)
    so_far = AdaptiveSitting((sitting.prior_mean, sitting.prior_sd), given)
    found = _choose(bank, rules, so_far)
    if isinstance(found, NextItem):
        return bank.entry(found)
    precise = len(given) < rules.n_most and rules.error_enough > 0
    told = estimate_sitting(bank.without(()), so_far)
    return EndReason.PRECISE if precise and told.error <= rules.error_enough else EndReason.LENGTH


def _right(scores: Mapping[int, float | None], item: int) -> int:
    """Return the score of an item as estimates take it: right, or not (yet)."""
    return int((scores.get(item) or 0.0) >= 1.0)


def _largest(rules: AdaptiveRules) -> dict[str, int]:
    return {skill: most for skill, (_least, most) in rules.quotas.items()}


def _choose(bank: Bank, rules: AdaptiveRules, so_far: AdaptiveSitting) -> NextItem | NoNextItem:
    return choose_item(
        bank.without(()),
        rules,
        so_far,
        shown=bank.shown,
        n_sittings=bank.n_sittings,
        generator=CHANCE,
    )
