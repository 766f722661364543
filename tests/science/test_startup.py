"""A process that only serves answers does not pay for the compiler and the optimiser."""

import subprocess
import sys


def test_serving_answers_loads_neither_compiler_nor_optimiser_nor_django() -> None:
    code = (
        "import sys\n"
        "from armillary.science import scheduling\n"
        "from armillary.science.learner import starting_model\n"
        "model = starting_model(3)\n"
        "model.update(model.new_state(), model.item_spec(1, (0,)), 1.0, 1.0)\n"
        "print([name for name in ('numba', 'scipy', 'django') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "[]", done.stderr
