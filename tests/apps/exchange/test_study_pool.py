"""`armillary study pool` on files; reference numbers by metafor 3.8-1 and clubSandwich 0.5.8."""

import json
import re
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.apps.exchange.conftest import Run

# Invented, so that the tests need no file: eight effects of six schools.
ROWS = """school,name,g,v,se,weeks
a,A autumn,0.10,0.010,0.1,4
a,A spring,0.25,0.020,0.1414213562,4
b,B one,0.31,0.015,0.1224744871,8
b,B two,0.05,0.030,0.1732050808,8
c,C,0.62,0.040,0.2,12
d,D,-0.08,0.012,0.1095445115,2
e,E,0.40,0.025,0.1581138830,10
f,"F & G <long>",0.18,0.018,0.1341640786,6
"""
DOCS = Path(__file__).parents[3] / "docs" / "reference" / "study-commands.md"
PLAIN = ("--effect", "g", "--variance", "v")


@pytest.fixture
def effects(tmp_path: Path) -> Path:
    path = tmp_path / "effects.csv"
    path.write_text(ROWS)
    return path


def pool(run: Run, path: Path, *switches: object) -> dict[str, Any]:
    done = run("study", "pool", path, *switches, "--json")
    assert (done.code, done.err) == (0, "")
    found: dict[str, Any] = json.loads(done.out)
    return found


def test_the_mean_is_that_of_metafor_with_knapp_and_hartung(run: Run, effects: Path) -> None:
    found = pool(run, effects, *PLAIN)
    # rma(g, v, test = "knha")
    assert found["mean"] == pytest.approx(0.2012057803, abs=1e-6)
    assert found["se"] == pytest.approx(0.0725059547, abs=1e-6)
    assert found["ci"] == pytest.approx([0.0297564414, 0.3726551191], abs=1e-5)
    assert found["tau2"] == pytest.approx(0.0201376452, abs=1e-6)
    assert found["q"] == pytest.approx(14.9752243982, abs=1e-7)
    assert found["i2"] == pytest.approx(0.526880920051, abs=1e-5)
    assert found["p"] == pytest.approx(0.0274944706, abs=1e-5)
    assert found["model_se"] == pytest.approx(0.0702520416, abs=1e-6)
    assert (found["k"], found["q_df"]) == (8, 7)
    assert sum(one["weight"] for one in found["weights"]) == pytest.approx(1.0)
    # Half width of a prediction: t with 6 degrees of freedom (2.446912) times sqrt(tau2 + se^2).
    half = 2.446912 * (0.0201376452 + 0.0725059547**2) ** 0.5
    low, high = found["prediction"]
    assert (high - low) / 2 == pytest.approx(half, abs=1e-5)


def test_dependent_effects_get_cr2_errors(run: Run, effects: Path) -> None:
    found = pool(run, effects, *PLAIN, "--cluster", "school")
    # rma.mv(g, v, random = ~ 1 | school/id) and coef_test(vcov = "CR2"), printed to three digits
    assert found["mean"] == pytest.approx(0.201205601, abs=1e-5)
    assert found["model_se"] == pytest.approx(0.0702517752, abs=1e-5)
    assert found["se"] == pytest.approx(0.0647, abs=5e-5)
    assert found["df"] == pytest.approx(4.09, abs=5e-3)
    assert found["n_clusters"] == 6


def test_moderators_are_a_regression(run: Run, effects: Path) -> None:
    found = pool(run, effects, *PLAIN, "--moderator", "weeks")
    # rma(g, v, mods = ~ weeks, test = "knha")
    assert found["mean"] == pytest.approx(-0.1302717980, abs=1e-5)
    (weeks,) = found["moderators"]
    assert weeks["effect"] == pytest.approx(0.0533829186, abs=1e-6)
    assert weeks["se"] == pytest.approx(0.0132302957, abs=1e-6)
    assert found["tau2"] == pytest.approx(0.0, abs=1e-9)
    assert found["prediction"] is None


def test_errors_may_be_given_in_place_of_variances(run: Run, effects: Path) -> None:
    one = pool(run, effects, *PLAIN)
    other = pool(run, effects, "--effect", "g", "--se", "se")
    assert other["mean"] == pytest.approx(one["mean"], abs=1e-8)


def test_every_key_is_described_in_the_docs(run: Run, effects: Path) -> None:
    text = DOCS.read_text(encoding="utf-8")
    text = text[text.index("## study pool") :]
    assert not {key for key in pool(run, effects, *PLAIN) if f"`{key}`" not in text}


def test_the_forest_plot_shows_every_study_by_name(run: Run, effects: Path, tmp_path: Path) -> None:
    plot = tmp_path / "forest.svg"
    done = run("study", "pool", effects, *PLAIN, "--name", "name", "--forest", plot)
    assert done.code == 0
    assert "Forest plot" in done.out
    root = ElementTree.fromstring(plot.read_text(encoding="utf-8"))
    texts = ["".join(one.itertext()) for one in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"A autumn", "F & G <long>", "together", "one more study"} <= set(texts)
    squares = list(root.iter("{http://www.w3.org/2000/svg}rect"))
    assert len(squares) == 1 + 8  # the sheet, then a square each
    assert not re.search(r"(fill|stroke):#(?!000|fff)", plot.read_text())  # black and white


def test_nothing_is_overwritten(run: Run, effects: Path, tmp_path: Path) -> None:
    plot = tmp_path / "forest.svg"
    plot.write_text("mine")
    done = run("study", "pool", effects, *PLAIN, "--forest", plot)
    assert (done.code, done.out, plot.read_text()) == (2, "", "mine")


@pytest.mark.parametrize(
    ("text", "switches", "said"),
    [
        (ROWS, ("--effect", "g"), "one of --variance and --se"),
        (ROWS.replace("0.015", "0"), PLAIN, "line 4: v is 0, but it must be above 0"),
        (ROWS.replace("0.62", "big"), PLAIN, "line 6: g is “big”"),
        ("\n".join(ROWS.splitlines()[:3]) + "\n", PLAIN, "degrees of freedom"),
        ("\n".join(ROWS.splitlines()[:2]) + "\n", PLAIN, "One study cannot tell"),
        (ROWS, (*PLAIN, "--cluster", "school", "--where", "school=a"), "clusters of effects"),
        (ROWS, (*PLAIN, "--cluster", "school", "--method", "fixed"), "Leave out --cluster"),
    ],
)
def test_what_cannot_be_pooled_is_refused(
    run: Run, effects: Path, text: str, switches: tuple[str, ...], said: str
) -> None:
    effects.write_text(text)
    done = run("study", "pool", effects, *switches)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
