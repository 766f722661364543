"""Does every wrong answer tell what its learner believes?"""

from collections.abc import Mapping, Sequence

from armillary.content.format.course import Lesson, Misconception
from armillary.content.format.faults import FaultList
from armillary.content.format.question_files import Located
from armillary.content.format.question_texts import reactions
from armillary.content.questions import OneChoice, Reaction, SeveralChoices

CHECK = "misconceptions"

# More wrong choices than this share that name no misconception tell a teacher too little.
MOST_WITHOUT = 0.5
FEWEST_CHOICES = 6


def check_misconceptions(
    questions: Sequence[Located],
    lessons: Sequence[Lesson],
    misconceptions: Sequence[Misconception],
    lines: Mapping[str, int],
    faults: FaultList,
) -> int:
    """Note questions and beliefs that are not tied to each other; return how many were read.

    Parameters
    ----------
    lines : where each misconception stands in misconceptions.yaml
    """
    for located in questions:
        _check_question(located, faults)
    _check_files(questions, faults)
    named = {r.misconception for one in questions for _, r in reactions(one.question)}
    asked = [lesson for lesson in lessons if lesson.questions]
    taught = {skill for lesson in asked for skill in lesson.new_skills}
    for belief in misconceptions:
        if belief.skill in taught and belief.id not in named and belief.id in lines:
            message = f"no wrong answer of a question names {belief.id}; name it there or remove it"
            faults.add("misconceptions.yaml", lines[belief.id], message, CHECK)
    return len(questions)


def _check_question(located: Located, faults: FaultList) -> None:
    wrong = _wrong_choices(located)
    if wrong and not any(reaction.misconception for reaction in wrong):
        message = (
            "no wrong choice names a misconception; offer one that learners believe in, with its id"
        )
        faults.add(located.path, located.line("choices"), message, CHECK)
    first: dict[str, int] = {}
    for steps, reaction in reactions(located.question):
        feedback = (reaction.feedback or {}).get("en", "")
        line = located.line(*steps, "feedback")
        if feedback and first.setdefault(feedback, line) != line:
            message = "this feedback stands above already; say what is wrong with this very answer"
            faults.add(located.path, line, message, CHECK)


def _check_files(questions: Sequence[Located], faults: FaultList) -> None:
    by_path: dict[str, list[Located]] = {}
    for located in questions:
        if isinstance(located.question.body, OneChoice):
            by_path.setdefault(located.path, []).append(located)
    for path, group in by_path.items():
        wrong = [reaction for located in group for reaction in _wrong_choices(located)]
        n_without = sum(reaction.misconception is None for reaction in wrong)
        if len(wrong) >= FEWEST_CHOICES and n_without > MOST_WITHOUT * len(wrong):
            message = (
                f"{n_without} of {len(wrong)} wrong choices of this file name no misconception; "
                "tie them to what learners believe"
            )
            faults.add(path, group[0].line("choices"), message, CHECK)


def _wrong_choices(located: Located) -> list[Reaction]:
    body = located.question.body
    if not isinstance(body, OneChoice | SeveralChoices):
        return []
    if isinstance(body, SeveralChoices) and body.otherwise.misconception:
        return []
    return [choice.reaction for choice in body.choices if not choice.right]
