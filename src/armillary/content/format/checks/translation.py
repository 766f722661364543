"""Is each text written in the language it stands for?"""

import re
from collections.abc import Iterator, Sequence

from armillary.content.format.checks.course_texts import CourseText
from armillary.content.format.faults import FaultList
from armillary.content.languages import Texts

CHECK = "translation"

# A letter or two in a row may be a name in any script: point A, 5 GB.
LONGEST_CODE = 3
# A text of one word, or of a few short ones, may be the same in Russian and Belarusian.
FEWEST_SAME_WORDS = 3
# Of the longer words of a Belarusian text, this share also stands in a text written in Russian
# only by copying; in our courses it stays below a half.
COPIED_SHARE = 0.7
FEWEST_LONG_WORDS = 5
LONGEST_LATIN_RUN = 2

_LATIN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")
_CYRILLIC_WORD = re.compile(r"[А-Яа-яЁёІіЎў]+(?:['’ʼ-][А-Яа-яЁёІіЎў]+)*")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]+")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_LATIN_RUN = re.compile(r"[A-Za-z][A-Za-z'’-]*(?:[ ,]+[A-Za-z][A-Za-z'’-]*)*")
_MIXED = re.compile(r"\b(?=\w*[A-Za-z])(?=\w*[Ѐ-ӿ])[^\W\d_]+\b")
_ONLY_RUSSIAN = re.compile(r"\w*[ищъИЩЪ]\w*")
_ONLY_BELARUSIAN = re.compile(r"\w*[ўіЎІ]\w*")
# Frequent words of the one language that are no words of the other, whatever their letters.
_RUSSIAN_WORDS = (
    "что это как только если чтобы когда где тогда очень можно нужно его она быть после перед "
    "ответ вопрос пример еще уже потом тоже потому который кто есть надо сначала здесь"
)
_BELARUSIAN_WORDS = (
    "гэта гэты гэтая гэтага ён яна яны што дзе трэба вельмі таксама потым яшчэ хто толькі адказ "
    "пытанне прыклад чаму пасля спачатку можа"
)
_FOREIGN_WORDS = {
    "ru": frozenset(_BELARUSIAN_WORDS.split()),
    "be": frozenset(_RUSSIAN_WORDS.split()),
}
# Written in traditional characters only; each has another form in simplified writing.
_TRADITIONAL = re.compile(
    "[們這個為來時說對會學習機訓練資據數標籤測試圖電腦網絡語詞點頭長開關見覺書畫寫讀問題與從過還進運動種類"
    "圓環條錯誤樣區應該讓請給聽認識誰嗎麼樹葉魚鳥貓賴車輛門間東兩萬億無當將實驗證論設計劃華氣發現產業專]"
)
_HALF_WIDTH = re.compile(r'[\u4e00-\u9fff][,;:!?"](?!\d)|[,;:!?"][\u4e00-\u9fff]')


def check_translation(texts: Sequence[CourseText], faults: FaultList) -> int:
    """Note texts that are not in their language; return how many texts were looked at."""
    n_texts = 0
    for text in texts:
        for language, written in text.texts.items():
            n_texts += 1
            message = _script_fault(language, written) or _copy_fault(language, text.texts)
            if message:
                path, line = text.places[language]
                faults.add(path, line, message, CHECK)
    return n_texts


def _script_fault(language: str, text: str) -> str:
    """Return what is wrong with the letters of a text, or nothing."""
    if language == "en":
        return next(_english_faults(text), "")
    if language == "zh-Hans":
        return next(_chinese_faults(text), "")
    return next(_cyrillic_faults(language, text), "")


def _english_faults(text: str) -> Iterator[str]:
    mixed = _MIXED.search(text)
    if mixed:
        yield f"`{mixed.group()}` mixes Latin and Cyrillic letters; type it again"
    for other in (_CYRILLIC, _HAN):
        found = other.search(text)
        if found:
            yield f"`{found.group()[:20]}` is not English; write it in English"


def _cyrillic_faults(language: str, text: str) -> Iterator[str]:
    name = {"ru": "Russian", "be": "Belarusian"}[language]
    mixed = _MIXED.search(text)
    if mixed:
        yield f"`{mixed.group()}` mixes Latin and Cyrillic letters; type it again"
    foreign = (_ONLY_BELARUSIAN if language == "ru" else _ONLY_RUSSIAN).search(text)
    if foreign:
        yield f"`{foreign.group()[:30]}` has letters that {name} does not have; write it in {name}"
    word = next((word for word in _words(text) if word in _FOREIGN_WORDS[language]), "")
    if word:
        yield f"`{word}` is no {name} word; write it in {name}"
    if not _CYRILLIC.search(text) and any(len(w) > LONGEST_CODE for w in _LATIN.findall(text)):
        yield f"this text has no Cyrillic letter; write it in {name}"
    han = _HAN.search(text)
    if han:
        yield f"`{han.group()[:20]}` is not {name}; write it in {name}"
    yield from _latin_run_fault(name, text)


def _chinese_faults(text: str) -> Iterator[str]:
    if not _HAN.search(text) and any(len(w) > LONGEST_CODE for w in _LATIN.findall(text)):
        yield "this text has no Chinese character; write it in Chinese"
    cyrillic = _CYRILLIC.search(text)
    if cyrillic:
        yield f"`{cyrillic.group()[:20]}` is not Chinese; write it in Chinese"
    traditional = _TRADITIONAL.search(text)
    if traditional:
        yield f"`{traditional.group()}` is a traditional character; write the simplified one"
    half = _HALF_WIDTH.search(text)
    if half:
        yield f"`{half.group()}`: use full-width punctuation beside Chinese characters"
    yield from _latin_run_fault("Chinese", text)


def _latin_run_fault(name: str, text: str) -> Iterator[str]:
    for match in _LATIN_RUN.finditer(text):
        words = [word for word in _LATIN.findall(match.group()) if len(word) > LONGEST_CODE]
        if len(words) > LONGEST_LATIN_RUN:
            yield f"`{match.group()[:40]}` is left in Latin letters; write it in {name}"


def _copy_fault(language: str, texts: Texts) -> str:
    """Return what to say when a Belarusian text repeats the Russian one, or nothing."""
    if language != "be" or "ru" not in texts:
        return ""
    here, there = (_words(texts[one]) for one in ("be", "ru"))
    if len(here) >= FEWEST_SAME_WORDS and here == there:
        return "this is the Russian text word for word; write it in Belarusian"
    long_words = [word for word in here if len(word) >= 4]
    same = [word for word in long_words if word in set(there)]
    if len(long_words) >= FEWEST_LONG_WORDS and len(same) >= COPIED_SHARE * len(long_words):
        return (
            f"{len(same)} of {len(long_words)} longer words are the Russian ones "
            f"(`{same[0]}`); write it in Belarusian"
        )
    return ""


def _words(text: str) -> list[str]:
    return [word.casefold().replace("ё", "е") for word in _CYRILLIC_WORD.findall(text)]
