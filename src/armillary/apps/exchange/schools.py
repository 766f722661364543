"""Which school and which course a command works on."""

from django.conf import settings

from armillary.apps.curriculum.catalogue import SHELF, Catalogue
from armillary.apps.curriculum.models import Course
from armillary.apps.people.commands import PROGRAM, Refusal
from armillary.apps.people.models import School


def find_school(name: str | None) -> School:
    """Return the school of this name, or the only one."""
    schools = list(School.objects.order_by("name"))
    if not schools:
        raise Refusal(
            f"There is no school in {settings.DATA}. Make one with: {PROGRAM} init --data DIR"
        )
    found = [school for school in schools if name is None or school.name == name]
    if len(found) != 1:
        listed = ", ".join(school.name for school in schools)
        raise Refusal(f"Name one of these schools with --school NAME: {listed}")
    return found[0]


def find_course(key: str | None) -> Catalogue:
    """Return the published course of this key, or the only one."""
    keys = list(Course.objects.order_by("key").values_list("key", flat=True))
    if not keys:
        raise Refusal(f"No course is published. Publish one with: {PROGRAM} publish-course")
    found = [known for known in keys if key is None or known == key]
    catalogue = SHELF.catalogue(found[0]) if len(found) == 1 else None
    if catalogue is None:
        raise Refusal(f"Name one of these courses with --course KEY: {', '.join(keys)}")
    return catalogue
