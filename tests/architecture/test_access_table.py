"""Every address gives every person what the access table says, and none is left out of it."""

from collections.abc import Iterator

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.architecture.access_table import ARGUMENTS, ROLES, ROWS, Row
from tests.cast import Cast, ClientFor


def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from walk(pattern.url_patterns, space)
        else:
            yield f"{prefix}{pattern.name}", pattern


PATTERNS = dict(walk(get_resolver().url_patterns, ""))
ASKED = {(row.name, row.method) for row in ROWS}
SILENT = [
    (name, method)
    for name in sorted({name for name, _method in ASKED} & set(PATTERNS))
    for method in ("GET", "POST")
    if (name, method) not in ASKED
]


def fill_address(row: Row, cast: Cast) -> str:
    wanted = PATTERNS[row.name].pattern.converters
    sources = {**ARGUMENTS, **row.arguments}
    return reverse(row.name, kwargs={name: sources[name](cast) for name in wanted})


def ask(client: Client, row: Row, address: str, cast: Cast) -> int:
    data = dict(row.fields(cast))
    if row.method == "GET":
        return client.get(address, data).status_code
    return client.post(address, data).status_code


def test_every_address_has_a_name_of_its_own() -> None:
    names = [name for name, _pattern in walk(get_resolver().url_patterns, "")]
    assert not [name for name in names if name.endswith("None")]
    assert len(names) == len(set(names))


def test_every_address_has_a_row() -> None:
    missing = sorted(set(PATTERNS) - {row.name for row in ROWS})
    assert not missing, f"add rows to tests/architecture/access_table.py for {missing}"


def test_every_row_has_an_address() -> None:
    assert not sorted({row.name for row in ROWS} - set(PATTERNS))


@pytest.mark.slow
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_person_gets_what_the_table_says(
    row: Row, school: Cast, client_for: ClientFor
) -> None:
    row.before(school)
    address = fill_address(row, school)
    found = {}
    for role in ROLES:
        with transaction.atomic():
            person = None if role == "anonymous" else getattr(school, role)
            found[role] = ask(client_for(person), row, address, school)
            transaction.set_rollback(True)
    assert found == dict(zip(ROLES, row.statuses, strict=True))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "method"), SILENT)
def test_a_method_without_a_row_is_not_allowed(
    name: str, method: str, school: Cast, client_for: ClientFor
) -> None:
    row = Row(name, method, (405,) * 8)
    address = fill_address(row, school)
    found = {
        role: ask(client_for(getattr(school, role, None)), row, address, school)
        for role in ("anonymous", "ada", "vera")
    }
    assert found == {"anonymous": 405, "ada": 405, "vera": 405}
