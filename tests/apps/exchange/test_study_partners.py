"""Packages of partners: what is torn or made up is refused, and what is pooled is what they say."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from armillary.apps.curriculum.catalogue import Catalogue
from armillary.apps.studies.actions import record_consent
from armillary.apps.studies.actions.exchanging import record_export
from armillary.apps.studies.keys import public_key_of
from armillary.apps.studies.models import EvidencePackage
from armillary.apps.studies.packages import (
    FORMAT,
    VERSION,
    PackageError,
    read_package,
    sign_package,
)
from armillary.apps.studies.protocols import hash_protocol, seal
from armillary.apps.studies.queries import find_packages
from armillary.science.evidence import estimate_hedges_g, student_estimate
from tests.apps.exchange.conftest import Run
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

Content = dict[str, Any]
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
EFFECTS = [(0.1, 0.10), (0.3, 0.12), (0.35, 0.09), (0.65, 0.15)]


def package(effect: float = 0.3, se: float = 0.1, *, school: str = "School 9") -> Content:
    """A package made up by hand, signed by nobody yet."""
    told = student_estimate(effect, se, df=60.0, level=0.95)
    g = estimate_hedges_g(told, sd=1.0, n=62, icc=0.0, cluster_size=1.0)
    protocol: Content = {"question": "Does it help?", "subgroups": []}
    return {
        "format": FORMAT,
        "version": VERSION,
        "school": school,
        "protocol": protocol,
        "protocol_hash": hash_protocol(protocol),
        "fixed_at": "2026-09-01T08:00:00+00:00",
        "drawn_at": "2026-09-02T08:00:00+00:00",
        "draw": {"seal": "0" * 64},
        "noise": None,
        "results": [
            {
                "kind": "after",
                "final": True,
                "n": [31, 31],
                "g": {
                    "effect": g.effect, "se": g.se, "df": g.df, "low": g.low, "high": g.high,
                    "p": g.p, "level": g.level,
                },
            }
        ],
    }  # fmt: skip


def read(content: Content) -> Content:
    return read_package(sign_package(content, KEY), key=public_key_of(KEY))


def set_g(**values: object) -> Callable[[Content], object]:
    return lambda content: content["results"][0]["g"].update(values)


def set_result(**values: object) -> Callable[[Content], object]:
    return lambda content: content["results"][0].update(values)


def set_protocol(protocol: Any) -> Callable[[Content], object]:  # what JSON can hold
    return lambda content: content.update(protocol=protocol, protocol_hash=seal(protocol))


def test_a_sound_package_is_read() -> None:
    assert read(package()) == package()


@pytest.mark.parametrize(
    "change",
    [
        set_g(effect="0.3"), set_g(effect=True), set_g(effect=10**400), set_g(effect=1e308),
        set_g(se=0.0), set_g(se=-0.1), set_g(se=1e-9, low=0.3, high=0.3), set_g(df=0.5),
        set_g(level=2), set_g(high=9.0), set_result(n=[31]), set_result(n=[31, 31, 31]),
        set_result(n=[31.5, 31]), set_result(n=[3, 31]), set_result(n=[10**30, 31]),
        set_result(n="ab"), set_result(kind="later"), set_result(kind=[]), set_result(final=None),
        set_result(final=False, g={}), set_result(subgroups="abc"), set_result(subgroups=[1]),
        set_protocol({"question": "a\x00b"}), set_protocol([]), set_protocol(None), set_protocol({}), set_protocol({"question": 5}),
        lambda content: content.update(results=content["results"] * 2),
        lambda content: content.update(results={}),
        lambda content: content.update(school=5),
        lambda content: content.update(draw=[1]),
        lambda content: content.update(draw={"seal": [1]}),
        lambda content: content.update(school="x" * 1000),
        lambda content: content.update(school="a\x00b"),
        lambda content: content.pop("school"),
        lambda content: content.update(noise={"epsilon": "much"}),
        lambda content: content.update(version=True),
        lambda content: content.update(fixed_at=5),
        lambda content: content.update(made_at="2027-02-01T08:00:00"),
        lambda content: content.update(made_at="2026-09-01T09:00:00+00:00"),
        lambda content: content.update(made_at=7),
        lambda content: content.update(fixed_at="2026-09-01T08:00:00"),
        lambda content: content.update(fixed_at="2027-09-01T08:00:00+00:00"),
    ],
)  # fmt: skip
def test_a_signed_package_that_cannot_be_is_refused(change: Callable[[Content], object]) -> None:
    content = copy.deepcopy(package())
    change(content)
    with pytest.raises(PackageError):
        read(content)


FLOW = {
    "counted": [31, 31], "lost": [10, None], "drawn": [41, None],
    "total": {"counted": 62, "lost": None}, "suppressed_below": 10,
}  # fmt: skip


def test_counts_that_add_up_are_taken_and_others_are_not() -> None:
    assert read(package() | {"flow": FLOW})
    for wrong in (
        {"counted": [31, 30]}, {"counted": [30, 31]}, {"drawn": [40, None]}, {"lost": [-10, None]},
        {"total": {"counted": 61, "lost": None}}, {"lost": [10, 12], "total": {"counted": 62,
        "lost": 21}},
    ):  # fmt: skip
        with pytest.raises(PackageError, match="odd"):
            read(package() | {"flow": FLOW | wrong})


def test_an_error_too_small_for_its_learners_is_refused() -> None:
    # 10 and 10 learners: 0.1 (1/10 + 1/10)^.5 = 0.0447
    for se, n in ((0.04, [10, 10]), (0.1, [20, 20])):  # df 60 of 40 learners
        with pytest.raises(PackageError, match="odd"):
            read(set_up(package(0.3, se), n))
    assert read(set_up(package(0.3, 0.05), [31, 31]))


def set_up(content: Content, n: list[int]) -> Content:
    set_result(n=n)(content)
    return content


def test_a_package_of_a_later_version_is_told_from_a_torn_one(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "package.json"
    path.write_bytes(sign_package(package() | {"version": VERSION + 1}, KEY))
    done = run("study", "import", path, "--key", public_key_of(KEY), "--school", "Gymnasium 2")
    assert done.code == 2
    assert "A newer Armillary made this package" in done.err
    assert not EvidencePackage.objects.exists()


def test_of_an_endless_file_no_more_is_read_than_a_package_has(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    path = tmp_path / "package.json"
    with path.open("wb") as writer:
        writer.truncate(2**36)  # 64 GB of nothing
    done = run("study", "import", path, "--key", public_key_of(KEY), "--school", "Gymnasium 2")
    assert done.code == 2
    assert "not a whole evidence package" in done.err


def test_what_two_programs_might_read_in_two_ways_is_refused() -> None:
    file = sign_package(package(), KEY)
    twice = file.replace(b'"school": ', b'"school": "Another", "school": ')
    for odd in (
        twice, file.replace(b'"version": 1', b'"version": NaN'), b" " * 50_000_000,
        file.replace(b"School 9", b"\\ud800"), b'{"package":' + b"[" * 300_000,
    ):  # fmt: skip
        with pytest.raises(PackageError, match="torn"):
            read_package(odd, key=public_key_of(KEY))


def take(run: Run, folder: Path, content: Content, key: Ed25519PrivateKey = KEY) -> Content:
    path = folder / "package.json"
    path.write_bytes(sign_package(content, key))
    done = run("study", "import", path, "--key", public_key_of(key), "--school", "Gymnasium 2",
               "--json")  # fmt: skip
    assert (done.code, done.err) == (0, "")
    found: Content = json.loads(done.out)
    return found


def test_packages_say_together_what_pool_says_of_their_effects(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    lines = ["school,g,se"]
    for number, (effect, se) in enumerate(EFFECTS):
        content = package(effect, se, school=f"School {number}")
        key = Ed25519PrivateKey.from_private_bytes(bytes([number] * 32))
        found = take(run, tmp_path, content, key)
        g = content["results"][0]["g"]
        lines.append(f"School {number},{g['effect']!r},{g['se']!r}")
    path = tmp_path / "effects.csv"
    path.write_text("\n".join(lines) + "\n")
    done = run("study", "pool", path, "--effect", "g", "--se", "se", "--json")
    pooled, direct = found["pooled"], json.loads(done.out)
    assert pooled["n"] == direct["k"] == 4
    for name in ("mean", "se", "ci", "tau2", "q", "i2", "prediction"):
        assert pooled[name] == pytest.approx(direct[name], rel=1e-9), name


def test_a_study_counts_once_however_often_it_is_sent(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    for number, (effect, se) in enumerate(EFFECTS[:2]):
        content = package(effect, se) | {"draw": {"seal": str(number) * 64}}
        take(run, tmp_path, content)
    first = package(0.5, 0.1) | {"draw": {"seal": "9" * 64}}
    delayed = copy.deepcopy(first)
    delayed["results"].append(copy.deepcopy(first["results"][0]) | {"kind": "delayed"})
    assert take(run, tmp_path, delayed)["pooled"]["n"] == 3
    again = take(run, tmp_path, first)  # the earlier package comes late: the fuller one stays
    assert again["pooled"]["n"] == 3
    assert EvidencePackage.objects.filter(school__name="Gymnasium 2").count() == 4


def test_an_older_package_that_is_sent_again_does_not_take_the_place_of_a_newer_one(
    run: Run, school: Cast, tmp_path: Path
) -> None:
    older, newer = package(0.1, 0.1), package(0.4, 0.1)
    take(run, tmp_path, newer | {"made_at": "2027-02-01T08:00:00+01:00"})
    take(run, tmp_path, older | {"made_at": "2027-02-01T06:59:59+00:00"})
    (kept,) = find_packages(school.other_school)
    assert kept.content["results"] == newer["results"]


@pytest.mark.slow
def test_even_lots_for_learners_do_not_give_small_counts_away(
    school: Cast, course: Catalogue, tmp_path: Path
) -> None:
    # Of 20 + 20 drawn by lot 6 and 5 are lost: all 11 and the counted would tell how many each way.
    study = plan(school, make_classes(school, 4, 10), make_test(school, course))
    begin(school, study)
    sit_after(study, effect=1.0, seed=1)
    for arm, n in ((0, 6), (1, 5)):
        for row in [row for row in assigned(study) if row.arm == arm][:n]:
            record_consent(study, row.learner, given=False, by=school.anna, now=ENDED)
    sent = record_export(study, epsilon=None, folder=tmp_path, by=None, now=ENDED)
    assert sent.row.content["results"][0]["n"] == [14, 15]
    flow = sent.row.content["flow"]
    assert (flow["lost"], flow["drawn"]) == ([None, None], [None, None])
    assert flow["total"] == {"counted": 29, "lost": None}
