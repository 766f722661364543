"""What must not change a study's answer does not, and what must changes it as it must."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.apps.exchange.conftest import Run
from tests.apps.exchange.studies import study_text

PLAIN = ("--outcome", "score", "--arm", "way", "--reference", "usual")
METHODS = {
    "learners": (),
    "classes": ("--cluster", "class", "--covariate", "before"),
    "robust": ("--cluster", "class", "--method", "cr2"),
    "inside": ("--cluster", "school", "--cluster2", "class", "--covariate", "before"),
}
# The program runs in this process and writes one file over and over.
LAWS = settings(
    max_examples=4, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
LINES = study_text(n_classes=8, n_learners=6, seed=9).splitlines()


def analyse(run: Run, path: Path, lines: list[str], *switches: str) -> dict[str, Any]:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    done = run("study", "analyse", path, *switches, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out, parse_constant=pytest.fail)
    return found


def same(one: dict[str, Any], other: dict[str, Any], *, scale: float = 1.0) -> None:
    """Effects are scaled, everything that has no unit stays."""
    for name, factor in {"effect": scale, "se": scale, "df": 1, "p": 1, "g": 1, "icc": 1}.items():
        if one[name] is not None:
            assert other[name] == pytest.approx(factor * one[name], rel=2e-5, abs=1e-7), name
    assert other["ci"] == pytest.approx([scale * end for end in one["ci"]], rel=2e-5, abs=1e-6)
    assert other["g_ci"] == pytest.approx(one["g_ci"], rel=2e-5, abs=1e-6)
    assert (other["n"], other["attrition"]) == (one["n"], one["attrition"])


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
@given(seed=st.integers(0, 2**32 - 1))
@LAWS
def test_neither_order_nor_names_of_clusters_matter(
    run: Run, tmp_path: Path, method: str, seed: int
) -> None:
    switches = (*PLAIN, *METHODS[method])
    one = analyse(run, tmp_path / "one.csv", LINES, *switches)
    chance = np.random.default_rng(seed)
    lines = [LINES[0], *(LINES[1 + place] for place in chance.permutation(len(LINES) - 1))]
    names = {f",c{k},": f",Klasse {n},".replace("Klasse", "Класс № 5;") for k, n in enumerate(chance.permutation(8))}  # fmt: skip
    for old, new in names.items():
        lines = [line.replace(old, new) for line in lines]
    same(one, analyse(run, tmp_path / "one.csv", lines, *switches))


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
@given(scale=st.sampled_from([0.001, 0.5, 3.0, 1e4]), shift=st.sampled_from([-500.0, 0.0, 1e5]))
@LAWS
def test_the_unit_of_the_outcome_scales_effects_and_leaves_g(
    run: Run, tmp_path: Path, method: str, scale: float, shift: float
) -> None:
    switches = (*PLAIN, *METHODS[method])
    one = analyse(run, tmp_path / "one.csv", LINES, *switches)
    lines = [LINES[0]]
    for line in LINES[1:]:
        cells = line.split(",")
        cells[5] = repr(shift + scale * float(cells[5]))
        lines.append(",".join(cells))
    same(one, analyse(run, tmp_path / "one.csv", lines, *switches), scale=scale)


@pytest.mark.slow
@pytest.mark.parametrize("method", METHODS)
def test_arms_turned_round_turn_the_effect(run: Run, tmp_path: Path, method: str) -> None:
    switches = METHODS[method]
    one = analyse(run, tmp_path / "one.csv", LINES, *PLAIN, *switches)
    other = analyse(run, tmp_path / "one.csv", LINES, *PLAIN[:4], "--reference", "lab", *switches)
    for name in ("effect", "g"):
        assert other[name] == pytest.approx(-one[name], rel=1e-6)
    assert other["ci"] == pytest.approx([-end for end in one["ci"][::-1]], rel=1e-6)
    renamed = [line.replace(",usual,", ",1,").replace(",lab,", ",0,") for line in LINES]
    named = analyse(run, tmp_path / "one.csv", renamed, *PLAIN[:4], "--reference", "1", *switches)
    same(one, named)


@given(
    effects=st.lists(
        st.floats(-2, 2).map(lambda one: round(one, 3)), min_size=5, max_size=9, unique=True
    ),
    scale=st.sampled_from([0.01, 7.0]),
    shift=st.sampled_from([0.0, -3.0]),
)
@LAWS
def test_pooling_follows_the_unit_and_not_the_order(
    run: Run, tmp_path: Path, effects: list[float], scale: float, shift: float
) -> None:
    errors = [0.1 + 0.02 * place for place in range(len(effects))]

    def pool(rows: list[tuple[float, float]]) -> dict[str, Any]:
        path = tmp_path / "effects.csv"
        path.write_text("g,se\n" + "".join(f"{g!r},{se!r}\n" for g, se in rows))
        done = run("study", "pool", path, "--effect", "g", "--se", "se", "--json")
        assert (done.code, done.err) == (0, "")
        found: dict[str, Any] = json.loads(done.out, parse_constant=pytest.fail)
        return found

    one = pool(list(zip(effects, errors, strict=True)))
    rows = [(shift + scale * g, scale * se) for g, se in zip(effects, errors, strict=True)]
    other = pool(rows[::-1])
    assert other["mean"] == pytest.approx(shift + scale * one["mean"], rel=1e-5, abs=1e-6 * scale)
    assert other["se"] == pytest.approx(scale * one["se"], rel=1e-4)
    assert other["tau2"] == pytest.approx(scale**2 * one["tau2"], rel=1e-3, abs=1e-7 * scale**2)
    assert other["q"] == pytest.approx(one["q"], rel=1e-6)
