"""What every command shares: plain help, exit codes 0, 1 and 2, no traceback for bad input."""

import argparse
import json
import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

DONE, FAULTS, REFUSED = 0, 1, 2

# What the person types to run us: `./run` from a checkout says so.
PROGRAM = os.environ.get("ARMILLARY_PROGRAM", "armillary")

# Django's own switches, which a teacher running a school never needs.
HIDDEN = (
    "--version", "--verbosity", "--settings", "--pythonpath", "--traceback",
    "--no-color", "--force-color", "--skip-checks",
)  # fmt: skip


class Refusal(CommandError):  # noqa: N818  # not an error of the program
    """The command did nothing; the message says why and what to do."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=REFUSED)


class Faults(CommandError):  # noqa: N818  # not an error of the program
    """The command ran and found faults, which it has printed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, returncode=FAULTS)


class ArmillaryCommand(BaseCommand):
    """A command of the program `armillary`: prints for people, or JSON with `--json`."""

    example = ""

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        """Return the parser with an example at the end and Django's own switches hidden."""
        name = subcommand.replace("_", "-")
        parser = super().create_parser(prog_name, name, epilog=f"Example: {self.example}", **kwargs)
        for action in parser._actions:
            if any(option in HIDDEN for option in action.option_strings):
                action.help = argparse.SUPPRESS
        parser.prog = f"{PROGRAM} {name}"
        return parser

    def print_json(self, content: object) -> None:
        """Print one JSON document."""
        self.stdout.write(json.dumps(content, ensure_ascii=False, indent=2))

    def show_progress(self, text: str) -> None:
        """Rewrite one line on the terminal; print nothing when the output is a file."""
        if sys.stderr.isatty():
            self.stderr.write(f"\r\033[K{text}", ending="")
