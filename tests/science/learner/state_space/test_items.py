"""Items are rows of numbers that many threads may ask for at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from armillary.science.learner import ItemSpec, StateSpaceParameters
from armillary.science.learner.state_space import items as items_module
from armillary.science.learner.state_space import layout as at
from armillary.science.learner.state_space.items import ItemBook, name_group, number_groups


def test_an_item_keeps_its_row_however_many_come_after() -> None:
    book = ItemBook(StateSpaceParameters(), 40)
    first = [ItemSpec(n, (n % 40,), float(n)) for n in range(10)]
    before, _ = book.find(first)
    book.find([ItemSpec(n, (n % 40, (n + 1) % 40), float(n)) for n in range(600)])
    after, rows = book.find(first)
    assert after.tolist() == before.tolist()
    assert rows.numbers[after, at.DIFFICULTY].tolist() == [float(n) for n in range(10)]


def test_many_threads_get_the_numbers_of_their_own_items() -> None:
    book = ItemBook(StateSpaceParameters(), 40)
    specs = [ItemSpec(n, tuple(range(1 + n % 5)), n / 7.0) for n in range(4_000)]

    def ask(start: int) -> bool:
        asked = specs[start : start + 50]
        which, rows = book.find(asked)
        return rows.numbers[which, at.DIFFICULTY].tolist() == [item.difficulty for item in asked]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(ask, [n % 3_950 for n in range(0, 40_000, 37)]))


def test_a_book_that_is_full_begins_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(items_module, "MOST_ITEMS", 20)
    book = ItemBook(StateSpaceParameters(), 40)
    for start in range(0, 60, 15):
        asked = [ItemSpec(n, (n % 40,), float(n)) for n in range(start, start + 15)]
        which, rows = book.find(asked)
        assert rows.numbers[which, at.DIFFICULTY].tolist() == [item.difficulty for item in asked]
        assert len(rows.n_asked) <= 256


def test_skills_together_have_one_name_whatever_their_order() -> None:
    assert name_group((17, 3)) == name_group((3, 17)) == "3+17"
    assert number_groups(("3", "3+17")) == {(3,): 0, (3, 17): 1}
