"""The rows of one ordinary study."""

import pytest

from tests.science.evidence.simulated import Rows, simulate_rows


@pytest.fixture(scope="session")
def rows() -> Rows:
    return simulate_rows(7, sizes=[18, 25, 22, 30, 16, 24, 27, 21, 19, 26], effect=0.4)
