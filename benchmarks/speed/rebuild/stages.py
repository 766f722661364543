"""The steps of a rebuild in one process, over the first of many bands: CPU of each.

ARMILLARY_DATA=DIR python -m benchmarks.speed.rebuild.stages
"""

import gc
import os
import time
from collections.abc import Callable
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Stages:
    """CPU seconds by the name of the step."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    def time(self, name: str, work: Callable[[], T]) -> T:
        """Do the work and add what it took."""
        started = time.process_time()
        done = work()
        self.seconds[name] = self.seconds.get(name, 0.0) + time.process_time() - started
        return done


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.web.settings")
    import django

    django.setup()
    from armillary.apps.practice.conclusions import conclude, make_log, read_courses
    from armillary.apps.practice.history import plan_bands, read_pieces
    from armillary.science.scheduling import replay_reviews

    gc.disable()
    stages = Stages()
    bands = stages.time("count the answers", lambda: plan_bands(2))
    pieces = stages.time("read and sort", lambda: list(read_pieces(bands[0])))
    n_answers = sum(len(piece.history) for piece in pieces)
    (course,) = stages.time("read the course", read_courses)
    model = course.model

    def replay(number: int, suffix: str = "") -> int:
        history = pieces[number].history
        item = np.searchsorted(course.ids, history.item)
        moves = history.moves & ~np.isnan(history.score)
        log, by_page = stages.time(
            f"make the log{suffix}", lambda: make_log(history, item, moves, course)
        )
        states = stages.time(f"model.replay{suffix}", lambda: model.replay(log, items=course.specs))
        stages.time(f"model.pack{suffix}", lambda: [model.pack(state) for state in states])
        stages.time(f"review dates{suffix}", lambda: replay_reviews(log, counts=~by_page))
        return len(states)

    replay(0, " (first, compiles)")
    n_learners = sum(replay(number) for number in range(len(pieces)))
    for piece in pieces:
        stages.time("all of conclude", lambda piece=piece: conclude(piece, [course]))
    print(f"step by step, one process: {n_answers:,} answers of {n_learners:,} learners;")
    print(f"{'model ' + course.model.name:<38}{'CPU s':>7}{'us/answer':>11}{'us/learner':>12}")
    for name, seconds in stages.seconds.items():
        print(
            f"{name:<38}{seconds:>7.2f}{seconds / n_answers * 1e6:>11.3f}"
            f"{seconds / n_learners * 1e6:>12.1f}"
        )


if __name__ == "__main__":
    main()
