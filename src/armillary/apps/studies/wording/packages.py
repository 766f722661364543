"""What leaves in a package, what is wrong with one, what several say together."""

from django.utils.translation import gettext as _

from armillary.apps.people.languages import join_names
from armillary.apps.studies.packages import Pooled
from armillary.apps.studies.wording.figures import Content, number
from armillary.apps.studies.wording.groups import name_grouping


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
    if content["stopped"]:
        told.append(_("That the study was stopped before its last day."))
    told += _describe_groups(content["results"][0])
    if len(content["results"]) > 1:
        told.append(_("The same for the test some weeks later."))
    if content.get("held_back"):
        told.append(
            _(
                "Nothing of the test some weeks later: a few more or fewer learners sat it, and "
                "both results together would tell of these few."
            )
        )
    told.append(_("The standard met, and hashes that show the plan was fixed before the draw."))
    return told


def _describe_groups(result: Content) -> list[str]:
    """Planned groups that leave, and those that stay."""
    leave = [name_grouping(one["grouping"]) for one in result.get("subgroups", ())]
    stay = [name_grouping(one) for one in result.get("subgroups_left_out", ())]
    told = []
    if leave:
        told.append(
            _(
                "For groups that were planned (%s): how many were counted with each way, the "
                "difference in each group, and whether groups differ."
            )
            % join_names(leave)
        )
    if stay:
        told.append(
            _(
                "Nothing for these groups: %s. Classes stay here, and so do groups with fewer than "
                "10 learners, with what they follow from."
            )
            % join_names(stay)
        )
    return told


def describe_problem(code: str) -> str:
    """Return why a package cannot be made or taken, and what to do."""
    return {
        "early": _("The study has not ended: nothing leaves before."),
        "sat": _("Classes still sit the test: nothing leaves before it has closed."),
        "changed": _("The protocol is not the one that was fixed. Nothing leaves."),
        "small": _("Fewer than 10 learners were counted with one of the ways. Nothing leaves."),
        "no_answer": _("The study has no answer, so there is nothing to tell."),
        "no_noise": _("Noise is there for studies with lots for each learner only."),
        "unreadable": _(
            "So much noise leaves nothing to be read. A larger budget, or more learners, "
            "would help."
        ),
        "spent": _("A package of this study left before, and noise may be spent once only."),
        "close": _(
            "Since the last package fewer than 10 learners changed. Both together would tell of "
            "these few, so it stays with the last one."
        ),
        "newer": _(
            "A newer Armillary made this package. Bring yours up to date, then take it again."
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
