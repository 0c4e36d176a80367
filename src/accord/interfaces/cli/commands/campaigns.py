"""accord campaigns: plan, sign, take accounts out; the calendar; sends that nobody signed."""

from datetime import datetime
from pathlib import Path

import click

from accord.campaigns.find import find_campaigns, get_campaign
from accord.campaigns.shapes import Campaign
from accord.interfaces.cli.app import Said, accord, command
from accord.reporting.campaigns.audience import accounts_of
from accord.reporting.campaigns.month import campaign_month
from accord.reporting.campaigns.shapes import CampaignSheet
from accord.reporting.campaigns.sheet import campaign_sheet
from accord.reporting.campaigns.unsigned import find_unsigned
from accord.vocabulary.campaigns import SignAnswer
from accord.vocabulary.people import Viewer
from accord.workflows import campaigns as acts
from accord.workflows.campaign_files import campaign_accounts_file, campaigns_calendar, campaigns_file
from accord.workflows.campaign_said import read_plan_file

_SHOWN = "%Y-%m-%d %H:%M"
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
OUT = click.argument("file", type=click.Path(dir_okay=False, path_type=Path))


@accord.group("campaigns")
def campaigns() -> None:
    """What both teams plan to send: signed by sales, or not sent."""


@command("list", group=campaigns)
def list_all(viewer: Viewer, now: datetime) -> Said:
    """Every campaign, the latest start first."""
    found = find_campaigns(viewer, now)
    return Said(found, [_line(one) for one in found] or ["no campaign is planned yet"])


@command("show", group=campaigns)
@click.argument("key", type=int)
def show_one(viewer: Viewer, now: datetime, key: int) -> Said:
    """One campaign whole."""
    sheet = campaign_sheet(viewer, key, now)
    return Said(sheet, _sheet(sheet))


@command("accounts", group=campaigns)
@click.argument("key", type=int)
@click.option("--offset", default=0, show_default=True, help="From which row on.")
@click.option("--save", type=click.Path(dir_okay=False, path_type=Path), help="Write all as CSV.")
def accounts(viewer: Viewer, now: datetime, key: int, offset: int, save: Path | None) -> Said:
    """Whose accounts get a campaign: yours first, then those with an open deal."""
    if save is not None:
        save.write_text(campaign_accounts_file(viewer, key, now), encoding="utf-8", newline="")
        return Said({"file": str(save)}, f"written: {save}")
    found = accounts_of(viewer, get_campaign(viewer, key, now), now, offset=offset)
    lines = [f"{found.visible:,} of {found.total:,} accounts are visible to you"]
    for row in found.rows:
        said = f"taken out: {row.reason}" if row.pulled else "open deal" if row.open_deal else ""
        lines.append(f"{row.account_id:>20}  {row.people:>5}  {row.owner:<24.24}  {said:<12}  {row.name}")
    return Said(found, lines)


@command("plan", group=campaigns)
@FILE
@click.option("--key", type=int, default=0, help="Said again with the same key, it is planned once.")
def plan(viewer: Viewer, now: datetime, file: Path, key: int) -> Said:
    """Plan a campaign from a JSON FILE (docs/campaigns.md shows one)."""
    made = acts.plan_campaign(viewer, read_plan_file(viewer, file, now), key=key, now=now)
    return Said(made, _line(made))


@command("change", group=campaigns)
@click.argument("key", type=int)
@FILE
@click.option("--version", type=int, required=True, help="The version you read: accord campaigns show.")
def change(viewer: Viewer, now: datetime, key: int, file: Path, version: int) -> Said:
    """Put the plan of a JSON FILE in the place of the one you read."""
    made = acts.change_campaign(viewer, key, read_plan_file(viewer, file, now), version=version, now=now)
    return Said(made, _line(made))


@command("cancel", group=campaigns)
@click.argument("key", type=int)
@click.option("--reason", default="")
@click.option("--again", is_flag=True, help="Plan it again.")
def cancel(viewer: Viewer, now: datetime, key: int, reason: str, again: bool) -> Said:
    """Call it off, or take that back."""
    made = acts.cancel_campaign(viewer, key, reason, cancelled=not again, now=now)
    return Said(made, _line(made))


@command("ask", group=campaigns)
@click.argument("key", type=int)
def ask(viewer: Viewer, now: datetime, key: int) -> Said:
    """Ask sales to sign it as it stands."""
    made = acts.ask_sign_off(viewer, key, now=now)
    return Said(made, _line(made))


@command("tick", group=campaigns)
@click.argument("key", type=int)
@click.argument("item")
@click.option("--undo", is_flag=True, help="Take the tick back.")
def tick(viewer: Viewer, now: datetime, key: int, item: str, undo: bool) -> Said:
    """Tick a line of the agreed checklist."""
    made = acts.tick(viewer, key, item, done=not undo, now=now)
    return Said(made, _line(made))


@command("answer", group=campaigns)
@click.argument("key", type=int)
@click.argument("answer", type=click.Choice([each.value for each in SignAnswer]))
@click.option("--hash", "text_hash", required=True, help="Of the text you read: accord campaigns show.")
@click.option("--reason", default="", help="Needed to refuse, and in an emergency.")
@click.option("--emergency", is_flag=True, help="Both sides sign, and it says so for ever.")
def say(
    viewer: Viewer, now: datetime, key: int, answer: str, text_hash: str, reason: str, emergency: bool
) -> Said:
    """Sign or refuse what you read."""
    made = acts.answer_campaign(
        viewer, key, SignAnswer(answer), text_hash=text_hash, reason=reason, emergency=emergency, now=now
    )
    return Said(made, _line(made))


@command("pull", group=campaigns)
@click.argument("key", type=int)
@click.argument("account", type=int)
@click.option("--reason", required=True)
def pull(viewer: Viewer, now: datetime, key: int, account: int, reason: str) -> Said:
    """Take your ACCOUNT out of a campaign."""
    made = acts.pull_account(viewer, key, account, reason, now=now)
    return Said(made, _line(made))


@command("back", group=campaigns)
@click.argument("key", type=int)
@click.argument("account", type=int)
def back(viewer: Viewer, now: datetime, key: int, account: int) -> Said:
    """Put your ACCOUNT back."""
    made = acts.put_account_back(viewer, key, account, now=now)
    return Said(made, _line(made))


@command("calendar", group=campaigns)
@click.option("--month", default="", help="Such as 2027-03 (default: this month).")
@click.option("--ics", type=click.Path(dir_okay=False, path_type=Path), help="Write all of it as iCalendar.")
def calendar(viewer: Viewer, now: datetime, month: str, ics: Path | None) -> Said:
    """A month of everything that is planned, with what overlaps."""
    made = campaign_month(viewer, month, now)
    if ics is not None:
        ics.write_text(campaigns_calendar(viewer, now), encoding="utf-8", newline="")
        return Said({"file": str(ics)}, f"written: {ics}")
    lines = []
    for each in made.campaigns:
        lines.append(f"{each.first} - {each.last}  {_line(each.campaign)}")
        lines += [
            f"    overlaps {one.name}: {one.accounts:,} accounts, {one.people:,} people"
            for one in each.overlaps
        ]
    return Said(made, lines or [f"nothing is planned in {made.month:%Y-%m}"])


@command("unsigned", group=campaigns)
def unsigned(viewer: Viewer, now: datetime) -> Said:
    """Sends that were seen and that no sign-off covered at their instant."""
    found = find_unsigned(viewer, now)
    lines = [
        f"{row.mails:>8,} mails  {row.people:>8,} people  {row.first_at:{_SHOWN}} - {row.last_at:{_SHOWN}}  "
        f"{row.name or row.campaign}  ({row.source})"
        for row in found.rows
    ]
    return Said(found, lines or [found.says or "nothing was sent without a signature"])


@command("export", group=campaigns)
@OUT
def export(viewer: Viewer, now: datetime, file: Path) -> Said:
    """Write every campaign to a CSV FILE."""
    file.write_text(campaigns_file(viewer, now), encoding="utf-8", newline="")
    return Said({"file": str(file)}, f"written: {file}")


def _line(one: Campaign) -> str:
    said = " (emergency)" if one.emergency else ""
    return (
        f"{one.key}  {one.standing.value}{said}  {one.plan.starts_at:{_SHOWN}} - {one.plan.ends_at:{_SHOWN}}  "
        f"{one.plan.name}  version {one.version}"
    )


def _sheet(sheet: CampaignSheet) -> list[str]:
    one, reached = sheet.campaign, sheet.reached
    bars = ", ".join(bar.value.replace("_", " ") for bar in sheet.may_start.bars)
    lines = [
        _line(one),
        f"hash     {one.hash}",
        f"may start: {'yes' if sheet.may_start.start else f'no ({bars})'}",
        f"segment  {one.plan.segment}",
        f"         {reached.people:,} people at {reached.accounts:,} accounts, {reached.in_deals:,} with an open deal",
        f"         {reached.pulled:,} accounts taken out: {reached.gets_it:,} people get it",
    ]
    lines += [f"changed  {each.where}: {each.signed!r} -> {each.now!r}" for each in sheet.changes]
    lines += [f"{_done(item.done):<9}{item.text}  [{item.clause}]" for item in sheet.checklist]
    lines += [
        f"overlaps {each.name}: {each.accounts:,} accounts, {each.people:,} people" for each in sheet.overlaps
    ]
    return lines


def _done(done: bool | None) -> str:
    return "?" if done is None else "done" if done else "open"
