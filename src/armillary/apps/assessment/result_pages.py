"""What the pages of results show, ready for their templates."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from armillary.apps.assessment.growth_picture import (
    Dot,
    Row,
    Scale,
    draw_growth,
    find_scale_part,
)
from armillary.apps.assessment.judging import Judged
from armillary.apps.assessment.models import Occasion, OccasionKind, Series
from armillary.apps.assessment.results import (
    Comparison,
    Reading,
    SeriesResults,
    estimate_results,
)
from armillary.apps.assessment.words import (
    change_word,
    describe_basis,
    describe_change,
    describe_comparison,
    describe_mean_change,
    describe_range,
    describe_reading,
    describe_share,
    describe_step,
    occasion_word,
)
from armillary.apps.curriculum.catalogue import SHELF
from armillary.apps.people.languages import content_language
from armillary.apps.people.models import Learner
from armillary.apps.practice.models import Answer
from armillary.apps.practice.pages import show_given
from armillary.content.answers import Given, shown_fields
from armillary.content.questions import Variant, render_question, show_right_answer

WIDE, NARROW = 760, 328
MARKS = (0.1, 0.25, 0.5, 0.75, 0.9)
SIGNS = ("before", "after", "delayed")  # of occasions in their order, as the style sheet names them


@dataclass(frozen=True, slots=True)
class Cell:
    """What one occasion says about one learner, and what that rests on."""

    text: str
    basis: str


@dataclass(frozen=True, slots=True)
class Line:
    """One learner in the table: a cell for each occasion, a change for each comparison."""

    learner: Learner
    cells: tuple[Cell, ...]
    changes: tuple[tuple[str, str], ...]  # word, steps with interval


def describe_results(series: Series) -> dict[str, Any]:
    """Return the context of the page of a series."""
    results = estimate_results(series)
    rows = make_rows(results)
    shown = shown_comparisons(results)
    return {
        "series": series,
        "test": series.test,
        "school_class": series.school_class,
        "kinds": describe_kinds(results),
        "headline": headline(results, shown),
        "step": describe_step(shown[0]) if shown else "",
        "pictures": draw_pictures(results, rows),
        "classes": [describe_class(results, each.kind) for each in begun_occasions(results)],
        "comparisons": [describe_one(comparison) for comparison in shown],
        "columns": [comparison_title(comparison) for comparison in shown],
        "lines": [make_line(results, learner, shown) for learner in results.learners],
        "absences": describe_absences(results),
        "skills": describe_skills(results),
        "n_waiting": sum(
            reading.count("waiting")
            for found in results.readings.values()
            for reading in found.values()
        ),
        "n_items": len(results.scale.items),
        "n_calibrated": len(results.scale.calibrated),
        "n_unsure": len(results.scale.items) - len(results.scale.calibrated),
        "n_compared": sum(len(comparison.changes) for comparison in shown[:1]),
    }


def begun_occasions(results: SeriesResults) -> list[Occasion]:
    """Return the occasions that somebody has begun: of the others there is nothing to show."""
    return [
        each
        for each in results.occasions
        if results.readings[each.kind] or results.running[each.kind]
    ]


def describe_kinds(results: SeriesResults) -> list[dict[str, str]]:
    """Return the word and the sign of each occasion that somebody has begun."""
    return [
        {"word": occasion_word(each.kind), "sign": SIGNS[place % 3]}
        for place, each in enumerate(begun_occasions(results))
    ]


def shown_comparisons(results: SeriesResults) -> list[Comparison]:
    """Return the comparisons in the order that a teacher asks: grown, stayed, still more."""
    order = [
        (OccasionKind.BEFORE, OccasionKind.AFTER),
        (OccasionKind.AFTER, OccasionKind.DELAYED),
        (OccasionKind.BEFORE, OccasionKind.DELAYED),
    ]
    found = {(one.first, one.second): one for one in results.comparisons}
    return [found[pair] for pair in order if pair in found]


def headline(results: SeriesResults, shown: list[Comparison]) -> str:
    """Return the one sentence that the page says first."""
    if shown:
        return describe_comparison(shown[0])
    for occasion in reversed(results.occasions):
        mean = results.means[occasion.kind]
        if mean is not None:
            where = describe_range(results, mean.value, mean.low, mean.high)
            return _("The class manages %(range)s questions of this test.") % {"range": where}
    if any(results.readings.values()):
        return _("Too few learners have sat the test to say anything about the class.")
    return _("Nobody has finished the test yet.")


def comparison_title(comparison: Comparison) -> str:
    """Return what is compared, in two words with an arrow."""
    return f"{occasion_word(comparison.first)} → {occasion_word(comparison.second)}"


def describe_one(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison of the class and how many learners changed clearly."""
    directions = [change.direction for change in comparison.changes.values()]
    return {
        "title": comparison_title(comparison),
        "sentence": describe_comparison(comparison),
        "mean": describe_mean_change(comparison.mean) if comparison.mean else "",
        "grew": directions.count(1),
        "same": directions.count(0),
        "less": directions.count(-1),
        "n": len(directions),
        "n_one": len(comparison.only_one),
    }


def describe_class(results: SeriesResults, kind: str) -> dict[str, Any]:
    """Return what one occasion says about the class as a whole."""
    mean, found = results.means[kind], results.readings[kind]
    told = [reading for reading in found.values() if reading.estimate is not None]
    if mean is None:
        text = _("too few learners to say")
    else:
        text = describe_range(results, mean.value, mean.low, mean.high)
    return {"word": occasion_word(kind), "text": text, "n": len(told), "n_sat": len(found)}


def make_line(results: SeriesResults, learner: Learner, shown: list[Comparison]) -> Line:
    """Return the row of a learner in the table."""
    cells = []
    for occasion in begun_occasions(results):
        reading = results.readings[occasion.kind].get(learner.pk)
        if reading is not None:
            cells.append(Cell(describe_reading(results, reading), describe_basis(reading)))
        elif learner.pk in results.running[occasion.kind]:
            cells.append(Cell(_("still at it"), ""))
        else:
            cells.append(Cell("—", ""))
    changes = []
    for comparison in shown:
        change = comparison.changes.get(learner.pk)
        changes.append((change_word(change), describe_change(change)) if change else ("—", ""))
    return Line(learner, tuple(cells), tuple(changes))


def make_rows(results: SeriesResults) -> list[Row]:
    """Return the rows of the picture: the class first, then everybody with an estimate."""
    kinds = [occasion.kind for occasion in begun_occasions(results)]
    means = [
        Dot(place, mean.value, mean.low, mean.high)
        for place, kind in enumerate(kinds)
        if (mean := results.means[kind]) is not None
    ]
    rows = [Row(_("The class"), means, strong=True)] if means else []
    for learner in results.learners:
        dots = [
            Dot(place, reading.estimate, reading.low, reading.high)
            for place, kind in enumerate(kinds)
            if (reading := results.readings[kind].get(learner.pk)) is not None
            and reading.estimate is not None
        ]
        if dots:
            rows.append(Row(learner.name, dots))
    return rows


def draw_pictures(results: SeriesResults, rows: list[Row]) -> dict[str, SafeString] | None:
    """Return the picture for a desk and for a hand; None with nothing to show."""
    if not rows:
        return None
    low, high = find_scale_part(rows)
    marks = [(results.ability_at(share), f"{round(100 * share)} %") for share in MARKS]
    part = Scale(low, high, marks)
    title = _("Where each learner stands on the scale of this test, with how sure that is")

    def draw(width: int) -> SafeString:
        picture = draw_growth(
            rows, part, n_occasions=len(begun_occasions(results)), width=width, title=title
        )
        return mark_safe(picture)

    return {"wide": draw(WIDE), "narrow": draw(NARROW)}


def describe_absences(results: SeriesResults) -> list[dict[str, Any]]:
    """Return who has not finished each occasion, and who is still at it."""
    found = []
    for occasion in results.occasions:
        sat, running = results.readings[occasion.kind], results.running[occasion.kind]
        away = [
            learner.name
            for learner in results.learners
            if learner.pk not in sat and learner.pk not in running and learner.left_at is None
        ]
        if sat or running:
            found.append(
                {"word": occasion_word(occasion.kind), "names": away, "n_running": len(running)}
            )
    return found


def describe_skills(results: SeriesResults) -> list[dict[str, Any]]:
    """Return the share right of each skill at each occasion, in the order of the course."""
    catalogue = SHELF.catalogue(results.series.test.course.key)
    language = content_language()
    kinds = [occasion.kind for occasion in begun_occasions(results)]
    rows = []
    for key, shares in results.skills.items():
        entry = catalogue.by_key.get(key) if catalogue else None
        rows.append(
            {
                "key": key,
                "name": entry.names[language] if entry else key,
                "number": entry.number if entry else 0,
                "cells": [
                    describe_share(shares[kind]) if kind in shares else "—" for kind in kinds
                ],
            }
        )
    return sorted(rows, key=lambda row: row["number"])


def describe_learner_results(series: Series, learner: Learner) -> dict[str, Any] | None:
    """Return the context of one learner's page, or None for one who has not begun the series."""
    results = estimate_results(series)
    sat = [
        (occasion, results.readings[occasion.kind][learner.pk])
        for occasion in results.occasions
        if learner.pk in results.readings[occasion.kind]
    ]
    running = any(learner.pk in found for found in results.running.values())
    if not sat and not running:
        return None
    rows = [row for row in make_rows(results) if row.strong or row.name == learner.name]
    answers = find_answers(reading for _occasion, reading in sat)
    shown = shown_comparisons(results)
    return {
        "series": series,
        "test": series.test,
        "school_class": series.school_class,
        "learner": learner,
        "kinds": describe_kinds(results),
        "pictures": draw_pictures(results, rows),
        "running": running,
        "changes": [
            {
                "title": comparison_title(one),
                "word": change_word(one.changes[learner.pk]),
                "steps": describe_change(one.changes[learner.pk]),
            }
            for one in shown
            if learner.pk in one.changes
        ],
        "sittings": [
            describe_sitting(results, occasion, reading, answers) for occasion, reading in sat
        ],
    }


def find_answers(readings: Iterable[Reading]) -> dict[object, Answer]:
    """Return the stored answers of some readings by id. One query."""
    ids = [one.answer.id for reading in readings for one in reading.judged if one.answer]
    return {answer.pk: answer for answer in Answer.objects.filter(pk__in=ids)}


def describe_sitting(
    results: SeriesResults, occasion: Occasion, reading: Reading, answers: dict[object, Answer]
) -> dict[str, Any]:
    """Return one sitting: what it says, and every question of it."""
    return {
        "word": occasion_word(occasion.kind),
        "at": reading.sitting.started_at,
        "text": describe_reading(results, reading),
        "basis": describe_basis(reading),
        "form": reading.sitting.form.key if reading.sitting.form else "",
        "questions": [
            describe_question(number, one, reading.sitting.asked[number - 1]["seed"], answers)
            for number, one in enumerate(reading.judged, start=1)
        ],
    }


def describe_question(
    number: int, one: Judged, seed: int, answers: dict[object, Answer]
) -> dict[str, Any]:
    """Return one question as it was asked and answered, and what it counts."""
    language = content_language()
    item = SHELF.item(one.item)
    answer = answers.get(one.answer.id) if one.answer else None
    shown: dict[str, Any] = {
        "number": number,
        "key": item.key if item else "",
        "state": sign_of(one),
        "word": judged_word(one),
        "skill": one.skill,
        "seconds": round(answer.seconds_spent) if answer and answer.seconds_spent else None,
    }
    if item is None or item.question is None:
        return shown
    variant = item.variant(seed)
    shown["stem"] = mark_safe(render_question(variant, language).stem_html)
    if answer is not None:
        shown["given"] = show_arranged(variant, answer.given, language) or mark_safe(
            show_given(variant, answer.given, language)
        )
        shown["language"] = answer.language
    if one.points != one.most and item.kind != "open":
        shown["right"] = mark_safe(show_right_answer(variant, language))
    return shown


def show_arranged(variant: Variant, given: Given, language: str) -> SafeString:
    """Return what was put in order, paired or sorted, a line for each part; empty for the rest."""
    fields, shown = shown_fields(variant, given), render_question(variant, language)
    ends = {part.key: part.html for part in (*shown.rights, *shown.bins)}
    lines = []
    for name, parts in (("place", shown.things), ("match", shown.lefts), ("bin", shown.cards)):
        for part in parts:
            (value,) = fields.get(f"{name}-{part.key}") or ("",)
            if value:
                lines.append((mark_safe(part.html), mark_safe(ends.get(value, value))))
    return format_html_join("", "<p>{} → {}</p>", lines)


def sign_of(one: Judged) -> str:
    """Return the sign of a judgement as the style sheet names it."""
    if one.points is None:
        return "range"
    if one.points == one.most:
        return "right"
    return "partly" if one.points else "not-yet"


def judged_word(one: Judged) -> str:
    """Return what became of a question, in the current language."""
    if one.state == "waiting":
        return _("waits for a mark")
    if one.state == "unreached":
        return _("not reached, not counted")
    if one.state == "empty":
        return _("left empty")
    words = {"right": _("right"), "partly": _("partly right"), "not-yet": _("not yet")}
    return words[sign_of(one)]
