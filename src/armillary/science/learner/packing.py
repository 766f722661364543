"""The outer form of a packed state, the same for every model: who packed it, and is it whole.

Twelve bytes: two letters, the model's code, its version, the fingerprint of the parameters and
a checksum. Then the model's own head, and a record for each touched skill.
"""

import math
import struct
import zlib
from dataclasses import dataclass

from .contract import StateError

_SEAL = struct.Struct("<2sBBII")
_MAGIC = b"AL"
_NOTHING = struct.Struct("")


@dataclass(frozen=True, slots=True)
class Packer:
    """Seals and opens the packed states of one model with one set of parameters.

    Parameters
    ----------
    name, code, version : of the model; the code is one byte, its own for each model
    fingerprint : 32 bits that tell the parameters from others
    head, record : the form of the model's own head, its last field the number of records, and
        of one touched skill, the skill first; a model that makes its bytes itself has none
    """

    name: str
    code: int
    version: int
    fingerprint: int
    head: struct.Struct = _NOTHING
    record: struct.Struct = _NOTHING

    def seal(self, head: tuple[float, ...], records: list[tuple[float, ...]]) -> bytes:
        """Return head and records as bytes."""
        return self.seal_body(
            self.head.pack(*head, len(records))
            + b"".join([self.record.pack(*record) for record in records])
        )

    def seal_body(self, body: bytes) -> bytes:
        """Return bytes that a model made itself, sealed."""
        return (
            _SEAL.pack(_MAGIC, self.code, self.version, self.fingerprint, zlib.crc32(body)) + body
        )

    def open_body(self, packed: bytes) -> bytes:
        """Return the bytes that were sealed; StateError when they are not whole, or not ours."""
        if len(packed) < _SEAL.size:
            raise StateError(f"stored state is torn: {len(packed)} bytes, rebuild it")
        body = packed[_SEAL.size :]
        magic, code, version, fingerprint, checksum = _SEAL.unpack_from(packed)
        if (magic, code, version) != (_MAGIC, self.code, self.version):
            raise StateError(f"stored state is not of {self.name} {self.version}: rebuild it")
        if fingerprint != self.fingerprint:
            raise StateError("stored state was made with other parameters: rebuild it")
        if zlib.crc32(body) != checksum:
            raise StateError("stored state is torn or damaged: rebuild it")
        return body

    def open(
        self, packed: bytes, n_skills: int
    ) -> tuple[tuple[float, ...], list[tuple[float, ...]]]:
        """Return head and records; StateError when they are not whole, ours, or fit to use."""
        body = self.open_body(packed)
        if len(body) < self.head.size:
            raise StateError(f"stored state is torn: {len(packed)} bytes, rebuild it")
        *head, n_records = self.head.unpack_from(body)
        if len(body) != self.head.size + n_records * self.record.size:
            raise StateError(f"stored state is torn: {len(packed)} bytes, rebuild it")
        records = list(self.record.iter_unpack(body[self.head.size :]))
        _check_numbers(tuple(head), records, n_skills)
        return tuple(head), records


def _check_numbers(
    head: tuple[float, ...], records: list[tuple[float, ...]], n_skills: int
) -> None:
    """Refuse endless numbers and skills that are gone."""
    total = sum(head) + sum(sum(record) for record in records)
    if not math.isfinite(total):
        raise StateError("stored state holds a value that is not a number: rebuild it")
    for record in records:
        if record[0] >= n_skills:
            raise StateError(
                f"stored state knows skill {record[0]}, but the course has only {n_skills}"
            )
