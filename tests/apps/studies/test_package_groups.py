"""Planned groups in evidence packages: only large ones leave, and a partner's must agree."""

import json
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.people.models import Learner
from armillary.apps.studies.actions import record_consent
from armillary.apps.studies.actions.exchanging import record_export, record_import
from armillary.apps.studies.disclosure import FEWEST
from armillary.apps.studies.keys import find_key, public_key_of
from armillary.apps.studies.models import Study
from armillary.apps.studies.package_groups import are_close, tell_groups
from armillary.apps.studies.packages import (
    PackageError,
    preview_package,
    read_package,
    sign_package,
)
from armillary.apps.studies.wording import describe_package
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
    """Two classes of 32, half of each in another language; language and class are planned."""
    classes = make_classes(school, 2, 32)
    for one in classes:
        keys = list(one.learners.order_by("name").values_list("pk", flat=True))
        Learner.objects.filter(pk__in=keys[::2]).update(language="ru")
    made = plan(school, classes, make_test(school, course), subgroups=["language", "class"])
    begin(school, made)
    sit_after(made, effect=1.0, seed=21)
    return made


def found_of(*counts: tuple[int, int], outside: tuple[int, int] = (0, 0)) -> dict[str, Any]:
    """A stored result with one grouping of groups of these sizes; its effects do not matter."""
    values = [str(place) for place in range(len(counts))]
    whole = np.sum(counts, axis=0) + outside
    return {
        "analysed": whole.tolist(),
        "subgroups": [
            {
                "grouping": "language", "values": values, "n": [list(n) for n in counts],
                "n_outside": list(outside), "effects": [None] * len(counts),
                "interactions": [{"value": one, "against": "0", "g": {}} for one in values[1:]],
            }
        ],
    }  # fmt: skip


def test_planned_groups_leave_but_for_classes_and_the_preview_names_both(study: Study) -> None:
    content = preview_package(study, now=ENDED)
    result = content["results"][0]
    cells = [n for pair in (result.get("subgroups") or [{"n": []}])[0]["n"] for n in pair]
    told = " ".join(describe_package(content))
    if cells:  # the lots fall as they fall: about one study in seven has a cell below ten
        assert min(cells) >= FEWEST
        assert [one["grouping"] for one in result["subgroups"]] == ["language"]
        assert "planned (Language the learner works in)" in told
    assert "class" in result["subgroups_left_out"]
    assert "Nothing for these groups: " in told
    assert "Class" in told


@pytest.mark.parametrize("n", range(FEWEST))
def test_a_small_cell_never_leaves_nor_follows_from_what_does(n: int) -> None:
    """Every size of a small cell beside every small size of who is in no group."""
    for other, outside in product(range(FEWEST + 2), range(FEWEST + 2)):
        found = found_of((30, 30), (20, 25), (n, 15), (other + 5, 12), outside=(outside, 12))
        told = tell_groups(found)["subgroups"]
        if not told:
            continue
        cells = told[0]["n"]
        assert min(min(pair) for pair in cells) >= FEWEST
        rest = np.array(found["analysed"]) - np.sum(cells, axis=0)
        assert all(left == 0 or left >= FEWEST for left in rest)
        assert {one["value"] for one in told[0]["interactions"]} == set(told[0]["values"][1:])


def test_with_a_small_first_group_or_two_groups_of_which_one_is_small_nothing_leaves() -> None:
    for counts in ([(9, 30), (30, 30), (30, 30)], [(30, 30), (30, 9)]):
        told = tell_groups(found_of(*counts))
        assert told == {"subgroups": [], "subgroups_left_out": ["language"]}
    # Four and five in two small groups are nine together: the next larger one stays beside them.
    told = tell_groups(found_of((30, 30), (20, 20), (12, 12), (4, 9), (5, 9)))
    assert told["subgroups"][0]["values"] == ["0", "1"]


def test_two_packages_whose_groups_differ_by_a_few_are_close() -> None:
    before = tell_groups(found_of((30, 30), (20, 20)))
    assert are_close(before, tell_groups(found_of((33, 40), (30, 20))))
    assert not are_close(before, tell_groups(found_of((40, 40), (30, 20))))


@pytest.fixture
def signed(study: Study, tmp_path: Path) -> dict[str, Any]:
    """A package with a group of each language, whatever the lots were."""
    file = record_export(study, epsilon=None, folder=tmp_path, by=None, now=ENDED).file
    content: dict[str, Any] = json.loads(file)["package"]
    g = content["results"][0]["g"]
    content["results"][0]["subgroups"] = [
        {
            "grouping": "language", "values": ["en", "ru"], "n": [[16, 16], [16, 16]],
            "effects": [g, g],
            "interactions": [
                {
                    "value": "ru", "against": "en", "p_holm": 1.0,
                    "g": g | {"effect": 0.0, "low": -g["se"] * 2.0, "high": g["se"] * 2.0, "p": 1.0,
                              "df": 59.9},
                }
            ],
        }
    ]  # fmt: skip
    return content


def read_again(content: dict[str, Any], folder: Path) -> dict[str, Any]:
    key = find_key(folder)
    return read_package(sign_package(content, key), key=public_key_of(key))


def test_a_partner_takes_packages_with_groups_and_without(
    signed: dict[str, Any], school: Cast, tmp_path: Path
) -> None:
    key = find_key(tmp_path)
    row = record_import(
        school.school, sign_package(signed, key), key=public_key_of(key), by=None, now=ENDED
    )
    assert row.content["results"][0]["subgroups"][0]["values"] == ["en", "ru"]
    for name in ("subgroups", "subgroups_left_out"):
        signed["results"][0].pop(name, None)
    assert read_again(signed, tmp_path) == signed


IMPOSSIBLE: dict[str, Callable[[dict[str, Any]], object]] = {
    "not planned": lambda one: one.update(grouping="grade"),
    "classes": lambda one: one.update(grouping="class"),
    "a small cell": lambda one: one.update(n=[[16, 9], [16, 16]]),
    "more than were counted": lambda one: one.update(n=[[16, 16], [17, 16]]),
    "three are left over": lambda one: one.update(n=[[16, 16], [13, 16]]),
    "one group twice": lambda one: one.update(values=["en", "en"]),
    "nothing compared": lambda one: one.update(interactions=[]),
    "p too small": lambda one: one["interactions"][0].update(p_holm=0.2),
    "an interval of nothing": lambda one: one["interactions"][0]["g"].update(high=9.0),
    "not the difference of effects": lambda one: one["effects"][1].update(
        effect=one["effects"][1]["effect"] + 0.5
    ),
}


def test_groups_whose_numbers_cannot_be_are_refused(signed: dict[str, Any], tmp_path: Path) -> None:
    assert read_again(signed, tmp_path)  # without a change it is taken
    for change in IMPOSSIBLE.values():
        copied = json.loads(json.dumps(signed))
        change(copied["results"][0]["subgroups"][0])
        with pytest.raises(PackageError, match="odd"):
            read_again(copied, tmp_path)


def test_a_second_package_is_refused_where_its_groups_would_tell_of_a_few(
    study: Study, school: Cast, tmp_path: Path
) -> None:
    record_export(study, epsilon=None, folder=tmp_path, by=None, now=ENDED)
    for row in assigned(study)[:3]:
        record_consent(study, row.learner, given=False, by=school.anna, now=ENDED)
    with pytest.raises(PackageError, match="close"):
        record_export(study, epsilon=None, folder=tmp_path, by=None, now=ENDED)
