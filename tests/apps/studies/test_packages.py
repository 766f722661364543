"""An evidence package tells what a study found, and nothing about single learners."""

import json
import random
from datetime import timedelta
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.studies.actions import record_consent
from armillary.apps.studies.actions.exchanging import record_export, record_import
from armillary.apps.studies.disclosure import FEWEST, SafeTable, add_noise, suppress
from armillary.apps.studies.keys import find_key, public_key_of
from armillary.apps.studies.models import EvidencePackage, Study
from armillary.apps.studies.packages import (
    PackageError,
    estimate_noisy,
    pool_packages,
    preview_package,
    read_package,
    sign_package,
)
from armillary.apps.studies.protocols import tell_protocol
from armillary.apps.studies.wording import describe_package
from armillary.science.evidence import RefusalError
from tests.apps.studies.makers import (
    ENDED,
    TESTED,
    assigned,
    begin,
    make_classes,
    make_test,
    plan,
    sit,
    sit_after,
)
from tests.cast import Cast


@pytest.fixture
def study(school: Cast, course: Catalogue) -> Study:
    """Four classes of ten, lots for each learner, ended."""
    made = plan(school, make_classes(school, 4, 10), make_test(school, course))
    begin(school, made)
    sit_after(made, effect=1.0, seed=1)
    return made


def export(study: Study, folder: Path, epsilon: float | None = None) -> bytes:
    return record_export(study, epsilon=epsilon, folder=folder, by=None, now=ENDED).file


@pytest.mark.slow
def test_a_package_is_read_by_whoever_has_the_key_and_holds_the_protocol(
    study: Study, tmp_path: Path
) -> None:
    content = read_package(export(study, tmp_path), key=public_key_of(find_key(tmp_path)))
    assert content["protocol"] == tell_protocol(study.protocol)
    assert content["protocol_hash"] == study.protocol_hash
    assert content["results"][0]["n"] == [20, 20]
    assert content["flow"] == {
        "counted": [20, 20], "lost": [0, 0], "drawn": [20, 20],
        "total": {"counted": 40, "lost": 0}, "suppressed_below": 10,
    }  # fmt: skip
    assert [name for name, _version in content["protocol"]["test"]["items"]]
    assert (tmp_path / "evidence.key").stat().st_mode & 0o077 == 0


@pytest.mark.slow
def test_nothing_in_it_names_a_learner_a_class_or_an_adult(
    study: Study, school: Cast, tmp_path: Path
) -> None:
    text = export(study, tmp_path).decode()
    for row in assigned(study):
        assert str(row.learner_id) not in text
        assert row.learner.name not in text
        assert f'"{row.school_class.name}"' not in text
    assert "Anna" not in text
    assert str(study.seed) not in text


@pytest.mark.slow
@pytest.mark.parametrize("place", [("results", 0, "g", "effect"), ("school",), ("protocol_hash",)])
def test_a_change_after_signing_is_seen(
    place: tuple[str | int, ...], study: Study, tmp_path: Path
) -> None:
    signed = json.loads(export(study, tmp_path))
    part = signed["package"]
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = 9.9 if place[-1] == "effect" else "x"
    with pytest.raises(PackageError, match="forged"):
        read_package(json.dumps(signed).encode(), key=signed["public_key"])


@pytest.mark.slow
def test_a_package_of_another_school_s_key_is_refused(study: Study, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with pytest.raises(PackageError, match="stranger"):
        read_package(export(study, tmp_path), key=public_key_of(find_key(other)))


@pytest.mark.parametrize("file", [b"", b"{}", b"[1]", b"\xff", b'{"package": 3}', b"{" * 5000])
def test_what_is_no_package_is_refused_in_one_way(file: bytes) -> None:
    with pytest.raises(PackageError, match="torn"):
        read_package(file, key="0" * 64)


@pytest.mark.slow
def test_a_signed_package_whose_numbers_do_not_agree_is_refused(
    study: Study, tmp_path: Path
) -> None:
    content = json.loads(export(study, tmp_path))["package"]
    key = find_key(tmp_path)
    for change, code in (
        (lambda c: c["results"][0]["g"].update(high=9.0), "odd"),
        (lambda c: c["protocol"].update(question="Another?"), "protocol"),
        (lambda c: c.update(results=[]), "odd"),
        (lambda c: c["results"][0].update(n=[3, 20]), "odd"),
    ):
        changed = json.loads(json.dumps(content))
        change(changed)
        with pytest.raises(PackageError, match=code):
            read_package(sign_package(changed, key), key=public_key_of(key))


@pytest.mark.slow
def test_a_second_package_is_the_first_while_nothing_has_changed(
    study: Study, tmp_path: Path
) -> None:
    assert export(study, tmp_path) == export(study, tmp_path)
    assert EvidencePackage.objects.count() == 1


@pytest.mark.slow
def test_two_packages_that_differ_by_one_learner_would_tell_of_them_and_are_refused(
    study: Study, school: Cast, tmp_path: Path
) -> None:
    export(study, tmp_path)
    record_consent(study, assigned(study)[0].learner, given=False, by=school.anna, now=ENDED)
    with pytest.raises(PackageError, match="close"):
        export(study, tmp_path)


@pytest.mark.slow
def test_before_the_end_and_with_few_learners_nothing_leaves(
    study: Study, school: Cast, tmp_path: Path
) -> None:
    with pytest.raises(PackageError, match="early"):
        record_export(study, epsilon=None, folder=tmp_path, by=None, now=TESTED)
    for row in [row for row in assigned(study) if row.arm == 0][:11]:
        record_consent(study, row.learner, given=False, by=school.anna, now=ENDED)
    with pytest.raises(PackageError, match="small"):
        export(study, tmp_path)
    assert not EvidencePackage.objects.exists()


@pytest.mark.slow
def test_a_delayed_outcome_that_a_few_missed_stays(study: Study) -> None:
    at = ENDED + timedelta(days=20)
    everybody = [(row.learner, 0.0) for row in assigned(study)]
    sit(study.test, "delayed", everybody[1:], at=at, seed=2)
    now = at + timedelta(days=1)
    content = preview_package(study, now=now)
    # Beside the first result its count would tell that one learner was not there.
    assert [result["kind"] for result in content["results"]] == ["after"]
    assert content["held_back"] == ["delayed"]
    assert any("Nothing of the test some weeks later" in line for line in describe_package(content))
    sit(study.test, "delayed", everybody[:1], at=at + timedelta(minutes=5), seed=3)
    content = preview_package(study, now=now)
    assert [result["kind"] for result in content["results"]] == ["after", "delayed"]
    assert content["held_back"] == []


def find_determined(safe: SafeTable) -> set[tuple[int, int]]:
    """Return the cells left out that follow from what is told: those in its row space."""
    rows, told = len(safe.cells), []
    unit = np.eye(2 * rows)
    for i, row in enumerate(safe.cells):
        told += [unit[2 * i + j] for j, value in enumerate(row) if value is not None]
        told += [unit[2 * i] + unit[2 * i + 1]] if safe.row_sums[i] is not None else []
    told += [unit[j::2].sum(axis=0) for j in (0, 1) if safe.column_sums[j] is not None]
    told += [unit.sum(axis=0)] if safe.total is not None else []
    rank = np.linalg.matrix_rank
    known = np.array(told) if told else np.zeros((1, 2 * rows))
    return {
        (i, j)
        for i, row in enumerate(safe.cells)
        for j, value in enumerate(row)
        if value is None and rank(np.vstack([known, unit[2 * i + j]])) == rank(known)
    }


@pytest.mark.parametrize("keep", [None, 0])
def test_no_small_count_is_told_or_can_be_worked_out(keep: int | None) -> None:
    n_hidden = 0
    for counts in product((0, 3, 9, 10, 25), repeat=4):
        cells = [list(counts[:2]), list(counts[2:])]
        safe = suppress(cells, keep=keep)
        small = {(i, j) for i, j in product(range(2), range(2)) if 0 < cells[i][j] < FEWEST}
        assert all(safe.cells[i][j] is None for i, j in small)
        assert not small & find_determined(safe), (cells, safe)
        n_hidden += len(small)
    assert n_hidden > 500


def test_noise_is_as_wide_as_its_budget_says() -> None:
    generator = np.random.default_rng(1)
    outcome = generator.normal(0.3, 0.8, 200).tolist()
    chance = random.Random(2)

    def draw() -> float:
        return min(max(chance.random(), 1e-12), 1 - 1e-12)

    arms = [add_noise(outcome, epsilon=1.0, draw=draw) for _ in range(4000)]
    counts = np.array([arm.n for arm in arms if arm is not None])
    means = np.array([arm.mean for arm in arms if arm is not None])
    # A fifth of the budget: Laplace of scale 5, sd 5 sqrt 2 = 7.07; 4000 draws know it to 1.7 %
    assert counts.std() == pytest.approx(5 * np.sqrt(2), rel=0.08)
    assert counts.mean() == pytest.approx(200, abs=4 * 7.07 / np.sqrt(4000))
    said = np.median([arm.noise_se for arm in arms if arm is not None])
    assert means.std() == pytest.approx(said, rel=0.12)
    spreads = np.array([arm.sd for arm in arms if arm is not None])
    said = np.median([arm.sd_se for arm in arms if arm is not None])
    assert spreads.std() == pytest.approx(said, rel=0.12)


def test_the_interval_of_noisy_means_holds_the_truth() -> None:
    generator, chance = np.random.default_rng(3), random.Random(4)

    def draw() -> float:
        return min(max(chance.random(), 1e-12), 1 - 1e-12)

    held = n = 0
    for _study in range(1500):
        arms = [
            add_noise(generator.normal(mean, 1.0, 150).tolist(), epsilon=2.0, draw=draw)
            for mean in (0.0, 0.5)
        ]
        if arms[0] is None or arms[1] is None:
            continue
        g = estimate_noisy(arms[0], arms[1])["g"]
        n += 1
        held += g["low"] <= 0.5 <= g["high"]
    assert n > 1400
    assert held / n > 0.93  # 1,500 studies know it to 0.6 points


def test_a_budget_too_small_for_the_learners_is_not_told() -> None:
    # Draws of 0.5 are no noise at all. 60 learners with a budget of 2 are 120.
    outcome = np.random.default_rng(5).normal(size=60).tolist()
    assert add_noise(outcome, epsilon=2.0, draw=lambda: 0.5) is None
    told = add_noise(outcome, epsilon=2.5, draw=lambda: 0.5)
    assert told is not None
    assert (told.n, told.sd) == pytest.approx((60, np.std(np.clip(outcome, -3, 3))))


@pytest.mark.slow
def test_a_package_with_noise_holds_nothing_but_noise_and_spends_its_budget_once(
    study: Study, tmp_path: Path
) -> None:
    first = export(study, tmp_path, epsilon=50.0)
    content = json.loads(first)["package"]
    assert content["noise"]["epsilon"] == 50.0
    assert content["flow"] is None
    assert set(content["results"][0]) == {"kind", "look", "final", "method", "g", "n"}
    assert export(study, tmp_path, epsilon=50.0) == first  # not drawn again
    with pytest.raises(PackageError, match="spent"):
        export(study, tmp_path)


@pytest.mark.slow
def test_a_partner_recomputes_the_pooled_result_from_packages_alone(
    study: Study, school: Cast, tmp_path: Path
) -> None:
    content = json.loads(export(study, tmp_path))["package"]
    contents = []
    for number, (effect, se) in enumerate([(0.1, 0.1), (0.3, 0.1), (0.35, 0.1), (0.65, 0.1)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        key = find_key(folder)
        made = json.loads(json.dumps(content)) | {"school": f"School {number}"}
        g = made["results"][0]["g"]
        reach = (g["high"] - g["low"]) / 2 / g["se"] * se
        g.update(effect=effect, se=se, low=effect - reach, high=effect + reach)
        file = sign_package(made, key)
        row = record_import(
            school.other_school, file, key=public_key_of(key), by=school.hugo, now=ENDED
        )
        record_import(school.other_school, file, key=public_key_of(key), by=school.hugo, now=ENDED)
        contents.append(row.content)
    assert EvidencePackage.objects.filter(school=school.other_school).count() == 4
    pooled = pool_packages(contents, kind="after", level=0.95)
    # The doctest of science.evidence.pool_effects: mean 0.35, tau2 0.0417
    assert pooled.mean.effect == pytest.approx(0.35)
    assert pooled.fit.tau2 == pytest.approx(0.0417, abs=1e-4)
    assert pooled.prediction is not None
    with pytest.raises(RefusalError):
        pool_packages(contents[:2], kind="after", level=0.95)
