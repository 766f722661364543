"""How well alike answers are put together, on answers authored and labelled by hand.

    python -m benchmarks.accuracy.similarity.measure           # the table
    python -m benchmarks.accuracy.similarity.measure --choose  # where a threshold comes from

Three ways are compared: only equal texts; whole words, as a plain bag of counts with the same
linkage; and pieces of words, which the product uses. Thresholds come from the development
questions alone. Pairs are counted over all questions of a language and a part.
"""

import argparse
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import comb
from pathlib import Path

import numpy as np
import yaml

from armillary.content.answers import group_alike, same_text_key
from armillary.content.answers.alike import LEAST_ALIKE, join_alike, plain_answer
from armillary.content.languages import LANGUAGES
from benchmarks.provenance import provenance

ANSWERS = Path(__file__).with_name("answers.yaml")
MEASURED = "src/armillary/content/answers"
DEVELOPMENT, APART = "development", "kept apart"
STEPS = [round(0.02 * step, 2) for step in range(1, 45)]
N_TIMED, N_REPEATS, N_RESAMPLES = 200, 7, 2_000

Way = Callable[[Sequence[str], str, float], list[int]]


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers to one question in one language, and the group a person puts each in."""

    question: str
    part: str
    language: str
    texts: tuple[str, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """How far groups agree with a person's, over all pairs of answers.

    `precision` is the share of pairs put together that belong together, `recall` the share of
    pairs that belong together and were put together; `rand` is the mean adjusted Rand index of the
    questions, `most_wrong` the number of answers not of their group's commonest label.
    """

    precision: float
    recall: float
    rand: float
    most_wrong: int
    n_groups: int
    n_answers: int


def read_answers() -> list[Answered]:
    """Return the authored answers, question by question and language by language."""
    data = yaml.safe_load(ANSWERS.read_text(encoding="utf-8"))
    return [
        Answered(
            question["id"],
            question["part"],
            language,
            tuple(text for texts in groups.values() for text in texts),
            tuple(label for label, texts in groups.items() for _ in texts),
        )
        for question in data["questions"]
        for language, groups in question["answers"].items()
    ]


def by_equal_texts(texts: Sequence[str], language: str, least: float) -> list[int]:
    """Return the group of each answer when only equal texts are put together."""
    keys = [same_text_key(text) for text in texts]
    return [keys.index(key) for key in keys]


def by_words(texts: Sequence[str], language: str, least: float) -> list[int]:
    """Return the group of each answer by a plain bag of words; in Chinese of characters."""
    counts = [
        Counter(list(text) if language == "zh-Hans" else text.split())
        for text in (plain_answer(text, language) for text in texts)
    ]
    words = sorted({word for count in counts for word in count})
    rows = np.array([[count[word] for word in words] for count in counts], dtype=np.float64)
    length = np.linalg.norm(rows, axis=1, keepdims=True)
    rows /= np.where(length > 0, length, 1.0)
    return number_groups(join_alike(rows @ rows.T, least_alike=least), len(texts))


def by_pieces(texts: Sequence[str], language: str, least: float) -> list[int]:
    """Return the group of each answer as the product puts them."""
    groups = group_alike(texts, language, least_alike=least)
    return number_groups([group.members for group in groups], len(texts))


WAYS: dict[str, Way] = {
    "equal texts": by_equal_texts,
    "bag of words": by_words,
    "pieces of words": by_pieces,
}


def number_groups(groups: Sequence[Sequence[int]], n: int) -> list[int]:
    """Return the number of the group that each of n answers is in."""
    numbers = [-1] * n
    for number, members in enumerate(groups):
        for place in members:
            numbers[place] = number
    return numbers


def adjusted_rand(first: Sequence[object], second: Sequence[object]) -> float:
    """Return the adjusted Rand index (Hubert and Arabie 1985, equation 5): 1 equal, 0 as by lot."""
    both = sum(comb(n, 2) for n in Counter(zip(first, second, strict=True)).values())
    rows = sum(comb(n, 2) for n in Counter(first).values())
    columns = sum(comb(n, 2) for n in Counter(second).values())
    expected = rows * columns / comb(len(first), 2)
    most = (rows + columns) / 2
    return 1.0 if most == expected else (both - expected) / (most - expected)


def compare(sets: Sequence[Answered], way: Way, least: Mapping[str, float] | float) -> Agreement:
    """Return how far a way agrees with the labels, over some questions."""
    together = right = belonging = wrong = groups = 0
    rands = []
    for each in sets:
        limit = least if isinstance(least, float) else least[each.language]
        found = way(each.texts, each.language, limit)
        pairs = list(combinations(range(len(found)), 2))
        same = [found[a] == found[b] for a, b in pairs]
        meant = [each.labels[a] == each.labels[b] for a, b in pairs]
        together, belonging = together + sum(same), belonging + sum(meant)
        right += sum(s and m for s, m in zip(same, meant, strict=True))
        rands.append(adjusted_rand(found, each.labels))
        joint = Counter(zip(found, each.labels, strict=True))
        groups += len(set(found))
        wrong += len(found) - sum(
            max(n for (group, _), n in joint.items() if group == one) for one in set(found)
        )
    return Agreement(
        right / together if together else 1.0,
        right / belonging,
        float(np.mean(rands)),
        wrong,
        groups,
        sum(len(each.texts) for each in sets),
    )


def choose_least(sets: Sequence[Answered], way: Way) -> float:
    """Return the threshold with the best mean adjusted Rand index; of equal ones the strictest."""
    return max(STEPS, key=lambda least: (round(compare(sets, way, least).rand, 6), least))


def choose_both(every: Sequence[Answered], way: Way) -> dict[str, float]:
    """Return the threshold of each language, from the development questions of its script."""
    chosen = [each for each in every if each.part == DEVELOPMENT]
    han = choose_least([each for each in chosen if each.language == "zh-Hans"], way)
    letters = choose_least([each for each in chosen if each.language != "zh-Hans"], way)
    return {language: han if language == "zh-Hans" else letters for language in LANGUAGES}


def resample(sets: Sequence[Answered], way: Way, least: Mapping[str, float]) -> tuple[float, float]:
    """Return the 95 % interval of the mean adjusted Rand index over resampled sets of answers."""
    rands = np.array([compare([each], way, least).rand for each in sets])
    draws = np.random.default_rng(20261122).integers(len(rands), size=(N_RESAMPLES, len(rands)))
    low, high = np.quantile(rands[draws].mean(axis=1), [0.025, 0.975])
    return float(low), float(high)


def time_grouping() -> float:
    """Return the best processor seconds of grouping 200 answers, made of pairs of those here."""
    texts = [text for each in read_answers() if each.language == "en" for text in each.texts]
    generator = np.random.default_rng(20261122)
    many = [f"{texts[a]} {texts[b]}" for a, b in generator.integers(len(texts), size=(N_TIMED, 2))]
    best = float("inf")
    for _ in range(N_REPEATS):
        start = time.process_time()
        group_alike(many, "en")
        best = min(best, time.process_time() - start)
    return best


def print_sweep(sets: Sequence[Answered]) -> None:
    """Print what each threshold gives on the development questions."""
    print("| way | script | threshold | precision | recall | adjusted Rand | astray |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    for name in ("bag of words", "pieces of words"):
        for script in ("letters", "Chinese"):
            some = [each for each in sets if (each.language == "zh-Hans") == (script == "Chinese")]
            for least in STEPS:
                found = compare(some, WAYS[name], least)
                print(
                    f"| {name} | {script} | {least:.2f} | {found.precision:.2f} "
                    f"| {found.recall:.2f} | {found.rand:.2f} | {found.most_wrong} |"
                )


def print_table(every: Sequence[Answered]) -> None:
    """Print the agreement of each way on the questions kept apart, by language and together."""
    apart = [each for each in every if each.part == APART]
    limits = {name: choose_both(every, way) for name, way in WAYS.items()}
    limits["pieces of words"] = LEAST_ALIKE
    print(
        "| language | way | threshold | precision | recall | adjusted Rand | groups | astray of |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- | --- |")
    for language in (*LANGUAGES, "all"):
        sets = [each for each in apart if language in ("all", each.language)]
        for name, way in WAYS.items():
            least = limits[name]
            found = compare(sets, way, least)
            limit = "" if name == "equal texts" else f"{least.get(language, 0):.2f}"
            rand = f"{found.rand:.2f}"
            if language == "all":
                low, high = resample(sets, way, least)
                rand += f" ({low:.2f} to {high:.2f})"
            print(
                f"| {language} | {name} | {'' if language == 'all' else limit} "
                f"| {found.precision:.2f} | {found.recall:.2f} | {rand} | {found.n_groups} "
                f"| {found.most_wrong} of {found.n_answers} |"
            )


def main() -> None:
    """Print the table, or the sweep."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("--choose", action="store_true", help="print the sweep of thresholds")
    options = parser.parse_args()
    every = read_answers()
    if options.choose:
        print_sweep([each for each in every if each.part == DEVELOPMENT])
        return
    print(provenance("python -m benchmarks.accuracy.similarity.measure", measured=MEASURED))
    print_table(every)
    print(f"\n{N_TIMED} answers of two sentences: {time_grouping():.3f} CPU s, best of {N_REPEATS}")


if __name__ == "__main__":
    main()
