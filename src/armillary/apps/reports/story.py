"""One learner and one skill: the estimate over time, and what moved it, as a teacher reads it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.curriculum.catalogue import Catalogue, SkillEntry
from armillary.apps.people.languages import write_number
from armillary.apps.people.models import Learner
from armillary.apps.practice.knowledge import describe_chance
from armillary.apps.practice.models import Answer
from armillary.apps.practice.story import SkillStory, find_answers, tell_story
from armillary.apps.practice.summaries import draw_story
from armillary.apps.reports.classroom import find_lesson
from armillary.apps.reports.learner import (
    ShownAnswer,
    describe_lately,
    describe_review,
    in_current_language,
    name_misconceptions,
    show_answer,
)
from armillary.apps.reports.queries import find_misconceptions
from armillary.apps.reports.reasons import skill_name
from armillary.apps.reports.summary import lesson_title
from armillary.science.learner import Move, SkillEstimate

# How many answers are told in full, and how many stand in the table.
MOST_TOLD, MOST_ROWS = 4, 30
# From how many logits on a change counts as small, and as large.
SMALL, LARGE = 0.1, 0.4
LONGEST_QUESTION = 90


@dataclass(frozen=True, slots=True)
class StoryMove:
    """One answer with what it did to the estimate."""

    shown: ShownAnswer
    effect: str


@dataclass(frozen=True, slots=True)
class StoryRow:
    """One answer in the table: the question in short, and the estimate after it, out of ten."""

    at: datetime
    question: str
    state: str
    word: str
    note: str  # why it moved the estimate little or not at all
    after: str
    span: str


@dataclass(frozen=True, slots=True)
class Fact:
    """A name and what is to be said under it."""

    name: str
    text: str


def describe_learner_skill_page(
    learner: Learner, catalogue: Catalogue, skill: SkillEntry, now: datetime
) -> dict[str, object]:
    """Return the context of the page of one learner and one skill. At most four queries."""
    story = tell_story(learner.pk, catalogue, skill, now)
    told, own = story.told, story.own
    latest = own[: -MOST_ROWS - 1 : -1]
    strongest = sorted(told.strongest(MOST_TOLD), key=lambda move: -move.index)
    answers = find_answers(story, {*latest, *(move.index for move in strongest)})
    lesson = find_lesson(catalogue, skill.number)
    return {
        "now": now,
        "skill": skill,
        "name": skill_name(skill),
        "lesson": lesson,
        "lesson_title": lesson_title(lesson) if lesson else "",
        "view": story.view,
        "facts": list_facts(story),
        "pictures": draw_story(story) if told.moves else None,
        "causes": list_causes(story, now),
        "moves": show_moves(catalogue, story, strongest, answers),
        "rows": make_rows(story, latest, answers),
        "n_earlier": len(own) - len(latest),
    }


def show_moves(
    catalogue: Catalogue,
    story: SkillStory,
    moves: Sequence[Move],
    answers: Mapping[int, Answer],
) -> list[StoryMove]:
    """Return answers with what they did. One query for the ideas behind them, if there are any."""
    keys = name_misconceptions(answers[move.index] for move in moves)
    texts = in_current_language(find_misconceptions(catalogue.id, keys))
    return [
        StoryMove(
            show_answer(answers[move.index], story.try_of(move).item, texts),
            describe_effect(move),
        )
        for move in moves
    ]


def list_facts(story: SkillStory) -> list[Fact]:
    """Return what is estimated now and expected in 30 days, from what, and the next review."""
    told, view = story.told, story.view
    return [
        Fact(_("Now"), describe_chance(told.now)),
        Fact(_("In 30 days without practice"), describe_chance(told.later)),
        Fact(_("Basis"), view.basis),
        Fact(_("Next review"), describe_review(view)),
    ]


def list_causes(story: SkillStory, now: datetime) -> list[str]:
    """Return, in sentences, what brought the estimate where it is."""
    told = story.told
    sentences = [describe_lately(story.lately)]
    if told.shared:
        change = sum(move.change for move in told.shared)
        sentences.append(describe_shared(len(told.shared), change))
    if told.direct:
        last = story.try_of(told.direct[-1]).at
        sentences.append(describe_fading((now - last).days, told.faded_since))
    return [sentence for sentence in sentences if sentence]


def describe_shared(n: int, change: float) -> str:
    """Return what answers to other skills did in all."""
    if abs(change) < SMALL:
        text = ngettext(
            "%(n)d answer to other skills hardly moved it.",
            "%(n)d answers to other skills together hardly moved it.",
            n,
        )
    elif change > 0.0:
        text = ngettext(
            "%(n)d answer to other skills raised it %(much)s.",
            "%(n)d answers to other skills together raised it %(much)s.",
            n,
        )
    else:
        text = ngettext(
            "%(n)d answer to other skills lowered it %(much)s.",
            "%(n)d answers to other skills together lowered it %(much)s.",
            n,
        )
    much = _("clearly") if abs(change) >= LARGE else _("a little")
    return text % {"n": n, "much": much}


def describe_fading(days: int, lost: float) -> str:
    """Return what the days since the last answer took away; empty within a day."""
    if days < 1:
        return ""
    if lost < SMALL:
        text = ngettext(
            "Since the last answer to it, %(days)d day ago, hardly anything has faded.",
            "Since the last answer to it, %(days)d days ago, hardly anything has faded.",
            days,
        )
    elif lost < LARGE:
        text = ngettext(
            "Since the last answer to it, %(days)d day ago, a little has faded.",
            "Since the last answer to it, %(days)d days ago, a little has faded.",
            days,
        )
    else:
        text = ngettext(
            "Since the last answer to it, %(days)d day ago, a good part has faded.",
            "Since the last answer to it, %(days)d days ago, a good part has faded.",
            days,
        )
    return text % {"days": days}


def describe_effect(move: Move) -> str:
    """Return from where to where an answer moved the estimate."""
    before, after = write_tasks(move.before.p_typical), write_tasks(move.after.p_typical)
    if before == after:
        return _("left it at %(after)s of 10") % {"after": after}
    if move.change > 0.0:
        return _("raised it from %(before)s to %(after)s of 10") % {
            "before": before,
            "after": after,
        }
    return _("lowered it from %(before)s to %(after)s of 10") % {"before": before, "after": after}


def write_tasks(p: float) -> str:
    """Return a chance as tasks out of ten with one decimal, as the language writes it."""
    return write_number(10 * p, 1)


def make_rows(
    story: SkillStory, indexes: Iterable[int], answers: Mapping[int, Answer]
) -> list[StoryRow]:
    """Return answers to the skill as rows of the table, those that moved nothing among them."""
    moves = {move.index: move for move in story.told.direct}
    rows = []
    for index in indexes:
        tried, move = story.tries[index], moves.get(index)
        shown = show_answer(answers[index], tried.item, {})
        state = "right" if tried.score >= 1.0 else "partly" if tried.score > 0.0 else "not-yet"
        rows.append(
            StoryRow(
                at=tried.at,
                question=Truncator(strip_tags(shown.stem)).chars(LONGEST_QUESTION),
                state=state,
                word=shown.word,
                note=shown.note,
                after=write_tasks(move.after.p_typical) if move else "",
                span=write_span(move.after) if move else "",
            )
        )
    return rows


def write_span(estimate: SkillEstimate) -> str:
    """Return the range of an estimate as tasks out of ten."""
    return _("%(low)s to %(high)s") % {
        "low": write_tasks(estimate.low),
        "high": write_tasks(estimate.high),
    }
