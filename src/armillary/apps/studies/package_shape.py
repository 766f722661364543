"""What an evidence package must look like before its numbers are looked at."""

import math
from collections.abc import Mapping
from typing import Any

KINDS = ("after", "delayed")
LONGEST_NAME = 300  # signs of a school's name
MOST_LEARNERS = 10_000_000
LARGEST_EFFECT = 100.0  # standard deviations
SMALLEST_ERROR = 0.0001  # packages are rounded to four digits


def refuse_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object of JSON; raise ValueError where a name stands in it twice."""
    made = dict(pairs)
    if len(made) < len(pairs):
        raise ValueError("a name stands twice in one object")
    return made


def check_shape(content: Mapping[str, Any]) -> None:
    """Raise ValueError, TypeError or KeyError unless a package has the parts that others read.

    A partner who has the key could sign anything; what is kept here must never stop a page, and
    nobody's study may count twice in what packages say together.
    """
    _must(isinstance(content, dict) and type(content["version"]) is int)
    _must(isinstance(content["school"], str) and 0 < len(content["school"]) <= LONGEST_NAME)
    _must(content["school"].isprintable())
    drawn = content.get("draw", {})
    _must(isinstance(drawn, dict) and isinstance(drawn.get("seal", ""), str))
    protocol = content["protocol"]
    _must(isinstance(protocol, dict) and isinstance(protocol["question"], str))
    _must(isinstance(protocol.get("subgroups", []), list))
    _must(isinstance(content.get("stopped", False), bool))
    noise = content["noise"]
    _must(noise is None or (isinstance(noise, dict) and _number(noise["epsilon"]) > 0.0))
    results = content["results"]
    _must(isinstance(results, list) and len(results) <= len(KINDS))
    kinds = [result["kind"] for result in results]
    _must(all(kind in KINDS for kind in kinds) and len(set(kinds)) == len(kinds))
    for result in results:
        _check_result(result, noisy=noise is not None)


def _check_result(result: Mapping[str, Any], *, noisy: bool) -> None:
    _must(isinstance(result["final"], bool))
    counts = result["n"]
    _must(isinstance(counts, list) and len(counts) == 2)
    _must(all(0.0 < _number(n) <= MOST_LEARNERS for n in counts))
    _must(noisy or all(isinstance(n, int) for n in counts))
    g = result["g"]
    effect, se, low, high = (_number(g[name]) for name in ("effect", "se", "low", "high"))
    _must(abs(effect) <= LARGEST_EFFECT and SMALLEST_ERROR <= se <= LARGEST_EFFECT)
    _must(low <= effect <= high and 0.0 < _number(g["level"]) < 1.0)
    _must(g["df"] is None or _number(g["df"]) > 0.0)
    _must(0.0 <= _number(g.get("p", 0.0)) <= 1.0)


def counts_agree(content: Mapping[str, Any]) -> bool:
    """Return whether the counts of a package fit each other, and errors fit the counts.

    Raises
    ------
    KeyError, TypeError, ValueError
        Where the content is no such thing.
    """
    if not all(_is_plausible(result) for result in content["results"]):
        return False
    flow = content.get("flow")
    if flow is None:
        return True
    counted, lost, drawn = (flow[name] for name in ("counted", "lost", "drawn"))
    total = flow["total"]
    sums = [*zip(counted, lost, drawn, strict=True), (*counted, total["counted"])]
    sums.append((*lost, total["lost"]))
    after = [result["n"] for result in content["results"] if result["kind"] == "after"]
    return all(map(_adds_up, sums)) and all(
        one in (None, n) for own in after for one, n in zip(counted, own, strict=True)
    )


def _adds_up(numbers: tuple[object, object, object]) -> bool:
    """Whether the third is the sum of the first two, where all are told."""
    if None in numbers:
        return True
    one, other, both = map(_number, numbers)
    return min(one, other) >= 0.0 and one + other == both


def _is_plausible(result: Mapping[str, Any]) -> bool:
    """Whether so few learners can give so small an error: no baseline explains 99 of 100 parts."""
    first, second = result["n"]
    g = result["g"]
    least = 0.1 * math.sqrt(1.0 / first + 1.0 / second)
    return g["se"] >= least and (g["df"] is None or g["df"] <= first + second)


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("a number is needed")
    return float(value)


def _must(holds: bool) -> None:  # a bare condition
    if not holds:
        raise ValueError("no evidence package")
