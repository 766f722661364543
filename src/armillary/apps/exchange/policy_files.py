"""A file that describes a policy: which one, and its numbers."""

import dataclasses
from pathlib import Path

import yaml

from armillary.apps.people.commands import Refusal
from armillary.science.scheduling import POLICY, Policy, UniformPolicy

MIX, UNIFORM = "mix", "uniform"
# More than this is no description of a policy.
LARGEST = 100_000

AnyPolicy = Policy | UniformPolicy
NUMBERS = tuple(f.name for f in dataclasses.fields(Policy) if f.name != "name")


def read_policy(path: Path) -> AnyPolicy:
    """Return the policy that a YAML or JSON file describes.

    `policy` says `mix` or `uniform`; the numbers of a mix that are not named are those of the
    policy that schools run. The name is the file's unless it says `name`.

    Raises
    ------
    Refusal
        If the file is none, names something unknown, or a number is outside its range.
    """
    values = read_values(path)
    kind = values.pop("policy", None)
    name = values.pop("name", path.stem)
    if not isinstance(name, str) or not name.strip():
        raise Refusal(f"{path}: name must be a text, got {name!r:.40}.")
    if kind not in {MIX, UNIFORM}:
        raise Refusal(f"{path} must say policy: {MIX} or policy: {UNIFORM}, got {kind!r:.40}.")
    known = NUMBERS if kind == MIX else ()
    strange = sorted(key for key in values if key not in known)
    if strange:
        listed = ", ".join(known) or "no numbers"
        raise Refusal(f"{path}: a {kind} policy has no {strange[0]!r:.40}. It has: {listed}.")
    if kind == UNIFORM:
        return UniformPolicy(name)
    numbers = {}
    for key, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise Refusal(f"{path}: {key} must be a number, got {value!r:.40}.")
        numbers[key] = float(value)
    try:
        return dataclasses.replace(POLICY, name=name, **numbers)
    except ValueError as error:
        raise Refusal(f"{path}: {error}.") from None


def read_values(path: Path) -> dict[str, object]:
    """Return what a YAML or JSON file says, as names and values."""
    if not path.is_file():
        raise Refusal(f"There is no file {path}. It should describe a policy, as YAML or JSON.")
    if path.stat().st_size > LARGEST:
        raise Refusal(f"{path} is too large to describe a policy.")
    try:
        values = yaml.safe_load(path.read_bytes().decode("utf-8"))
    except UnicodeDecodeError:
        raise Refusal(f"{path} is not UTF-8 text. It should describe a policy.") from None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f", line {mark.line + 1}" if mark is not None else ""
        raise Refusal(f"{path}{where} is neither YAML nor JSON.") from None
    if not isinstance(values, dict) or not all(isinstance(key, str) for key in values):
        raise Refusal(f"{path} must hold names with values, such as policy: {MIX}.")
    return values
