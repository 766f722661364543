"""The command `armillary print-booklet`."""

from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from django.http import Http404
from django.template.loader import render_to_string
from django.utils import translation

from armillary.apps.curriculum.paper import PaperError, find_browser, print_page
from armillary.apps.curriculum.views.year import describe_booklet
from armillary.apps.people.commands import ArmillaryCommand, Refusal
from armillary.content.languages import LANGUAGES


class Command(ArmillaryCommand):
    """Writes the lessons of a year into a PDF file."""

    help = "Write the lessons of a year into a PDF file to print or to share."
    example = "armillary print-booklet G05 --language ru --out grade-5.pdf"

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the unit, the language and the file."""
        parser.add_argument("unit", help="the unit, such as G05")
        parser.add_argument("--language", choices=LANGUAGES, default="en", help="its language")
        parser.add_argument("--out", type=Path, required=True, help="the PDF file to write")

    def handle(self, *args: Any, unit: str, language: str, out: Path, **options: Any) -> None:
        """Print the booklet; refuse when there is no such unit or no browser."""
        if not out.parent.is_dir():
            raise Refusal(f"{out.parent} is not a folder. Name a file in a folder that is there.")
        with translation.override(language.lower()):
            try:
                context = describe_booklet(unit, language)
            except Http404:
                message = f"There is no published unit {unit}. Publish a course that has it first."
                raise Refusal(message) from None
            page = render_to_string("curriculum/booklet.html", context)
        try:
            print_page(page, out, browser=find_browser())
        except PaperError as error:
            raise Refusal(str(error)) from None
        self.stdout.write(f"{out}: {len(context['lessons'])} lessons, {language}")
