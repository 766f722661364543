"""Do all languages say the same numbers, in digits or in words?"""

from collections.abc import Sequence

from armillary.content.format.checks.course_texts import CourseText
from armillary.content.format.faults import FaultList
from armillary.content.format.number_faults import NUMBERS_CHECK, number_faults


def check_numbers(texts: Sequence[CourseText], faults: FaultList) -> int:
    """Note numbers that some languages lack; return how many texts were compared."""
    n_texts = 0
    for text in texts:
        if len(text.texts) < 2:
            continue
        n_texts += 1
        for language, message in number_faults(text.texts):
            faults.add(*text.places[language], message, NUMBERS_CHECK)
    return n_texts
