"""Names as teachers really paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from armillary.apps.people.roster import MAX_LINES, parse_roster

CHINESE = "姓名\t学号\n王小明\t2024001\n李娜\t2024002"
REGISTER = "№\tФамилия\tИмя\tОтчество\tКласс\n1\tЖук\tЯн\tПавлович\t5а\n2\tКот\tАда\tИвановна\t5а"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Ada\nBo\nYan", ["Ada", "Bo", "Yan"]),
        ("1. Ada\n2) Bo\n3: Yan\n№ 4 Lu\n5 Zoya", ["Ada", "Bo", "Yan", "Lu", "Zoya"]),
        ("- Ada\n* Bo\n• Yan\n– Lu", ["Ada", "Bo", "Yan", "Lu"]),
        ("\n\n  Ada \n\t\n Bo  Kit \n", ["Ada", "Bo Kit"]),
        ("１．王小明\n２、李娜", ["王小明", "李娜"]),
        ("1\tЖук\tЯн\t12.03.2014\n2\tКот\tАда\t", ["Жук Ян", "Кот Ада"]),
        (REGISTER, ["Жук Ян Павлович", "Кот Ада Ивановна"]),
        ("Имя;Фамилия\nЯн;Жук", ["Жук Ян"]),
        (CHINESE, ["王小明", "李娜"]),
        ("Full name\nAnne-Marie O’Neil", ["Anne-Marie O’Neil"]),
        ("Ada\r\nBo\r\n", ["Ada", "Bo"]),
    ],
)
def test_names_are_read_without_what_stands_around_them(text: str, names: list[str]) -> None:
    roster = parse_roster(text, [])
    assert roster.names == names
    assert roster.faults == ()


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("12345", "no name"),
        ("---", "no name"),
        ("ada@school.example", "e-mail"),
        ("Ada 5a", "number"),
        ("A" * 121, "too long"),
        ("Ada \ue000", "cannot be read"),
        ("ADA", "twice"),
        ("Bo", "in the class already"),
    ],
)
def test_a_line_that_is_no_name_is_a_fault_with_its_number(line: str, says: str) -> None:
    roster = parse_roster(f"Ada\n\n{line}", ["bo"])
    assert [fault.number for fault in roster.faults] == [3]
    assert roster.faults[0].text == line.strip()
    assert says in str(roster.faults[0].message)


def test_every_fault_is_told_not_the_first_alone() -> None:
    roster = parse_roster("a@b\n77\nAda\nada", [])
    assert [fault.number for fault in roster.faults] == [1, 2, 4]


def test_a_list_of_a_whole_town_is_refused() -> None:
    text = "\n".join(["Ada"] * (MAX_LINES + 1))
    roster = parse_roster(text, [])
    assert roster.names == []
    assert "300" in str(roster.faults[0].message)


@pytest.mark.parametrize("text", ["", "\n \n\t\n"])
def test_an_empty_list_has_neither_names_nor_faults(text: str) -> None:
    assert parse_roster(text, []).names == []
    assert parse_roster(text, []).faults == ()


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading_and_what_is_taken_is_a_name(text: str) -> None:
    roster = parse_roster(text, [])
    if not roster.faults:
        assert len({name.casefold() for name in roster.names}) == len(roster.names)
        for name in roster.names:
            assert 1 <= len(name) <= 120
            assert "@" not in name
            assert name == " ".join(name.split())
