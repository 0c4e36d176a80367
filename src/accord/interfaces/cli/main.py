"""The command line's front door: where the data is, which command, and how an error ends.

Exit codes: 0 done; 1 done and something was found (check, doctor, verify); 2 wrong input; 3 not allowed;
4 no such thing; 5 another system failed; 6 our fault; 130 interrupted (imports resume).
"""

import os
import sys
import traceback
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from accord.vocabulary.errors import AccordError, Invalid, NotFound, OurFault, Outside, Refused

EXIT_CODES: dict[type[AccordError], int] = {Invalid: 2, Refused: 3, NotFound: 4, Outside: 5, OurFault: 6}


def run(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave with its exit code."""
    sys.exit(main(list(sys.argv[1:] if arguments is None else arguments)))


def main(arguments: list[str]) -> int:
    """Run one command; returns the exit code. Never shows a stack trace to a user."""
    try:
        _open_installation(arguments)
        from accord.interfaces.cli.app import accord

        return accord.main(args=arguments, prog_name="accord", standalone_mode=False) or 0
    except click.exceptions.Abort:
        click.echo(
            "\nerror  cli.interrupted - stopped before it was done\n"
            "try    the same command again: it resumes",
            err=True,
        )
        return 130
    except KeyboardInterrupt:
        return 130
    except click.ClickException as problem:
        click.echo(
            f"error  cli.usage - {problem.format_message()}\ntry    accord --help, or accord COMMAND --help",
            err=True,
        )
        return 2
    except AccordError as problem:
        return _show(problem)
    except Exception:
        return _show(_keep_trace())


def _keep_trace() -> OurFault:
    """The stack trace goes to a file for whoever mends it, never to the user."""
    path = Path(os.environ.get("ACCORD_DATA", "data")) / "faults.log"
    with path.open("a", encoding="utf-8") as log:
        log.write(f"\n{datetime.now(UTC).isoformat()}\n{traceback.format_exc()}")
    return OurFault(
        "cli.our_fault",
        "something in Accord broke; nothing half-done was kept",
        f"report it with the end of {path}",
    )


def _show(problem: AccordError) -> int:
    """Two lines, then the findings if there are any, each in two lines."""
    click.echo(str(problem), err=True)
    for issue in getattr(problem, "issues", ()):
        click.echo(str(issue), err=True)
    return next(code for kind, code in EXIT_CODES.items() if isinstance(problem, kind))


def _open_installation(arguments: list[str]) -> None:
    """The data folder must be known before Django reads its settings, so `--data` is read first."""
    for position, word in enumerate(arguments):
        if word == "--data" and position + 1 < len(arguments):
            os.environ["ACCORD_DATA"] = arguments[position + 1]
        elif word.startswith("--data="):
            os.environ["ACCORD_DATA"] = word.removeprefix("--data=")
    if "demo" in arguments[:1]:
        os.environ.setdefault("ACCORD_DATA", "demo-data")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.config.settings")
    import django

    django.setup()


if __name__ == "__main__":
    run()
