"""The command `armillary publish-course`."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.curriculum.actions import publish_course
from armillary.apps.curriculum.queries import known_labs, shipped_course
from armillary.apps.people.commands import ArmillaryCommand, Faults, Refusal
from armillary.content.format import check_course, parse_course


class Command(ArmillaryCommand):
    """Publishes a course folder that has no faults."""

    help = "Publish a course folder (the shipped one when none is named)."
    example = "armillary publish-course courses/ai --data school"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the folder."""
        parser.add_argument("folder", type=Path, nargs="?", help="the course folder")

    def handle(self, *args: Any, folder: Path | None, **options: Any) -> None:
        """Check first; publish all of it or nothing."""
        chosen = folder or shipped_course()
        if chosen is None or not chosen.is_dir():
            raise Refusal(f"{folder or 'courses/ai'} is not a folder. Name the course folder.")
        report = check_course(chosen, known_labs=known_labs())
        if report.faults:
            for fault in report.faults:
                self.stdout.write(str(fault))
            raise Faults(f"{chosen}: {len(report.faults)} faults; nothing was published.")
        result = publish_course(parse_course(chosen), now=datetime.now(UTC))
        self.stdout.write(
            f"Published: {result.lessons} new lesson versions, {result.items} new items; "
            f"{result.retired} questions retired."
        )
