"""Packages leave and arrive; each is kept, so that nothing leaves twice in two shapes."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from armillary.apps.people.actions.audit import record_audit
from armillary.apps.people.models import Adult, AuditEntry, School
from armillary.apps.studies.keys import find_key, make_chance, public_key_of
from armillary.apps.studies.models import EvidencePackage, Study
from armillary.apps.studies.package_differences import find_overlap
from armillary.apps.studies.packages import (
    PackageError,
    build_package,
    hash_package,
    read_package,
    sign_package,
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A package that leaves: its row and its file."""

    row: EvidencePackage
    file: bytes


@transaction.atomic
def record_export(
    study: Study, *, epsilon: float | None, folder: Path, by: Adult | None, now: datetime
) -> Sent:
    """Return the signed package of a study; the one that left before, if nothing has changed.

    Raises
    ------
    PackageError
        As `build_package` and `find_overlap`.
    """
    Study.objects.select_for_update().get(pk=study.pk)
    key = find_key(folder)
    earlier = EvidencePackage.objects.filter(study=study).order_by("-pk").first()
    if earlier is not None and earlier.epsilon is not None and earlier.epsilon == epsilon:
        return Sent(earlier, sign_package(earlier.content, key))  # no new noise, no budget spent
    content = build_package(study, epsilon=epsilon, chance=make_chance(key), now=now)
    for row in EvidencePackage.objects.filter(study=study):
        if row.content | {"made_at": content["made_at"]} == content:
            return Sent(row, sign_package(row.content, key))  # nothing has changed
    if fault := find_overlap(study, content):
        raise PackageError(fault)
    row = EvidencePackage.objects.create(
        school_id=study.school_id,
        study=study,
        package_hash=hash_package(content),
        public_key=public_key_of(key),
        content=content,
        epsilon=epsilon,
        adult=by,
        at=now,
    )
    _note(study.school, by, "evidence_exported", f"study:{study.pk}", now)
    return Sent(row, sign_package(content, key))


@transaction.atomic
def record_import(
    school: School, file: bytes, *, key: str, by: Adult | None, now: datetime
) -> EvidencePackage:
    """Return the row of a partner's package; taken twice it is one row.

    Raises
    ------
    PackageError
        As `read_package`; nothing is stored then.
    """
    content: dict[str, Any] = read_package(file, key=key)
    row, made = EvidencePackage.objects.get_or_create(
        school=school,
        package_hash=hash_package(content),
        defaults={
            "public_key": "".join(key.split()).lower(),
            "content": content,
            "adult": by,
            "at": now,
        },
    )
    if made:
        _note(school, by, "evidence_imported", f"package:{row.pk}", now)
    return row


def _note(school: School, by: Adult | None, action: str, subject: str, now: datetime) -> None:
    if by is not None:
        record_audit(by, action=action, subject=subject, now=now)
    else:
        AuditEntry.objects.create(school=school, action=action, subject=subject, at=now)
