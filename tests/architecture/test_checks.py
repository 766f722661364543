"""Format, lint, layers, migrations, types and the arithmetic of labs: the checks of tools/check."""

import os
import subprocess

import pytest

from tests.installed import require
from tools.checks import CHECKS, ROOT, Check


@pytest.mark.slow
@pytest.mark.parametrize("check", CHECKS, ids=str)
def test_check_passes(check: Check) -> None:
    if check.needs:
        require(check.needs, package="nodejs")
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "armillary.web.settings"}
    done = subprocess.run(
        check.words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
