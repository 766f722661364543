"""The signed slip that a question carries: what was shown, to whom, and how it was chosen.

A ticket stands for the look-ups and the form token that an ordinary form needs. It is bound to the
seat it was given to and outlives a school day by far, so that an answer kept on a device is still
taken days later.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
import time
import uuid
from dataclasses import dataclass, replace
from functools import lru_cache

from django.conf import settings

TICKET_AGE = 14 * 24 * 3600
# version, nonce, learner, item, seed, sitting, hints seen, shown at (ms), expires (s), p, seat hash
_LAYOUT = struct.Struct("<B16sQQIQBQId32s")
_VERSION = 1
_SIGNATURE_BYTES = 16
_POLICY_LIMIT = 40


class TicketError(Exception):
    """The ticket is forged, torn or out of date."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """What the server needs to know about a question it showed."""

    nonce: bytes
    learner: int
    item: int
    seed: int
    sitting: int
    hints: int
    shown_at: int  # milliseconds since the epoch
    expires: int  # seconds since the epoch
    p_chosen: float
    seat_hash: str
    policy: str

    def answer_id(self, try_number: int) -> uuid.UUID:
        """Return the id of the answer: the time-ordered nonce, with the try in its last byte."""
        digest = hashlib.sha256(self.nonce + bytes([try_number])).digest()
        return uuid.UUID(bytes=self.nonce[:6] + digest[:10])

    def with_hints(self, hints: int) -> "Ticket":
        """Return the ticket after this many hints were seen."""
        return replace(self, hints=min(hints, 255))


def make_nonce(now_ms: int) -> bytes:
    """Return 16 bytes: 48 bits of time, then chance; ids made from it are nearly in time order."""
    return now_ms.to_bytes(6, "big") + secrets.token_bytes(10)


@lru_cache(maxsize=4)
def _key(secret: str) -> bytes:
    return hashlib.sha256(b"armillary.practice.ticket:" + secret.encode()).digest()


def _signature(payload: bytes) -> bytes:
    return hmac.digest(_key(settings.SECRET_KEY), payload, "sha256")[:_SIGNATURE_BYTES]


def sign_ticket(ticket: Ticket) -> str:
    """Return the ticket as text for a form field."""
    payload = _LAYOUT.pack(
        _VERSION,
        ticket.nonce,
        ticket.learner,
        ticket.item,
        ticket.seed,
        ticket.sitting,
        ticket.hints,
        ticket.shown_at,
        ticket.expires,
        ticket.p_chosen,
        bytes.fromhex(ticket.seat_hash),
    ) + ticket.policy.encode("ascii")
    return base64.urlsafe_b64encode(_signature(payload) + payload).rstrip(b"=").decode()


def read_ticket(text: str, *, now: float | None = None) -> Ticket:
    """Return the ticket, or raise TicketError when it is forged, torn or expired.

    Parameters
    ----------
    text : what `sign_ticket` made
    now : seconds since the epoch; the clock when missing
    """
    try:
        raw = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error) as error:
        raise TicketError("torn") from error
    payload = raw[_SIGNATURE_BYTES:]
    if not _LAYOUT.size <= len(payload) <= _LAYOUT.size + _POLICY_LIMIT:
        raise TicketError("torn")
    if not hmac.compare_digest(raw[:_SIGNATURE_BYTES], _signature(payload)):
        raise TicketError("forged")
    fields = _LAYOUT.unpack(payload[: _LAYOUT.size])
    if fields[0] != _VERSION:
        raise TicketError("another version")
    ticket = Ticket(
        nonce=fields[1],
        learner=fields[2],
        item=fields[3],
        seed=fields[4],
        sitting=fields[5],
        hints=fields[6],
        shown_at=fields[7],
        expires=fields[8],
        p_chosen=fields[9],
        seat_hash=fields[10].hex(),
        policy=payload[_LAYOUT.size :].decode("ascii"),
    )
    if ticket.expires < (time.time() if now is None else now):
        raise TicketError("expired")
    return ticket
