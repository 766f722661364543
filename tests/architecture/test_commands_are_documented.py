"""Each command has a section in docs/reference, with its arguments and an example.

The sections are in commands.md; those of `study`, which has many, on a page of their own.
"""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import load_command_class

from armillary.apps.exchange.actions.exports import COLUMNS
from armillary.apps.people.commands import ArmillaryCommand
from armillary.web.cli import find_commands, main

FOLDER = Path(__file__).parents[2] / "docs" / "reference"
PAGE = FOLDER / "commands.md"
TEXT = "\n".join(page.read_text(encoding="utf-8") for page in (PAGE, FOLDER / "study-commands.md"))
ALWAYS = {"-h", "--help"}


def section(title: str) -> str:
    """Return what stands under a heading, up to the next of the same height or a higher one."""
    found = re.search(rf"^(##+) {re.escape(title)}\n", TEXT, re.MULTILINE)
    assert found, f"give “{title}” a section in {PAGE.name}"
    rest = TEXT[found.end() :]
    end = re.search(rf"^#{{2,{len(found[1])}}} ", rest, re.MULTILINE)
    return rest[: end.start()] if end else rest


def subparsers(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    """Return the second words a command takes."""
    return {
        name: inner
        for action in parser._actions
        if isinstance(action, argparse._SubParsersAction)
        for name, inner in action.choices.items()
    }


def parsers() -> Iterator[tuple[str, argparse.ArgumentParser]]:
    """Yield each command that does something, of one word or two, with its parser."""
    for name, app in sorted(find_commands().items()):
        command = load_command_class(app, name)
        parser = command.create_parser("armillary", name)
        title = name.replace("_", "-")
        inner = subparsers(parser)
        yield from ((f"{title} {word}", sub) for word, sub in inner.items())
        if not inner:
            yield title, parser


PARSERS = dict(parsers())


def arguments(parser: argparse.ArgumentParser) -> set[str]:
    """Return every option and argument that the help shows."""
    return {
        option
        for action in parser._actions
        if action.help != argparse.SUPPRESS
        for option in (action.option_strings or [action.dest])
        if option not in ALWAYS
    }


def test_every_command_has_a_section_and_a_line_in_the_table() -> None:
    names = {name.replace("_", "-") for name in find_commands()}
    assert {"import", "export", "evaluate", "erase"} <= names
    listed = set(re.findall(r"^\| \[`([a-z-]+)`\]\(#", TEXT, re.MULTILINE))
    assert listed == names
    assert set(re.findall(r"^## ([a-z-]+)$", TEXT, re.MULTILINE)) == names


@pytest.mark.parametrize("title", PARSERS)
def test_a_section_names_every_argument_and_none_that_is_not_there(title: str) -> None:
    text = section(title)
    known = arguments(PARSERS[title])
    assert not {name for name in known if not re.search(rf"`{name}[` ]", text)}
    named = set(re.findall(r"^\| `(--[a-z0-9-]+)[` ]", text, re.MULTILINE))
    assert not named - known


@pytest.mark.parametrize("title", PARSERS)
def test_a_section_has_examples_that_the_command_takes(title: str) -> None:
    found = re.findall(r"^\$ armillary (.+)$", section(title), re.MULTILINE)
    assert found
    for line in found:
        words = without_data(shlex.split(line))
        n_words = len(title.split())
        assert " ".join(words[:n_words]) == title
        PARSERS[title].parse_args(words[n_words:])


def without_data(words: list[str]) -> list[str]:
    """Return words without `--data DIR`, which the program takes out first."""
    place = words.index("--data") if "--data" in words else len(words)
    return words[:place] + words[place + 2 :]


@pytest.mark.parametrize("name", sorted(find_commands()))
def test_the_example_in_the_help_is_one_that_the_command_takes(name: str) -> None:
    command = load_command_class(find_commands()[name], name)
    assert isinstance(command, ArmillaryCommand)
    words = without_data(shlex.split(command.example))
    words = words[words.index("armillary") + 1 :]
    assert words[0].replace("-", "_") == name
    command.create_parser("armillary", name).parse_args(words[1:])


@pytest.mark.parametrize("title", PARSERS)
def test_help_shows_an_example_and_hides_what_no_school_needs(
    title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*title.split(), "--help"]) == 0
    out = capsys.readouterr().out
    assert "Example:" in out
    assert f"armillary {title}" in " ".join(out.split())
    assert "--settings" not in out


@pytest.mark.parametrize("title", PARSERS)
def test_a_wrong_word_is_refused_with_the_usage(
    title: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*title.split(), "--no-such-switch"]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "usage: armillary" in captured.err


def test_every_column_of_an_export_is_described() -> None:
    text = section("export answers")
    assert not {column.name for column in COLUMNS if f"`{column.name}`" not in text}
