"""Gets the learner models of a fresh server ready, so that the first answer does not wait."""

import logging
import threading

from django.db import connection

from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.curriculum.models import Course
from armillary.apps.practice.engine import find_model
from armillary.science.learner import starting_model, warm_up

logger = logging.getLogger(__name__)


def warm_models() -> int:
    """Warm up the model of every course, and the one a new course would get; return how many.

    A course's own catalogue is read on the way and stays in memory.
    """
    warm_up(starting_model(1))
    catalogues = [SHELF.catalogue(key) for key in Course.objects.values_list("key", flat=True)]
    published = [catalogue for catalogue in catalogues if catalogue is not None]
    for catalogue in published:
        warm_up(find_model(catalogue))
    return len(published) + 1


def warm_or_go_on() -> None:
    """Warm up; a fault is noted, for then the first answer does what is left."""
    try:
        warm_models()
    except Exception:
        logger.exception("Warming up failed; the learner models get ready with the first answer")


def start_warming() -> threading.Thread:
    """Start warming up beside the server; pages are answered meanwhile."""
    thread = threading.Thread(target=_warm_in_thread, name="warming", daemon=True)
    thread.start()
    return thread


def _warm_in_thread() -> None:
    warm_or_go_on()
    connection.close()
