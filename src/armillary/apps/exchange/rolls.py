"""Who the learners of a file are: learners of the school, or a class to be made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from armillary.apps.exchange.learner_keys import find_learners
from armillary.apps.people.actions import add_learners, make_class
from armillary.apps.people.models import Learner, School, SchoolClass
from armillary.apps.people.names import NAME_LENGTH, clean_name


@dataclass(frozen=True, slots=True)
class NewClass:
    """A class to be made for learners that a file names by ids of its own."""

    name: str
    grade: int


@dataclass(frozen=True, slots=True)
class Roll:
    """Who the learners of a file are.

    Parameters
    ----------
    numbers : for each name in the file that is somebody, the place in `learners` or `new_names`
    learners : those who are there
    new_names : those who are to be made; either they or `learners` is empty
    stranger : what is to be said of a name without a number
    """

    numbers: dict[str, int]
    learners: tuple[Learner, ...]
    new_names: tuple[str, ...]
    stranger: str


def find_roll(school: School, names: Sequence[str], new_class: NewClass | None) -> Roll:
    """Return who the names in a file are. Nothing is written.

    Without a class to make, names are ids or card codes of learners of the school. A class that is
    there already is taken as it is, so that a file can be imported again.
    """
    if new_class is None:
        stranger = "is neither the id nor the card code of a learner here"
        return _known(find_learners(school, names), stranger)
    name = clean_name(new_class.name)
    existing = SchoolClass.objects.filter(
        school=school, name=name, archived_at__isnull=True
    ).first()
    if existing is None:
        return _new(names)
    learners = Learner.objects.filter(school_class=existing).order_by("pk")
    by_name: dict[str, Learner] = {}
    for learner in learners:
        by_name.setdefault(learner.name, learner)
    found = {name: by_name[clean_name(name)] for name in names if clean_name(name) in by_name}
    return _known(found, f"is not in class {name}, which is there already")


def _known(found: dict[str, Learner], stranger: str) -> Roll:
    """Two names of one learner, such as an id and a card code, get one number."""
    learners = list({learner.pk: learner for learner in found.values()}.values())
    places = {learner.pk: place for place, learner in enumerate(learners)}
    numbers = {name: places[learner.pk] for name, learner in found.items()}
    return Roll(numbers, tuple(learners), (), stranger)


def _new(names: Sequence[str]) -> Roll:
    cleaned = {name: clean_name(name) for name in names}
    fitting = {name: clean for name, clean in cleaned.items() if len(clean) <= NAME_LENGTH}
    new_names = list(dict.fromkeys(fitting.values()))
    places = {clean: place for place, clean in enumerate(new_names)}
    numbers = {name: places[clean] for name, clean in fitting.items()}
    return Roll(numbers, (), tuple(new_names), f"has more than {NAME_LENGTH} signs")


def settle_roll(
    roll: Roll, school: School, new_class: NewClass | None, *, now: datetime
) -> Sequence[Learner]:
    """Return the learners of a roll by number; make the class and its learners if need be."""
    if new_class is None or not roll.new_names:
        return roll.learners
    school_class = make_class(
        school, name=new_class.name, grade=new_class.grade, teachers=[], now=now, by=None
    )
    return add_learners(school_class, roll.new_names, now=now, by=None)
