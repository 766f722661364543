"""The misconceptions that wrong answers share, with who and from how many answers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from functools import lru_cache

from armillary.apps.curriculum.catalogue import Catalogue, ItemEntry
from armillary.apps.curriculum.queries import in_language
from armillary.apps.people.models import Learner
from armillary.apps.reports.queries import Tries, find_misconceptions
from armillary.content.questions import Reaction

# One learner's wrong answer may be a slip: an idea is told when two learners share it, or when
# one shows it this often.
FEWEST_SHARING = 2
FEWEST_REPEATS = 3


@dataclass(frozen=True, slots=True)
class Holder:
    """A learner whose answers showed an idea: in how many answers to how many questions.

    `n_chances` counts the first answers in which it could have shown.
    """

    learner: Learner
    n_answers: int
    n_questions: int
    n_chances: int


@dataclass(frozen=True, slots=True)
class Belief:
    """A misconception with who showed it lately.

    `n_could` learners met a question in which it could show.
    """

    key: str
    text: str
    holders: tuple[Holder, ...]  # in register order
    n_answers: int
    n_could: int


def find_shown(tries: Iterable[Tries]) -> dict[str, dict[int, list[Tries]]]:
    """Return the first tries that showed a misconception, by its key and by learner."""
    shown: dict[str, dict[int, list[Tries]]] = {}
    for entry in tries:
        for key in entry.misconceptions:
            shown.setdefault(key, {}).setdefault(entry.learner, []).append(entry)
    return shown


def is_told(by_learner: Mapping[int, list[Tries]]) -> bool:
    """Return whether an idea showed often enough to be more than a slip."""
    most = max(sum(entry.n for entry in entries) for entries in by_learner.values())
    return len(by_learner) >= FEWEST_SHARING or most >= FEWEST_REPEATS


def find_beliefs(
    catalogue: Catalogue, learners: Iterable[Learner], tries: Sequence[Tries], language: str
) -> list[Belief]:
    """Return the misconceptions that are shared, the most widely shared first.

    One query for their texts, none when there is nothing to tell.
    """
    shown = {key: who for key, who in find_shown(tries).items() if is_told(who)}
    texts = find_misconceptions(catalogue.id, shown)
    chances = count_chances(tries)
    order = list(learners)
    beliefs = [
        Belief(
            key=key,
            text=in_language(texts[key], language),
            holders=tuple(
                make_holder(each, who[each.pk], chances[key][each.pk])
                for each in order
                if each.pk in who
            ),
            n_answers=sum(entry.n for entries in who.values() for entry in entries),
            n_could=len(chances[key]),
        )
        for key, who in shown.items()
        if key in texts
    ]
    return sorted(beliefs, key=lambda each: (-len(each.holders), -each.n_answers, each.key))


def make_holder(learner: Learner, entries: list[Tries], n_chances: int) -> Holder:
    """Return a learner with how often an idea showed."""
    questions = {entry.item.key for entry in entries}
    return Holder(learner, sum(entry.n for entry in entries), len(questions), n_chances)


def count_chances(tries: Iterable[Tries]) -> dict[str, dict[int, int]]:
    """Return the first answers in which each misconception could show, by learner."""
    chances: dict[str, dict[int, int]] = {}
    for entry in tries:
        for key in named_misconceptions(entry.item).union(entry.misconceptions):
            by_learner = chances.setdefault(key, {})
            by_learner[entry.learner] = by_learner.get(entry.learner, 0) + entry.n
    return chances


@lru_cache(maxsize=20_000)
def named_misconceptions(item: ItemEntry) -> frozenset[str]:
    """Return the misconceptions that the wrong answers of an item name."""
    if item.question is None:
        return frozenset()
    return frozenset(find_named(item.question.body))


def find_named(part: object) -> Iterator[str]:
    """Yield the misconceptions named anywhere in a part of a question."""
    if isinstance(part, Reaction):
        if part.misconception is not None:
            yield part.misconception
    elif isinstance(part, tuple):
        for each in part:
            yield from find_named(each)
    elif is_dataclass(part):
        for field in fields(part):
            yield from find_named(getattr(part, field.name))
