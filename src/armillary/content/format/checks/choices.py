"""Can the right choice be found without reading, by its place or by its length?"""

from collections import Counter
from collections.abc import Mapping, Sequence

from armillary.content.format.checks.likeness import plain
from armillary.content.format.faults import FaultList
from armillary.content.format.question_files import Located
from armillary.content.languages import LANGUAGES
from armillary.content.questions import OneChoice

POSITION_CHECK = "positions"
LENGTH_CHECK = "longest choice"

# With fewer questions one place, or the longest choice, can be right in most of them by chance.
FEWEST_FOR_POSITIONS = 6
FEWEST_FOR_LENGTHS = 4
# From so many questions on, the longest choice may be right in half of them at most.
MANY = 6
POSITION_SHARE = 0.5
LONGEST_SHARE_OF_FEW = 0.75
LONGEST_SHARE_OF_MANY = 0.5

_PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def check_positions(questions: Sequence[Located], faults: FaultList) -> int:
    """Note files where one place is right too often; return how many files were compared.

    On screens choices are shuffled, but paper prints them as they are written.
    """
    files = _by_file(questions, FEWEST_FOR_POSITIONS)
    for path, group in files.items():
        places = Counter(_right_place(one) for one in group)
        place, n_right = places.most_common(1)[0]
        if n_right > POSITION_SHARE * len(group):
            first = next(one for one in group if _right_place(one) == place)
            message = (
                f"the {_PLACES[place]} choice is right in {n_right} of {len(group)} questions; "
                "move right choices to other places"
            )
            faults.add(path, first.line("choices"), message, POSITION_CHECK)
    return len(files)


def check_longest(questions: Sequence[Located], faults: FaultList) -> int:
    """Note files where the longest choice is right too often; return how many were compared."""
    files = _by_file(questions, FEWEST_FOR_LENGTHS)
    for path, group in files.items():
        most = LONGEST_SHARE_OF_MANY if len(group) >= MANY else LONGEST_SHARE_OF_FEW
        for language in LANGUAGES:
            longest = [one for one in group if _right_is_longest(one, language)]
            if len(longest) > most * len(group):
                message = (
                    f"in {language} the longest choice is right in {len(longest)} of {len(group)} "
                    "questions; lengthen wrong choices or shorten right ones"
                )
                faults.add(path, longest[0].line("choices"), message, LENGTH_CHECK)
    return len(files)


def _by_file(questions: Sequence[Located], fewest: int) -> Mapping[str, list[Located]]:
    by_path: dict[str, list[Located]] = {}
    for located in questions:
        if isinstance(located.question.body, OneChoice):
            by_path.setdefault(located.path, []).append(located)
    return {path: group for path, group in by_path.items() if len(group) >= fewest}


def _right_place(located: Located) -> int:
    body = located.question.body
    choices = body.choices if isinstance(body, OneChoice) else ()
    return next(index for index, choice in enumerate(choices) if choice.right)


def _right_is_longest(located: Located, language: str) -> bool:
    body = located.question.body
    choices = body.choices if isinstance(body, OneChoice) else ()
    lengths = {right: [0] for right in (True, False)}
    for choice in choices:
        lengths[choice.right].append(len(plain(choice.text[language])))
    return max(lengths[True]) > max(lengths[False])
