"""`armillary study export` and `import`: what leaves, what is taken, what is refused."""

import json
from pathlib import Path

import pytest
from pytest_django import Settings

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.studies.models import EvidencePackage, Study
from tests.apps.exchange.conftest import Run
from tests.apps.studies.makers import begin, make_classes, make_test, plan, sit_after
from tests.cast import Cast

LYCEUM, GYMNASIUM = ("--school", "Lyceum 7"), ("--school", "Gymnasium 2")


@pytest.fixture
def study(school: Cast, course: Catalogue, settings: Settings, tmp_path: Path) -> Study:
    """A study that has ended, in a data folder of its own."""
    settings.DATA = tmp_path / "data"
    settings.DATA.mkdir()
    made = plan(school, make_classes(school, 2, 12), make_test(school, course))
    begin(school, made)
    sit_after(made, effect=1.0, seed=1)
    return made


@pytest.mark.slow
def test_a_package_goes_from_one_school_to_another(run: Run, study: Study, tmp_path: Path) -> None:
    shown = run("study", "export", study.pk, *LYCEUM)
    assert shown.code == 0
    assert "How many were counted: 12 and 12." in shown.out
    assert not EvidencePackage.objects.exists()
    out = tmp_path / "one.evidence.json"
    done = run("study", "export", study.pk, "--out", out, "--json", *LYCEUM)
    assert done.code == 0, done.err
    key = json.loads(done.out)["public_key"]
    taken = run("study", "import", out, "--key", key, "--json", *GYMNASIUM)
    assert taken.code == 0, taken.err
    assert json.loads(taken.out)["school"] == "Lyceum 7"
    assert json.loads(taken.out)["pooled"] is None  # three are the least
    assert EvidencePackage.objects.filter(school__name="Gymnasium 2").count() == 1


@pytest.mark.slow
def test_what_cannot_be_done_says_why_and_changes_nothing(
    run: Run, study: Study, tmp_path: Path
) -> None:
    out = tmp_path / "one.evidence.json"
    for words, said in (
        (("export", 999, "--out", out), "has no study 999"),
        (("export", study.pk, "--out", out, "--noise", 50), "from 0.1 to 10"),
        (("import", tmp_path / "none", "--key", "0"), "is not a file"),
    ):
        done = run("study", *words, *LYCEUM)
        assert (done.code, done.out) == (2, "")
        assert said in done.err
    assert run("study", "export", study.pk, "--out", out, *LYCEUM).code == 0
    again = run("study", "export", study.pk, "--out", out, *LYCEUM)
    assert (again.code, "already" in again.err) == (2, True)
    done = run("study", "import", out, "--key", "0" * 64, *GYMNASIUM)
    assert (done.code, done.out) == (2, "")
    assert "Another key signed this file" in done.err
    assert not EvidencePackage.objects.filter(school__name="Gymnasium 2").exists()
