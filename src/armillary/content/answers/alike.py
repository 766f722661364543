"""Answers in learners' own words, put together where they say much the same.

Derived in docs/science/alike-answers.md: pieces of words, weighed by how few answers hold them,
and average linkage. No language model: the same answers always make the same groups.
"""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

# The mean cosine from which two groups are one; chosen in benchmarks/accuracy/similarity.
LEAST_ALIKE = {"en": 0.34, "ru": 0.34, "be": 0.34, "zh-Hans": 0.24}
# Long answers differ by their beginnings already; what follows only costs time.
LONGEST = 2_000
_PIECES = {"zh-Hans": (1, 2)}
_OTHER_PIECES = (2, 3, 4)

_APOSTROPHES = re.compile("[\u2019\u2018\u02bc\u02b9\u2032`\u00b4]")
_SIGNS = re.compile(r"[^\w' ]+|_+")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")

# Words that turn a sentence into its opposite.
_DENIALS = {
    "en": r"\b(?:not|no|never|none|nothing|nobody|cannot|without|\w+n't|dont|doesnt|isnt|cant)\b",
    "ru": r"\b(?:не|нет|ни|никогда|ничего|никто|нельзя|без)\b",
    "be": r"\b(?:не|ня|няма|ні|ніколі|нічога|ніхто|нельга|без)\b",
    "zh-Hans": "不|没|无|别",
}
# What is written where nothing is known; whole answers only.
_BLANKS = {
    "en": "idk|dunno|i dunno|no idea|i have no idea|no clue|not sure|i forgot|pass|skip|"
    "(?:sorry )?(?:i )?(?:really )?(?:do not|don't|dont) (?:know|get it|understand)(?: it| this)?",
    "ru": "хз|нз|незнаю|без понятия|понятия не имею|забыла?|не уверена?|пас|"
    "(?:я )?(?:вообще |совсем )?не (?:знаю|помню|понимаю|понял|поняла)(?: этого)?",
    "be": "няведаю|без паняцця|паняцця не маю|забыуся|забылася|забыу|забыла|пас|"
    "(?:я )?(?:зусім )?(?:не|ня) (?:ведаю|помню|памятаю|разумею|зразумеу|зразумела)(?: гэтага)?",
    "zh-Hans": "(?:我)?(?:真的)?"
    "(?:不知道|不清楚|不会|不懂|不明白|没想法|忘了|忘记|忘记了|不记得)(?:了|啊|呢|呀)?",
}


@dataclass(frozen=True, slots=True)
class Alike:
    """Answers that belong together.

    Parameters
    ----------
    members : their places among the answers handed in, the most typical first
    blank : whether they say nothing, or that the learner does not know
    """

    members: tuple[int, ...]
    blank: bool


def group_alike(
    texts: Sequence[str], language: str, *, least_alike: float | None = None
) -> list[Alike]:
    """Return answers to one question in one language in groups, the largest first.

    Every answer is in exactly one group. Answers that say nothing ("I do not know", a dot) are a
    group of their own. An answer that denies is never put with one that does not, nor are
    answers put together that name different numbers.

    Parameters
    ----------
    least_alike : mean likeness, 0 to 1, from which groups are joined; None: that of the language

    >>> groups = group_alike(["It saw them", "idk", "it saw them!"], "en")
    >>> [group.members for group in groups]
    [(0, 2), (1,)]
    """
    plain = [plain_answer(text, language) for text in texts]
    blank = [place for place, text in enumerate(plain) if says_nothing(text, language)]
    told = sorted(set(range(len(texts))) - set(blank), key=lambda place: (plain[place], place))
    likeness = measure_likeness([plain[place] for place in told], language)
    least = LEAST_ALIKE.get(language, LEAST_ALIKE["en"]) if least_alike is None else least_alike
    groups = [
        Alike(tuple(told[place] for place in typical_first(members, likeness)), blank=False)
        for members in join_alike(likeness, least_alike=least)
    ]
    if blank:
        groups.append(Alike(tuple(blank), blank=True))
    return sorted(groups, key=lambda group: (-len(group.members), min(group.members)))


def plain_answer(text: str, language: str) -> str:
    """Return an answer without what does not matter: case, signs, ё or е, spaces.

    >>> plain_answer("  Всё — ЭТО «тест»!  ", "ru")
    'все это тест'
    """
    text = _APOSTROPHES.sub("'", text[:LONGEST])
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFKC", text).replace("ё", "е")
    if language == "be":
        text = text.replace("ў", "у")
    text = _SIGNS.sub(" ", text)
    return ("" if language == "zh-Hans" else " ").join(text.split()).strip("' ")


def says_nothing(plain: str, language: str) -> bool:
    """Tell whether a plain answer is empty, or says only that the learner does not know."""
    if len(set(plain) - set(" '")) < 2 and not plain.isdigit() and language != "zh-Hans":
        return True
    return not plain or re.fullmatch(_BLANKS.get(language, ""), plain) is not None


def cut_pieces(plain: str, language: str) -> Counter[str]:
    """Return the pieces of a plain answer with their counts: runs of letters inside its words."""
    sizes = _PIECES.get(language, _OTHER_PIECES)
    words = [plain] if language in _PIECES else [f" {word} " for word in plain.split()]
    return Counter(
        word[start : start + size]
        for word in words
        for size in sizes
        for start in range(max(0, len(word) - size + 1))
    )


def measure_likeness(plain: Sequence[str], language: str) -> Matrix:
    """Return how alike plain answers are, two by two.

    Returns
    -------
    Symmetric, from 0 to 1: the cosine of the counts of pieces, weighed by how few answers hold
    them; 0 where one denies and the other does not, or where they name different numbers.
    """
    counted = [cut_pieces(text, language) for text in plain]
    weights = _weigh(counted)
    cosine = np.clip(weights @ weights.T, 0.0, 1.0)
    marks = [(_denies(text, language), _numbers(text)) for text in plain]
    kinds = {mark: number for number, mark in enumerate(dict.fromkeys(marks))}
    kind = np.array([kinds[mark] for mark in marks], dtype=np.int64)
    return np.where(kind[:, None] == kind[None, :], cosine, 0.0)


def _weigh(counted: Sequence[Counter[str]]) -> Matrix:
    """Return a row of length one for each answer: log counts times log rarity of the pieces."""
    held = Counter(piece for pieces in counted for piece in pieces)
    column = {piece: number for number, piece in enumerate(sorted(held))}
    weights = np.zeros((len(counted), len(column)))
    for row, pieces in enumerate(counted):
        for piece, count in pieces.items():
            rarity = math.log((1 + len(counted)) / (1 + held[piece])) + 1.0
            weights[row, column[piece]] = (1.0 + math.log(count)) * rarity
    length = np.linalg.norm(weights, axis=1, keepdims=True)
    return np.asarray(weights / np.where(length > 0, length, 1.0))


def _denies(plain: str, language: str) -> bool:
    return re.search(_DENIALS.get(language, r"(?!)"), plain) is not None


def _numbers(plain: str) -> frozenset[str]:
    return frozenset(_NUMBER.findall(plain))


def join_alike(likeness: Matrix, *, least_alike: float) -> list[list[int]]:
    """Return the groups that average linkage leaves when no two are alike enough to be joined.

    The two groups with the highest mean likeness of their members are joined, again and again;
    of equal ones those that come first.
    """
    n = len(likeness)
    groups: dict[int, list[int]] = {place: [place] for place in range(n)}
    mean = likeness.astype(np.float64, copy=True)
    np.fill_diagonal(mean, -1.0)
    while len(groups) > 1:
        first, second = (int(place) for place in np.unravel_index(np.argmax(mean), mean.shape))
        if mean[first, second] < least_alike:
            break
        n_first, n_second = len(groups[first]), len(groups[second])
        joined = (n_first * mean[first] + n_second * mean[second]) / (n_first + n_second)
        mean[first], mean[:, first] = joined, joined
        mean[second], mean[:, second] = -1.0, -1.0
        mean[first, first] = -1.0
        gone = [place for place in range(n) if place not in groups or place == second]
        mean[first, gone], mean[gone, first] = -1.0, -1.0
        groups[first] += groups.pop(second)
    return list(groups.values())


def typical_first(members: Iterable[int], likeness: Matrix) -> list[int]:
    """Return the members of a group, those most like all the others first."""
    places = sorted(members)
    alike = likeness[np.ix_(places, places)].sum(axis=1)
    order = sorted(range(len(places)), key=lambda at: (-round(float(alike[at]), 9), places[at]))
    return [places[at] for at in order]
