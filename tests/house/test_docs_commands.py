"""Every command that the documents tell people to type exists, and takes the options that stand beside it."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from accord.interfaces.cli.app import every_command

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
_CODE = re.compile(r"`([^`\n]+)`")
_SAID = re.compile(r"(?:^|[\s(;])(?:\./run )?accord ((?:--?[\w-]+[ =]\S+ )*[a-z][\w-]*.*)")


def typed(text: str) -> Iterator[str]:
    """What follows the word `accord` in code: between backticks, or on an indented line."""
    for line in text.splitlines():
        pieces = [line.split("    #")[0]] if line.startswith("    ") else _CODE.findall(line)
        for piece in pieces:
            for part in re.split(r"\s\|\s|;|&&", piece):
                if found := _SAID.search(part):
                    yield re.split(r"\s{3,}", found.group(1))[0]


def find_wrong(words: str) -> str:
    """What is wrong with a command line; empty when the command exists and knows its options."""
    command: click.Command = every_command()
    options = _options(command)
    value = False
    for word in words.split():
        bare, given, _ = word.rstrip(".,:)").partition("=")
        if value:
            value = False
        elif bare.startswith("--"):
            if bare not in options:
                return f"no option {bare}"
            value = options[bare] and not given
        elif isinstance(command, click.Group) and re.fullmatch(r"[a-z][a-z-]*", bare):
            found = command.commands.get(bare)
            if found is None:
                return f"no command {bare}"
            command, options = found, options | _options(found)
    return ""


def _options(command: click.Command) -> dict[str, bool]:
    """The options of a command, and whether each takes a value."""
    return {"--help": False} | {
        name: not getattr(parameter, "is_flag", False)
        for parameter in command.params
        for name in (*parameter.opts, *parameter.secondary_opts)
        if name.startswith("--")
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_says_to_type_can_be_typed(page: Path) -> None:
    wrong = {words: problem for words in typed(page.read_text()) if (problem := find_wrong(words))}
    assert not wrong


def test_the_pages_name_many_commands_and_a_wrong_one_would_be_found() -> None:
    every = {words.split()[0] for page in PAGES for words in typed(page.read_text())}
    assert {"import", "board", "connect", "backup"} <= every
    assert find_wrong("import FILE --sauce x") and find_wrong("people ad x") and find_wrong("imprt FILE")
    assert not find_wrong("import FILE --source crm") and not find_wrong(
        "--data mine people add a@b.example --role ops"
    )
