"""Designs as page 4 of the wizard shows them."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from armillary.apps.studies.protocols import DesignOption
from armillary.apps.studies.wording.figures import number, place_of


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
