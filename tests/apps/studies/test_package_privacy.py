"""A partner who tries everything learns nothing from packages that the school left out."""

import re
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.studies.actions import record_consent
from armillary.apps.studies.actions.exchanging import record_export
from armillary.apps.studies.draws import check_study, seal_draw
from armillary.apps.studies.keys import find_key, make_chance
from armillary.apps.studies.models import EvidencePackage, Study
from armillary.apps.studies.package_differences import find_overlap
from armillary.apps.studies.packages import preview_package
from armillary.apps.studies.protocols import as_canonical, hash_protocol, is_fixed
from armillary.science.evidence import Unit, hash_arms, hash_roster
from tests.apps.studies.makers import (
    ENDED,
    assigned,
    begin,
    make_classes,
    make_test,
    plan,
    sit_after,
)
from tests.cast import Cast


@pytest.fixture
def study(school: Cast, course: Catalogue) -> Study:
    """One class of 22, lots for each learner, one learner of which withdrew, ended."""
    made = plan(school, make_classes(school, 1, 22), make_test(school, course))
    begin(school, made)
    sit_after(made, effect=1.0, seed=1)
    record_consent(made, assigned(made)[0].learner, given=False, by=school.anna, now=ENDED)
    return made


def export(study: Study, folder: Path) -> dict[str, Any]:
    row = record_export(study, epsilon=None, folder=folder, by=None, now=ENDED).row
    return dict(row.content)


def test_no_hash_in_a_package_can_be_tried_out(study: Study) -> None:
    content = preview_package(study, now=ENDED)
    assert sorted(content["results"][0]["n"]) == [10, 11]
    assert content["flow"]["lost"] == content["flow"]["drawn"] == [None, None]
    hashes = set(re.findall(r"[0-9a-f]{64}", as_canonical(content).decode()))
    assert seal_draw(study) in hashes
    keys = [f"u{n + 1:04d}" for n in range(60)]
    rosters = {hash_roster([Unit(key, "c01") for key in keys[:n]]) for n in range(1, 60)}
    assert study.draw.roster_hash in rosters  # so few are the rosters of one class
    assert not rosters & hashes
    pairs = combinations(range(12), 6)
    small = {hash_arms(keys[:12], [int(n in chosen) for n in range(12)]) for chosen in pairs}
    assert len(small) == 924  # the arms of a class of twelve are tried out at once, too
    assert study.draw.result_hash not in hashes


def test_how_many_learners_were_planned_with_stays_and_is_fixed_all_the_same(study: Study) -> None:
    # The error to expect of a class of 22 is that of 22 alone: with the counts it tells the lost.
    told = preview_package(study, now=ENDED)["protocol"]
    assert "planned" not in told
    assert "salt" not in as_canonical(told).decode()
    assert hash_protocol(told) == study.protocol_hash
    for name, value in (("se", 0.1), ("salt", "0" * 32)):
        changed = deepcopy(study.protocol)
        changed["planned"][name] = value
        assert not is_fixed(changed, study.protocol_hash)
        Study.objects.filter(pk=study.pk).update(protocol=changed)
        faults = check_study(Study.objects.get(pk=study.pk))
        assert faults == ["the protocol is not the one that was fixed"]


FLOW = {
    "counted": [60, 60], "lost": [None, None], "drawn": [None, None],
    "total": {"counted": 120, "lost": None}, "suppressed_below": 10,
}  # fmt: skip


def packaged(n: list[int], **flow: object) -> dict[str, Any]:
    """A package as far as two are set beside each other."""
    results = [{"kind": "after", "n": n, "g": {"effect": sum(n) / 1000}}]
    counted = {"counted": n, "total": {"counted": sum(n), "lost": None}}
    return {"noise": None, "results": results, "flow": FLOW | counted | flow}


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        (packaged([60, 60]), ""),
        (packaged([60, 61]), "close"),
        (packaged([55, 65]), "close"),  # of each way five, and as many in all
        (packaged([55, 55]), "close"),  # ten in all, five of each way
        (packaged([66, 54]), "close"),
        (packaged([70, 60]), ""),
        (packaged([75, 75]), ""),
        # Who was drawn stays: told now, it tells how many of the 60 before were missing.
        (packaged([48, 47], lost=[15, 16], drawn=[63, 63]), "close"),
        (packaged([60, 60], drawn=[63, 63]), "close"),
    ],
)
def test_two_packages_never_tell_of_fewer_than_ten_of_a_way(
    second: dict[str, Any], fault: str, study: Study
) -> None:
    EvidencePackage.objects.create(
        school=study.school, study=study, content=packaged([60, 60]), at=ENDED
    )
    assert find_overlap(study, second) == fault


def test_as_many_as_before_but_another_result_tells_of_those_who_came_and_went(
    study: Study,
) -> None:
    EvidencePackage.objects.create(
        school=study.school, study=study, content=packaged([60, 60]), at=ENDED
    )
    other = packaged([60, 60])
    other["results"][0]["g"] = {"effect": 0.3}
    assert find_overlap(study, other) == "close"


def test_back_to_an_earlier_state_gives_the_package_of_that_state(
    study: Study, tmp_path: Path
) -> None:
    first = export(study, tmp_path)
    later = first | {"software": "99"}  # the same figures, of a later version
    EvidencePackage.objects.create(
        school=study.school, study=study, content=later, package_hash="9" * 64, at=ENDED
    )
    assert export(study, tmp_path) == first
    assert EvidencePackage.objects.count() == 2


@pytest.mark.parametrize("arm", [0, 1])
def test_where_one_way_lost_nobody_the_other_s_few_do_not_follow_from_even_lots(
    arm: int, study: Study, school: Cast
) -> None:
    back, gone = assigned(study)[0], next(row for row in assigned(study)[1:] if row.arm == arm)
    record_consent(study, back.learner, given=True, by=school.anna, now=ENDED)
    record_consent(study, gone.learner, given=False, by=school.anna, now=ENDED)
    assert preview_package(study, now=ENDED)["flow"] == {
        "counted": [11 - (arm == 0), 11 - (arm == 1)], "lost": [None, None], "drawn": [None, None],
        "total": {"counted": 21, "lost": None}, "suppressed_below": 10,
    }  # fmt: skip


def test_noise_asked_for_again_from_a_restored_school_is_the_noise_that_left(
    study: Study, school: Cast, tmp_path: Path
) -> None:
    def send(epsilon: float) -> dict[str, Any]:
        row = record_export(study, epsilon=epsilon, folder=tmp_path, by=None, now=ENDED).row
        content = dict(row.content)
        row.delete()  # as in a backup from before
        return content

    first = send(50.0)
    assert send(50.0) == first
    one = assigned(study)[0].learner
    record_consent(study, one, given=True, by=school.anna, now=ENDED)
    with_one = send(50.0)
    # Were the noise the same, the counts would differ by that one learner: by 1 and 0.
    pairs = zip(with_one["results"][0]["n"], first["results"][0]["n"], strict=True)
    apart = [abs(a - b) for a, b in pairs]
    assert all(abs(n - round(n)) > 1e-6 for n in apart)


def test_chance_is_even_and_another_for_every_key_and_every_word(tmp_path: Path) -> None:
    folders = [tmp_path / name for name in "ab"]
    for folder in folders:
        folder.mkdir()
    chances = [make_chance(find_key(folder)) for folder in folders]
    draws = [chance(about) for chance in chances for about in (b"one", b"two")]
    numbers = np.array([[draw() for _ in range(5000)] for draw in draws])
    assert len(np.unique(numbers)) == numbers.size
    assert np.all((numbers > 0.0) & (numbers < 1.0))
    # Each mean of 5,000 even numbers is within 4 times (12 * 5000)^-.5 = .0041 of a half.
    assert np.allclose(numbers.mean(axis=1), 0.5, atol=0.0163)
    assert np.abs(np.corrcoef(numbers) - np.eye(4)).max() < 4 / np.sqrt(5000)
    again = chances[0](b"one")
    assert [again() for _ in range(3)] == numbers[0, :3].tolist()
