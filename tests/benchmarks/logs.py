"""A small made-up log for peers and tables: several skills a row, repeats, days."""

import numpy as np

from armillary.science.learner import Answers, Columns, join_rows

N_LEARNERS, N_ROWS, N_ITEMS, N_SKILLS = 24, 20, 12, 5


def small_log(scores: np.ndarray | None = None) -> Answers:
    """The same log each time, with other scores when they are given."""
    generator = np.random.default_rng(7)
    n = N_LEARNERS * N_ROWS
    item = generator.integers(N_ITEMS, size=n)
    skills = [sorted({int(i) % N_SKILLS, int(i) * 3 % N_SKILLS}) for i in item]
    drawn = (generator.random(n) < 0.35 + 0.5 * item / N_ITEMS).astype(np.float64)
    return join_rows(
        Columns(
            learner=np.repeat(np.arange(N_LEARNERS), N_ROWS),
            item=item,
            score=drawn if scores is None else scores,
            skills=skills,
            days=np.sort(generator.random((N_LEARNERS, N_ROWS)) * 50.0, axis=1).ravel(),
        )
    )


def flipped(log: Answers, row: int) -> Answers:
    """The log with one right answer made wrong, or the other way round."""
    scores = log.score.copy()
    scores[row] = 1.0 - scores[row]
    return small_log(scores)
