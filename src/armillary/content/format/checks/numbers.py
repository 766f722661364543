"""Do all languages say the same numbers, in digits or in words?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from armillary.content.format.checks.course_texts import CourseText
from armillary.content.format.faults import FaultList
from armillary.content.format.number_faults import NUMBERS_CHECK, number_faults, numbers_said_in

FEWEST_SORTED_ROWS = 4
FEWEST_SORTED_LANGUAGES = 2
# Where і and ў stand in the Belarusian alphabet, and ё in both.
_ALPHABET = str.maketrans("іўё", "иуе")
# The order of Chinese words is that of their sounds, which their characters do not show.
_ALPHABETIC = ("en", "ru", "be")

Row = list[CourseText]


def check_numbers(texts: Sequence[CourseText], faults: FaultList) -> int:
    """Note numbers that some languages lack; return how many texts were compared.

    The rows of a table that each language sorts by its own alphabet are compared as a whole.
    """
    compared = [text for text in texts if len(text.texts) > 1]
    sorted_cells = {
        id(cell)
        for table in _tables(compared)
        if _is_alphabetic(table) and _has_same_rows(table)
        for row in table
        for cell in row
    }
    for text in compared:
        if id(text) in sorted_cells:
            continue
        for language, message in number_faults(text.texts):
            faults.add(*text.places[language], message, NUMBERS_CHECK)
    return len(compared)


def _tables(texts: Sequence[CourseText]) -> Iterator[list[Row]]:
    """Give the rows of each table, without its head."""
    for (_, part), group in groupby(texts, key=lambda text: (text.unit, text.part)):
        if part != "cell":
            continue
        table: list[Row] = []
        for _, cells in groupby(group, key=_line):
            row = list(cells)
            # A line without cells stands under the head, and between two tables.
            if len(table) > 1 and _line(row[0]) > _line(table[-1][0]) + 1:
                yield table[1:]
                table = []
            table.append(row)
        yield table[1:]


def _line(text: CourseText) -> int:
    return next(iter(text.places.values()))[1]


def _is_alphabetic(table: Sequence[Row]) -> bool:
    """Tell whether a table is meant to be in the order of the alphabet: in two languages it is."""
    names = {one: [row[0].texts.get(one, "") for row in table] for one in _ALPHABETIC}
    return (
        len(table) >= FEWEST_SORTED_ROWS
        and sum(_is_sorted(found) for found in names.values()) >= FEWEST_SORTED_LANGUAGES
    )


def _is_sorted(names: Sequence[str]) -> bool:
    keys = [name.casefold().translate(_ALPHABET) for name in names]
    return keys == sorted(set(keys)) and all(key[:1].isalpha() for key in keys)


def _has_same_rows(table: Sequence[Row]) -> bool:
    """Tell whether all languages have the same numbers in the rows, in whatever order."""
    languages = list(table[0][0].texts)
    rows = [
        Counter(
            frozenset(numbers_said_in(" ".join(cell.texts[language] for cell in row), language))
            for row in table
        )
        for language in languages
    ]
    return all(other == rows[0] for other in rows)
