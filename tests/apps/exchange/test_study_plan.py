"""`armillary study plan`: what a study will be able to see."""

import json
from pathlib import Path
from typing import Any

import pytest

from armillary.science.evidence import Drawing, StudyPlan, smallest_difference
from tests.apps.exchange.conftest import Run

DOCS = Path(__file__).parents[3] / "docs" / "reference" / "study-commands.md"
TWELVE = ("--clusters", 12, "--size", 25)


def plan(run: Run, *switches: object) -> dict[str, Any]:
    done = run("study", "plan", *switches, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


@pytest.mark.slow
def test_the_smallest_difference_is_that_of_the_formula(run: Run) -> None:
    found = plan(run, *TWELVE, "--icc", 0.2)
    wanted = StudyPlan(Drawing.CLUSTERS, (6, 6), 25.0, 0.0, 0.2, 0.0, 0.0, 0.0, 0.0, 0.0)
    assert found["smallest"] == pytest.approx(smallest_difference(wanted, power=0.8, level=0.95))
    # Class means: sqrt((0.2 + 0.8 / 25) * (1/6 + 1/6)) on 10 degrees of freedom.
    assert found["se"] == pytest.approx(((0.2 + 0.8 / 25) / 3) ** 0.5)
    assert found["df"] == pytest.approx(10.0)


@pytest.mark.slow
def test_power_at_the_smallest_difference_is_what_was_wanted(run: Run) -> None:
    smallest = plan(run, *TWELVE)["smallest"]
    assert plan(run, *TWELVE, "--effect", smallest)["power"] == pytest.approx(0.8, abs=1e-6)


@pytest.mark.slow
def test_two_classes_see_nothing_one_way_each_and_something_when_swapped(run: Run) -> None:
    found = plan(run, "--clusters", 2, "--size", 25)
    assert found["smallest"] is None
    assert "too few" in found["reason"]
    assert "a crossover of classes would see" in found["sentence"]
    assert "if classes stay as they are" in found["sentence"]
    crossover = next(one for one in found["alternatives"] if one["design"] == "crossover")
    assert 0 < crossover["smallest"] < 1


@pytest.mark.slow
@pytest.mark.parametrize("design", ["parallel", "within", "factorial"])
def test_one_class_is_enough_where_lots_are_drawn_for_learners(run: Run, design: str) -> None:
    one = ("--clusters", 1, "--size", 30, "--unit", "learner", "--design", design)
    found = plan(run, *one, "--simulate")
    assert found["simulated"]["power"] == pytest.approx(0.8, abs=0.03)
    assert found["sentence"].startswith("With your class of 30, ")
    # Learners compared inside classes see as much in one class as in three of a third.
    thirds = plan(run, "--clusters", 3, "--size", 10, "--unit", "learner", "--design", design)
    assert found["se"] == pytest.approx(thirds["se"])
    whole = [one for one in found["alternatives"] if one["unit"] == "class"]
    assert {one["smallest"] for one in whole} == {None}


def test_four_learners_cannot_be_told_four_combinations(run: Run) -> None:
    found = plan(run, "--clusters", 1, "--size", 4, "--unit", "learner", "--design", "factorial")
    assert found["smallest"] is None
    assert "more learners would help" in found["reason"]


@pytest.mark.slow
def test_more_of_anything_that_helps_never_hurts(run: Run) -> None:
    base = plan(run, *TWELVE)["smallest"]
    assert plan(run, "--clusters", 24, "--size", 25)["smallest"] < base
    assert plan(run, *TWELVE, "--icc", 0.05)["smallest"] < base
    assert plan(run, *TWELVE, "--covariate-r2", 0.5)["smallest"] < base
    assert plan(run, *TWELVE, "--dropout", 0.3)["smallest"] > base
    assert plan(run, *TWELVE, "--unit", "learner")["smallest"] < base


@pytest.mark.slow
def test_few_classes_do_not_spend_a_degree_of_freedom_that_they_need(run: Run) -> None:
    without = plan(run, "--clusters", 4, "--size", 25)
    with_test = plan(run, "--clusters", 4, "--size", 25, "--covariate-r2", 0.5)
    assert with_test["smallest"] < without["smallest"]
    assert with_test["df"] == without["df"] == 2


@pytest.mark.slow
def test_a_roster_gives_the_sizes(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "roster.csv"
    rows = [f"{room}-{k},{room}" for room, n in enumerate((10, 20, 30, 40)) for k in range(n)]
    path.write_text("learner,class\n" + "\n".join(rows) + "\n")
    found = plan(run, "--sizes", path)
    assert (found["n_clusters"], found["cluster_size"], found["n"]) == (4, 25.0, 100)
    assert found["size_spread"] == pytest.approx(125**0.5 / 25)
    assert found["smallest"] > plan(run, "--clusters", 4, "--size", 25)["smallest"]


@pytest.mark.slow
def test_a_factorial_sees_interactions_half_as_well(run: Run) -> None:
    found = plan(run, *TWELVE, "--design", "factorial")
    assert found["smallest_interaction"] == pytest.approx(2 * found["smallest"])


@pytest.mark.slow
@pytest.mark.parametrize(
    "switches",
    [
        TWELVE,
        (*TWELVE, "--unit", "learner", "--covariate-r2", 0.4, "--dropout", 0.1),
        (*TWELVE, "--design", "crossover"),
        (*TWELVE, "--design", "factorial"),
        ("--clusters", 2, "--size", 25, "--design", "within", "--unit", "learner"),
    ],
)
def test_simulation_agrees_with_the_formula(run: Run, switches: tuple[object, ...]) -> None:
    simulated = plan(run, *switches, "--simulate")["simulated"]
    # 2,000 studies: four standard errors of 0.9 points, and the two points that are promised.
    assert abs(simulated["power"] - 0.8) < 0.02 + 4 * simulated["error"] / 2


@pytest.mark.slow
def test_every_key_is_described_in_the_docs(run: Run) -> None:
    text = DOCS.read_text(encoding="utf-8")
    text = text[text.index("## study plan") : text.index("## study assign")]
    assert not {key for key in plan(run, *TWELVE) if f"`{key}`" not in text}


@pytest.mark.parametrize(
    ("switches", "said"),
    [
        ((), "--clusters and --size"),
        (("--clusters", 3), "both --clusters and --size"),
        (("--clusters", 1, "--size", 20), "For one class say --unit learner"),
        (("--clusters", 1, "--size", 3, "--unit", "learner"), "--size must be 4"),
        ((*TWELVE, "--icc", 1.2), "--icc must be from 0"),
        ((*TWELVE, "--power", 0.01), "--power must be between"),
        ((*TWELVE, "--effect", 20), "standard deviations"),
        ((*TWELVE, "--design", "within"), "--unit learner"),
        (("--clusters", 4, "--size", 2, "--dropout", 0.9), "--dropout leaves"),
    ],
)
def test_numbers_that_cannot_be_are_refused(
    run: Run, switches: tuple[object, ...], said: str
) -> None:
    done = run("study", "plan", *switches)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
