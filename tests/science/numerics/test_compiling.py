"""Compiled code is kept for the sources it was made from, and for no others."""

import sys
from importlib import util
from pathlib import Path
from types import ModuleType

import pytest

ASKING = """
from pathlib import Path
from armillary.science.numerics import create_compiler
compiled = create_compiler(Path(__file__), sources="*_kernels.py", settings={"nogil": True})

@compiled
def double(x: int) -> int:
    return 2 * x
"""


def load(folder: Path, name: str) -> ModuleType:
    """Return asking.py of a folder as a module of this name."""
    spec = util.spec_from_file_location(name, folder / "asking.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_code_is_kept_beside_the_sources_and_apart_for_each_state_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "asking.py").write_text(ASKING)
    (tmp_path / "one_kernels.py").write_text("A = 1\n")
    assert load(tmp_path, "asking_before").double(21) == 42
    first = set((tmp_path / "__pycache__").glob("compiled-*"))
    assert len(first) == 1
    assert any(next(iter(first)).rglob("*.nbi"))
    # Folders are found once a process, so another state of the sources is another copy of them.
    other = tmp_path / "other"
    other.mkdir()
    (other / "asking.py").write_text(ASKING)
    (other / "one_kernels.py").write_text("A = 2\n")
    assert load(other, "asking_after").double(4) == 8
    (second,) = (other / "__pycache__").glob("compiled-*")
    assert second.name not in {folder.name for folder in first}
