"""Fitted numbers to a readable, versioned text and back."""

import dataclasses
import json
import zlib
from pathlib import Path
from typing import Any, ClassVar, Protocol, TypeVar

FORMAT = "armillary learner parameters"


class Parameters(Protocol):
    """A frozen dataclass of numbers that names the model it belongs to."""

    MODEL: ClassVar[str]
    VERSION: ClassVar[int]
    __dataclass_fields__: ClassVar[dict[str, Any]]  # what makes it a dataclass, to the type checker


P = TypeVar("P", bound=Parameters)


def format_parameters(parameters: Parameters) -> str:
    """Return the parameters as JSON text, one value a line, the model's name and version first."""
    head = {"format": FORMAT, "model": parameters.MODEL, "version": parameters.VERSION}
    return json.dumps(head | _values(parameters), indent=1, ensure_ascii=False) + "\n"


def fingerprint(parameters: Parameters) -> int:
    """Return 32 bits that tell these parameters from others; stored in every packed state."""
    return zlib.crc32(format_parameters(parameters).encode())


def read_parameters(text: str, kinds: dict[tuple[str, int], type[P]]) -> P:
    """Return the parameters written in a text, for one of the (model, version) kinds given.

    Raises
    ------
    ValueError
        If the text is not a parameter file, is of a model or version that is not there, or a
        value is missing, not wanted, of the wrong type or outside its range.
    """
    try:
        values = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"parameter file is not JSON: {error}") from error
    if not isinstance(values, dict) or values.pop("format", None) != FORMAT:
        raise ValueError(f'parameter file must say "format": "{FORMAT}"')
    model, version = values.pop("model", None), values.pop("version", None)
    if (model, version) not in kinds:
        known = ", ".join(f"{name} version {number}" for name, number in sorted(kinds))
        raise ValueError(f"parameter file is of {model} version {version}; known are: {known}")
    return _build(kinds[model, version], values)


def save_parameters(path: Path, parameters: Parameters) -> None:
    """Write the parameters to a file that a person can read."""
    path.write_text(format_parameters(parameters), encoding="utf-8")


def _values(parameters: Parameters) -> dict[str, Any]:
    """The dataclass as plain values, in the order of its fields."""
    return {f.name: getattr(parameters, f.name) for f in dataclasses.fields(parameters)}


def _build(kind: type[P], values: dict[str, Any]) -> P:
    """One kind of parameters from plain values; every value must have the right shape."""
    names = [f.name for f in dataclasses.fields(kind)]
    missing, extra = sorted(set(names) - set(values)), sorted(set(values) - set(names))
    if missing or extra:
        raise ValueError(f"parameter file lacks {missing} and has unknown {extra}")
    model = kind()
    for name in names:
        values[name] = _converted(name, values[name], like=getattr(model, name))
    return kind(**values)


def _converted(name: str, value: object, *, like: object) -> object:
    """A JSON value as the type that the field has: a number, a tuple or a table of numbers."""
    if isinstance(like, float) and _is_number(value):
        return float(value)  # type: ignore[arg-type]  # _is_number has just looked
    if isinstance(like, tuple) and isinstance(value, list):
        return _items(name, value)
    if isinstance(like, dict) and isinstance(value, dict):
        return {key: _entry(name, x) for key, x in value.items()}
    raise ValueError(f"{name} in the parameter file is not what it should be: {value!r:.60}")


def _items(name: str, values: list[object]) -> tuple[object, ...]:
    """A row of numbers, or of words."""
    if all(isinstance(x, str) for x in values):
        return tuple(values)
    if all(map(_is_number, values)):
        return tuple(float(x) for x in values)  # type: ignore[arg-type]  # has just been looked at
    raise ValueError(f"{name} in the parameter file is not what it should be: {values!r:.60}")


def _entry(name: str, value: object) -> object:
    """An entry of a table: a number or a row of them."""
    if _is_number(value):
        return float(value)  # type: ignore[arg-type]  # _is_number has just looked
    if isinstance(value, list):
        return _items(name, value)
    raise ValueError(f"{name} in the parameter file is not what it should be: {value!r:.60}")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
