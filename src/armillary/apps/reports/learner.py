"""One learner's report: where each skill stands, and what the open answers say."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.curriculum.catalogue import SHELF, Catalogue, ItemEntry
from armillary.apps.curriculum.queries import in_language
from armillary.apps.people.languages import content_language, join_sentences
from armillary.apps.practice.knowledge import SkillView, describe_chance
from armillary.apps.practice.marks import mark_word
from armillary.apps.practice.models import Answer, Mark
from armillary.apps.practice.pages import show_given
from armillary.apps.practice.story import NOTHING_LATELY, Lately
from armillary.apps.practice.summaries import describe_partly, write_day
from armillary.apps.reports.reasons import skill_name
from armillary.content.questions import (
    Open,
    Rubric,
    Texts,
    Values,
    render_question,
    show_block,
    show_inline,
    show_right_answer,
)
from armillary.science.learner import SkillEstimate, Standing

# One wrong answer may be a slip: an idea is told when it showed this often.
FEWEST_SHOWN, MOST_IDEAS = 2, 8


@dataclass(frozen=True, slots=True)
class ShownAnswer:
    """One answer as a teacher reads it."""

    answer: Answer
    stem: SafeString
    given: SafeString
    word: str
    note: str
    ideas: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownSkill:
    """One skill of the learner in words: lately, and ahead."""

    view: SkillView
    name: str
    lately: str
    ahead: str


@dataclass(frozen=True, slots=True)
class RubricLine:
    """What an answer must show for one mark; an old rubric is one line without a mark."""

    word: str
    text: SafeString


@dataclass(frozen=True, slots=True)
class ShownOpen:
    """An open answer beside what its author wrote to judge it by."""

    answer: Answer
    stem: SafeString
    given: SafeString
    rubric: tuple[RubricLine, ...]
    example: SafeString
    mark: Mark | None


@dataclass(frozen=True, slots=True)
class ShownIdea:
    """A misconception that a learner's answers showed lately, with how often."""

    text: str
    n_answers: int


def show_skills(
    views: Iterable[SkillView],
    lately: Mapping[int, Lately],
    later: Mapping[int, SkillEstimate],
) -> list[ShownSkill]:
    """Return the skills that have answers: how they came out lately, and what is expected."""
    return [
        ShownSkill(
            view=view,
            name=skill_name(view.skill),
            lately=describe_lately(lately.get(view.skill.number, NOTHING_LATELY)),
            ahead=describe_ahead(view, later[view.skill.number]),
        )
        for view in views
        if view.standing is not Standing.UNSEEN
    ]


def describe_lately(lately: Lately) -> str:
    """Return how the last answers came out; empty without any."""
    if not lately.n:
        return ""
    first = ngettext(
        "%(right)d of the last %(n)d unaided first answer was right.",
        "%(right)d of the last %(n)d unaided first answers were right.",
        lately.n,
    ) % {"right": lately.n_right, "n": lately.n}
    return join_sentences(first, *describe_partly(lately.n_partly))


def describe_ahead(view: SkillView, later: SkillEstimate) -> str:
    """Return what is expected in 30 days, and when a skill that is held comes back."""
    expected = _("In 30 days without practice: %(later)s.") % {"later": describe_chance(later)}
    if view.standing is not Standing.HELD:
        return expected
    review = _("Next review: %(review)s.") % {"review": describe_review(view)}
    return join_sentences(expected, review)


def describe_review(view: SkillView) -> str:
    """Return when a skill comes back, told to a teacher."""
    if view.standing is not Standing.HELD or view.review_at is None:
        return _("none, practice goes on until it is held")
    day = write_day(view.review_at)
    return _("due since %(date)s") % {"date": day} if view.due else day


def show_answer(answer: Answer, item: ItemEntry, texts: dict[str, str]) -> ShownAnswer:
    """Return an answer with its question, what was given, and which idea a wrong one showed."""
    stem, given = show_question(answer, item)
    return ShownAnswer(
        answer=answer,
        stem=stem,
        given=given,
        word=describe_score(answer),
        note=describe_weight(answer),
        ideas=tuple(texts[key] for key in answer.misconceptions if key in texts),
    )


def show_question(answer: Answer, item: ItemEntry) -> tuple[SafeString, SafeString]:
    """Return the question that was answered and what was given; a lab's moment has only a name."""
    if item.question is None:
        return SafeString(_("A moment of a lab, scored by its page")), SafeString("")
    variant, language = item.variant(answer.seed), content_language()
    return (
        mark_safe(render_question(variant, language).stem_html),
        mark_safe(show_given(variant, answer.given, language)),
    )


def describe_score(answer: Answer) -> str:
    """Return what the machine made of an answer, in a word or two."""
    if answer.score is None:
        return _("for the teacher to read")
    if answer.score >= 1.0:
        return _("right")
    return _("partly right") if answer.score > 0 else _("not yet")


def describe_weight(answer: Answer) -> str:
    """Return why an answer moved the estimate little or not at all; empty when it counted fully."""
    if answer.score is None:
        return ""
    if answer.scored_by_page:
        return _("scored by the page: moves the estimate lightly")
    if not answer.moves_model:
        return _("with a hint: does not move the estimate")
    return ""


def show_open(answer: Answer, mark: Mark | None) -> ShownOpen | None:
    """Return an open answer with the rubric and the example, or None when its item is no such."""
    item = SHELF.item(answer.item_id)
    if item is None or item.question is None or not isinstance(item.question.body, Open):
        return None
    stem, given = show_question(answer, item)
    variant, language = item.variant(answer.seed), content_language()
    return ShownOpen(
        answer=answer,
        stem=stem,
        given=given,
        rubric=show_rubric(item.question.body.rubric, variant.values, language),
        example=mark_safe(show_right_answer(variant, language)),
        mark=mark,
    )


def show_rubric(rubric: Rubric | Texts, values: Values, language: str) -> tuple[RubricLine, ...]:
    """Return the lines of a rubric, the best mark first."""
    if not isinstance(rubric, Rubric):
        return (RubricLine("", mark_safe(show_block(rubric, values, language))),)
    levels = ((1.0, rubric.right), (0.5, rubric.partly), (0.0, rubric.not_yet))
    return tuple(
        RubricLine(mark_word(score), mark_safe(show_inline(text, values, language)))
        for score, text in levels
    )


def show_opens(answers: Iterable[Answer], marks: Mapping[uuid.UUID, Mark]) -> list[ShownOpen]:
    """Return the open answers among these, each with the mark that counts."""
    shown = (show_open(answer, marks.get(answer.pk)) for answer in answers)
    return [each for each in shown if each is not None]


def count_ideas(
    answers: Iterable[Answer], texts: dict[str, str], *, since: datetime
) -> list[ShownIdea]:
    """Return the misconceptions that first answers showed repeatedly, the most often first."""
    counts: dict[str, int] = {}
    for answer in answers:
        if answer.try_number == 1 and answer.answered_at >= since:
            for key in answer.misconceptions:
                counts[key] = counts.get(key, 0) + 1
    told = {key: n for key, n in counts.items() if n >= FEWEST_SHOWN and key in texts}
    shown = [ShownIdea(texts[key], n) for key, n in told.items()]
    return sorted(shown, key=lambda idea: -idea.n_answers)[:MOST_IDEAS]


def name_misconceptions(answers: Iterable[Answer]) -> set[str]:
    """Return the keys of all misconceptions that these answers showed."""
    return {key for answer in answers for key in answer.misconceptions}


def in_current_language(texts: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    """Return texts by key in the current language."""
    language = content_language()
    return {key: in_language(text, language) for key, text in texts.items()}


def describe_learner(views: Sequence[SkillView], n_answers: int) -> str:
    """Return where a learner stands in a sentence, with its basis."""
    if n_answers == 0:
        return _("No answers yet, so there is nothing to say.")
    held = sum(view.standing is Standing.HELD for view in views)
    due = sum(view.due for view in views)
    first = ngettext(
        "%(held)d of %(all)d skill held", "%(held)d of %(all)d skills held", len(views)
    ) % {"held": held, "all": len(views)}
    second = ngettext("%(due)d of them due for review", "%(due)d of them due for review", due) % {
        "due": due
    }
    basis = ngettext(
        "based on %(n)d unaided first answer", "based on %(n)d unaided first answers", n_answers
    ) % {"n": n_answers}
    texts = {"first": first, "second": second, "basis": basis}
    if due:
        return _("%(first)s, %(second)s; %(basis)s.") % texts
    return _("%(first)s; %(basis)s.") % texts


def find_next(catalogue: Catalogue, views: Sequence[SkillView]) -> str:
    """Return what this learner could do next, in a sentence."""
    by_number = {view.skill.number: view for view in views}
    in_need = [view for view in views if view.standing is Standing.HELP]
    for view in in_need:
        before = [
            by_number[number]
            for number in catalogue.prerequisites.get(view.skill.number, ())
            if number in by_number and by_number[number].standing is not Standing.HELD
        ]
        if not before:
            return _("Next: “%(skill)s” together, it needs help: %(chance)s, %(basis)s.") % {
                "skill": skill_name(view.skill),
                "chance": view.sentence,
                "basis": view.basis,
            }
    if in_need:
        return tell_root(by_number, catalogue, in_need[0])
    if any(view.due for view in views):
        return _("Next: ten minutes of practice. What is due for review comes first by itself.")
    return _("Next: go on with the course; nothing is in the way.")


def tell_root(by_number: dict[int, SkillView], catalogue: Catalogue, view: SkillView) -> str:
    """Return that a skill should wait for the prerequisite at its root."""
    root, met = view, {view.skill.number}
    while True:
        before = [
            number
            for number in catalogue.prerequisites.get(root.skill.number, ())
            if number in by_number
            and number not in met
            and by_number[number].standing is not Standing.HELD
        ]
        if not before:
            break
        root = by_number[before[0]]
        met.add(before[0])
    return _("Next: “%(before)s” first, as “%(skill)s” builds on it and needs help.") % {
        "before": skill_name(root.skill),
        "skill": skill_name(view.skill),
    }
