"""`armillary study export|import`: evidence packages leave, arrive and are joined."""

from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

from armillary.apps.exchange.schools import find_school
from armillary.apps.exchange.studying.switches import check_new
from armillary.apps.people.commands import Refusal
from armillary.apps.studies.actions.exchanging import record_export, record_import
from armillary.apps.studies.models import Study
from armillary.apps.studies.packages import LARGEST, PackageError, pool_packages
from armillary.apps.studies.queries import find_packages
from armillary.apps.studies.wording import describe_package, describe_problem
from armillary.science.evidence import RefusalError


def add_packages(what: Any) -> None:  # argparse does not name its type
    """Declare `study export` and `study import`."""
    school = {"metavar": "NAME", "help": "the school, if there are several"}
    export = what.add_parser(
        "export",
        help="write what a study of the school found into a signed file",
        description="Write the evidence package of a study that has ended: protocol, difference and"
        " diagnostics, nothing about single learners. Without --out it says what would leave.",
        epilog="Example: armillary study export 3 --out study.evidence.json",
    )
    export.add_argument("study", type=int, help="number of the study, as in its address")
    export.add_argument("--out", type=Path, metavar="FILE", help="write the package here")
    export.add_argument(
        "--noise", type=float, metavar="EPSILON", help="add noise with this privacy budget, 0.1-10"
    )
    export.add_argument("--school", **school)
    export.add_argument("--json", action="store_true", help="print JSON")
    taken = what.add_parser(
        "import",
        help="check a partner's package, keep it, and say what all packages say together",
        description="Check signature, protocol and numbers of a package, keep it, and pool it with"
        " those that are here.",
        epilog="Example: armillary study import study.evidence.json --key 1f0c...",
    )
    taken.add_argument("file", type=Path, help="the package")
    taken.add_argument("--key", required=True, help="the partner's public key, 64 signs")
    taken.add_argument("--school", **school)
    taken.add_argument("--json", action="store_true", help="print JSON")


def export_package(options: dict[str, Any], *, now: datetime) -> tuple[list[str], dict[str, Any]]:
    """Write a package, and return what was done in lines and for JSON."""
    school, out, epsilon = find_school(options["school"]), options["out"], options["noise"]
    study = Study.objects.filter(school=school, pk=options["study"]).first()
    if study is None:
        raise Refusal(f"{school.name} has no study {options['study']}. Its address has the number.")
    if epsilon is not None and not 0.1 <= epsilon <= 10.0:
        raise Refusal(f"--noise must be from 0.1 to 10, got {epsilon}.")
    if out is not None:
        check_new(out)
    with translation.override("en"):
        try:
            if out is None:
                return _preview(study, now)
            folder = Path(settings.DATA)
            sent = record_export(study, epsilon=epsilon, folder=folder, by=None, now=now)
        except PackageError as error:
            raise Refusal(describe_problem(error.code)) from error
    out.write_bytes(sent.file)
    found = {
        "file": str(out),
        "package": sent.row.package_hash,
        "public_key": sent.row.public_key,
        "epsilon": epsilon,
    }
    return [
        f"Written: {out}",
        f"  package      {sent.row.package_hash}",
        f"  public key   {sent.row.public_key} (tell it to partners by another way)",
    ], found


def _preview(study: Study, now: datetime) -> tuple[list[str], dict[str, Any]]:
    from armillary.apps.studies.packages import preview_package

    content = preview_package(study, now=now)
    lines = [f"  {line}" for line in describe_package(content)]
    return ["This would leave, with --out FILE:", *lines], {"would_leave": content}


def import_package(options: dict[str, Any], *, now: datetime) -> tuple[list[str], dict[str, Any]]:
    """Check and keep a package, and return what all packages say, in lines and for JSON."""
    school, path = find_school(options["school"]), options["file"]
    if not path.is_file():
        raise Refusal(f"{path} is not a file.")
    with path.open("rb") as reader:
        file = reader.read(LARGEST + 1)  # what is longer is no package
    with translation.override("en"):
        try:
            row = record_import(school, file, key=options["key"], by=None, now=now)
        except PackageError as error:
            raise Refusal(describe_problem(error.code)) from error
    content = row.content
    lines = [f"Taken: {content['school']}, {content['protocol']['question']}"]
    for result in content["results"]:
        g = result["g"]
        lines.append(
            f"  {result['kind']:<12} {g['effect']:.3f} SD ({g['low']:.3f} to {g['high']:.3f}),"
            f" se {g['se']:.3f}, n {result['n'][0]} + {result['n'][1]}"
        )
    if content.get("stopped"):
        lines.append("  stopped      before its last day")
    together = _pool(school)
    found = {"package": row.package_hash, "school": content["school"], "pooled": together}
    if together is None:
        lines.append("  together     three packages are needed at least")
    else:
        lines.append(
            f"  together     {together['mean']:.3f} SD ({together['ci'][0]:.3f} to"
            f" {together['ci'][1]:.3f}), {together['n']} packages, tau2 {together['tau2']:.4f}"
        )
    return lines, found


def _pool(school: Any) -> dict[str, Any] | None:  # a school
    """What all packages here say together; None with too few."""
    contents = [row.content for row in find_packages(school)]
    try:
        pooled = pool_packages(contents, kind="after", level=0.95)
    except RefusalError:
        return None
    prediction = pooled.prediction
    return {
        "mean": pooled.mean.effect,
        "se": pooled.mean.se,
        "ci": [pooled.mean.low, pooled.mean.high],
        "tau2": pooled.fit.tau2,
        "q": pooled.fit.q,
        "i2": pooled.fit.i2,
        "n": pooled.fit.n,
        "prediction": [prediction.low, prediction.high] if prediction else None,
    }
