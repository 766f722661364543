"""Compiling functions of this folder: files whose names end in `kernels` hold them."""

from pathlib import Path

from armillary.science.numerics import create_compiler

# Sums may be taken in another order, so that they run side by side; nothing else is relaxed:
# infinities and signs keep their meaning.
SUMS = {"reassoc", "contract"}

compiled = create_compiler(
    Path(__file__),
    sources="*kernels.py",
    settings={"nogil": True, "fastmath": SUMS, "error_model": "numpy"},
)
