"""Get a model ready before somebody waits for it."""

from typing import Any

from .contract import LearnerModel
from .estimates import estimate_many

# Any moment will do: nothing that is computed here is kept.
_DAYS = 20_000.0


def warm_up(model: LearnerModel[Any]) -> None:
    """Ask a model once for everything that an answer asks, with a learner nobody is.

    A compiled model compiles itself on the first call, or loads what it compiled before, and that
    takes seconds. Afterwards every call of the answer path takes its usual microseconds.
    """
    skills = tuple(range(min(2, model.n_skills)))
    item = model.item_spec("warming up", skills)
    state = model.new_state()
    for score, weight in ((0.0, 1.0), (1.0, 0.5)):
        model.predict(state, item, _DAYS)
        model.predict_many(state, [item, item], _DAYS)
        state = model.update(state, item, score, _DAYS, weight=weight)
        model.mastery(state, 0, _DAYS)
        estimate_many(model, state, skills, _DAYS)
        state = model.unpack(model.pack(state))
    model.touched(state)
    model.n_answers(state)
