"""Marks that people give to answers the machine cannot judge, and what learners see of them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.people.actions import record_audit
from armillary.apps.people.languages import content_language
from armillary.apps.people.models import Adult, Learner
from armillary.apps.practice.models import Answer, Mark
from armillary.apps.practice.pages import show_given
from armillary.apps.practice.rows import TEST_POLICY
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
def record_marks(
    answers: Iterable[Answer], *, score: float, comment: str, by: Adult, now: datetime
) -> list[Mark]:
    """Add the same mark to each of some answers, all or none. Earlier ones stay; the latest counts.

    The answers and the learner model are left as they are: the estimate rests on what the machine
    can mark the same way for everybody.

    Raises
    ------
    ValueError
        If the score is none of `SCORES`.
    """
    if score not in SCORES:
        raise ValueError(f"score must be one of {SCORES}, got {score}")
    rows = [
        Mark(answer=answer, adult=by, score=score, comment=comment.strip(), marked_at=now)
        for answer in answers
    ]
    return _add(rows, action="answer_marked", by=by, now=now)


def record_mark(answer: Answer, *, score: float, comment: str, by: Adult, now: datetime) -> Mark:
    """Add a mark to one answer; see `record_marks`."""
    (mark,) = record_marks([answer], score=score, comment=comment, by=by, now=now)
    return mark


@transaction.atomic
def record_withdrawal(marks: Iterable[Mark], *, by: Adult, now: datetime) -> list[Mark]:
    """Take marks back by adding rows: what was said before counts again, or the answer waits.

    A mark that no longer counts is left alone: somebody has marked that answer since.
    """
    taken = {mark.answer_id: mark for mark in marks}
    rows = Mark.objects.filter(answer__in=list(taken)).order_by("marked_at", "pk")
    said: dict[uuid.UUID, list[Mark]] = {}
    for row in rows:
        said.setdefault(row.answer_id, []).append(row)
    back = [
        (taken[key].answer_id, history[-2] if len(history) > 1 else None)
        for key, history in said.items()
        if history[-1].pk == taken[key].pk and history[-1].score is not None
    ]
    fresh = [
        Mark(
            answer_id=key,
            adult=by,
            score=before.score if before else None,
            comment=before.comment if before else "",
            marked_at=now,
        )
        for key, before in back
    ]
    return _add(fresh, action="mark_withdrawn", by=by, now=now)


def _add(rows: list[Mark], *, action: str, by: Adult, now: datetime) -> list[Mark]:
    """Store marks, each with its entry in the audit log."""
    for row in rows:
        row.save(force_insert=True)
        record_audit(by, action=action, subject=f"answer:{row.answer_id}", now=now)
    return rows


def latest_score() -> Subquery:
    """Return, for a query of answers, the score of the mark that counts: none while it waits."""
    marks = Mark.objects.filter(answer=OuterRef("pk")).order_by("-marked_at", "-pk")
    return Subquery(marks.values("score")[:1])


def find_latest_marks(answers: Iterable[Answer]) -> dict[uuid.UUID, Mark]:
    """Return the mark that counts of each answer that has one. One query."""
    marks = Mark.objects.select_related("adult").filter(answer__in=list(answers))
    return _keep_latest(marks.order_by("marked_at", "pk"))


def find_last_act(answers: "QuerySet[Answer]", by: Adult) -> list[Mark]:
    """Return what a person marked at one stroke, last among these answers, and which still counts.

    The marks given at one stroke bear the same moment. Empty when nothing of theirs counts.
    Two queries.
    """
    counting = Mark.objects.filter(answer__in=answers.order_by(), score__isnull=False).exclude(
        Exists(
            Mark.objects.filter(answer=OuterRef("answer"), marked_at__gte=OuterRef("marked_at"))
            .exclude(pk=OuterRef("pk"))
            .filter(Q(marked_at__gt=OuterRef("marked_at")) | Q(pk__gt=OuterRef("pk")))
        )
    )
    own = counting.filter(adult=by)
    last = own.order_by("-marked_at").values_list("marked_at", flat=True).first()
    return [] if last is None else list(own.filter(marked_at=last).order_by("pk"))


def find_shown_marks(learner: Learner) -> list[ShownMark]:
    """Return the learner's latest marked answers of practice, newest mark first. One query.

    Those of tests are shown with the result of the test, by the app that knows when.
    """
    marks = Mark.objects.filter(answer__learner=learner)
    return _show_latest(marks.exclude(answer__policy__startswith=TEST_POLICY), most=MOST_SHOWN)


def find_sitting_marks(sitting_id: int) -> list[ShownMark]:
    """Return the marks that count of the answers given in one sitting, newest first. One query."""
    return _show_latest(Mark.objects.filter(answer__sitting=sitting_id), most=None)


def _show_latest(marks: "QuerySet[Mark]", *, most: int | None) -> list[ShownMark]:
    latest = _keep_latest(marks.select_related("answer").order_by("marked_at", "pk"))
    newest = sorted(latest.values(), key=lambda mark: mark.marked_at, reverse=True)
    shown = (show_mark(mark) for mark in newest[:most])
    return [mark for mark in shown if mark is not None]


def _keep_latest(in_order: Iterable[Mark]) -> dict[uuid.UUID, Mark]:
    """Return the last mark of each answer, without those that were withdrawn."""
    latest = {mark.answer_id: mark for mark in in_order}
    return {key: mark for key, mark in latest.items() if mark.score is not None}


def show_mark(mark: Mark) -> ShownMark | None:
    """Return a mark with the question and the answer it judges, in the current language."""
    answer = mark.answer
    item = SHELF.item(answer.item_id)
    if item is None or item.question is None or mark.score is None:
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
