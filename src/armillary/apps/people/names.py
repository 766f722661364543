"""Names of people: how they are kept, compared and put in order."""

import unicodedata

NAME_LENGTH = 120

# Letters that Unicode keeps away from their place in the Russian and Belarusian alphabets.
BESIDE = {"ё": "е\uffff", "і": "и", "ў": "у\uffff", "ґ": "г\uffff"}


def clean_name(typed: str) -> str:
    """Return a name as it is kept: composed letters and single spaces.

    >>> clean_name("  Ада   Лавлейс ")
    'Ада Лавлейс'
    """
    return " ".join(unicodedata.normalize("NFC", typed).split())


def same_name(name: str) -> str:
    """Return what two spellings of one name share: letter case and width do not count.

    >>> same_name("ADA  Lovelace") == same_name("Ada Lovelace")
    True
    """
    return clean_name(unicodedata.normalize("NFKC", name)).casefold()


def name_order(name: str) -> list[tuple[int, int]]:
    """Return a key that sorts names as class registers do.

    Cyrillic and Latin go by their alphabets. Chinese goes by the GB 2312 table, whose common
    characters stand in the order of pinyin; rarer ones come after them.

    >>> sorted(["Жук", "Ёлкин", "Егоров"], key=name_order)
    ['Егоров', 'Ёлкин', 'Жук']
    >>> sorted(["张伟", "李娜", "陈静"], key=name_order)
    ['陈静', '李娜', '张伟']
    """
    return [
        rank
        for letter in unicodedata.normalize("NFC", name).casefold()
        for rank in map(rank_sign, BESIDE.get(letter, letter))
    ]


def rank_sign(sign: str) -> tuple[int, int]:
    """Return the place of one sign: alphabets first, then Chinese in the order of GB 2312."""
    if "\u3400" <= sign <= "\u9fff":
        try:
            return 1, int.from_bytes(sign.encode("gb2312"), "big")
        except UnicodeEncodeError:
            return 2, ord(sign)
    return 0, ord(sign)
