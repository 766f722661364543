"""What is known about questions, in words: those of a test that misbehave, and one by itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, Q
from django.utils.safestring import mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from armillary.apps.assessment import misbehaving
from armillary.apps.assessment.judging import Judged
from armillary.apps.assessment.models import BankItem, CalibratedItem, Series
from armillary.apps.assessment.results import (
    REACH,
    ShareRight,
    count_share,
    estimate_results,
)
from armillary.apps.assessment.scale import Scale, find_latest_calibrations, find_scale
from armillary.apps.assessment.words import describe_share
from armillary.apps.curriculum.actions import picture_address
from armillary.apps.curriculum.catalogue import SHELF, ItemEntry
from armillary.apps.curriculum.models import Assessment, Question
from armillary.apps.people.languages import content_language, write_number
from armillary.apps.people.models import Adult
from armillary.apps.practice.models import Answer
from armillary.apps.practice.pages import describe_parts
from armillary.apps.practice.rows import TEST_POLICY
from armillary.content.questions import render_question, show_explanation, show_right_answer
from armillary.science.psychometrics import FEWEST

TEST, PRACTICE = "test", "practice"
MIDDLE = 0.5  # logits to both sides of an item of middle difficulty


@dataclass(frozen=True, slots=True)
class Misbehaviour:
    """What is wrong with a question and what to do about it."""

    name: str
    what: str
    do: str


def describe_items(series: Series) -> dict[str, Any]:
    """Return the context of the page on the questions of a test, as this class sat it."""
    results = estimate_results(series)
    calibrated = find_calibrated(series.school_id, [series.test.course_id])
    asked: dict[int, list[Judged]] = {}
    for found in results.readings.values():
        for reading in found.values():
            for one in reading.judged:
                asked.setdefault(one.item, []).append(one)
    rows = [
        describe_row(int(item.item), results.scale, calibrated, asked.get(int(item.item), []))
        for item in results.scale.items
    ]
    shown = sorted(rows, key=lambda row: row["key"])
    return {
        "series": series,
        "test": series.test,
        "school_class": series.school_class,
        "flagged": [row for row in shown if row["warnings"]],
        "rows": shown,
        "n_looked": sum(row["calibrated"] for row in shown),
        "fewest": FEWEST,
    }


def find_calibrated(school_id: int, courses: Iterable[int]) -> dict[int, CalibratedItem]:
    """Return the calibrated items that count, by item. Two queries."""
    latest = find_latest_calibrations(school_id, courses)
    rows = CalibratedItem.objects.filter(calibration__in=latest.values())
    return {row.item_id: row for row in rows.select_related("calibration")}


def describe_row(
    item_id: int,
    scale: Scale,
    calibrated: Mapping[int, CalibratedItem],
    judged: Sequence[Judged],
) -> dict[str, Any]:
    """Return one question of a test in the table, and what is wrong with it."""
    entry = SHELF.item(item_id)
    counted = [one for one in judged if one.points is not None]
    right = sum(one.points == one.most for one in counted)
    known = calibrated.get(item_id)
    return {
        "key": entry.key if entry else str(item_id),
        "stem": stem_of(entry),
        "share": describe_share(count_share(right, len(counted))) if counted else "—",
        "difficulty": describe_difficulty(scale, item_id),
        "calibrated": known is not None,
        "n_answers": known.n_answers if known else 0,
        "warnings": make_warnings(known),
    }


def stem_of(entry: ItemEntry | None) -> str:
    """Return what a question asks, in the current language."""
    if entry is None or entry.question is None:
        return ""
    return mark_safe(render_question(entry.variant(1), content_language()).stem_html)


def describe_difficulty(scale: Scale, item_id: int) -> str:
    """Return how hard a question is: a word, steps, and the interval."""
    item = scale.find_some([item_id])[0]
    middle = sum(item.difficulties) / len(item.difficulties)
    reach = REACH * scale.error_of(item_id)
    return _("%(word)s: %(value)s, between %(low)s and %(high)s") % {
        "word": difficulty_word(middle),
        "value": show_logits(middle),
        "low": show_logits(middle - reach),
        "high": show_logits(middle + reach),
    }


def difficulty_word(difficulty: float) -> str:
    """Return a difficulty in a word; easy lies around -1, hard around 1, as authors count."""
    if difficulty < -MIDDLE:
        return _("easy")
    return _("of middle difficulty") if difficulty <= MIDDLE else _("hard")


def show_logits(value: float) -> str:
    """Return a place on the scale with one digit after the comma and a real minus sign."""
    return write_number(value, 1)


def make_warnings(row: CalibratedItem | None) -> list[Misbehaviour]:
    """Return what is wrong with a calibrated item, in words that say what to do."""
    if row is None:
        return []
    texts = {
        misbehaving.BACKWARDS: Misbehaviour(
            misbehaving.BACKWARDS,
            _("Learners who do well otherwise get it wrong more often than the others."),
            _("Look at the key first: is the answer marked as right the right one? If so, "
              "is there a second right answer, or a trap in the wording?"),
        ),
        misbehaving.TELLS_LITTLE: Misbehaviour(
            misbehaving.TELLS_LITTLE,
            _("It tells hardly anything: learners who do well otherwise get it right about as "
              "often as the others."),
            _("Read it with a learner. Often it can be guessed, or asks for something else "
              "than the rest of the test. Leave it out of the next test."),
        ),
        misbehaving.MISFIT: Misbehaviour(
            misbehaving.MISFIT,
            _("The share of right answers does not rise with ability as it should."),
            _("Look at the wrong answers of able learners: which one do they give, and why?"),
        ),
        misbehaving.OTHER_LANGUAGE: Misbehaviour(
            misbehaving.OTHER_LANGUAGE,
            describe_gaps(row),
            _("Compare the two texts of the question: a word that gives the answer away, or a "
              "harder word, is the usual reason."),
        ),
    }  # fmt: skip
    return [texts[name] for name in row.flags if name in texts]


def describe_gaps(row: CalibratedItem) -> str:
    """Return in which language a question is harder for children who can do as much."""
    parts = []
    for gap in row.by_language.get("gaps", []):
        if gap["size"] == "negligible":
            continue
        easier = gap["effect"] > 0
        text = (
            _("In %(language)s it is easier than in %(reference)s for equally able learners.")
            if easier
            else _("In %(language)s it is harder than in %(reference)s for equally able learners.")
        )
        names = {key: language_name(gap[key]) for key in ("language", "reference")}
        size = _("The difference is %(size)s: %(points)d points of 100.") % {
            "size": size_word(gap["size"]),
            "points": round(100 * abs(gap["effect"])),
        }
        parts.append(f"{text % names} {size}")
    return " ".join(parts)


def language_name(code: str) -> str:
    """Return what a language calls itself."""
    return str(get_language_info(code.lower())["name_local"])


def size_word(size: str) -> str:
    """Return the size of a difference between languages in a word."""
    return {"negligible": _("negligible"), "moderate": _("moderate"), "large": _("large")}[size]


def describe_item_page(question: Question, adult: Adult) -> dict[str, Any]:
    """Return the context of a question's own page, with what the adult's school knows of it."""
    item_id = question.current_id
    if item_id is None:
        raise LookupError(f"question {question.key} has no current item")
    entry = SHELF.item(item_id)
    scale = find_scale(adult.school_id, [item_id])
    known = find_calibrated(adult.school_id, [question.course_id]).get(item_id)
    return {
        "question": question,
        "shown": describe_shown(entry),
        "skills": skill_rows(entry),
        "difficulty": describe_difficulty(scale, item_id),
        "known": known,
        "since": known.calibration.made_at if known else None,
        "telling": describe_telling(known),
        "fit": describe_fit(known),
        "warnings": make_warnings(known),
        "answers": count_answers(adult.school_id, item_id),
        "first_at": find_first_answer(adult.school_id, item_id),
        "gaps": describe_language_gaps(known),
        "history": find_history(adult.school_id, item_id),
        "forms": find_forms(question, adult),
        "fewest": FEWEST,
    }


def describe_shown(entry: ItemEntry | None) -> dict[str, Any]:
    """Return the question as a learner sees it, without anything to send, and its right answer."""
    if entry is None or entry.question is None:
        return {}
    variant, language = entry.variant(1), content_language()
    shown = render_question(variant, language)
    parts = describe_parts(shown, {})
    lists = [parts[name] for name in ("choices", "things", "lefts", "rights", "cards", "bins")]
    picture = variant.question.picture
    return {
        "stem": mark_safe(shown.stem_html),
        "picture": picture_address(picture.sha256) if picture and shown.picture else "",
        "picture_alt": shown.picture.alt if shown.picture else "",
        "lists": [[part.html for part in parts_of] for parts_of in lists if parts_of],
        "right": mark_safe(show_right_answer(variant, language)) if entry.kind != "open" else "",
        "explanation": mark_safe(show_explanation(variant, language)),
    }


def skill_rows(entry: ItemEntry | None) -> list[str]:
    """Return the names of the skills that a question exercises."""
    catalogue = SHELF.catalogue(entry.course) if entry else None
    if entry is None or catalogue is None:
        return []
    language = content_language()
    return [catalogue.skills[number].names[language] for number in entry.skills]


def describe_telling(known: CalibratedItem | None) -> str:
    """Return how well a question tells the able from others, with its interval."""
    told = known.fit.get("told") if known else None
    if told is None:
        return ""
    return _("%(word)s: correlation with the rest of the test %(value)s (%(low)s to %(high)s)") % {
        "word": telling_word(told["value"]),
        "value": write_number(told["value"]),
        "low": write_number(told["low"]),
        "high": write_number(told["high"]),
    }


def telling_word(correlation: float) -> str:
    """Return a correlation with the rest of the test in a word."""
    if correlation < misbehaving.LEAST_TOLD:
        return _("tells little")
    return _("tells something") if correlation < 2 * misbehaving.LEAST_TOLD else _("tells much")


def describe_fit(known: CalibratedItem | None) -> str:
    """Return whether a question follows its curve, and how far it is from it."""
    fit = known.fit.get("s_x2") if known else None
    if fit is None:
        return ""
    return _(
        "off its curve by %(gap)s points of 100 on average; S-X2 p = %(p)s, %(n)d sittings"
    ) % {
        "gap": write_number(100 * fit["rms_gap"], 0),
        "p": write_number(fit["p"], 3),
        "n": fit["n"],
    }


def describe_language_gaps(known: CalibratedItem | None) -> list[str]:
    """Return what came out for each pair of languages that was compared."""
    gaps = known.by_language.get("gaps", []) if known else []
    return [
        _("%(language)s and %(reference)s: %(size)s difference (%(points)d points of 100)")
        % {
            "language": language_name(gap["language"]),
            "reference": language_name(gap["reference"]),
            "size": size_word(gap["size"]),
            "points": round(100 * abs(gap["effect"])),
        }
        for gap in gaps
    ]


def count_answers(school_id: int, item_id: int) -> list[dict[str, Any]]:
    """Return the share right by language, in tests and at the first unaided try in practice."""
    later = Answer.objects.filter(
        sitting=OuterRef("sitting"), item=item_id, position__gt=OuterRef("position")
    )
    rows = Answer.objects.filter(
        school=school_id, item=item_id, assisted=False, score__isnull=False
    )
    in_test = Q(policy__startswith=TEST_POLICY)
    counts: dict[tuple[str, str], ShareRight] = {}
    for place, some in (
        (TEST, rows.filter(in_test).exclude(Exists(later))),
        (PRACTICE, rows.exclude(in_test).filter(try_number=1)),
    ):
        for language, n, right in (
            some.values("language")
            .annotate(n=Count("pk"), right=Count("pk", filter=Q(score__gte=1.0)))
            .values_list("language", "n", "right")
        ):
            counts[language, place] = count_share(right, n)
    languages = sorted({language for language, _place in counts})
    return [
        {
            "language": language_name(language),
            "cells": [
                describe_share(counts[language, place]) if (language, place) in counts else "—"
                for place in (TEST, PRACTICE)
            ],
        }
        for language in languages
    ]


def find_first_answer(school_id: int, item_id: int) -> datetime | None:
    """Return when the school first answered an item."""
    rows = Answer.objects.filter(school=school_id, item=item_id)
    first: datetime | None = rows.aggregate(first=Min("answered_at"))["first"]
    return first


def find_history(school_id: int, item_id: int) -> list[dict[str, Any]]:
    """Return what each calibration found, the latest first."""
    rows = (
        CalibratedItem.objects.filter(calibration__school=school_id, item=item_id)
        .select_related("calibration")
        .order_by("-calibration__made_at", "-pk")[:10]
    )
    return [
        {
            "at": row.calibration.made_at,
            "n": row.n_answers,
            "difficulty": show_logits(
                sum(-step / row.slope for step in row.intercepts) / len(row.intercepts)
            )
            if row.slope
            else "—",
            "slope": write_number(row.slope),
        }
        for row in rows
    ]


def find_forms(question: Question, adult: Adult) -> list[str]:
    """Return the tests and forms that hold a question: the course's, and those of the school."""
    language = content_language()
    found = [
        f"{assessment.titles.get(language) or assessment.key} · {form['id']}"
        for assessment in Assessment.objects.filter(
            course=question.course_id, retired_at__isnull=True
        )
        for form in assessment.forms
        if question.key in form["questions"]
    ]
    rows = BankItem.objects.filter(
        item__question=question, test__school=adult.school_id, test__assessment__isnull=True
    ).select_related("test", "form")
    own = [f"{row.test.title} · {row.form.key}" if row.form else row.test.title for row in rows]
    return found + sorted(set(own))
