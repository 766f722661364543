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


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise TypeError("a number is needed")
    return float(value)


def _must(holds: bool) -> None:  # a bare condition
    if not holds:
        raise ValueError("no evidence package")
