"""The teacher's queue: open answers in groups of much the same, ready to be shown and marked."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.people.models import Adult, SchoolClass
from armillary.apps.practice.marks import SCORES, find_last_act, find_latest_marks, mark_word
from armillary.apps.practice.models import Answer, Mark
from armillary.apps.reports.forms import GroupForm, MarkForm
from armillary.apps.reports.learner import ShownOpen, show_open, show_opens, show_question
from armillary.apps.reports.opens import (
    Waiting,
    find_answers_to,
    find_marked,
    find_open_answers,
    list_waiting,
)
from armillary.content.answers import group_alike

# One page shows so many answers of a group; the others come when these are marked.
MOST_SHOWN = 40
# So long after marking the page offers to undo it; single marks can be taken back at any time.
UNDO_OFFERED = timedelta(days=1)
# What the buttons send, and the key that presses each where scripts run.
MARK_KEYS = (("1", "2"), ("0.5", "1"), ("0", "0"))


@dataclass(frozen=True, slots=True)
class AnswerGroup:
    """Answers to one question that say much the same, in one language.

    Parameters
    ----------
    key : id of the most typical answer, which stays while the group is being marked
    waiting : those without a mark that counts, the most typical first
    marked : how often each mark was given to answers of this group
    blank : whether they say nothing, or that the learner does not know
    """

    key: uuid.UUID
    waiting: tuple[Answer, ...]
    marked: Mapping[float, int]
    blank: bool


@dataclass(frozen=True, slots=True)
class FormFor:
    """An open answer with the form that marks it."""

    shown: ShownOpen
    form: MarkForm


@dataclass(frozen=True, slots=True)
class ShownQuestion:
    """A question in the list of what waits; `item` is its id as addresses have it."""

    item: str
    stem: SafeString
    n: int
    n_test: int
    here: bool


@dataclass(frozen=True, slots=True)
class ShownWaiting:
    """An answer of a group on the page, with whether its box is ticked."""

    shown: ShownOpen
    ticked: bool


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """The group on the page."""

    key: uuid.UUID
    title: str
    alike: str
    answers: tuple[ShownWaiting, ...]
    n_more: int
    place: int
    n_groups: int
    following: uuid.UUID | None


def group_answers(answers: Iterable[Answer]) -> list[AnswerGroup]:
    """Return the groups in which answers wait, the one with most waiting first.

    Answers must have `mark_score`. Marked ones shape the groups, so that these stay as they are
    while their answers are being marked.
    """
    kinds: dict[tuple[str, int], list[Answer]] = defaultdict(list)
    for answer in answers:
        kinds[_language(answer), _variant(answer)].append(answer)
    groups = [
        _make_group([some[place] for place in alike.members], blank=alike.blank)
        for (language, _seed), some in kinds.items()
        for alike in group_alike([str(each.given.get("text", "")) for each in some], language)
    ]
    waiting = [group for group in groups if group.waiting]
    return sorted(
        waiting,
        key=lambda group: (
            -len(group.waiting),
            group.blank,
            min(answer.answered_at for answer in group.waiting),
            str(group.key),
        ),
    )


def _make_group(answers: Sequence[Answer], *, blank: bool) -> AnswerGroup:
    scores = {answer.pk: score_of(answer) for answer in answers}
    return AnswerGroup(
        key=answers[0].pk,
        waiting=tuple(answer for answer in answers if scores[answer.pk] is None),
        marked=Counter(score for score in scores.values() if score is not None),
        blank=blank,
    )


def score_of(answer: Answer) -> float | None:
    """Return the mark that counts of an answer read by `find_answers_to`; None while it waits."""
    score: float | None = vars(answer)["mark_score"]
    return score


def _language(answer: Answer) -> str:
    """Return the language an answer was typed in."""
    return str(answer.given.get("language", answer.language))


def _variant(answer: Answer) -> int:
    """Return the seed where it changes what is asked, else 0: all saw the same question."""
    item = SHELF.item(answer.item_id)
    varies = item is not None and item.question is not None and bool(item.question.parameters)
    return answer.seed if varies else 0


def find_group(groups: Sequence[AnswerGroup], key: uuid.UUID | None) -> int:
    """Return the place of the group with this key, of the first one when there is none."""
    return next((place for place, group in enumerate(groups) if group.key == key), 0)


def find_following(groups: Sequence[AnswerGroup], place: int) -> uuid.UUID | None:
    """Return the key of the next group, from the last on of the first; None when it is alone."""
    return groups[(place + 1) % len(groups)].key if len(groups) > 1 else None


def describe_queue(
    school_class: SchoolClass,
    by: Adult,
    *,
    item: int | None,
    group: uuid.UUID | None,
    now: datetime,
    form: GroupForm | None = None,
) -> dict[str, object]:
    """Return the context of the queue. Seven queries, five when nothing waits.

    Parameters
    ----------
    item, group : what to show; the first question and its largest group when these are not there
    form : a form that was sent and cannot be saved, shown as it was sent
    """
    waiting = list_waiting(school_class, now)
    current = next((each for each in waiting if each.item == item), waiting[0] if waiting else None)
    marked = find_marked(school_class, now)
    marks = find_latest_marks(marked) if marked else {}
    return {
        "n_waiting": sum(each.n for each in waiting),
        "questions": show_questions(waiting, current),
        "marked": make_forms(show_opens(marked, marks)),
        "undo": show_act(find_last_act(find_open_answers(school_class, now), by), now),
        **(describe_group(school_class, current, group, now, form) if current else {}),
    }


def describe_group(
    school_class: SchoolClass,
    current: Waiting,
    key: uuid.UUID | None,
    now: datetime,
    form: GroupForm | None,
) -> dict[str, object]:
    """Return the group on the page, with the form that marks it. One query."""
    groups = group_answers(find_answers_to(school_class, current.item, now))
    if not groups:
        return {}
    place = find_group(groups, key)
    ticked = form.chosen if form is not None else None
    shown = show_group(groups, place, ticked)
    first = shown.answers[0].shown if shown.answers else None
    return {
        "item": str(current.item),  # as a number, a template would write 12,345
        "first": first,
        "n_test": current.n_test,
        "group": shown,
        "form": form or GroupForm(groups[place].waiting),
        "mark_keys": MARK_KEYS,
    }


def show_group(groups: Sequence[AnswerGroup], place: int, ticked: set[str] | None) -> ShownGroup:
    """Return a group as the page shows it; all boxes are ticked at first."""
    group = groups[place]
    answers = tuple(
        ShownWaiting(shown, ticked is None or str(shown.answer.pk) in ticked)
        for shown in show_opens(group.waiting[:MOST_SHOWN], {})
    )
    return ShownGroup(
        key=group.key,
        title=title_group(group),
        alike=tell_marked(group.marked),
        answers=answers,
        n_more=len(group.waiting) - len(answers),
        place=place + 1,
        n_groups=len(groups),
        following=find_following(groups, place),
    )


def title_group(group: AnswerGroup) -> str:
    """Return the head of a group: how many answers, and what holds them together."""
    n = len(group.waiting)
    if group.blank:
        told = ngettext("%(n)d answer that says nothing", "%(n)d answers that say nothing", n)
    elif n == 1:
        return _("1 answer")
    else:
        told = ngettext("%(n)d answer much alike", "%(n)d answers much alike", n)
    return told % {"n": n}


def tell_marked(marked: Mapping[float, int]) -> str:
    """Return how answers of the same group were marked before; empty when none was."""
    told = [
        _("%(mark)s %(n)d") % {"mark": mark_word(score), "n": marked[score]}
        for score in reversed(SCORES)
        if score in marked
    ]
    return (
        _("Answers like these are marked: %(marks)s.") % {"marks": ", ".join(told)} if told else ""
    )


def show_questions(waiting: Sequence[Waiting], current: Waiting | None) -> list[ShownQuestion]:
    """Return the questions whose answers wait, as links."""
    return [
        ShownQuestion(str(each.item), show_stem(each.item), each.n, each.n_test, each is current)
        for each in waiting
    ]


def show_stem(item: int) -> SafeString:
    """Return what a question asks; the words of the variant with seed 0 stand for all."""
    entry = SHELF.item(item)
    return (
        show_question(Answer(item_id=item, seed=0, given={}), entry)[0] if entry else SafeString()
    )


def show_act(act: Sequence[Mark], now: datetime) -> dict[str, object] | None:
    """Return what the last marking act was, to be undone; None without one of today."""
    if not act or act[0].marked_at < now - UNDO_OFFERED:
        return None
    return {
        "mark": str(act[0].pk),
        "n": len(act),
        "word": mark_word(act[0].score or 0.0),
        "marked_at": act[0].marked_at,
    }


def describe_open_answer(answer: Answer, *, wrong: MarkForm | None) -> dict[str, object]:
    """Return the context of one open answer. At most one query.

    Parameters
    ----------
    wrong : the form as it was sent, when it cannot be saved; without it the mark that counts now
    """
    mark = find_latest_marks([answer]).get(answer.pk)
    shown = show_open(answer, mark)
    if shown is None:
        return {"each": None}
    return {"each": FormFor(shown, wrong or MarkForm(answer, mark=mark))}


def make_forms(shown: Iterable[ShownOpen]) -> list[FormFor]:
    """Return open answers with a form each."""
    return [FormFor(each, MarkForm(each.answer, mark=each.mark)) for each in shown]
