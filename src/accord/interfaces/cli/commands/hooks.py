"""accord hooks: the addresses that providers call, and their secrets."""

from datetime import datetime

import click

from accord.interfaces.cli.app import Said, accord, command
from accord.vocabulary.people import Viewer
from accord.workflows.hooks import (
    KINDS,
    HookView,
    change_secret,
    drop_old_secret,
    end_hook,
    list_hooks,
    make_hook,
)

SECRET = click.option(
    "--secret",
    prompt="the sender's signing key (user:password where it signs nothing)",
    hide_input=True,
    help="Left out, it is asked for, so that it stands in no history.",
)


@accord.group("hooks")
def hooks() -> None:
    """Addresses that e-mail providers, chats and CRMs call: make, change the secret, end."""


@command("list", group=hooks)
def list_all(viewer: Viewer, now: datetime) -> Said:
    """Every hook, without its secret."""
    found = list_hooks(viewer)
    return Said(found, [_line(hook) for hook in found] or ["no hook yet: accord hooks make"])


@command("make", group=hooks)
@click.argument("name")
@click.argument("kind", type=click.Choice(KINDS))
@click.option("--source", required=True, help="As what its facts are kept: sendgrid, chat, ...")
@SECRET
def make(viewer: Viewer, now: datetime, name: str, kind: str, source: str, secret: str) -> Said:
    """A hook NAME for KIND. Give the address to the sender and to nobody else."""
    hook = make_hook(viewer, name, kind, source=source, secret=secret)
    return Said(hook, ["give this address, after your own host, to the sender:", hook.address])


@command("secret", group=hooks)
@click.argument("name")
@SECRET
def secret_of(viewer: Viewer, now: datetime, name: str, secret: str) -> Said:
    """A new secret; the old one holds beside it until `accord hooks drop-old`."""
    return Said(
        change_secret(viewer, name, secret), "both secrets hold now; accord hooks drop-old ends the old"
    )


@command("drop-old", group=hooks)
@click.argument("name")
def drop_old(viewer: Viewer, now: datetime, name: str) -> Said:
    """From now on only the present secret holds."""
    return Said(drop_old_secret(viewer, name), "only the present secret holds")


@command("end", group=hooks)
@click.argument("name")
def end(viewer: Viewer, now: datetime, name: str) -> Said:
    """Its address answers nobody any more."""
    end_hook(viewer, name)
    return Said(None, f"{name} is ended")


def _line(hook: HookView) -> str:
    guard = "signed" if hook.signed else "address and password"
    return (
        f"{hook.name:<20} {hook.kind:<12} {hook.source:<20} {guard}, {hook.secrets} secret(s)  {hook.address}"
    )
