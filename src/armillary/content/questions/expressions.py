"""The arithmetic an author may write in a question: exact, bounded, and nothing else."""

import ast
import math
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from armillary.content.languages import Number, Texts, round_half_up

Value = Number | Texts  # a Texts is a word parameter: it can be shown, not computed with
Scope = Mapping[str, Value]
_Step = Callable[[Scope], Number]

MAX_LENGTH = 200
MAX_NODES = 80
MAX_POWER = 64
# Beyond this many bits no question for a school needs exactness, and a chain of powers could
# otherwise eat the machine.
MAX_BITS = 256

FUNCTION_NAMES = ("min", "max", "abs", "round")


class ExpressionError(ValueError):
    """An expression that cannot be understood or computed; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression, ready to be computed for any values of its names."""

    text: str
    names: frozenset[str]
    step: Callable[[Scope], Number]

    def value(self, scope: Scope) -> Number:
        """Return the number this expression stands for; comparisons give 1 or 0.

        Raises
        ------
        ExpressionError
            If a name is unknown or a word, or the result is no number of bearable size.
        """
        return self.step(scope)


def parse_expression(text: str) -> Expression:
    """Return the checked form of an expression such as `100 * test / total`.

    Numbers are exact fractions, so `0.1 + 0.2 == 0.3` holds, on every machine alike.

    Raises
    ------
    ExpressionError
        If the text is not arithmetic of the permitted kind.

    >>> parse_expression("round(100 * 2 / 3, 1)").value({})
    Fraction(667, 10)
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(f"the expression is longer than {MAX_LENGTH} characters; split it")
    tree = _parse_tree(text)
    if sum(1 for _ in ast.walk(tree)) > MAX_NODES:
        raise ExpressionError("the expression has too many parts; split it over derived values")
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return Expression(text, frozenset(names - set(FUNCTION_NAMES)), _compile(tree.body))


def _parse_tree(text: str) -> ast.Expression:
    try:
        return ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):
        raise ExpressionError(
            f"`{text[:60]}` is not an expression; write arithmetic such as `total - test`"
        ) from None


def _compile(node: ast.expr) -> _Step:
    compiler = _COMPILERS.get(type(node))
    if compiler is None:
        raise ExpressionError(
            "only numbers, names, + - * / // % **, comparisons, min, max, abs and round can be used"
        )
    step: _Step = compiler(node)
    return step


def _compile_constant(node: ast.Constant) -> _Step:
    value = node.value
    if type(value) is int:
        number: Number = _bounded(value)
    elif type(value) is float and math.isfinite(value):
        number = _bounded(Fraction(repr(value)))
    else:
        raise ExpressionError(f"`{value!r}` is not a number")
    return lambda scope: number


def _compile_name(node: ast.Name) -> _Step:
    name = node.id

    def look_up(scope: Scope) -> Number:
        value = scope.get(name)
        if value is None:
            raise ExpressionError(f"`{name}` is not a parameter or a derived value above this line")
        if not isinstance(value, int | Fraction):
            raise ExpressionError(f"`{name}` is a word; only numbers can be computed with")
        return value

    return look_up


def _compile_binary(node: ast.BinOp) -> _Step:
    compute = _BINARY.get(type(node.op))
    if compute is None:
        raise ExpressionError("only + - * / // % and ** can stand between two numbers")
    left, right = _compile(node.left), _compile(node.right)
    return lambda scope: _bounded(compute(left(scope), right(scope)))


def _compile_unary(node: ast.UnaryOp) -> _Step:
    inner = _compile(node.operand)
    if isinstance(node.op, ast.USub):
        return lambda scope: -inner(scope)
    if isinstance(node.op, ast.UAdd):
        return inner
    if isinstance(node.op, ast.Not):
        return lambda scope: int(not inner(scope))
    raise ExpressionError("only - , + and `not` can stand before a number")


def _compile_comparison(node: ast.Compare) -> _Step:
    compares = [_COMPARE.get(type(op)) for op in node.ops]
    parts = [_compile(part) for part in (node.left, *node.comparators)]

    def compare_all(scope: Scope) -> Number:
        numbers = [part(scope) for part in parts]
        pairs = zip(compares, numbers, numbers[1:], strict=False)
        return int(all(compare(left, right) for compare, left, right in pairs if compare))

    if None in compares:
        raise ExpressionError("compare with < <= > >= == or !=")
    return compare_all


def _compile_logic(node: ast.BoolOp) -> _Step:
    parts = [_compile(part) for part in node.values]
    combine = all if isinstance(node.op, ast.And) else any
    return lambda scope: int(combine(part(scope) for part in parts))


def _compile_call(node: ast.Call) -> _Step:
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    allowed = _FUNCTIONS.get(name)
    if allowed is None or node.keywords:
        raise ExpressionError("only min(...), max(...), abs(...) and round(...) can be called")
    function, fewest, most = allowed
    if not fewest <= len(node.args) <= most:
        raise ExpressionError(f"{name}(...) was given {len(node.args)} numbers")
    parts = [_compile(part) for part in node.args]
    return lambda scope: _bounded(function(*[part(scope) for part in parts]))


def _divide(left: Number, right: Number) -> Number:
    return Fraction(left) / right


def _power(base: Number, exponent: Number) -> Number:
    if exponent != int(exponent) or not -MAX_POWER <= exponent <= MAX_POWER:
        raise ExpressionError(f"a power must be a whole number from -{MAX_POWER} to {MAX_POWER}")
    return Fraction(base) ** int(exponent)


def _round(value: Number, digits: Number = 0) -> Number:
    if digits not in range(-15, 16):
        raise ExpressionError("round(x, digits) needs a whole number of digits from -15 to 15")
    return round_half_up(value, int(digits))


def _bounded(value: Number) -> Number:
    if isinstance(value, Fraction):
        if value.denominator == 1:
            value = value.numerator
        elif value.denominator.bit_length() > MAX_BITS:
            raise ExpressionError("the result has too many decimals; round on the way")
    if (value if isinstance(value, int) else value.numerator).bit_length() > MAX_BITS:
        raise ExpressionError("the result is too large")
    return value


def _guarded(compute: Callable[[Number, Number], Number]) -> Callable[[Number, Number], Number]:
    def divide_or_say(left: Number, right: Number) -> Number:
        if right == 0:
            raise ExpressionError("division by zero; add a condition to `where` that rules it out")
        return compute(left, right)

    return divide_or_say


def _power_guarded(base: Number, exponent: Number) -> Number:
    if base == 0 and exponent < 0:
        raise ExpressionError("division by zero; add a condition to `where` that rules it out")
    return _power(base, exponent)


# `Any` below: the tables hold one signature per node type, which a mapping cannot express.
_BINARY: dict[type[ast.operator], Any] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: _guarded(_divide),
    ast.FloorDiv: _guarded(operator.floordiv),
    ast.Mod: _guarded(operator.mod),
    ast.Pow: _power_guarded,
}
_COMPARE: dict[type[ast.cmpop], Any] = {
    ast.Lt: operator.lt,
    ast.LtE: operator.le,
    ast.Gt: operator.gt,
    ast.GtE: operator.ge,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_FUNCTIONS: dict[str, tuple[Any, int, int]] = {
    "min": (min, 2, 9),
    "max": (max, 2, 9),
    "abs": (abs, 1, 1),
    "round": (_round, 1, 2),
}
_COMPILERS: dict[type[ast.expr], Any] = {
    ast.Constant: _compile_constant,
    ast.Name: _compile_name,
    ast.BinOp: _compile_binary,
    ast.UnaryOp: _compile_unary,
    ast.Compare: _compile_comparison,
    ast.BoolOp: _compile_logic,
    ast.Call: _compile_call,
}
