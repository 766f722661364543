"""The docs say what is there: settings, words, commands, pages, tables, packages, links."""

import argparse
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import load_command_class
from django.urls import get_resolver

import armillary
from armillary.web.cli import find_commands
from tests.architecture.test_access_table import walk

ROOT = Path(__file__).parents[2]
PACKAGE = Path(armillary.__file__).parent
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
TEXTS = {page: page.read_text(encoding="utf-8") for page in PAGES}
ALL = "\n".join(TEXTS.values())

SETTING = re.compile(r"ARMILLARY_[A-Z]+(?:_[A-Z]+)*")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^()\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.+)$", re.MULTILINE)
# What the shell script does by itself; everything else it hands to the program.
OF_THE_SCRIPT = {"demo", "test", "check", "help"}
# The words that the project agreed on first.
WORDS = (
    "learner", "adult", "answer", "mark", "sitting", "question", "item", "variant", "skill",
    "misconception", "course", "unit", "lesson", "lab", "assessment", "study", "arm", "seat",
    "ticket",
)  # fmt: skip


def read_reference(name: str) -> str:
    return TEXTS[DOCS / "reference" / name]


def name_of(page: Path) -> str:
    return str(page.relative_to(ROOT))


# --- settings, words, tables, pages, packages ---------------------------------------------------


def used_settings() -> set[str]:
    """Return the settings that the program or the script reads."""
    files = [ROOT / "run", *PACKAGE.rglob("*.py")]
    return {name for file in files for name in SETTING.findall(file.read_text(encoding="utf-8"))}


def test_every_setting_is_described_and_none_that_is_not_there() -> None:
    described = set(SETTING.findall(read_reference("settings.md")))
    assert "ARMILLARY_DATA" in described
    assert described == used_settings()


def defined_words() -> list[str]:
    """Return the first cell of every row of the tables of words."""
    rows = re.findall(r"^\| ([^|]+?) \|", read_reference("words.md"), re.MULTILINE)
    return [row for row in rows if row not in {"word", "---"}]


def test_every_agreed_word_is_defined_once() -> None:
    words = defined_words()
    assert not set(WORDS) - set(words)
    assert len(words) == len(set(words))


def test_every_table_of_ours_is_described() -> None:
    tables = {
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("armillary.")
    }
    assert "practice_answer" in tables
    assert not {name for name in tables if f"`{name}`" not in read_reference("data.md")}


def test_every_page_is_described() -> None:
    patterns = [str(pattern.pattern) for _name, pattern in walk(get_resolver().url_patterns, "")]
    addresses = {"/" + re.sub(r"<[^>]+>", "…", pattern) for pattern in patterns}
    described = set(re.findall(r"`(/[^`]*)`", read_reference("access.md")))
    assert "/classes/…/learners/" in addresses
    assert addresses == described


def packages() -> Iterator[str]:
    """Yield the apps and the packages of science and content, as docs name them."""
    for layer in ("apps", "content", "science"):
        for folder in sorted((PACKAGE / layer).iterdir()):
            if (folder / "__init__.py").is_file():
                yield f"armillary.{layer}.{folder.name}"


@pytest.mark.parametrize("package", list(packages()))
def test_every_package_is_named(package: str) -> None:
    assert re.search(rf"`{re.escape(package)}[`.]", ALL), f"name {package} in docs"


# --- commands -----------------------------------------------------------------------------------


def test_every_command_is_named() -> None:
    commands = {name.replace("_", "-") for name in find_commands()}
    assert {"demo", "init", "serve", "rebuild"} <= commands
    missing = {name for name in commands if not re.search(rf"armillary {name}\b", ALL)}
    assert not missing


def console_lines() -> Iterator[tuple[str, str]]:
    """Yield what fences marked `console` ask to type, with the page it stands on."""
    for page, text in TEXTS.items():
        for language, body in FENCE.findall(text):
            for line in body.splitlines() if language == "console" else ():
                if line.startswith("$ "):
                    yield name_of(page), line.removeprefix("$ ")


def typed_command(line: str) -> list[str]:
    """Return our command with its arguments in a line, or nothing for another program."""
    words = shlex.split(line, comments=True)
    while words and ("=" in words[0] or words[0] in {"sudo", "env"}):
        words = words[1:]
    ours = words and (words[0] == "armillary" or words[0].endswith("run"))
    return words[1:] if ours else []


def options_of(parser: argparse.ArgumentParser, words: list[str]) -> set[str]:
    """Return the options that a parser and the sub-parsers named in `words` take."""
    found = {option for action in parser._actions for option in action.option_strings}
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for word in words:
                if word in action.choices:
                    found |= options_of(action.choices[word], words)
    return found


def find_unknown(words: list[str]) -> list[str]:
    """Return what a typed command names that is not there: the command, or options of it."""
    name, rest = words[0], words[1:]
    commands = find_commands()
    if name in OF_THE_SCRIPT - set(commands) or name.startswith("-"):
        return []
    key = name.replace("-", "_")
    if key not in commands:
        return [name]
    parser = load_command_class(commands[key], key).create_parser("armillary", key)
    known = options_of(parser, rest) | {"--data"}
    used = [word.split("=")[0] for word in rest if word.startswith("--")]
    return [option for option in used if option not in known]


def test_an_unknown_command_or_option_would_be_seen() -> None:
    assert find_unknown(typed_command("./run sreve --data school")) == ["sreve"]
    assert find_unknown(typed_command("sudo ./run serve --prot 80")) == ["--prot"]
    assert find_unknown(typed_command("./run import answers a.csv --lerner x")) == ["--lerner"]
    assert find_unknown(typed_command("A=1 armillary init --data s --head 'V K'")) == []
    assert typed_command("sudo systemctl stop armillary") == []


def test_commands_in_the_docs_are_there_with_their_options() -> None:
    lines = list(console_lines())
    assert any(page == "README.md" for page, _line in lines)
    wrong = [
        f"{page}: {line}: {unknown}"
        for page, line in lines
        if (words := typed_command(line)) and (unknown := find_unknown(words))
    ]
    assert not wrong


def test_the_readme_asks_for_our_commands_alone() -> None:
    others = {
        line
        for page, line in console_lines()
        if page == "README.md"
        and not typed_command(line)
        and shlex.split(line)[0] not in {"git", "cd"}
    }
    assert not others


# --- links --------------------------------------------------------------------------------------


def anchors(text: str) -> set[str]:
    """Return the names under which the headings of a page can be linked to."""
    plain = [re.sub(r"[`*\[\]]|\([^)]*\)", "", heading) for heading in HEADING.findall(text)]
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in plain}


def find_broken(page: Path, text: str) -> list[str]:
    """Return the links and pictures of a page that lead nowhere."""
    broken = []
    prose = re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))
    for target in LINK.findall(prose):
        if re.match(r"[a-z]+:", target):
            continue
        path, _hash, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        heads = anchors(text if file == page else TEXTS.get(file, "")) if anchor else set()
        if not file.exists() or not file.is_relative_to(ROOT) or (anchor and anchor not in heads):
            broken.append(target)
    return broken


def test_a_broken_link_would_be_seen() -> None:
    text = "# One two\n[a](no.md) [b](#one-two) [c](#three) [d](docs/guide) ![e](no.png)"
    assert find_broken(ROOT / "README.md", text) == ["no.md", "#three", "no.png"]


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_and_pictures_lead_somewhere(page: Path) -> None:
    assert find_broken(page, TEXTS[page]) == []
