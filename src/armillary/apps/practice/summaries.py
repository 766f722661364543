"""Skills of one learner as the learner's own pages show them."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from armillary.apps.curriculum.catalogue import Catalogue, ItemEntry
from armillary.apps.people.languages import content_language, join_sentences
from armillary.apps.practice.engine import SECONDS_A_DAY
from armillary.apps.practice.knowledge import (
    SkillView,
    count_tasks,
    describe_chance,
    look_ahead,
    skills_in_play,
    view_skills,
)
from armillary.apps.practice.models import Answer
from armillary.apps.practice.queries import find_standpoint
from armillary.apps.practice.story import (
    NOTHING_LATELY,
    Lately,
    SkillStory,
    find_answers,
    find_lately,
    make_timeline,
)
from armillary.apps.practice.timeline import Words, draw_timeline
from armillary.content.questions import render_question
from armillary.science.learner import Explanation, Moment, Move, SkillEstimate, Standing, standing

# How many answers the learner is told of; and how far the bar must move, as a share of its length,
# for a change to be called large, or to be told at all.
MOST_TOLD, LARGE, SMALL = 3, 0.1, 0.02
# The sheet of a picture on a desk and in a hand, in pixels.
WIDE, NARROW = (720, 300), (328, 300)


@dataclass(frozen=True, slots=True)
class ToldMove:
    """One answer that moved a skill much, as its learner reads it."""

    at: datetime
    state: str
    word: str
    effect: str
    stem: SafeString


def find_views(
    catalogue: Catalogue, learner_id: int, now: datetime, only: Collection[int] | None = None
) -> list[SkillView]:
    """Return the learner's view of every skill in play, or only of some of them."""
    standpoint = find_standpoint(learner_id, catalogue)
    numbers = [n for n in skills_in_play(catalogue) if only is None or n in only]
    return view_skills(catalogue, standpoint, numbers, now)


def describe_view(view: SkillView) -> dict[str, object]:
    """Return a skill as the templates show it."""
    return {
        "key": view.skill.key,
        "name": view.skill.names[content_language()],
        "state": "due" if view.due else view.state,
        "word": view.word,
        "sentence": view.sentence,
        "basis": view.basis,
        "estimate": view.estimate,
        "due": view.due,
        "ahead": describe_review(view) if view.standing is Standing.HELD else "",
    }


def describe_skills(
    catalogue: Catalogue, learner_id: int, now: datetime
) -> tuple[list[SkillView], list[dict[str, object]]]:
    """Return every skill in play, and those with answers as the page of them shows them.

    Two queries.
    """
    standpoint = find_standpoint(learner_id, catalogue)
    views = view_skills(catalogue, standpoint, skills_in_play(catalogue), now)
    seen = [view for view in views if view.standing is not Standing.UNSEEN]
    lately: Mapping[int, Lately] = find_lately(learner_id, catalogue) if seen else {}
    later = look_ahead(catalogue, standpoint, [view.skill.number for view in seen], now)
    return views, [
        {
            **describe_view(view),
            "lately": describe_lately(lately.get(view.skill.number, NOTHING_LATELY)),
            "ahead": describe_ahead(view, later[view.skill.number]),
        }
        for view in seen
    ]


def describe_lately(lately: Lately) -> str:
    """Return how the learner's last answers came out, told to the learner; empty without any."""
    if not lately.n:
        return ""
    if lately.n_right == lately.n:
        return ngettext(
            "You managed the last question.",
            "You managed all of the last %(n)d questions.",
            lately.n,
        ) % {"n": lately.n}
    if lately.n_right:
        first = ngettext(
            "You managed %(right)d of the last %(n)d question.",
            "You managed %(right)d of the last %(n)d questions.",
            lately.n,
        ) % {"right": lately.n_right, "n": lately.n}
    else:
        first = ngettext(
            "The last question has not quite worked out yet.",
            "The last %(n)d questions have not quite worked out yet.",
            lately.n,
        ) % {"n": lately.n}
    return join_sentences(first, *describe_partly(lately.n_partly))


def describe_partly(n: int) -> list[str]:
    """Return how many answers were partly right, as a sentence or none."""
    if not n:
        return []
    return [ngettext("%(n)d was partly right.", "%(n)d were partly right.", n) % {"n": n}]


def describe_review(view: SkillView) -> str:
    """Return when a skill is asked again, told to the learner; empty before the first answer."""
    if view.due:
        return _("It is due today: time to look at it again.")
    if view.standing is Standing.HELD and view.review_at is not None:
        return _("It comes back on %(date)s.") % {"date": write_day(view.review_at)}
    if view.standing is Standing.UNSEEN:
        return ""
    return _("Practice brings it back until you hold it.")


def describe_ahead(view: SkillView, later: SkillEstimate) -> str:
    """Return when a skill that is held comes back, and what is expected of it, for a list."""
    expected = describe_later(view.estimate, later)
    if view.standing is not Standing.HELD:
        return expected
    return join_sentences(describe_review(view), expected)


def describe_later(now: SkillEstimate, later: SkillEstimate) -> str:
    """Return what is expected in a month without practice, told to the learner."""
    if standing(now) is Standing.HELD:
        if standing(later) is Standing.HELD:
            return _("In a month you will most likely still manage it.")
        return _("Within a month part of it may slip away. Looking at it again keeps it.")
    if now.p_typical - later.p_typical > SMALL:
        return _("Without practice a little of it slips away in a month.")
    return _("Without practice it stays as it is for a month.")


def write_day(moment: datetime) -> str:
    """Return a day and its month as they stand in a sentence."""
    pattern = "n月j日" if get_language() == "zh-hans" else "j E"
    return date_format(timezone.localtime(moment), pattern)


def write_day_of(days: float) -> str:
    """Return the day and month of a moment in days since 1970."""
    return write_day(datetime.fromtimestamp(days * SECONDS_A_DAY, UTC))


def describe_story(story: SkillStory) -> dict[str, object]:
    """Return the context of the learner's own page of one skill. At most one query."""
    told = story.told
    strongest = sorted(told.strongest(MOST_TOLD), key=lambda move: -move.index)
    answers = find_answers(story, [move.index for move in strongest])
    return {
        "skill": {
            **describe_view(story.view),
            "chance": describe_own_chance(told.now),
            "lately": describe_lately(story.lately),
            "ahead": join_sentences(
                describe_review(story.view), describe_later(told.now, told.later)
            ),
        },
        "seen": bool(told.direct),
        "moves": [tell_move(story, move, answers[move.index]) for move in strongest],
        "shared": describe_shared(story),
        "pictures": draw_story(story) if told.direct else None,
    }


def describe_own_chance(estimate: SkillEstimate) -> str:
    """Return an estimate with its range, told to the learner."""
    return _(
        "On your own you would manage about %(middle)d of 10 questions like these. "
        "It could be anything from %(low)d to %(high)d."
    ) % count_tasks(estimate)


def tell_move(story: SkillStory, move: Move, answer: Answer) -> ToldMove:
    """Return an answer with what it did, told to the learner."""
    tried = story.try_of(move)
    state = "right" if tried.score >= 1.0 else "partly" if tried.score > 0.0 else "not-yet"
    words = {"right": _("right"), "partly": _("partly right"), "not-yet": _("not yet")}
    return ToldMove(
        at=tried.at,
        state=state,
        word=words[state],
        effect=describe_effect(length_of(move)),
        stem=show_stem_of(tried.item, answer),
    )


def length_of(move: Move) -> float:
    """Return how far an answer moved the bar, as a share of its length; down is below 0."""
    return move.after.p_typical - move.before.p_typical


def describe_effect(change: float) -> str:
    """Return how far an answer moved the bar, told to the learner."""
    if abs(change) < SMALL:
        return _("The bar hardly moved.")
    if change > 0.0:
        return _("The bar moved up a lot.") if change >= LARGE else _("The bar moved up a bit.")
    return _("The bar moved down a lot.") if change <= -LARGE else _("The bar moved down a bit.")


def describe_shared(story: SkillStory) -> str:
    """Return what answers to other skills did, told to the learner; empty when it is hardly any."""
    change = sum(length_of(move) for move in story.told.shared)
    if abs(change) < SMALL:
        return ""
    if change > 0.0:
        return _("What you did well elsewhere moved the bar up, too.")
    return _("Questions about other things moved the bar down, too.")


def show_stem_of(item: ItemEntry, answer: Answer) -> SafeString:
    """Return the question that was answered; a lab's moment has only a name."""
    if item.question is None:
        return SafeString(_("A moment of a lab, scored by its page"))
    shown = render_question(item.variant(answer.seed), content_language())
    return mark_safe(shown.stem_html)


def draw_story(story: SkillStory) -> dict[str, object]:
    """Return the picture of a skill over time on a wide and a narrow sheet.

    With it come whether a review lies on it, and to how many answers it had to be cut, or 0.
    """
    timeline = make_timeline(story)
    words = Words(
        title=_("The estimate over time"),
        description=describe_picture(story.told, timeline.moments[0]),
        scale=_("of 10 questions"),
        today=_("today"),
        ahead=_("in 30 days"),
        day=write_day_of,
    )
    wide, narrow = (
        mark_safe(draw_timeline(timeline, words, width=width, height=height))
        for width, height in (WIDE, NARROW)
    )
    review = timeline.review is not None and timeline.review <= timeline.moments[-1].days
    cut = len(timeline.marks) if len(timeline.marks) < len(story.told.direct) else 0
    return {"wide": wide, "narrow": narrow, "review": review, "cut": cut}


def describe_picture(told: Explanation, begin: Moment) -> str:
    """Return what the picture of a skill over time shows, in sentences."""
    return _("On %(day)s: %(first)s. Today: %(now)s. In 30 days without practice: %(later)s.") % {
        "day": write_day_of(begin.days),
        "first": describe_chance(begin.estimate),
        "now": describe_chance(told.now),
        "later": describe_chance(told.later),
    }
