"""Is a question asked twice, in the same words or nearly so?"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

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
            how = "the same" if exactly else "nearly the same"
            message = f"{earlier} asks {how} ({language}); ask it in other words"
            if not exactly:
                message = f"{earlier} asks {how} ({language}); ask something else, or drop one"
            faults.add(repeated.path, repeated.line("stem", language), message, CHECK)
    return len(questions)


def _repeats(
    questions: Sequence[Located], language: str
) -> Iterator[tuple[Located, Located, bool]]:
    """Give pairs of questions that ask the same, and whether they do so word for word."""
    asked = [_asked(located, language) for located in questions]
    for first, second in combinations(asked, 2):
        if first.key == second.key:
            yield first.located, second.located, True
        elif _nearly_same(first, second):
            yield first.located, second.located, False


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
