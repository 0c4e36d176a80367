"""The command line's front door: where the data is, which command, and how an error ends.

Exit codes: 0 done; 1 done and something was found (check, doctor, verify); 2 wrong input; 3 not allowed;
4 no such thing; 5 another system failed; 6 our fault; 130 interrupted (imports resume).
"""

import atexit
import os
import sys
import tempfile
from collections.abc import Sequence

import click

from accord.interfaces.cli.failures import as_error
from accord.interfaces.cli.shown import harmless
from accord.vocabulary.errors import AccordError, Invalid, NotFound, OurFault, Outside, Refused

EXIT_CODES: dict[type[AccordError], int] = {Invalid: 2, Refused: 3, NotFound: 4, Outside: 5, OurFault: 6}


def run(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    sys.exit(main(list(sys.argv[1:] if arguments is None else arguments)))


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code. Never shows a stack trace to a user."""
    try:
        _check_words(arguments)
        _open_installation(arguments)
        from accord.interfaces.cli.app import accord

        return accord.main(args=arguments, prog_name="accord", standalone_mode=False) or 0
    except click.exceptions.Abort:
        click.echo(
            "\nerror  cli.interrupted - stopped before it was done\n"
            "try    the same command again: an import goes on where it stopped",
            err=True,
        )
        return 130
    except KeyboardInterrupt:
        return 130
    except click.ClickException as problem:
        said = " ".join(problem.format_message().split())
        click.echo(
            f"error  cli.usage - {said}\ntry    accord --help, or accord COMMAND --help",
            err=True,
        )
        return 2
    except BrokenPipeError:
        # Whoever read our output has seen enough; Python must not complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:
        return _show(as_error(problem))


def _show(problem: AccordError) -> int:
    """Two lines, then the further findings if there are any, each in two lines."""
    click.echo(harmless(str(problem)), err=True)
    for issue in getattr(problem, "issues", ()):
        if issue.code != problem.code or issue.sentence not in problem.sentence:
            click.echo(harmless(str(issue)), err=True)
    return next(code for kind, code in EXIT_CODES.items() if isinstance(problem, kind))


def _check_words(arguments: list[str]) -> None:
    """No database and no file system keeps these: refused before anything is asked with them."""
    for word in arguments:
        if "\0" in word or any("\ud800" <= letter <= "\udfff" for letter in word):
            raise Invalid(
                "cli.unreadable_word", f"{word!a} is not UTF-8 text", "write it with letters of UTF-8"
            )


def _open_installation(arguments: list[str]) -> None:
    """The data folder must be known before Django reads its settings, so `--data` is read first."""
    for position, word in enumerate(arguments):
        if word == "--data" and position + 1 < len(arguments):
            os.environ["ACCORD_DATA"] = arguments[position + 1]
        elif word.startswith("--data="):
            os.environ["ACCORD_DATA"] = word.removeprefix("--data=")
    if "demo" in arguments[:1]:
        os.environ.setdefault("ACCORD_DATA", "demo-data")
    if _first_word(arguments) == "restore" and "--finish" not in arguments:
        _stand_aside()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
    import django

    django.setup()


def _first_word(arguments: list[str]) -> str:
    """The command: the first word that is no option and no option's value."""
    words = iter(arguments)
    for word in words:
        if word in {"--data", "--as"}:
            next(words, None)
        elif not word.startswith("-"):
            return word
    return ""


def _stand_aside() -> None:
    """A restore needs settings, but must leave its target untouched: reading them makes a data folder."""
    from django.conf import settings

    if not settings.configured:
        scratch = tempfile.TemporaryDirectory(prefix="accord-restore-")
        atexit.register(scratch.cleanup)
        os.environ["ACCORD_DATA"] = scratch.name


if __name__ == "__main__":
    run()
