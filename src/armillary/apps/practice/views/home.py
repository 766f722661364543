"""The learner's own pages: what to do now, and what they know."""

from datetime import UTC, datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.curriculum.queries import COURSE
from armillary.apps.people.access import LearnerRequest, learner_required
from armillary.apps.people.languages import content_language
from armillary.apps.practice.access import access_skill
from armillary.apps.practice.knowledge import (
    SkillView,
    describe_sphere,
    make_rings,
)
from armillary.apps.practice.marks import find_shown_marks
from armillary.apps.practice.queries import count_answers, find_offer, find_open_sitting
from armillary.apps.practice.story import tell_story
from armillary.apps.practice.summaries import (
    describe_skills,
    describe_story,
    describe_view,
    find_views,
)
from armillary.science.learner import Standing


@require_GET
@learner_required
def show_home(request: LearnerRequest) -> HttpResponse:
    """Show one thing to do now, my sphere, and what is due."""
    now = datetime.now(UTC)
    catalogue = SHELF.catalogue(COURSE)
    if catalogue is None:
        return render(request, "practice/home.html", {"learner": request.seat.learner})
    learner = request.seat.learner
    views = find_views(catalogue, learner.pk, now)
    sitting = find_open_sitting(learner, now)
    offer = find_offer(sitting) if sitting else None
    context = {
        "learner": learner,
        "course": True,
        "going_on": bool(sitting and offer and "end" not in offer and count_answers(sitting)),
        "due": [describe_view(view) for view in views if view.due],
        "lessons": describe_lessons(catalogue, views),
        **describe_knowledge(catalogue, views),
    }
    return render(request, "practice/home.html", context)


@require_GET
@learner_required
def show_skills(request: LearnerRequest) -> HttpResponse:
    """Show what I know now, skill by skill: how sure that is, and when it is asked again."""
    now = datetime.now(UTC)
    catalogue = SHELF.catalogue(COURSE)
    context: dict[str, object] = {"marks": find_shown_marks(request.seat.learner)}
    if catalogue is not None:
        views, seen = describe_skills(catalogue, request.seat.learner_id, now)
        unseen = [describe_view(view) for view in views if view.standing is Standing.UNSEEN]
        context |= {"seen": seen, "unseen": unseen, **describe_knowledge(catalogue, views)}
    return render(request, "practice/skills.html", context)


@require_GET
@learner_required
def show_skill(request: LearnerRequest, skill: str) -> HttpResponse:
    """Show one skill of mine: where it stands, what moved it, and when it is asked again."""
    catalogue, entry = access_skill(skill)
    story = tell_story(request.seat.learner_id, catalogue, entry, datetime.now(UTC))
    lesson = catalogue.lesson(entry.home_lesson)
    context = {
        "lesson": lesson,
        "lesson_title": lesson.titles[content_language()] if lesson else "",
        **describe_story(story),
    }
    return render(request, "practice/skill.html", context)


def describe_lessons(catalogue: Catalogue, views: list[SkillView]) -> list[dict[str, object]]:
    """Return the lessons with how many of their skills are held."""
    by_number = {view.skill.number: view for view in views}
    language = content_language()
    return [
        {
            "key": lesson.key,
            "title": lesson.titles[language],
            "held": sum(by_number[n].standing is Standing.HELD for n in lesson.skills),
            "count": len(lesson.skills),
        }
        for lesson in catalogue.lessons
    ]


def describe_knowledge(catalogue: Catalogue, views: list[SkillView]) -> dict[str, object]:
    """Return the sphere and the sentence beside it."""
    rings = make_rings(catalogue, views, content_language())
    return {
        "rings": rings,
        "sphere_text": describe_sphere(views),
        "legend": [
            {"name": ring.name, "held": round(ring.held * ring.n_skills), "count": ring.n_skills}
            for ring in rings
        ],
    }
