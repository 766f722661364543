"""The key that signs evidence packages: made once, kept in the data folder, part of a backup."""

import contextlib
import hmac
import os
import secrets
from collections.abc import Callable
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

KEY_FILE = "evidence.key"
# From what it is about to numbers between 0 and 1, never either.
Chance = Callable[[bytes], Callable[[], float]]


def find_key(folder: Path) -> Ed25519PrivateKey:
    """Return the school's signing key, made on first use and kept in the data folder."""
    path = folder / KEY_FILE
    if not path.exists():
        put_key(folder, Ed25519PrivateKey.generate().private_bytes_raw().hex())
    return Ed25519PrivateKey.from_private_bytes(bytes.fromhex(path.read_text("ascii").strip()))


def put_key(folder: Path, key: str) -> None:
    """Keep a signing key in the data folder, whole or not at all, unless there is one already.

    Parameters
    ----------
    key : 64 hexadecimal signs

    Raises
    ------
    ValueError
        If the text is no key.
    """
    Ed25519PrivateKey.from_private_bytes(bytes.fromhex(key))
    fresh = folder / f".{KEY_FILE}.{secrets.token_hex(8)}"
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as writer:
        writer.write(key + "\n")
        writer.flush()
        os.fsync(writer.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(fresh, folder / KEY_FILE)
    fresh.unlink()


def make_chance(key: Ed25519PrivateKey) -> Chance:
    """Return chance that only who has the key can foresee: the same numbers for the same words.

    Whoever asks for noise again, be it after a refusal or from a restored backup, gets the noise
    that was drawn; other outcomes, or another budget, get noise that has nothing to do with it.
    """
    secret = key.private_bytes_raw()

    def begin(about: bytes) -> Callable[[], float]:
        numbers = count()

        def draw() -> float:
            said = b"armillary noise %d " % next(numbers) + about
            bits = int.from_bytes(hmac.digest(secret, said, "sha256")[:8], "big") >> 12
            return (bits + 0.5) / 2**52  # never 0, never 1

        return draw

    return begin


def public_key_of(key: Ed25519PrivateKey) -> str:
    """Return what partners check signatures with, 64 hexadecimal signs."""
    return key.public_key().public_bytes_raw().hex()
