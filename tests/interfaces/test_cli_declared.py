"""A command is declared when it is asked for, by the modules that `FAMILIES` names for it and by no others."""

import inspect
import subprocess
import sys
from pathlib import Path

import click
import pytest

from accord.interfaces.cli import commands as declared
from accord.interfaces.cli.app import every_command

ASK = """
import sys, django
django.setup()
import click
from accord.interfaces.cli.app import accord
found = accord.get_command(click.Context(accord), sys.argv[1])
sub = getattr(found, "commands", {})
print(found is not None, sorted(sub), sum(".cli.commands." in name for name in sys.modules))
"""


def modules_of(command: click.Command) -> set[str]:
    """The modules in which a command and all below it are written."""
    below = command.commands.values() if isinstance(command, click.Group) else ()
    own = {inspect.unwrap(command.callback).__module__.rsplit(".", 1)[1]} if command.callback else set()
    return own.union(*map(modules_of, below))


def test_each_word_names_the_modules_that_declare_it() -> None:
    known = {name: modules_of(command) for name, command in every_command().commands.items()}
    told = {
        word: {module for module, words in declared.FAMILIES.items() if word in words}
        for words in declared.FAMILIES.values()
        for word in words
    }
    assert told == known
    files = Path(declared.__file__).parent.glob("*.py")
    assert declared.FAMILIES.keys() == {path.stem for path in files if "@command(" in path.read_text()}


@pytest.mark.parametrize("word", ["leads", "board"])
def test_a_command_is_whole_without_the_others(word: str) -> None:
    whole = every_command().commands[word]
    below = sorted(whole.commands) if isinstance(whole, click.Group) else []
    run = subprocess.run([sys.executable, "-c", ASK, word], capture_output=True, text=True, check=True)
    found, *_ = run.stdout.split(" [")
    assert found == "True"
    assert str(below) in run.stdout
    assert int(run.stdout.split()[-1]) < len(declared.FAMILIES) // 3


def test_a_word_that_is_no_command_is_none() -> None:
    run = subprocess.run([sys.executable, "-c", ASK, "leed"], capture_output=True, text=True, check=True)
    assert run.stdout.split()[0] == "False"
