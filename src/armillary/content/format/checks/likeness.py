"""How alike are two texts? Compared by the beginnings of their words, in any order."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache

from armillary.content.languages import Texts

# Endings change in Russian and Belarusian, and a little in English: word beginnings are compared.
_STEM = {"en": 6, "ru": 5, "be": 5}
# Words that say too little to tell two texts apart.
_SMALL = {
    "en": "a an the of in on at to is are was were be it its this that these those and or for with "
    "by as from not no do does did has have had which what who how why when where one you your "
    "they them their there then than so if can will would only all each every another "
    "into about here",
    "ru": "и в во на не что это как а но по с со к у о об из за от до для же ли бы он она они оно "
    "его её ее их ты вы мы я тот та то те этот эта эти кто где когда "
    "какой какая какие какое какого какую каким каких которой который которая которые которых "
    "почему если или был была было были есть нет так только все всё один одна тебе себя",
    "be": "і ў у на не што гэта як а але па з са да аб пра за ад для ж жа ці б бы ён яна яны яно "
    "яго яе іх ты вы мы я той тая тое тыя гэты гэтая гэтыя хто дзе калі чаму "
    "які якая якія якое якога якую якім якіх якой "
    "або быў была было былі ёсць няма так толькі усе ўсе усё ўсё адзін адна табе сябе",
}
_MARKUP = re.compile(r"[*_`$\\{}]")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")


def plain(text: str) -> str:
    """Return a text for comparison: no marks, small letters, single spaces."""
    text = unicodedata.normalize("NFKC", _MARKUP.sub("", text)).casefold().replace("ё", "е")
    return " ".join(text.split()).strip(" .,;:!?。，；：！？")


@lru_cache(maxsize=1 << 16)
def stems(text: str, language: str) -> frozenset[str]:
    """Return what a text says: beginnings of its words, in Chinese its pairs of characters.

    >>> sorted(stems("Which cards are new?", "en"))
    ['cards', 'new']
    """
    text = plain(text)
    if language == "zh-Hans":
        runs = _HAN_RUN.findall(text)
        return frozenset(run[i : i + 2] for run in runs for i in range(max(1, len(run) - 1)))
    size, small = _STEM[language], _small(language)
    return frozenset(word[:size] for word in _WORD.findall(text) if word not in small)


def likeness(first: Collection[str], second: Collection[str]) -> float:
    """Return the share of what two texts say that both say: 0 nothing, 1 all of it."""
    both = len(set(first) & set(second))
    either = len(set(first) | set(second))
    return both / either if either else 0.0


def texts_stems(texts: Texts, language: str) -> frozenset[str]:
    """Return what a text says in one of its languages."""
    return stems(texts.get(language, ""), language)


@lru_cache(maxsize=4)
def _small(language: str) -> frozenset[str]:
    return frozenset(_SMALL.get(language, "").split())
