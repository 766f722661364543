"""What a study can see and what it found, in sentences for teachers and heads."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import erf, sqrt
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from armillary.apps.studies.packages import Pooled
from armillary.apps.studies.protocols import DesignOption
from armillary.science.evidence import Because, Equivalence, Standard

Content = Mapping[str, Any]


def number(value: float, digits: int = 2) -> str:
    """Return a number as the reader's language writes it, with a true minus."""
    text = str(formats.number_format(abs(value), digits))
    return f"−{text}" if value < 0 and round(value, digits) != 0 else text


def place_of(g: float) -> int:
    """Return how many of 100 learners of the usual way a middle learner of the other is ahead of.

    >>> place_of(0.0), place_of(0.5), place_of(-0.5)
    (50, 69, 31)
    """
    return round(100 * 0.5 * (1.0 + erf(g / sqrt(2.0))))


@dataclass(frozen=True, slots=True)
class DesignWords:
    """A design as page 4 shows it."""

    name: str
    title: str
    what: str
    sees: str
    is_possible: bool


def describe_design(option: DesignOption, n_classes: int, n_learners: int) -> DesignWords:
    """Return a design in words, with what it could see or why it is not to be had."""
    titles = {
        "learner": _("Lots for each learner"),
        "class": _("Lots for whole classes"),
        "swap": _("Both ways, swapped half-way"),
    }
    whats = {
        "learner": _("In every class half of the learners get one way and half the other."),
        "class": _("Every class keeps one way from the first day to the last."),
        "swap": _(
            "Every class gets both ways, one after the other; the lot decides which comes first."
        ),
    }
    return DesignWords(
        name=option.name,
        title=titles[option.name],
        what=whats[option.name],
        sees=_sees(option, n_classes, n_learners),
        is_possible=option.is_possible,
    )


def _sees(option: DesignOption, n_classes: int, n_learners: int) -> str:
    if option.smallest is None:
        lacks = {
            "learner": _("Not possible with fewer than 8 learners."),
            "class": _(
                "Not possible: four classes are needed at least, two for each way. With one class "
                "each, the way and the class cannot be told apart."
            ),
            "swap": _("Not possible: two classes are needed at least."),
        }
        return lacks[option.name]
    said = _(
        "With your %(n)s learners in %(classes)s classes you can only see differences above "
        "%(smallest)s SD: as if a learner in the middle moved ahead of %(place)s of 100 instead "
        "of 50."
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


def describe_result(content: Content, compared: str, tried: str) -> str:
    """Return what a study found, in one sentence."""
    if "refused" in content:
        return describe_refusal(str(content["refused"]))
    g = content["g"]
    words = {
        "tried": tried,
        "compared": compared,
        "g": number(abs(g["effect"])),
        "low": number(g["low"]),
        "high": number(g["high"]),
        "signed": number(g["effect"]),
    }
    if g["low"] > 0.0:
        return (
            _(
                "“%(tried)s”: they learned more than with “%(compared)s”: %(g)s SD, likely between "
                "%(low)s and %(high)s."
            )
            % words
        )
    if g["high"] < 0.0:
        words |= {"low": number(-g["high"]), "high": number(-g["low"])}
        return (
            _(
                "“%(tried)s”: they learned less than with “%(compared)s”: %(g)s SD, likely between "
                "%(low)s and %(high)s."
            )
            % words
        )
    return (
        _(
            "“%(tried)s” and “%(compared)s” cannot be told apart: %(signed)s SD, likely between "
            "%(low)s and %(high)s."
        )
        % words
    )


def describe_size(content: Content, compared: str, tried: str) -> str:
    """Return how much an effect is, in places of 100."""
    g = content["g"]
    return _(
        "That is about this much: a learner in the middle of “%(compared)s” is ahead of 50 of 100. "
        "With “%(tried)s” the same learner would be ahead of about %(place)s, likely between "
        "%(low)s and %(high)s."
    ) % {
        "compared": compared,
        "tried": tried,
        "place": place_of(g["effect"]),
        "low": place_of(g["low"]),
        "high": place_of(g["high"]),
    }


def describe_refusal(reason: str) -> str:
    """Return why there is no answer, and what would help."""
    sentences = {
        "all_missing": _("There is no answer: nobody has a finished test yet."),
        "arm_empty": _(
            "There is no answer: with one of the two ways nobody has a finished test yet."
        ),
        "too_few_rows": _(
            "There is no answer: too few learners finished the test. Four with each way are the "
            "least; let those who were absent sit it."
        ),
        "too_few_clusters": _(
            "There is no answer: too few classes. With one class each, the way and the class "
            "cannot be told apart. Four classes, or both ways swapped half-way, would help."
        ),
        "df_too_small": _(
            "There is no answer: so few classes carry the comparison that its uncertainty would be "
            "guessed. More classes would help."
        ),
        "outcome_constant": _("There is no answer: everybody has the same result in the test."),
        "no_residual": _("There is no answer: everybody in a class has the same result."),
    }
    return sentences.get(
        reason,
        _("There is no answer: the data do not allow this analysis. More classes would help."),
    )


def describe_standard(content: Content) -> str:
    """Return which standard the study meets."""
    sentences = {
        Standard.WITHOUT_RESERVATIONS: _(
            "It meets the standard of the What Works Clearinghouse without reservations."
        ),
        Standard.WITH_RESERVATIONS: _(
            "It meets the standard of the What Works Clearinghouse with reservations."
        ),
        Standard.NOT_MET: _("It does not meet the standard of the What Works Clearinghouse."),
    }
    return sentences[Standard(content["standard"])]


def describe_reasons(content: Content) -> list[str]:
    """Return why a standard is met or not."""
    sentences = {
        Because.DRAWN_BY_LOT: _("The ways were drawn by lot."),
        Because.NOT_DRAWN_BY_LOT: _("The ways were not drawn by lot."),
        Because.LOW_ATTRITION: _("Few were lost, and about as many with each way."),
        Because.HIGH_ATTRITION: _("Many were lost, or many more with one way than the other."),
        Because.JOINERS_ANALYSED: _("Learners who came later were counted."),
        Because.BASELINE_ALIKE: _("Before the start both groups were alike."),
        Because.BASELINE_ADJUSTED: _(
            "Before the start the groups differed a little; the analysis allows for it."
        ),
        Because.BASELINE_NEEDS_ADJUSTMENT: _(
            "Before the start the groups differed, and the analysis does not allow for it."
        ),
        Because.BASELINE_UNLIKE: _("Before the start the groups were unlike."),
        Because.BASELINE_UNKNOWN: _("How alike the groups were before the start is not known."),
        Because.ONE_CLUSTER_AN_ARM: _("One of the ways had a single class."),
    }
    return [sentences[Because(code)] for code in content["because"]]


def describe_balance(content: Content) -> str:
    """Return how alike the groups were before the start."""
    ahead = content.get("baseline_difference")
    if ahead is None:
        return _("There is no test from before the start to compare the groups by.")
    alike = {
        Equivalence.ALIKE.value: _("practically alike"),
        Equivalence.ALIKE_IF_ADJUSTED.value: _("somewhat different; the analysis allows for it"),
        Equivalence.UNLIKE.value: _("unlike"),
    }[content["equivalence"]]
    return _("Before the start the groups were %(alike)s: %(g)s SD apart.") % {
        "alike": alike,
        "g": number(ahead),
    }


def conclude(content: Content, *, stays: bool) -> tuple[list[str], list[str]]:
    """Return what may and what may not be concluded.

    Parameters
    ----------
    stays : the analysis takes classes to stay as they are between the halves
    """
    if "refused" in content:
        return [], [_("Nothing about the two ways, in either direction.")]
    g = content["g"]
    may, may_not = [], []
    if g["low"] > 0.0 or g["high"] < 0.0:
        may.append(_("In these classes, on this test, the difference is more than chance makes."))
    else:
        may.append(_("If there is a difference here, it likely lies inside the interval."))
        may_not.append(_("That the two ways are equally good: the study may have been too small."))
    may_not.append(
        _("That it would come out so in other classes, with other teachers or another test.")
    )
    may_not.append(_("Anything about a single learner."))
    if stays:
        may_not.append(
            _("That no class changed by itself between the halves: that is taken as given.")
        )
    if not content["final"]:
        may_not.append(_("That it will stay so: the study still runs."))
    return may, may_not


def describe_false_alarms(content: Content) -> str:
    """Return what the check with equal arms found."""
    if content["rate"] is None:
        return _("The check had no draw that could be analysed.")
    return _(
        "Where there is no difference, this analysis saw one in %(rate)s of 100 draws (give or "
        "take %(error)s); it should be about %(expected)s. Draws analysed: %(n)s, of them "
        "different: %(different)s."
    ) % {
        "rate": number(100 * content["rate"], 1),
        "error": number(100 * content["error"], 1),
        "expected": number(100 * content["expected"], 0),
        "n": content["n_draws"],
        "different": content["n_different"],
    }


def describe_package(content: Content) -> list[str]:
    """Return in sentences what a package tells of the school."""
    counted = content["results"][0]["n"]
    g = content["results"][0]["g"]
    told = [
        _("The name of your school: %s.") % content["school"],
        _("The protocol: question, ways, test, days, and how it was to be analysed."),
        _("The course and the version of every question in the test."),
        _("The difference: %(g)s SD, likely between %(low)s and %(high)s, and its error.")
        % {"g": number(g["effect"]), "low": number(g["low"]), "high": number(g["high"])},
        _("How many were counted: %(one)s and %(other)s.")
        % {"one": counted[0], "other": counted[1]},
    ]
    flow = content["flow"]
    if None in [*flow["lost"], *flow["drawn"]]:
        told.append(
            _("Not how many were lost: a number below 10 is left out, with what it follows from.")
        )
    else:
        told.append(_("How many were drawn and lost with each way."))
    if len(content["results"]) > 1:
        told.append(_("The same for the test some weeks later."))
    told.append(_("The standard met, and hashes that show the plan was fixed before the draw."))
    return told


def describe_problem(code: str) -> str:
    """Return why a package cannot be made or taken, and what to do."""
    return {
        "early": _("The study has not ended: nothing leaves before."),
        "changed": _("The protocol is not the one that was fixed. Nothing leaves."),
        "small": _("Fewer than 10 learners were counted with one of the ways. Nothing leaves."),
        "no_answer": _("The study has no answer, so there is nothing to tell."),
        "no_noise": _("Noise is there for studies with lots for each learner only."),
        "unreadable": _("So much noise leaves nothing to be read. A larger budget would help."),
        "spent": _("A package of this study left before, and noise may be spent once only."),
        "close": _(
            "Since the last package fewer than 10 learners changed. Both together would tell of "
            "these few, so it stays with the last one."
        ),
        "torn": _("This is not a whole evidence package. Please ask for the file again."),
        "stranger": _("Another key signed this file. Please compare the key with the school."),
        "forged": _("The file was changed after it was signed. Do not use it."),
        "protocol": _("The protocol in it is not the one that was fixed before the draw."),
        "odd": _("Its numbers do not agree with each other. Please ask the school."),
    }[code]


def describe_pooled(pooled: Pooled) -> str:
    """Return what several packages say together, in one or two sentences."""
    said = _("Together %(n)s studies say: %(g)s SD, likely between %(low)s and %(high)s.") % {
        "n": pooled.fit.n,
        "g": number(pooled.mean.effect),
        "low": number(pooled.mean.low),
        "high": number(pooled.mean.high),
    }
    if pooled.prediction is None:
        return said
    return (
        said
        + " "
        + _("In one more such school: likely between %(low)s and %(high)s.")
        % {
            "low": number(pooled.prediction.low),
            "high": number(pooled.prediction.high),
        }
    )
