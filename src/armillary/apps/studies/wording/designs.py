"""Designs as page 4 of the wizard shows them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from armillary.apps.studies.item_sets import ABILITY_SD, SETS_AGREE, ItemSets, Lack
from armillary.apps.studies.protocols import (
    CLASSES_TO_MODEL,
    GRADE_STEP,
    ICC,
    DesignOption,
    Facts,
    grade_columns,
)
from armillary.apps.studies.wording.figures import number, place_of

LARGE = 0.2  # a third of studies find more, in SD


@dataclass(frozen=True, slots=True)
class DesignWords:
    """A design as page 4 shows it.

    Parameters
    ----------
    is_sharpest : it sees smaller differences than all others, and takes nothing for granted
    sets : the lessons of both sets, where there are any
    """

    name: str
    title: str
    what: str
    sees: str
    is_possible: bool
    is_sharpest: bool
    sets: tuple[str, ...] = ()


def name_design(name: str) -> str:
    """Return the name of a design: learner, within, class or swap."""
    return {
        "learner": _("Lots for each learner"),
        "within": _("Both ways, in different lessons"),
        "class": _("Lots for whole classes"),
        "swap": _("Both ways, swapped half-way"),
    }[name]


def describe_design(
    option: DesignOption,
    n_classes: int,
    n_learners: int,
    *,
    lessons: Mapping[str, str],
    is_sharpest: bool,
) -> DesignWords:
    """Return a design in words, with what it could see or why it is not to be had.

    Parameters
    ----------
    lessons : titles of the lessons of the sets, by key
    """
    whats = {
        "learner": _("In every class half of the learners get one way and half the other."),
        "within": _(
            "Every learner gets one way in half of the lessons and the other way in the other "
            "half; the lot decides which. What they learned in each half is told from the "
            "questions about its lessons: no second test is needed."
        ),
        "class": _("Every class keeps one way from the first day to the last."),
        "swap": _(
            "Every class gets both ways, one after the other; the lot decides which comes first."
        ),
    }
    what = whats[option.name]
    if option.by_grade:
        what += " " + _("Lots are drawn inside each grade.")
    return DesignWords(
        name=option.name,
        title=name_design(option.name),
        what=what,
        sees=_sees(option, n_classes, n_learners),
        is_possible=option.is_possible,
        is_sharpest=is_sharpest,
        sets=describe_sets(option, lessons),
    )


def describe_sets(option: DesignOption, lessons: Mapping[str, str]) -> tuple[str, ...]:
    """Return the lessons of each set, with how many questions of the test are about them."""
    sets = option.facts.sets
    if option.name != "within" or not isinstance(sets, ItemSets):
        return ()
    return tuple(
        _("Set %(number)s (%(n)s questions): %(lessons)s")
        % {"number": place, "n": n, "lessons": join_lessons(lessons.get(key, key) for key in keys)}
        for place, (keys, n) in enumerate(zip(sets.lessons, sets.n_questions, strict=True), start=1)
    )


def join_lessons(titles: Iterable[str]) -> str:
    """Return titles of lessons in one line, as the reader's language lists them."""
    return ("；" if (get_language() or "").startswith("zh") else "; ").join(titles)


def describe_basis(facts: Facts, *, kept: bool, baseline: bool) -> list[str]:
    """Return what the plan rests on: what is known of the school, and what is assumed.

    Parameters
    ----------
    kept : whole classes that keep a way can be had
    baseline : a test is sat before the start
    """
    told = [
        _(
            "SD: standard deviation, how much learners typically differ. The sentence says which "
            "true difference such a study would show in 80 of 100 cases, with intervals that hold "
            "the truth in 95 of 100."
        ),
        _(
            "Assumed: a test from before explains 40 % of the differences between learners, and "
            "one learner in ten drops out."
        ),
        _describe_likeness(facts),
    ]
    if facts.precision is not None and isinstance(facts.sets, ItemSets):
        told.append(
            _(
                "Both ways in different lessons: what a learner can do is told from %(one)s and "
                "%(other)s questions, so it is off by about %(first)s and %(second)s logits; that "
                "is counted in. Assumed: learners differ by %(sd)s logit, and what they can do in "
                "the two sets of lessons correlates by %(agree)s."
            )
            % {
                "one": facts.sets.n_questions[0],
                "other": facts.sets.n_questions[1],
                "first": number(facts.precision.errors[0]),
                "second": number(facts.precision.errors[1]),
                "sd": number(ABILITY_SD, 0),
                "agree": number(SETS_AGREE, 1),
            }
        )
    if kept and len(set(facts.grades)) > 1:
        told.append(_describe_grades(facts, baseline=baseline))
    return told


def _describe_likeness(facts: Facts) -> str:
    found = facts.likeness
    if found is None:
        return _(
            "Assumed, as six classes of your school have not sat one test yet: %(icc)s %% of the "
            "differences between learners of a grade lie between classes."
        ) % {"icc": number(100 * ICC, 0)}
    return _(
        "From the results of %(n)s learners in %(classes)s classes of your school: %(icc)s %% of "
        "the differences between learners of a grade lie between classes. The results alone say "
        "%(found)s %%, give or take %(error)s; the fewer the classes, the nearer we stay to the "
        "usual %(usual)s %%."
    ) % {
        "n": found.n,
        "classes": found.n_clusters,
        "icc": number(100 * found.icc, 0),
        "found": number(100 * found.found, 0),
        "error": number(100 * found.se, 0),
        "usual": number(100 * ICC, 0),
    }


def _describe_grades(facts: Facts, *, baseline: bool) -> str:
    if grade_columns("class", facts.grades, baseline=baseline):
        return _(
            "Whole classes: the analysis takes the difference between grades out; what that costs "
            "in certainty is counted in."
        )
    return _(
        "Whole classes: there are too few to take the difference between grades out. Assumed: "
        "%(step)s SD from one grade to the next; that is counted in."
    ) % {"step": number(GRADE_STEP, 1)}


def find_sharpest(options: Sequence[DesignOption], n_classes: int) -> str | None:
    """Return the design that sees the smallest differences; none where there is no choice.

    Two or three classes that are swapped must be taken to stay as they are, so this is not the one.
    """
    able = [one for one in options if one.smallest is not None]
    if len(able) < 2:
        return None
    sound = [one for one in able if one.name != "swap" or n_classes >= CLASSES_TO_MODEL]
    return min(sound, key=lambda one: one.smallest or 0.0).name if sound else None


def describe_usual(options: Sequence[DesignOption]) -> str:
    """Return how large differences in schools usually are, and what that means here.

    References
    ----------
    Kraft (2020), Educational Researcher 49(4), 241-253: thirds and median of 747 randomised
    studies with standardised tests.
    """
    said = _(
        "To compare with: of some 750 studies by lot in schools, half found less than 0.10 SD, and "
        "one in three more than 0.20 (Kraft 2020)."
    )
    able = [one.smallest for one in options if one.smallest is not None]
    if able and min(able) > LARGE:
        said += " " + _(
            "Most likely a study of this size leaves the question open. It still helps: schools "
            "that ask the same can put their results together."
        )
    return said


def _sees(option: DesignOption, n_classes: int, n_learners: int) -> str:
    if option.smallest is None:
        lacks = {
            "learner": _("Not possible with fewer than 8 learners."),
            "within": _lack(option.facts.sets),
            "class": _(
                "Not possible: four classes are needed at least, two for each way. With one class "
                "each, the way and the class cannot be told apart."
            ),
            "swap": _("Not possible: two classes are needed at least."),
        }
        return lacks[option.name]
    said = ngettext(
        "With your %(n)s learners in %(classes)s class you can only see differences above "
        "%(smallest)s SD: as if a learner in the middle moved ahead of %(place)s of 100 instead "
        "of 50.",
        "With your %(n)s learners in %(classes)s classes you can only see differences above "
        "%(smallest)s SD: as if a learner in the middle moved ahead of %(place)s of 100 instead "
        "of 50.",
        n_classes,
    ) % {
        "n": n_learners,
        "classes": n_classes,
        "smallest": number(option.smallest),
        "place": place_of(option.smallest),
    }
    if option.name == "swap" and n_classes < 4:
        said += " " + _(
            "This holds only if each class stays as it is from one half to the other: nothing in "
            "the data can show whether it did."
        )
    return said


def _lack(sets: ItemSets | Lack) -> str:
    """Why a test cannot be taken in two sets, and what would help."""
    if isinstance(sets, ItemSets):
        return _("Not possible with fewer than 8 learners.")
    return {
        Lack.KIND: _("Not possible: this is there for the order of lab and text only."),
        Lack.TEST: _("Please choose a test on page 3 first."),
        Lack.DELIVERY: _(
            "Not possible with this test: it asks everybody something else. A test with the same "
            "forms for everybody would do."
        ),
        Lack.LESSONS: _(
            "Not possible with this test: it asks about fewer than two lessons that have a lab."
        ),
        Lack.QUESTIONS: _(
            "Not possible with this test: of one half of the lessons it asks fewer than six "
            "questions."
        ),
    }[sets]
