"""Evidence packages: what a study found, signed, with nothing about single learners."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import hypot, sqrt
from typing import Any

import numpy as np
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

import armillary
from armillary.apps.studies.analysis import as_content
from armillary.apps.studies.disclosure import BOUND, FEWEST, NoisyArm, add_noise, suppress
from armillary.apps.studies.draws import is_drawn, seal_draw
from armillary.apps.studies.findings import analyse_fully
from armillary.apps.studies.keys import Chance, public_key_of
from armillary.apps.studies.models import Study, StudyLayout
from armillary.apps.studies.package_differences import tell_of_few
from armillary.apps.studies.package_groups import (
    check_groups,
    interval_agrees,
    tell_groups,
)
from armillary.apps.studies.package_shape import check_shape, counts_agree, refuse_twice
from armillary.apps.studies.protocols import as_canonical, is_fixed, tell_protocol
from armillary.apps.studies.queries import find_kinds, find_result, is_being_sat, is_stopped
from armillary.apps.studies.tables import read_table
from armillary.science.evidence import (
    Estimate,
    PooledFit,
    Prediction,
    RefusalError,
    estimate_hedges_g,
    estimate_pooled,
    pool_effects,
    predict_study,
    student_estimate,
)

FORMAT, VERSION = "armillary-evidence", 1
LARGEST = 1_000_000  # bytes of a package
DIGITS = 4  # so that no result can be run backwards to single learners
# Of a result, what leaves the school; everything else stays.
TOLD = (
    "kind", "look", "final", "method", "g", "sd", "icc", "n_clusters", "standard", "because",
    "rests_on_boundary", "equivalence", "reliability",
)  # fmt: skip


class PackageError(ValueError):
    """A package that cannot be made or taken; `code` says why, and pages turn it into words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Pooled:
    """What several packages say together.

    Parameters
    ----------
    mean : of true effects, in standard deviations
    prediction : where the true effect of one more such school will lie; None with fewer than four
    """

    fit: PooledFit
    mean: Estimate
    prediction: Prediction | None


# --- made ---------------------------------------------------------------------------------------


def build_package(
    study: Study, *, epsilon: float | None, chance: Chance, now: datetime
) -> dict[str, Any]:
    """Return what would leave the school: protocol, aggregates, diagnostics.

    Parameters
    ----------
    epsilon : privacy budget of the noise; None for none
    chance : of the noise

    Raises
    ------
    PackageError
        `early` before the planned end, `sat` while classes still sit the test, `changed` if the
        protocol is not the one fixed, `small` with fewer than 10 learners counted with either way,
        `no_answer` where the study has none or lots were never drawn, `no_noise` where noise is
        asked for and lots were not drawn for learners, `unreadable` when the noise leaves nothing.
    """
    if now < study.ends_at:
        raise PackageError("early")
    if is_being_sat(study, now):
        raise PackageError("sat")
    if not is_fixed(study.protocol, study.protocol_hash):
        raise PackageError("changed")
    if not is_drawn(study):
        raise PackageError("no_answer")
    content = _head(study) | {"made_at": now.isoformat()}
    if epsilon is not None:
        noisy = _noisy(study, epsilon=epsilon, chance=chance, now=now)
        return content | {"noise": _describe_noise(epsilon), "flow": None, "results": [noisy]}
    results = []
    for kind in find_kinds(study, now):
        found = analyse_fully(study, kind, now=now)
        if kind == "delayed" and not any(found["analysed"]):
            continue
        results.append(_told(found | {"kind": kind}))
    held_back = []
    if len(results) == 2 and tell_of_few(results[0], results[1]):
        held_back = [results.pop()["kind"]]
    checked = find_result(study, "check")
    return content | {
        "noise": None,
        "flow": _flow(study, now),
        "results": results,
        "held_back": held_back,
        "check": _rounded(checked.content) if checked else None,
    }


def preview_package(study: Study, *, now: datetime) -> dict[str, Any]:
    """Return what would leave without noise, to be read before it does.

    Raises
    ------
    PackageError
        As `build_package`.
    """
    return build_package(study, epsilon=None, chance=lambda _about: lambda: 0.5, now=now)


def _head(study: Study) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "version": VERSION,
        "software": armillary.__version__,
        "school": study.school.name,
        "simulated": study.school.simulated,
        "protocol": tell_protocol(study.protocol),
        "protocol_hash": study.protocol_hash,
        "stopped": is_stopped(study),
        "fixed_at": study.made_at.isoformat(),
        "drawn_at": study.draw.drawn_at.isoformat(),
        "draw": {"seal": seal_draw(study), "version": study.draw.version},
    }


def _told(found: Mapping[str, Any]) -> dict[str, Any]:
    """The part of a result that may leave."""
    if "refused" in found:
        raise PackageError("no_answer")
    if min(found["analysed"]) < FEWEST:
        raise PackageError("small")
    told = {name: found[name] for name in TOLD}
    attrition = {"low": found["attrition"]["low"]}
    told |= tell_groups(found) | {"n": found["analysed"], "attrition": attrition}
    return dict(_rounded(told))


def _flow(study: Study, now: datetime) -> dict[str, Any]:
    """Who was drawn, counted and lost, without small counts."""
    table = read_table(study, "after", now=now)
    cells = []
    for arm in (0, 1):
        counted = int(np.sum(table.counted & (table.arm == arm)))
        cells.append([counted, table.n_drawn[arm] - counted])
    safe = suppress(cells, keep=0)
    lost, drawn = [row[1] for row in safe.cells], list(safe.row_sums)
    all_lost = safe.column_sums[1]
    if study.unit == "learner" and None in lost:
        # Lots for learners share them out evenly: from those drawn for one way, or from all who
        # were lost, everybody could work out how many the other way lost.
        lost, drawn, all_lost = [None, None], [None, None], None
    return {
        "counted": [row[0] for row in safe.cells],
        "lost": lost,
        "drawn": drawn,
        "total": {"counted": safe.column_sums[0], "lost": all_lost},
        "suppressed_below": FEWEST,
    }


def _describe_noise(epsilon: float) -> dict[str, Any]:
    return {"epsilon": epsilon, "mechanism": "laplace", "bound": BOUND, "figures": 6}


def _noisy(study: Study, *, epsilon: float, chance: Chance, now: datetime) -> dict[str, Any]:
    """The difference of two noisy means: nothing else of the study leaves beside it."""
    if study.unit != "learner" or study.layout != StudyLayout.PARALLEL:
        raise PackageError("no_noise")
    table = read_table(study, "after", now=now)
    outcomes = [
        sorted(table.outcome[table.counted & (table.arm == number)].tolist()) for number in (0, 1)
    ]
    if min(map(len, outcomes)) < FEWEST:
        raise PackageError("small")
    draw = chance(as_canonical([study.protocol_hash, epsilon, outcomes]))
    arms: list[NoisyArm] = []
    for outcome in outcomes:
        arm = add_noise(outcome, epsilon=epsilon, draw=draw)
        if arm is None:
            raise PackageError("unreadable")
        arms.append(arm)
    return dict(_rounded(estimate_noisy(arms[0], arms[1])))


def estimate_noisy(compared: NoisyArm, tried: NoisyArm) -> dict[str, Any]:
    """Return the difference between two arms with noise; its error allows for the noise.

    Noise makes the standard deviation less sure, as fewer learners would.
    """
    n = compared.n + tried.n
    sd = sqrt(((compared.n - 1) * compared.sd**2 + (tried.n - 1) * tried.sd**2) / max(n - 2.0, 1.0))
    sd_se = hypot(*(arm.n * arm.sd * arm.sd_se for arm in (compared, tried))) / (n * sd)
    known = 1.0 / (1.0 / max(n - 2.0, 1.0) + 2.0 * (sd_se / sd) ** 2) + 2.0
    se = sqrt(sum(arm.sd**2 / arm.n + arm.noise_se**2 for arm in (compared, tried)))
    effect = student_estimate(tried.mean - compared.mean, se, df=max(n - 2.0, 2.0), level=0.95)
    g = estimate_hedges_g(effect, sd=sd, n=max(round(known), 6), icc=0.0, cluster_size=1.0)
    return {
        "kind": "after",
        "look": "final",
        "final": True,
        "method": "difference of noisy means",
        "g": as_content(g),
        "n": [compared.n, tried.n],
    }


def _rounded(content: Any) -> Any:  # Any: what JSON can hold
    if isinstance(content, float):
        return round(content, DIGITS)
    if isinstance(content, Mapping):
        return {name: _rounded(value) for name, value in content.items()}
    if isinstance(content, list | tuple):
        return [_rounded(value) for value in content]
    return content


# --- signed and read ----------------------------------------------------------------------------


def sign_package(content: Mapping[str, Any], key: Ed25519PrivateKey) -> bytes:
    """Return the file of a package."""
    signed = {
        "package": content,
        "public_key": public_key_of(key),
        "signature": key.sign(as_canonical(content)).hex(),
    }
    return json.dumps(signed, ensure_ascii=False, indent=1, sort_keys=True).encode()


def hash_package(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of a package's content, hexadecimal."""
    return hashlib.sha256(as_canonical(content)).hexdigest()


def read_package(file: bytes, *, key: str) -> dict[str, Any]:
    """Return the content of a package whose signature is that of a school we know.

    Parameters
    ----------
    key : the partner's public key, as it came by another way; spaces and case do not matter

    Raises
    ------
    PackageError
        `torn` when it is no package, `newer` when a later version made it, `stranger` when another
        key signed it, `forged` when the signature is not that of the content, `protocol` when the
        protocol is not the one whose hash was fixed, `odd` when its numbers do not agree with each
        other.
    """
    if len(file) > LARGEST:
        raise PackageError("torn")
    try:
        signed = json.loads(file, object_pairs_hook=refuse_twice)
        content, public = signed["package"], str(signed["public_key"])
        signature = bytes.fromhex(signed["signature"])
        if content["format"] != FORMAT:
            raise PackageError("torn")
        if type(content["version"]) is int and content["version"] > VERSION:
            raise PackageError("newer")
        if content["version"] != VERSION:
            raise PackageError("torn")
        verifier = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        message = as_canonical(content)
        if rb"\u0000" in message:  # PostgreSQL keeps no such text
            raise PackageError("torn")
    except PackageError:
        raise
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PackageError("torn") from error
    if "".join(key.split()).lower() != public.lower():
        raise PackageError("stranger")
    try:
        verifier.verify(signature, message)
    except InvalidSignature as error:
        raise PackageError("forged") from error
    check_content(content)
    return dict(content)


def check_content(content: Mapping[str, Any]) -> None:
    """Raise PackageError unless protocol and hash, and the numbers of each effect, agree.

    Raises
    ------
    PackageError
        `protocol`, `odd` or `torn`.
    """
    try:
        check_shape(content)
        if not is_fixed(content["protocol"], content["protocol_hash"]):
            raise PackageError("protocol")
        _check_days(content)
        if not content["results"] or not counts_agree(content):
            raise PackageError("odd")
        for result in content["results"]:
            if result["final"] and not interval_agrees(result["g"]):
                raise PackageError("odd")
            if not check_groups(result, content["protocol"].get("subgroups", ())):
                raise PackageError("odd")
            if min(result["n"]) < FEWEST and content["noise"] is None:
                raise PackageError("odd")
    except PackageError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RefusalError) as error:
        raise PackageError("torn") from error


def _check_days(content: Mapping[str, Any]) -> None:
    """Fixed, then drawn, then made; packages of before do not say when they were made."""
    said = content["fixed_at"], content["drawn_at"], content.get("made_at", content["drawn_at"])
    fixed, drawn, made = map(datetime.fromisoformat, said)
    if fixed > drawn:
        raise PackageError("protocol")
    if drawn > made:
        raise PackageError("odd")


# --- joined -------------------------------------------------------------------------------------


def pool_packages(contents: Sequence[Mapping[str, Any]], *, kind: str, level: float) -> Pooled:
    """Return what packages say together, from nothing but what stands in them.

    Parameters
    ----------
    contents : as `read_package` gives them, one a study
    kind : after or delayed; packages without that outcome are left out
    level : of the interval

    Raises
    ------
    RefusalError
        With fewer than three studies.
    """
    found = [
        result["g"] for content in contents for result in content["results"]
        if result["kind"] == kind
    ]  # fmt: skip
    effect = np.array([g["effect"] for g in found], dtype=np.float64)
    variance = np.array([g["se"] for g in found], dtype=np.float64) ** 2
    fit = pool_effects(effect, variance, np.empty((len(effect), 0)), method="reml")
    mean = estimate_pooled(fit, np.ones(1), level=level)
    try:
        prediction = predict_study(fit, np.ones(1), level=level)
    except RefusalError:
        prediction = None
    return Pooled(fit, mean, prediction)
