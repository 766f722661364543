"""Runs background work: a thread of the server on SQLite, a process of its own on PostgreSQL."""

import logging
import threading
import time
from datetime import timedelta

from django.db import close_old_connections
from django.utils import timezone
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from armillary.apps.assessment.background import calibrate_due
from armillary.apps.practice.tidy import tidy_up

logger = logging.getLogger(__name__)

LOOK_AGAIN = 5.0  # seconds between two looks at the queue
TIDY_EVERY = timedelta(hours=6)
# What is asked for again and again: tidying, and calibrating where a test has closed.
TASKS = (tidy_up, calibrate_due)
KEEP_RESULTS = timedelta(days=30)
REST_AFTER_FAULT = 60.0  # seconds


def make_worker() -> Worker:
    """Return a worker for every queue that runs until its process ends."""
    return Worker(
        queue_names=["*"],
        interval=LOOK_AGAIN,
        batch=False,
        backend_name="default",
        startup_delay=True,
        max_tasks=None,
        worker_id=f"school-{threading.get_ident()}",
        excluded_queue_names=[],
    )


def ask_for_tidying() -> bool:
    """Put the regular tasks into the queue, those that neither ran lately nor wait already.

    Returns whether any was put.
    """
    recent = timezone.now() - TIDY_EVERY
    asked = False
    for task in TASKS:
        rows = DBTaskResult.objects.filter(task_path=task.module_path)
        if not rows.filter(enqueued_at__gte=recent).exists():
            rows.filter(finished_at__lt=recent - KEEP_RESULTS).delete()
            task.enqueue()
            asked = True
    return asked


def keep_asking() -> None:
    """Ask for the tidying now and every few hours, whatever goes wrong in between."""
    while True:
        try:
            ask_for_tidying()
        except Exception:
            logger.exception("The tidying could not be asked for")
        close_old_connections()
        time.sleep(TIDY_EVERY.total_seconds())


def keep_working() -> None:
    """Work on the queue for ever; after a fault rest a minute and go on."""
    while True:
        try:
            make_worker().run()
        except Exception:
            logger.exception("Background work stopped and starts again in a minute")
        close_old_connections()
        time.sleep(REST_AFTER_FAULT)


def start_background() -> list[threading.Thread]:
    """Start the threads of a school's one process."""
    threads = [
        threading.Thread(target=keep_asking, name="asking", daemon=True),
        threading.Thread(target=keep_working, name="background", daemon=True),
    ]
    for thread in threads:
        thread.start()
    return threads
