"""What every test may use. Tests keep their files in a folder of their own, gone afterwards."""

import atexit
import os
import random
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

DATA = Path(tempfile.mkdtemp(prefix="armillary-tests-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
# For the programs that tests start.
os.environ["ARMILLARY_DATA"] = str(DATA)
os.environ["ARMILLARY_WRITER"] = "inline"


def pytest_configure() -> None:
    """Point this process at the folder: pytest-django has read the settings before this file."""
    from django.conf import settings

    settings.DATA = DATA
    settings.STATIC_ROOT = None
    settings.WHITENOISE_USE_FINDERS = True
    settings.ARMILLARY_WRITER = "inline"


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Settings) -> None:
    """Hash passwords quickly: their strength is Django's business, not ours."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _fresh_shelf() -> None:
    """Forget the published items that an earlier test's database held."""
    from armillary.apps.curriculum.catalogue import SHELF

    SHELF.clear()


@pytest.fixture(autouse=True)
def _same_chance(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Draw the same ids and seeds each time a test runs; others with another ARMILLARY_TEST_SEED.

    Who gets which form or arm hangs on them. A test must hold whatever the seed: try several.
    """
    from armillary.apps.people.opaque_ids import seeded_ids

    seed = f"{os.environ.get('ARMILLARY_TEST_SEED', '1')} {request.node.nodeid}"
    monkeypatch.setattr(secrets, "randbits", random.Random(f"seeds {seed}").getrandbits)
    with seeded_ids(f"ids {seed}"):
        yield


@pytest.fixture
def school(db: None) -> "Cast":  # noqa: F821  # needs Django, which is not there yet
    """The cast of named people: Lyceum 7, and a second school that must never meet it."""
    from tests.cast import make_cast

    return make_cast()


@pytest.fixture
def client_for(school: "Cast") -> "ClientFor":  # noqa: F821
    """A function from a person of the cast (or None) to a browser they are signed in at."""
    from tests.cast import sign_in

    return sign_in
