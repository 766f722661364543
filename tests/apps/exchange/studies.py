"""Studies whose truth is known, written as files."""

from pathlib import Path

import numpy as np

HEADING = ("learner", "class", "school", "way", "before", "score", "home")


def study_text(
    n_classes: int = 8,
    n_learners: int = 12,
    *,
    effect: float = 4.0,
    seed: int = 3,
    whole: bool = True,
    missing: float = 0.0,
) -> str:
    """Return a CSV: classes of learners, half of them taught the new way (simulated).

    The score is 50 + effect + half of `before` + a class's own (sd 2) + a learner's own (sd 6).
    """
    chance = np.random.default_rng(seed)
    lines = [",".join(HEADING)]
    for room in range(n_classes):
        shift = chance.normal(0.0, 2.0)
        for place in range(n_learners):
            new = room % 2 if whole else place % 2
            before = round(chance.normal(50.0, 8.0), 1)
            score = 25.0 + effect * new + 0.5 * before + shift + chance.normal(0.0, 6.0)
            cell = "" if chance.random() < missing else f"{score:.2f}"
            home = "village" if (room + place) % 3 else "town"
            lines.append(
                f"{room * 100 + place},c{room},s{room // 2 % 4},{('usual', 'lab')[new]},"
                f"{before},{cell},{home}"
            )
    return "\n".join(lines) + "\n"


def write_study(path: Path, **settings: object) -> Path:
    """Write such a study."""
    path.write_text(study_text(**settings), encoding="utf-8")  # type: ignore[arg-type]  # as given
    return path
