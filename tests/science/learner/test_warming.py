"""Warming up a model once is enough for everything that a school asks of it."""

import subprocess
import sys
from typing import Any

import pytest

from armillary.science.learner import LearnerModel, warm_up

# Whole numbers and truth values too: each kind of number would be machine code of its own.
LIFE = """
import sys
from numba.core.dispatcher import Dispatcher
from armillary.science.learner import GivenAnswer, ItemSpec, estimate_many, explain_skill
from armillary.science.learner import starting_model, warm_up

def count_code():
    found = {
        id(thing): len(thing.signatures)
        for name, module in list(sys.modules.items()) if name.startswith("armillary.")
        for thing in vars(module).values() if isinstance(thing, Dispatcher)
    }
    return sum(found.values())

warm_up(starting_model(1))
warmed = count_code()
model = starting_model(40)
items = [ItemSpec(n, (n % 40, (n + 1) % 40, (n + 7) % 40)[: 1 + n % 3], 0.1) for n in range(60)]
state = model.new_state(1)
for n, item in enumerate(items):
    model.predict_many(state, items, 20_000 + n)
    model.predict(state, item, 20_000.5 + n)
    state = model.update(state, item, n % 2 > 0, 20_000 + n, weight=(1, 0.25, 1.0)[n % 3])
    model.mastery(state, n % 40, 20_001 + n)
    estimate_many(model, state, range(40), 20_001 + n)
state = model.unpack(model.pack(state))
given = [GivenAnswer(item, 1, 1, 20_000 + n) for n, item in enumerate(items)]
explain_skill(model, given, 3, 20_100)
print(warmed, count_code() - warmed)
"""


@pytest.mark.slow
def test_after_warming_up_no_answer_waits_for_the_compiler() -> None:
    done = subprocess.run([sys.executable, "-c", LIFE], capture_output=True, text=True, check=False)
    warmed, more = done.stdout.split() or (done.stderr, "")
    assert int(warmed) > 0
    assert int(more) == 0


def test_warming_up_changes_nothing_that_a_model_says(model: LearnerModel[Any]) -> None:
    item = model.item_spec(7, (0, 3))
    before = model.predict(model.new_state(), item, 20_000.0)
    warm_up(model)
    assert model.predict(model.new_state(), item, 20_000.0) == before
