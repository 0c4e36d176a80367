"""The command group and what every command shares."""

import functools
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import click

from accord import __version__
from accord.interfaces.cli.commands import declare, declare_all
from accord.interfaces.cli.shown import harmless
from accord.teams.people import SYSTEM, find_viewer
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.vocabulary.plain import plain
from accord.workflows.tables_fit import check_tables

Command = Callable[..., Any]
OFFSET = click.option(
    "--offset", type=click.IntRange(min=0), default=0, help="Rows to pass over: lists are shown in pages."
)
PORT = click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)


class Commands(click.Group):
    """The words of the command line, each declared when somebody asks for it."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Declare it, and give it; None for a word that is no command."""
        declare(cmd_name)
        return super().get_command(ctx, cmd_name)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them, by their names."""
        declare_all()
        return super().list_commands(ctx)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.option(
    "--data", type=click.Path(file_okay=False), help="The data folder (default: ACCORD_DATA, else ./data)."
)
@click.option("--as", "as_user", metavar="EMAIL", help="Act as this user instead of as operations.")
@click.version_option(__version__, message="%(version)s")
@click.pass_context
def accord(context: click.Context, data: str | None, as_user: str | None) -> None:
    """Accord: marketing and sales sign one agreement, and both are measured by it."""
    context.obj = as_user


def every_command() -> click.Group:
    """The command line with all of its commands declared, to be listed."""
    declare_all()
    return accord


def command(
    name: str, *, group: click.Group = accord, before_init: bool = False
) -> Callable[[Command], click.Command]:
    """Declare a command. It is called with `viewer` and `now` first, and gets `--json` and `--data`."""

    def declare(function: Command) -> click.Command:
        @functools.wraps(function)
        @click.pass_context
        def invoke(context: click.Context, /, as_json: bool, **options: Any) -> Any:
            options.pop("data", None)
            if not before_init:
                check_tables()
            return _say(function(_viewer(context.find_root().obj), datetime.now(UTC), **options), as_json)

        invoke.__click_params__ = list(getattr(function, "__click_params__", []))  # type: ignore[attr-defined]
        made = click.option("--json", "as_json", is_flag=True, help="Print JSON.")(invoke)
        made = click.option("--data", type=click.Path(file_okay=False), hidden=True)(made)
        return group.command(name)(made)

    return declare


class Said:
    """What a command has to say: a value for `--json`, lines for people, an exit code."""

    def __init__(self, value: Any, lines: str | list[str], code: int = 0) -> None:
        self.value, self.code = value, code
        self.lines = [lines] if isinstance(lines, str) else lines


def _viewer(as_user: str | None) -> Viewer:
    if not as_user:
        return SYSTEM
    viewer = find_viewer(as_user)
    if viewer is None:
        raise NotFound(
            "people.unknown", f"nobody active signs in as {as_user}", "accord people list shows who does"
        )
    return viewer


def _say(said: Said, as_json: bool) -> int:
    if as_json:
        click.echo(json.dumps(plain(said.value), indent=2, ensure_ascii=False))
    else:
        for line in said.lines:
            click.echo(harmless(line))
    return said.code
