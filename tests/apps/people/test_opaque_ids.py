"""Ids of people: random, and from a seed where the people are invented."""

import pytest

from armillary.apps.people.opaque_ids import OPAQUE_BITS, make_opaque_id, seeded_ids


def draw(n: int) -> list[int]:
    return [make_opaque_id() for _ in range(n)]


def test_a_seed_holds_within_its_block_alone() -> None:
    with seeded_ids("a"):
        first = draw(20)
        with seeded_ids("a"):
            assert draw(20) == first
        with seeded_ids("b"):
            assert not set(draw(20)) & set(first)
        more = draw(20)
    assert not set(more) & set(first)
    with seeded_ids("a"):
        assert draw(40) == first + more


def test_ids_fit_a_number_of_a_browser_and_are_never_nought() -> None:
    assert all(1 <= each <= 2**OPAQUE_BITS < 2**53 for each in draw(1000))


def test_a_block_that_breaks_off_leaves_no_seed_behind() -> None:
    with seeded_ids("a"):
        first = draw(5)
    with seeded_ids("c"):
        with pytest.raises(ValueError, match="stop"), seeded_ids("a"):
            raise ValueError("stop")
        assert draw(5) != first
