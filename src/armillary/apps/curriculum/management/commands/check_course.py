"""The command `armillary check-course`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser

from armillary.apps.curriculum.queries import known_labs
from armillary.apps.people.commands import ArmillaryCommand, Faults, Refusal
from armillary.content.format import check_course


class Command(ArmillaryCommand):
    """Finds every fault of a course folder."""

    help = "Check a course folder; print each fault as path:line: message."
    example = "armillary check-course courses/ai"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the folder and the form of the output."""
        parser.add_argument("folder", type=Path, help="the course folder")
        parser.add_argument("--json", action="store_true", help="print JSON")

    def handle(self, *args: Any, folder: Path, **options: Any) -> None:
        """Check, print faults, what was checked, and counts; exit 1 when there are faults."""
        if not folder.is_dir():
            raise Refusal(f"{folder} is not a folder. Name the folder that holds course.yaml.")
        report = check_course(folder, known_labs=known_labs())
        if options["json"]:
            self.print_json(report.as_json())
        else:
            for fault in report.faults:
                self.stdout.write(str(fault))
            for check in report.checks:
                self.stdout.write(str(check))
            for name, count in report.counts.items():
                self.stdout.write(f"{name}: {count}")
        if report.faults:
            raise Faults(f"{folder}: {len(report.faults)} faults")
