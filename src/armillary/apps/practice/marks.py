"""Marks that people give to answers the machine cannot judge, and what learners see of them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.people.actions import record_audit
from armillary.apps.people.languages import content_language
from armillary.apps.people.models import Adult, Learner
from armillary.apps.practice.models import Answer, Mark
from armillary.apps.practice.pages import show_given
from armillary.content.questions import render_question

# What a person may give: a finer scale would promise more than one reader can tell.
SCORES = (0.0, 0.5, 1.0)
LONGEST_COMMENT = 1000
MOST_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ShownMark:
    """A marked answer as its learner sees it."""

    stem: SafeString
    given: SafeString
    word: str
    comment: str
    marked_at: datetime


@transaction.atomic
def record_mark(answer: Answer, *, score: float, comment: str, by: Adult, now: datetime) -> Mark:
    """Add a mark to an answer. Earlier marks stay; the latest counts.

    The answer and the learner model are left as they are: the estimate rests on what the machine
    can mark the same way for everybody.

    Raises
    ------
    ValueError
        If the score is none of `SCORES`.
    """
    if score not in SCORES:
        raise ValueError(f"score must be one of {SCORES}, got {score}")
    mark = Mark.objects.create(
        answer=answer, adult=by, score=score, comment=comment.strip(), marked_at=now
    )
    record_audit(by, action="answer_marked", subject=f"answer:{answer.pk}", now=now)
    return mark


def find_latest_marks(answers: Iterable[Answer]) -> dict[uuid.UUID, Mark]:
    """Return the mark that counts of each answer that has one. One query."""
    marks = Mark.objects.select_related("adult").filter(answer__in=list(answers))
    return {mark.answer_id: mark for mark in marks.order_by("marked_at", "pk")}


def find_shown_marks(learner: Learner) -> list[ShownMark]:
    """Return the learner's latest marked answers, newest mark first. One query."""
    marks = Mark.objects.select_related("answer").filter(answer__learner=learner)
    latest = {mark.answer_id: mark for mark in marks.order_by("marked_at", "pk")}
    newest = sorted(latest.values(), key=lambda mark: mark.marked_at, reverse=True)
    shown = (show_mark(mark) for mark in newest[:MOST_SHOWN])
    return [mark for mark in shown if mark is not None]


def show_mark(mark: Mark) -> ShownMark | None:
    """Return a mark with the question and the answer it judges, in the current language."""
    answer = mark.answer
    item = SHELF.item(answer.item_id)
    if item is None or item.question is None:
        return None
    variant, language = item.variant(answer.seed), content_language()
    return ShownMark(
        stem=mark_safe(render_question(variant, language).stem_html),
        given=mark_safe(show_given(variant, answer.given, language)),
        word=mark_word(mark.score),
        comment=mark.comment,
        marked_at=mark.marked_at,
    )


def mark_word(score: float) -> str:
    """Return a mark in words, in the current language."""
    if score >= 1.0:
        return _("right")
    return _("partly right") if score > 0.0 else _("not yet")
