"""accord notices: one's own list, the ways by which notices leave, and a test of each."""

from datetime import datetime

import click

from accord.interfaces.cli.app import OFFSET, Said, accord, command
from accord.reporting.notices import find_notices
from accord.vocabulary.notices import NoticeKind, Way
from accord.vocabulary.people import Viewer
from accord.workflows.notice_hooks import (
    HookView,
    change_hook_secret,
    connect_hook,
    drop_old_hook_secret,
    end_hook,
    list_hooks,
)
from accord.workflows.notice_mail import PROVIDERS, SECURITY, MailView, keep_provider, keep_smtp, see_mail
from accord.workflows.try_notices import try_way

NAME = click.argument("name")


@accord.group("notices")
def notices() -> None:
    """What you were told, and the ways by which people and programs are told."""


@command("list", group=notices)
@click.option("--unread", is_flag=True, help="Only what you have not read.")
@OFFSET
def list_own(viewer: Viewer, now: datetime, unread: bool, offset: int) -> Said:
    """Your own notices, newest first."""
    page = find_notices(viewer, now, unread=unread, offset=offset)
    lines = [f"{'  ' if one.read else '* '}{one.at:%Y-%m-%d %H:%M}  {one.text}" for one in page.rows]
    return Said(page, lines or ["nothing to tell you"])


@command("ways", group=notices)
def ways(viewer: Viewer, now: datetime) -> Said:
    """How e-mail leaves, and every chat and program that is told; never a secret."""
    mail, hooks = see_mail(viewer), list_hooks(viewer)
    return Said({"mail": mail, "hooks": hooks}, [_mail_line(mail), *(_hook_line(hook) for hook in hooks)])


@command("mail", group=notices)
@click.argument("way", type=click.Choice(["smtp", *PROVIDERS]))
@click.option("--from", "sender", required=True, help="The sender: Accord <accord@company.example>.")
@click.option("--host", default="localhost", show_default=True)
@click.option("--port", type=click.IntRange(1, 65535), default=587, show_default=True)
@click.option("--security", type=click.Choice(SECURITY), default="starttls", show_default=True)
@click.option("--user", default="", help="Who signs in at the SMTP server; empty: nobody.")
@click.option(
    "--secret",
    prompt="the password, or the provider's key (empty: none)",
    default="",
    show_default=False,
    hide_input=True,
    help="Left out, it is asked for, so that it stands in no history.",
)
def mail_by(
    viewer: Viewer,
    now: datetime,
    way: str,
    sender: str,
    host: str,
    port: int,
    security: str,
    user: str,
    secret: str,
) -> Said:
    """Send e-mail by WAY from now on: smtp, or a provider's API."""
    if way == "smtp":
        kept = keep_smtp(
            viewer, host=host, port=port, security=security, user=user, secret=secret, sender=sender
        )
    else:
        kept = keep_provider(viewer, way, secret=secret, sender=sender)
    return Said(kept, [_mail_line(kept), "accord notices test email tries it"])


@command("connect", group=notices)
@NAME
@click.argument("way", type=click.Choice([Way.chat.value, Way.webhook.value]))
@click.option(
    "--address",
    prompt="the address to post to",
    hide_input=True,
    help="A chat's address is a secret: left out, it is asked for.",
)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(list(NoticeKind)), help="Only these notices."
)
@click.option("--person", default="", help="Whose own chat it is, by e-mail address.")
@click.option("--names", is_flag=True, help="Buyers' names may stand in it.")
def connect(
    viewer: Viewer,
    now: datetime,
    name: str,
    way: str,
    address: str,
    kinds: tuple[str, ...],
    person: str,
    names: bool,
) -> Said:
    """Tell a chat (Slack's incoming webhook) or a program (Standard Webhooks) called NAME."""
    hook, secret = connect_hook(
        viewer, name, Way(way), address=address, kinds=kinds, person=person, names=names, now=now
    )
    shown = [f"the signing secret, shown this once: {secret}"] if secret else []
    return Said({"hook": hook, "secret": secret}, [_hook_line(hook), *shown])


@command("secret", group=notices)
@NAME
def secret_of(viewer: Viewer, now: datetime, name: str) -> Said:
    """A new signing secret; what leaves is signed with both until `accord notices drop-old`."""
    secret = change_hook_secret(viewer, name)
    return Said({"secret": secret}, f"the new signing secret, shown this once: {secret}")


@command("drop-old", group=notices)
@NAME
def drop_old(viewer: Viewer, now: datetime, name: str) -> Said:
    """Sign with the newest secret alone."""
    drop_old_hook_secret(viewer, name)
    return Said(None, "only the newest secret signs")


@command("end", group=notices)
@NAME
def end(viewer: Viewer, now: datetime, name: str) -> Said:
    """Tell NAME nothing more; its address is forgotten."""
    end_hook(viewer, name, now=now)
    return Said(None, f"{name} is told nothing more")


@command("test", group=notices)
@NAME
def test(viewer: Viewer, now: datetime, name: str) -> Said:
    """Send one test to the hook NAME, or as `email` to yourself (--as), at once."""
    return Said(None, try_way(viewer, name, now=now))


def _mail_line(mail: MailView) -> str:
    if not mail.way:
        return "e-mail       not set up: accord notices mail --help"
    where = f" {mail.host}:{mail.port} {mail.security}" if mail.way == "smtp" else ""
    return f"e-mail       {mail.way}{where} from {mail.sender}"


def _hook_line(hook: HookView) -> str:
    whom = hook.person or "everybody"
    told = ", ".join(hook.kinds) or "all notices"
    ended = f"  ENDED: {hook.ended_why}" if hook.ended_at else ""
    return f"{hook.name:<12} {hook.way:<8} {hook.host or 'address lost':<24} {whom}, {told}{ended}"
