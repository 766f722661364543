"""What is known of classes and a test before a study: read once, for the pages and the plan."""

from collections.abc import Sequence

from armillary.apps.assessment.models import SchoolTest
from armillary.apps.people.models import SchoolClass
from armillary.apps.studies.item_sets import ItemSets, expect_precision, find_item_sets
from armillary.apps.studies.likeness import find_likeness
from armillary.apps.studies.protocols import Facts


def find_facts(kind: str, classes: Sequence[SchoolClass], test: SchoolTest | None) -> Facts:
    """Return what is known before a study.

    Parameters
    ----------
    kind : what makes the ways differ
    classes : those that take part, one at least
    test : that shows what they learned; None: not chosen yet
    """
    school = classes[0].school_id
    sets = find_item_sets(kind, test)
    return Facts(
        grades=tuple(one.grade for one in classes),
        likeness=find_likeness(school, test),
        sets=sets,
        precision=expect_precision(sets, school) if isinstance(sets, ItemSets) else None,
    )
