"""Is a text easy enough to read for the learners it is written for, and of the right length?

What is counted, the limits, and where they come from: docs/reference/reading-level.md.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from armillary.content.format.checks.course_texts import STAND_IN, CourseText
from armillary.content.format.faults import FaultList

CHECK = "reading"
LENGTH_CHECK = "length"

BASIC_CHARACTERS = Path(__file__).parent.parent / "data" / "zh-basic.txt"

# A word is long from this many syllables on.
LONG_WORD = {"en": 3, "ru": 4, "be": 4}
# A long word that comes again and again is learned on the way: it counts so often at most.
MOST_TIMES = 3
# A table cell of fewer words is a name or a number, no sentence.
FEWEST_IN_CELL = 4
# Fewer words (or Chinese characters) than this say little about a share or a mean.
FEWEST_WORDS = {"en": 40, "ru": 40, "be": 40, "zh-Hans": 68}
# One paragraph may be so much harder than its page or question.
PARAGRAPH_SHARE = 1.6


@dataclass(frozen=True, slots=True)
class Limits:
    """What a text may have: words (in Chinese characters) in a sentence, on the mean and in the
    longest one, and the share of long words (in Chinese: of characters that are not basic)."""

    mean: float
    longest: int
    long_words: float


# By the last grade of a band, then by language.
LIMITS: Mapping[int, Mapping[str, Limits]] = {
    2: {
        "en": Limits(8, 15, 0.08),
        "ru": Limits(7, 12, 0.17),
        "be": Limits(7, 12, 0.17),
        "zh-Hans": Limits(14, 26, 0.04),
    },
    4: {
        "en": Limits(10, 22, 0.10),
        "ru": Limits(8.5, 18, 0.20),
        "be": Limits(8.5, 18, 0.20),
        "zh-Hans": Limits(17, 40, 0.05),
    },
    6: {
        "en": Limits(12, 28, 0.13),
        "ru": Limits(10, 24, 0.24),
        "be": Limits(10, 24, 0.24),
        "zh-Hans": Limits(21, 50, 0.06),
    },
    9: {
        "en": Limits(15, 34, 0.18),
        "ru": Limits(13, 30, 0.30),
        "be": Limits(13, 30, 0.30),
        "zh-Hans": Limits(26, 62, 0.08),
    },
    12: {
        "en": Limits(19, 42, 0.24),
        "ru": Limits(17, 38, 0.37),
        "be": Limits(17, 38, 0.37),
        "zh-Hans": Limits(34, 80, 0.11),
    },
}
# A guide is read by teachers: it may be as hard as a text for learners four grades older.
GUIDE_GRADES = 4

# Words of a lesson page for each minute of the lesson: 350 to 600 words in 40 minutes. A tenth
# more or less is no fault.
WORDS_PER_MINUTE = (8.75, 15.0)
TOLERANCE = 0.1
# A lesson variant that says much more than the main page, or much less, would win by that alone.
VARIANT_TOLERANCE = 0.2
# Russian and Belarusian have no articles, and say the same in fewer words; in Chinese characters
# are counted, 1.7 of them for a word. The fewest and the most, each times these.
LENGTH_SHARE = {"en": (1.0, 1.0), "ru": (0.8, 1.0), "be": (0.8, 1.0), "zh-Hans": (1.7, 1.7)}

LEARNER_ROLES = ("lesson", "board", "question", "term")
# Typed answers and names of units are no sentences.
_NO_PROSE = ("accept", "texts", "unit", "heading2", "heading3", "heading4")
_WORD = re.compile(rf"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*|{STAND_IN}|\d+(?:[.,]\d+)*")
_HAN = re.compile(r"[\u3400-\u9fff]")
_END = re.compile(r"(?<=[.!?;])[”\"»')]*\s+|…|\s[—–]\s(?=[A-ZА-ЯЁЎІ«“\"])")
_CHINESE_END = re.compile(r"[。！？；…]+[”’）》]*")
_VOWELS = {"ru": "аеёиоуыэюя", "be": "аеёіоуыэюя"}


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its language and place; `words` are Chinese characters in Chinese."""

    text: str
    words: tuple[str, ...]
    place: tuple[str, int]


def check_reading(
    texts: Sequence[CourseText],
    grades: Mapping[str, int],
    taught: Mapping[str, Collection[str]],
    faults: FaultList,
) -> int:
    """Note texts too hard for their grade; return how many pages and questions were read.

    Parameters
    ----------
    grades : the grade that each unit is written for
    taught : the terms the course teaches, by language: they never count as long or rare
    """
    units = _by_unit(texts)
    for (role, unit), members in units.items():
        grade = grades.get(unit, 12) + (GUIDE_GRADES if role == "guide" else 0)
        limits = limits_for(grade)
        for language, limit in limits.items():
            reader = _Reader(language, limit, taught.get(language, ()))
            for place, message in reader.faults_of(members):
                faults.add(*place, message, CHECK)
    return len(units)


def limits_for(grade: int) -> Mapping[str, Limits]:
    """Return the limits of a grade by language."""
    return LIMITS[min(last for last in LIMITS if last >= min(grade, 12))]


def _by_unit(texts: Sequence[CourseText]) -> dict[tuple[str, str], list[CourseText]]:
    units: dict[tuple[str, str], list[CourseText]] = {}
    for text in texts:
        if text.role in (*LEARNER_ROLES, "guide") and text.part not in _NO_PROSE:
            units.setdefault((text.role, text.unit), []).append(text)
    return units


def _sentences(text: CourseText, language: str) -> Iterator[Sentence]:
    written = text.texts.get(language, "")
    for piece in split_sentences(written, language):
        words = words_of(piece, language)
        if len(words) >= (FEWEST_IN_CELL if text.part == "cell" else 1):
            yield Sentence(piece, words, text.places[language])


def split_sentences(text: str, language: str) -> list[str]:
    """Return the sentences of a text.

    >>> split_sentences("Look! Is it new? It is.", "en")
    ['Look!', 'Is it new?', 'It is.']
    """
    end = _CHINESE_END if language == "zh-Hans" else _END
    return [piece.strip() for piece in end.split(text) if piece.strip()]


def words_of(text: str, language: str) -> tuple[str, ...]:
    """Return the words of a text, or its characters when it is Chinese."""
    return tuple((_HAN if language == "zh-Hans" else _WORD).findall(text))


_Found = Iterator[tuple[tuple[str, int], str]]


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads texts of one language as a learner for whom the limits are made."""

    language: str
    limit: Limits
    known: Collection[str]

    @property
    def what(self) -> str:
        """What the length of a sentence is counted in."""
        return "characters" if self.language == "zh-Hans" else "words"

    def faults_of(self, texts: Sequence[CourseText]) -> _Found:
        """Give what is too hard in a page or question, then in its paragraphs."""
        paragraphs = [list(_sentences(text, self.language)) for text in texts]
        together = [sentence for paragraph in paragraphs for sentence in paragraph]
        yield from self._long_sentences(together)
        yield from self._too_hard(together, 1.0)
        for paragraph in paragraphs:
            yield from self._too_hard(paragraph, PARAGRAPH_SHARE)

    def _long_sentences(self, sentences: Sequence[Sentence]) -> _Found:
        for sentence in sentences:
            n_words = len(sentence.words)
            if n_words > self.limit.longest:
                shown = " ".join(sentence.text.split()[:4])[:40]
                yield (
                    sentence.place,
                    f"the sentence `{shown} ...` has {n_words} {self.what}, {self.limit.longest} "
                    "are the most here; make two of it",
                )

    def _too_hard(self, sentences: Sequence[Sentence], factor: float) -> _Found:
        n_words = sum(len(sentence.words) for sentence in sentences)
        if n_words < FEWEST_WORDS[self.language]:
            return
        mean, most = n_words / len(sentences), self.limit.mean * factor
        if mean > most:
            longest = max(sentences, key=lambda sentence: len(sentence.words))
            yield (
                longest.place,
                f"{self.language} has {mean:.1f} {self.what} in a sentence here, {most:.1f} are "
                "the most on the mean; shorten this one first",
            )
        yield from self._hard_words(sentences, n_words, self.limit.long_words * factor)

    def _hard_words(self, sentences: Sequence[Sentence], n_words: int, most: float) -> _Found:
        hard = {
            word.casefold(): (word, sentence.place)
            for sentence in sentences
            for word in hard_words(sentence, self.language, self.known)
        }
        times = Counter(
            word.casefold()
            for sentence in sentences
            for word in hard_words(sentence, self.language, self.known)
        )
        share = sum(min(n, MOST_TIMES) for n in times.values()) / n_words
        if share > most:
            word, place = max(hard.values(), key=lambda one: len(one[0]))
            kind = "rare characters" if self.language == "zh-Hans" else "long words"
            yield (
                place,
                f"{self.language} has {share:.0%} {kind} here, {most:.0%} are the most; say it in "
                f"plainer words, such as another one for `{word}`",
            )


def hard_words(sentence: Sentence, language: str, known: Collection[str]) -> list[str]:
    """Return the long words of a sentence, in Chinese its rare characters; no terms taught."""
    if language == "zh-Hans":
        text = sentence.text
        for term in known:
            text = text.replace(term, "")
        return [sign for sign in _HAN.findall(text) if sign not in basic_characters()]
    return [
        word
        for word in sentence.words
        if n_syllables(word, language) >= LONG_WORD[language] and not _is_taught(word, known)
    ]


def _is_taught(word: str, known: Collection[str]) -> bool:
    return any(word.casefold().startswith(stem) for stem in known)


def n_syllables(word: str, language: str) -> int:
    """Return how many syllables a word has; in English as its spelling suggests.

    >>> n_syllables("machine", "en"), n_syllables("сортировщик", "ru")
    (2, 4)
    """
    word = word.casefold()
    if language != "en":
        return sum(letter in _VOWELS[language] for letter in word)
    n = len(re.findall(r"[aeiouy]+", word))
    if n > 1 and re.search(r"(?:[^l]e|[^td]ed|[^lscxz]es)$", word):
        n -= 1
    return max(n, 1)


@lru_cache(maxsize=1)
def basic_characters() -> frozenset[str]:
    """Return the Chinese characters that a child meets in the first years of school."""
    lines = BASIC_CHARACTERS.read_text(encoding="utf-8").splitlines()
    return frozenset(sign for line in lines if not line.startswith("#") for sign in line)


def check_length(texts: Sequence[CourseText], minutes: Mapping[str, int], faults: FaultList) -> int:
    """Note lesson pages that are too short or too long; return how many were measured.

    Parameters
    ----------
    minutes : how long the lesson of each page takes
    """
    words: dict[tuple[str, str], int] = {}
    paths: dict[tuple[str, str], str] = {}
    for text in texts:
        # The words of a picture are for those who do not see it; numbers of a table are not read.
        if text.role != "lesson" or text.unit not in minutes or text.part in ("words", "cell"):
            continue
        for language, written in text.texts.items():
            key = (text.unit, language)
            words[key] = words.get(key, 0) + len(words_of(written, language))
            paths[key] = text.places[language][0]
    for (unit, language), n_words in words.items():
        message = _length_fault(n_words, minutes[unit], language) or _unlike_fault(
            n_words, words.get((_main_page(unit), language), n_words), language
        )
        if message:
            faults.add(paths[unit, language], 1, message, LENGTH_CHECK)
    return len(words)


def _main_page(unit: str) -> str:
    """Return the main page of a lesson variant: lessons/G05-L1/lesson of .../lesson.story."""
    folder, _, page = unit.rpartition("/")
    return f"{folder}/{page.partition('.')[0]}"


def _unlike_fault(n_words: int, in_main: int, language: str) -> str:
    """Return why a lesson variant cannot be compared with the main page, or nothing."""
    if abs(n_words - in_main) <= VARIANT_TOLERANCE * in_main:
        return ""
    what = "characters" if language == "zh-Hans" else "words"
    advice = "shorten it" if n_words > in_main else "say more"
    return (
        f"the page has {n_words} {what}, the main page {in_main}; a lesson variant has up to "
        f"{VARIANT_TOLERANCE:.0%} more or less, so that the two can be compared; {advice}"
    )


def _length_fault(n_words: int, minutes: int, language: str) -> str:
    low, high = (
        round(share * rate * minutes)
        for share, rate in zip(LENGTH_SHARE[language], WORDS_PER_MINUTE, strict=True)
    )
    if low * (1 - TOLERANCE) <= n_words <= high * (1 + TOLERANCE):
        return ""
    what = "characters" if language == "zh-Hans" else "words"
    advice = "shorten it" if n_words > high else "say more"
    return f"the page has {n_words} {what}; for {minutes} minutes {low} to {high} fit; {advice}"
