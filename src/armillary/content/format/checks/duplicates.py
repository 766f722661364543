"""Is a question asked twice, in the same words or nearly so?"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from armillary.content.answers import same_text_key
from armillary.content.format.checks.course_texts import plain_text
from armillary.content.format.checks.likeness import likeness, stems
from armillary.content.format.faults import FaultList
from armillary.content.format.question_files import Located
from armillary.content.format.question_texts import parts_to_tell_apart
from armillary.content.languages import LANGUAGES
from armillary.content.questions import Question

CHECK = "duplicates"

# Two different questions of ours share 0.4 of the words of their stems at most.
SAME_STEM = 0.75
# When the choices are alike as well, stems may be less so.
LIKE_STEM, LIKE_PARTS = 0.5, 0.5
FEWEST_STEMS = 4


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a question asks in one language."""

    located: Located
    key: str
    stem: frozenset[str]
    parts: frozenset[str]


def check_duplicates(questions: Sequence[Located], faults: FaultList) -> int:
    """Note questions that ask the same as an earlier one; return how many were compared."""
    said: set[str] = set()
    for language in LANGUAGES:
        for other, repeated, exactly in _repeats(questions, language):
            name, earlier = repeated.question.id, other.question.id
            if name in said or name == earlier:
                continue
            said.add(name)
            message = f"{earlier} asks the same ({language}); ask it in other words"
            if not exactly:
                message = f"{earlier} asks nearly the same ({language}); ask something else"
            faults.add(repeated.path, repeated.line("stem", language), message, CHECK)
    return len(questions)


def _repeats(
    questions: Sequence[Located], language: str
) -> Iterator[tuple[Located, Located, bool]]:
    """Give pairs of questions that ask the same, and whether they do so word for word."""
    asked = [_asked(located, language) for located in questions]
    first: dict[str, int] = {}
    # Questions by what their stems say, so that only those are compared that share enough of it.
    saying: dict[str, list[int]] = {}
    for index, one in enumerate(asked):
        same = first.setdefault(one.key, index)
        if same != index:
            yield asked[same].located, one.located, True
        shared = Counter(earlier for stem in one.stem for earlier in saying.get(stem, ()))
        for earlier, n_shared in sorted(shared.items()):
            enough = n_shared >= LIKE_STEM * len(one.stem)
            if enough and earlier != same and _nearly_same(asked[earlier], one):
                yield asked[earlier].located, one.located, False
        for stem in one.stem:
            saying.setdefault(stem, []).append(index)


def _asked(located: Located, language: str) -> _Asked:
    question = located.question
    # Other numbers make no other question: they are what parameters are for.
    return _Asked(
        located,
        same_text_key(question.stem[language]),
        stems(plain_text(question.stem[language]), language),
        stems(_parts(question, language), language),
    )


def _parts(question: Question, language: str) -> str:
    groups = parts_to_tell_apart(question)
    return " ".join(plain_text(place.texts[language]) for group in groups for place in group)


def _nearly_same(first: _Asked, second: _Asked) -> bool:
    if min(len(first.stem), len(second.stem)) < FEWEST_STEMS:
        return False
    alike = likeness(first.stem, second.stem)
    if alike >= SAME_STEM:
        return True
    return alike >= LIKE_STEM and likeness(first.parts, second.parts) >= LIKE_PARTS
