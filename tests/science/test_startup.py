"""A process pays for the compiler when it makes a compiled model, and for nothing else."""

import subprocess
import sys

import pytest

IMPORT = "from armillary.science import scheduling\nfrom armillary.science.learner import *\n"
ANSWER = (
    "model = starting_model(3)\n"
    "state = model.update(model.new_state(), model.item_spec(1, (0,)), 1.0, 1.0)\n"
    "estimate_many(model, model.unpack(model.pack(state)), (0, 1, 2), 2.0)\n"
)


@pytest.mark.slow
@pytest.mark.parametrize(("code", "loaded"), [(IMPORT, []), (IMPORT + ANSWER, ["numba"])])
def test_only_a_model_loads_the_compiler_and_nothing_here_the_optimiser_or_django(
    code: str, loaded: list[str]
) -> None:
    code += "import sys\n"
    code += (
        "print([name for name in ('numba', 'scipy.optimize', 'django') if name in sys.modules])\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == str(loaded), done.stderr
