"""What a study found, in sentences for teachers and heads."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from armillary.apps.studies.wording.figures import Content, interval, number, place_of


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
                "With “%(tried)s” they learned more than with “%(compared)s”: %(g)s SD, likely "
                "between %(low)s and %(high)s."
            )
            % words
        )
    if g["high"] < 0.0:
        words |= {"low": number(-g["high"]), "high": number(-g["low"])}
        return (
            _(
                "With “%(tried)s” they learned less than with “%(compared)s”: %(g)s SD, likely "
                "between %(low)s and %(high)s."
            )
            % words
        )
    return (
        _(
            "“%(tried)s” and “%(compared)s” cannot be told apart: %(signed)s SD, likely between "
            "%(low)s and %(high)s (above 0: better with “%(tried)s”)."
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


def describe_questions(content: Content) -> str:
    """Return how much an effect is in questions of the test; nothing where forms differ."""
    questions = content.get("questions")
    if questions is None:
        return ""
    return _(
        "Counted in questions of this test: of %(n)s they would get about %(more)s right, likely "
        "between %(low)s and %(high)s."
    ) % {
        "n": number(questions["n"], 0),
        "more": _more(questions["more"]),
        "low": _more(questions["low"]),
        "high": _more(questions["high"]),
    }


def _more(count: float) -> str:
    if count < 0.0:
        return pgettext("questions", "%s fewer") % number(-count, 1)
    return pgettext("questions", "%s more") % number(count, 1)


def describe_figures(content: Content) -> list[tuple[str, str]]:
    """Return the figures behind a sentence, for whoever would check them: label and value."""
    if "refused" in content:
        return []
    effect, g, draws = content["effect"], content["g"], content["randomisation"]
    figures = [
        (_("Difference in logits of the test"), f"{_told(effect)}, p {number(effect['p'], 3)}"),
        (_("In SD (Hedges’ g)"), _told(g)),
    ]
    if "p" in draws:
        n = ngettext("%(n)s other draw", "%(n)s other draws", draws["n_draws"])
        told = f"p {number(draws['p'], 3)}, {n % {'n': number(draws['n_draws'], 0)}}"
    else:
        told = _("too few different draws are possible")
    figures.append((_("What the draw alone says"), told))
    if content.get("reliability"):
        figures.append((_("Reliability of the test here"), number(content["reliability"])))
    return figures


def _told(estimate: Content) -> str:
    told = interval(estimate["effect"], estimate["low"], estimate["high"], 3)
    return f"{told}, SE {number(estimate['se'], 3)}"


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


def conclude(content: Content, *, stays: bool, within: bool = False) -> tuple[list[str], list[str]]:
    """Return what may and what may not be concluded.

    Parameters
    ----------
    stays : the analysis takes classes to stay as they are between the halves
    within : every learner met both ways, in different lessons
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
    if within:
        may_not += [
            _("That it would hold in lessons of another kind: these lessons alone were compared."),
            _(
                "That nothing learned one way helped in the other lessons: if it did, the "
                "difference looks smaller than it is, and nothing shows it."
            ),
        ]
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
