"""The learner models that this process runs, always with the parameters that count now.

A switch of parameters replaces one small file (`practice.parameters`). Its stamp is looked at
before each use, so a running server follows at once, without a restart.
"""

import functools
import logging
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from armillary.apps.practice.parameters import ACTIVE_FILE, FOLDER, read_ledger, read_version
from armillary.science.learner import LearnerModel, create_model, starting_model

logger = logging.getLogger(__name__)

Stamp = tuple[int, int, int] | None
Key = tuple[str, int]  # path of active.json, number of skills


@dataclass(frozen=True, slots=True)
class _Loaded:
    stamp: Stamp
    model: LearnerModel[Any]


class Models:
    """The learner models this process runs, one for each course, as its parameters are now."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: dict[Key, _Loaded] = {}

    def find(self, course: str, n_skills: int) -> LearnerModel[Any]:
        """Return the model of a course: a look at the file's stamp, and mostly nothing more.

        Damaged parameters are never half used: the shipped ones take their place until they are
        mended, and the log says so. While the disk cannot be read the model stays as it is.
        """
        held = _HELD.get()
        if held is not None and (course, n_skills) in held:
            return held[course, n_skills]
        key = (f"{settings.DATA}/{FOLDER}/{course}/{ACTIVE_FILE}", n_skills)
        known = self._loaded.get(key)
        try:
            if known is not None and known.stamp is None and not os.access(key[0], os.F_OK):
                stamp = None  # still no file: half the price of the exception that says so
            else:
                stamp = _stamp(key[0])
            if known is None or known.stamp != stamp:
                known = self._load(key, stamp)
        except OSError as error:
            logger.error("The learner model's parameters cannot be looked at: %s", error)
            return known.model if known is not None else _shipped_model(n_skills)
        if held is not None:
            held[course, n_skills] = known.model
        return known.model

    def _load(self, key: Key, stamp: Stamp) -> _Loaded:
        """Load what the file says now; one thread does it, the others wait for it."""
        with self._lock:
            known = self._loaded.get(key)
            if known is None or known.stamp != stamp:
                known = self._loaded[key] = _Loaded(stamp, _load_model(Path(key[0]).parent, key[1]))
            return known


def _stamp(path: str) -> Stamp:
    """What changes with every replacement of a file; None when there is no file."""
    try:
        found = os.stat(path)  # a Path would cost more than the look itself
    except (FileNotFoundError, NotADirectoryError):
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size


def _load_model(folder: Path, n_skills: int) -> LearnerModel[Any]:
    """The model of a folder's parameters; with the shipped ones when they cannot be used."""
    try:
        ledger = read_ledger(folder)
        version = ledger.find(ledger.active)
        if version is not None:
            return create_model(read_version(folder, version), n_skills)
    except ValueError as error:
        logger.error("The school runs with the shipped parameters of the learner model: %s", error)
    return _shipped_model(n_skills)


@functools.lru_cache(maxsize=8)
def _shipped_model(n_skills: int) -> LearnerModel[Any]:
    return starting_model(n_skills)


IN_USE = Models()
_HELD: ContextVar[dict[tuple[str, int], LearnerModel[Any]] | None] = ContextVar(
    "held models", default=None
)


@contextmanager
def hold_models() -> Iterator[None]:
    """Use one model throughout, so that a switch in the middle changes nothing in here."""
    token = _HELD.set({})
    try:
        yield
    finally:
        _HELD.reset(token)


class HeldModels:
    """Middleware: a page is computed with one model from its first line to its last."""

    def __init__(self, respond: Callable[[HttpRequest], HttpResponse]) -> None:
        self.respond = respond

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with hold_models():
            return self.respond(request)
