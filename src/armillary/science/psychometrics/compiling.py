"""Compiling functions of this folder, with the machine code kept on disk.

The compiler keeps code by the file of a function and does not see that a file it calls has
changed. So the code is kept in a folder named after all sources that hold compiled functions:
files whose names end in `kernels`, and this one.
"""

import os
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

F = TypeVar("F", bound=Callable[..., Any])

# Sums may be taken in another order, so that they run side by side; nothing else is relaxed:
# infinities and signs keep their meaning.
SUMS = {"reassoc", "contract"}


def compiled(function: F) -> F:
    """Compile a function on its first call; keep the code where the disk allows it."""
    settings: Any = numba.config  # has no types
    before = settings.CACHE_DIR
    settings.CACHE_DIR = _folder()
    try:
        made: Any = numba.njit(cache=True, nogil=True, fastmath=SUMS, error_model="numpy")(function)
    except RuntimeError:  # nowhere to keep it
        made = numba.njit(nogil=True, fastmath=SUMS, error_model="numpy")(function)
    finally:
        settings.CACHE_DIR = before
    return cast(F, made)


@cache
def _folder() -> str:
    """Where the code of these very sources is kept: beside them, or with the user's caches."""
    here = Path(__file__).parent
    digest = 0
    for source in (Path(__file__), *sorted(here.glob("*kernels.py"))):
        digest = zlib.crc32(source.read_bytes(), digest)
    name = f"compiled-{digest:08x}"
    for folder in (here / "__pycache__", Path.home() / ".cache" / "armillary"):
        try:
            (folder / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(folder / name, os.W_OK):
            return str(folder / name)
    return str(here / "__pycache__" / name)
