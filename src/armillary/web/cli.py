"""The program `armillary`: finds the command, runs it, and turns bad input into one sentence."""

import os
import sys
from collections.abc import Sequence

PROGRAM = os.environ.get("ARMILLARY_PROGRAM", "armillary")
USAGE = """usage: {program} COMMAND [options]

{commands}

Every command takes --data DIR (the folder that holds the school; ARMILLARY_DATA is the same)
and shows its options and an example with: {program} COMMAND --help
"""
REFUSED = 2
DEMO_DATA = "armillary-demo"


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 faults were found, 2 refused."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        words = take_data_folder(words)
        return run(words)
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def run(words: list[str]) -> int:
    """Set Django up, find the command and run it."""
    from armillary.web.environment import SettingError

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armillary.web.settings")
    # Matrices here are small: on a busy machine threads of BLAS spend most of their time waiting
    # for each other (up to seven times the CPU seconds). Read when numpy is first imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if words[:1] == ["demo"]:
        os.environ.setdefault("ARMILLARY_DATA", DEMO_DATA)
    try:
        import django

        django.setup()
    except SettingError as error:
        print(f"armillary: {error}", file=sys.stderr)
        return REFUSED
    commands = find_commands()
    if not words or words[0] in {"-h", "--help", "help"}:
        print(USAGE.format(program=PROGRAM, commands=describe(commands)))
        return 0
    if words[0] == "--version":
        from armillary import __version__

        print(f"armillary {__version__}")
        return 0
    name = words[0].replace("-", "_")
    if name not in commands:
        return refuse_unknown(words[0], commands)
    return run_command(commands[name], name, words[1:])


def take_data_folder(words: list[str]) -> list[str]:
    """Take `--data DIR` out of the words, wherever it stands, and put it into the environment."""
    rest: list[str] = []
    position = 0
    while position < len(words):
        word = words[position]
        if word == "--data" and position + 1 < len(words):
            os.environ["ARMILLARY_DATA"] = words[position + 1]
            position += 2
            continue
        if word.startswith("--data="):
            os.environ["ARMILLARY_DATA"] = word.removeprefix("--data=")
        else:
            rest.append(word)
        position += 1
    return rest


def find_commands() -> dict[str, str]:
    """Return our commands: name to the app that owns it."""
    from django.core.management import get_commands

    return {
        name: app
        for name, app in get_commands().items()
        if isinstance(app, str) and app.startswith("armillary.")
    }


def describe(commands: dict[str, str]) -> str:
    """Return one line per command with its help."""
    from django.core.management import load_command_class

    lines = []
    for name in sorted(commands):
        command = load_command_class(commands[name], name)
        lines.append(f"  {name.replace('_', '-'):<16} {command.help}")
    return "\n".join(lines)


def refuse_unknown(word: str, commands: dict[str, str]) -> int:
    """Say that there is no such command and which ones come close."""
    from difflib import get_close_matches

    close = get_close_matches(word.replace("-", "_"), commands, n=1)
    hint = f" Did you mean {close[0].replace('_', '-')}?" if close else ""
    print(f"armillary: there is no command {word!r}.{hint} See: {PROGRAM} --help", file=sys.stderr)
    return REFUSED


def run_command(app: str, name: str, words: list[str]) -> int:
    """Run one command; print its refusal as one sentence."""
    from django.core.management import load_command_class
    from django.core.management.base import CommandError
    from django.db.utils import OperationalError

    command = load_command_class(app, name)
    # A wrong switch then gives the usage and 2. Django's own, which its stubs leave out.
    command._called_from_command_line = True  # type: ignore[attr-defined]
    parser = command.create_parser("armillary", name)
    try:
        options = vars(parser.parse_args(words))
    except SystemExit as stop:
        return int(stop.code or 0)
    options.pop("args", None)
    try:
        command.execute(**options)
    except CommandError as error:
        print(f"armillary {name.replace('_', '-')}: {error}", file=sys.stderr)
        return int(error.returncode)
    except OperationalError as error:
        print(explain_database(error), file=sys.stderr)
        return REFUSED
    except OSError as error:
        print(f"armillary {name.replace('_', '-')}: {describe_os_error(error)}", file=sys.stderr)
        return REFUSED
    return 0


def describe_os_error(error: OSError) -> str:
    """Return one sentence about a file or disk that could not be used."""
    where = f" ({error.filename})" if error.filename else ""
    return f"{error.strerror or error}{where}. Check the path, the free space and your rights."


def explain_database(error: Exception) -> str:
    """Return one sentence about a database that cannot be used."""
    from django.conf import settings

    text = str(error).strip().splitlines()[0] if str(error).strip() else "unknown"
    if "no such table" in text or "unable to open" in text:
        return (
            f"armillary: there is no school in {settings.DATA}. "
            f"Make one with: {PROGRAM} init --data DIR"
        )
    return f"armillary: the database cannot be used: {text}"


if __name__ == "__main__":
    sys.exit(main())
