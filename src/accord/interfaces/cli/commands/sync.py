"""accord connect, sync: live connections with the CRM and the marketing tool."""

import os
from datetime import UTC, datetime

import click

from accord.interfaces.cli.app import Said, accord, command
from accord.interfaces.cli.connections_told import describe
from accord.reporting.sync_health import find_health
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer
from accord.workflows.check_crm import check_connection, make_properties, map_statuses
from accord.workflows.connect_crm import Connection, ask_to_connect, connect, find_connected
from accord.workflows.intend_write import try_again
from accord.workflows.read_crm import read_now
from accord.workflows.want_listening import check_can_listen, set_listening


@accord.group("sync")
def sync() -> None:
    """What is read from and written to connected systems."""


def _clock() -> datetime:
    return datetime.now(UTC)


@command("connect")
@click.argument("system", type=click.Choice(["salesforce", "hubspot"]))
@click.option("--source", default="", help="The source's name in the ledger; as in imports of its exports.")
@click.option("--base-url", default="", help="Another address than the vendor's: a proxy, a twin.")
@click.option("--login-url", default="", help="Where Salesforce signs in: your My Domain address.")
@click.option("--sandbox", is_flag=True, help="Salesforce: sign in at test.salesforce.com.")
@click.option("--client-id", default="", help="Salesforce: consumer key of your own app.")
@click.option("--share", type=float, default=0.5, show_default=True, help="Of the daily API calls.")
@click.option("--check", is_flag=True, help="Walk through a connected system: app, rights, budget, statuses.")
@click.option(
    "--map", "mapped", multiple=True, metavar="VALUE=TYPE", help="With --check: what a status means."
)
@click.option("--make", is_flag=True, help="HubSpot: make the properties of ours that are missing.")
@click.option(
    "--listen/--no-listen",
    default=None,
    help="Salesforce: hear of changes at once (Change Data Capture), or only at the interval, as at first.",
)
@click.option("--ask", is_flag=True, help="With --check: ask for each status that no table knows.")
def connect_system(
    viewer: Viewer,
    now: datetime,
    system: str,
    source: str,
    base_url: str,
    login_url: str,
    sandbox: bool,
    client_id: str,
    share: float,
    check: bool,
    mapped: tuple[str, ...],
    make: bool,
    listen: bool | None,
    ask: bool,
) -> Said:
    """Connect a system. The secret is asked for, or read from ACCORD_CRM_SECRET; it is in no history.

    Exit code 1 when --check finds what keeps records from being read or written.
    """
    if make:
        for name in make_properties(viewer, system, _clock):
            click.echo(f"made {name}")
    if check or make or mapped or ask:
        return _check(viewer, now, system, mapped, ask)
    if listen is not None and not (client_id or base_url or login_url or source):
        return _listen(viewer, now, system, on=listen)
    ask_to_connect(viewer)
    if listen:
        check_can_listen(system)
    secret = os.environ.get("ACCORD_CRM_SECRET") or click.prompt("secret", hide_input=True)
    made = connect(
        viewer,
        Connection(
            system=system,
            source=source or system,
            base_url=base_url.rstrip("/"),
            login_url=login_url.rstrip("/"),
            sandbox=sandbox,
            client_id=client_id,
            client_secret=secret if client_id else "",
            token="" if client_id else secret,
            budget_share=share,
        ),
        _clock,
    )
    if listen is not None:
        set_listening(viewer, system, now, on=listen)
    heard = ", and hears of changes at once" if listen else ""
    lines = [
        f"{made.system} is connected as source {made.source}{heard}",
        f"API calls of the day: {made.used:,} of {made.allowed:,} used; Accord takes at most {share:.0%}",
        f"next: accord connect {system} --check, then accord work (or serve) reads it",
    ]
    return Said(made, lines)


def _listen(viewer: Viewer, now: datetime, system: str, *, on: bool) -> Said:
    set_listening(viewer, system, now, on=on)
    if not on:
        return Said({"listen": False}, f"nobody listens to {system} any more; it is read at its interval")
    lines = [
        f"the worker listens to {system} from now on; it is read at its interval all the same",
        "choose what it tells of: Setup, Change Data Capture: Lead, Contact, Opportunity, Task, Event",
        "next: accord sync status says whether it is heard",
    ]
    return Said({"listen": True}, lines)


def _check(viewer: Viewer, now: datetime, system: str, mapped: tuple[str, ...], ask: bool) -> Said:
    if mapped:
        map_statuses(viewer, system, dict(_pair(one) for one in mapped), now)
    checked = check_connection(viewer, system, _clock)
    if ask and checked.unknown:
        kinds = click.Choice(["open", "ongoing", "won", "lost"])
        said = {
            one.value: click.prompt(f'"{one.value}" ({one.count:,} records) means', type=kinds)
            for one in checked.unknown
        }
        name = map_statuses(viewer, system, said, now)
        click.echo(f"written to {name}; what waited is read again")
        checked = check_connection(viewer, system, _clock)
    lines = []
    for one in checked.findings:
        lines.append(f"{one.level:<5} {one.step:<24} {one.sentence}")
        if one.remedy:
            lines.append(f"      {'try':<24} {one.remedy}")
    for each in checked.values:
        name = f"{each.object}.{each.field}"
        lines.append(f"value {name:<24} {each.value!r} {each.count:,} {each.meaning or '?'}")
    return Said(checked, lines, 1 if any(one.level == "bad" for one in checked.findings) else 0)


def _pair(text: str) -> tuple[str, str]:
    value, _, kind = text.rpartition("=")
    return value.strip(), kind.strip()


@command("now", group=sync)
@click.argument("system", required=False)
def now_(viewer: Viewer, now: datetime, system: str | None) -> Said:
    """Read now what the worker would read when due."""
    require(viewer, Right.run_sync)
    lines, found = [], {}
    for name in [system] if system else find_connected():
        done = read_now(viewer, name, _clock)
        found[name] = done
        lines.append(
            f"{name}: {done.booked.rows:,} rows, {done.booked.facts:,} new facts, {done.booked.held:,} wait"
        )
    return Said(found, lines or ["nothing is connected: accord connect salesforce"])


@command("again", group=sync)
@click.argument("system", required=False)
def again(viewer: Viewer, now: datetime, system: str | None) -> Said:
    """Send refused writes again, after what they lacked was mended: a field, a right, a status's meaning."""
    require(viewer, Right.run_sync)
    found = {name: try_again(viewer, name, now) for name in ([system] if system else find_connected())}
    lines = [f"{name}: {count:,} writes are sent again" for name, count in found.items()]
    return Said(found, lines or ["nothing is connected: accord connect salesforce"])


@command("status", group=sync)
def status(viewer: Viewer, now: datetime) -> Said:
    """Last read, lag, budget, conflicts, gaps, writes. Exit code 1 when a system is unread or in trouble."""
    found = find_health(viewer, now)
    lines = [line for one in found for line in describe(one)]
    trouble = any(one.unread or one.error for one in found)
    return Said(found, lines or ["nothing is connected: accord connect salesforce"], 1 if trouble else 0)
