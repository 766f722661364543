"""Compiling the functions of a folder, with the machine code kept on disk.

The compiler keeps code by the file of a function and does not see that a file it calls has
changed. So the code is kept in a folder named after all sources that hold compiled functions.
"""

import os
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

F = TypeVar("F", bound=Callable[..., Any])


def create_compiler(
    user: Path, *, sources: str, settings: Mapping[str, object]
) -> Callable[[F], F]:
    """Return a decorator that compiles a function on its first call.

    The code is kept beside the sources, else with the user's caches, else not at all.

    Parameters
    ----------
    user : the file that asks; it lies in the folder of the sources and is one of them
    sources : the pattern of the names of other files whose change makes kept code useless
    settings : of `numba.njit`, `cache` left out
    """
    import numba  # takes a third of a second, and not everybody who imports numerics compiles

    chosen: Any = dict(settings)

    def compiled(function: F) -> F:
        config: Any = numba.config  # has no types
        before = config.CACHE_DIR
        config.CACHE_DIR = _place_for(user, sources)
        try:
            made: Any = numba.njit(cache=True, **chosen)(function)
        except RuntimeError:  # nowhere to keep it
            made = numba.njit(**chosen)(function)
        finally:
            config.CACHE_DIR = before
        return cast(F, made)

    return compiled


@cache
def _place_for(user: Path, sources: str) -> str:
    """Where the code of these very sources is kept."""
    folder, digest = user.parent, 0
    for source in (Path(__file__), user, *sorted(folder.glob(sources))):
        digest = zlib.crc32(source.read_bytes(), digest)
    name = f"compiled-{digest:08x}"
    for parent in (folder / "__pycache__", Path.home() / ".cache" / "armillary"):
        try:
            (parent / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(parent / name, os.W_OK):
            return str(parent / name)
    return str(folder / "__pycache__" / name)
