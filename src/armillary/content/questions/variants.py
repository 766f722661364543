"""One question with a seed: what a single learner gets to see."""

from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from armillary.content.languages import Number
from armillary.content.questions.chance import MAX_SEED, Chance
from armillary.content.questions.expressions import (
    Expression,
    ExpressionError,
    Value,
    parse_expression,
)
from armillary.content.questions.model import (
    Bins,
    Match,
    OneChoice,
    Order,
    Question,
    SeveralChoices,
)
from armillary.content.questions.texts import Values

# The checker demands a hit within the first hundred draws on each of its seeds, so a published
# question misses this often with a probability below one in 10**40.
MAX_DRAWS = 10_000

KEYS = "abcdefghijklmnopqrstuvwxyz"


class VariantError(ValueError):
    """A question that cannot be made with this seed; says where it fails, and why."""

    def __init__(self, question: Question, place: tuple[str, ...], reason: str) -> None:
        super().__init__(f"question {question.id}, {' '.join(place)}: {reason}")
        self.place = place
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Variant:
    """A question with a seed. Same seed, same variant, on every machine.

    `shown` holds written positions in the order shown: of the choices, of the things to order,
    of the lefts, or of the cards. `shown_rights` does so for the rights of a match.
    """

    question: Question
    seed: int
    values: Values
    n_draws: int
    shown: tuple[int, ...]
    shown_rights: tuple[int, ...]

    def number(self, expression: str) -> Number:
        """Return the value of an expression of this question."""
        return _expression(expression).value(self.values)


def build_variant(question: Question, seed: int) -> Variant:
    """Return the variant of a question that belongs to a seed.

    Parameters
    ----------
    seed : 0 to 2**31 - 1

    Raises
    ------
    ValueError
        If the seed is outside its range, or the question was never checked and cannot be made.
    """
    if not 0 <= seed <= MAX_SEED:
        raise ValueError(f"seed must be from 0 to {MAX_SEED}, got {seed}")
    chance = Chance(question.id, seed)
    values, n_draws = _draw_values(question, chance)
    shown, shown_rights = _draw_order(question, chance)
    return Variant(
        question=question,
        seed=seed,
        values=MappingProxyType(values),
        n_draws=n_draws,
        shown=shown,
        shown_rights=shown_rights,
    )


@lru_cache(maxsize=1 << 16)
def _expression(text: str) -> Expression:
    return parse_expression(text)


def _draw_values(question: Question, chance: Chance) -> tuple[dict[str, Value], int]:
    if not question.parameters and not question.derived:
        return {}, 1
    for n_draws in range(1, MAX_DRAWS + 1):
        values: dict[str, Value] = {
            parameter.name: parameter.value_at(chance.below(parameter.n_values))
            for parameter in question.parameters
        }
        if _derive(question, values) and _satisfies(question, values):
            return values, n_draws
    reason = "no parameters satisfy every condition; widen the parameters or drop a condition"
    raise VariantError(question, ("where",), reason)


def _derive(question: Question, values: dict[str, Value]) -> bool:
    """Add the derived values; say no when one cannot be computed and `where` forbids the draw."""
    for name, expression in question.derived:
        try:
            values[name] = _expression(expression).value(values)
        except ExpressionError as error:
            if _forbidden(question, values):
                return False
            raise VariantError(question, ("derived", name), str(error)) from error
    return True


def _satisfies(question: Question, values: dict[str, Value]) -> bool:
    try:
        return all(_expression(condition).value(values) for condition in question.where)
    except ExpressionError as error:
        raise VariantError(question, ("where",), str(error)) from error


def _forbidden(question: Question, values: dict[str, Value]) -> bool:
    """Tell whether a condition over the values known so far already rules the draw out."""
    conditions = (_expression(condition) for condition in question.where)
    return any(
        not condition.value(values) for condition in conditions if condition.names <= set(values)
    )


def _draw_order(question: Question, chance: Chance) -> tuple[tuple[int, ...], tuple[int, ...]]:
    body = question.body
    if isinstance(body, OneChoice | SeveralChoices):
        return chance.shuffled(len(body.choices)), ()
    if isinstance(body, Order):
        return _disordered(chance, len(body.sequence)), ()
    if isinstance(body, Match):
        return chance.shuffled(len(body.pairs)), chance.shuffled(len(body.rights))
    if isinstance(body, Bins):
        return chance.shuffled(len(body.cards)), ()
    return (), ()


def _disordered(chance: Chance, n: int) -> tuple[int, ...]:
    """Return an order that is not already the right one, which would ask nothing."""
    order = chance.shuffled(n)
    while n > 1 and order == tuple(range(n)):
        order = chance.shuffled(n)
    return order
