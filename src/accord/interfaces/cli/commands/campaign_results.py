"""accord campaigns results, wins: what a campaign brought."""

from datetime import datetime
from pathlib import Path

import click

from accord.interfaces.cli.app import Said, command
from accord.interfaces.cli.commands.board import shown
from accord.interfaces.cli.commands.campaigns import campaigns
from accord.reporting.campaigns.results import ArmResult, campaign_result
from accord.reporting.campaigns.sent import find_sent
from accord.reporting.campaigns.wins import CampaignWin, campaign_wins
from accord.vocabulary.people import Viewer
from accord.workflows.campaign_result_file import campaign_result_file

CAMPAIGN = click.argument("campaign")


@command("results", group=campaigns)
@CAMPAIGN
@click.option(
    "--csv", "file", type=click.Path(dir_okay=False, path_type=Path), help="Write every number to a FILE."
)
def results(viewer: Viewer, now: datetime, campaign: str, file: Path | None) -> Said:
    """What a CAMPAIGN (a plan's key, or a name under which was sent) brought, by arm and against its holdout."""
    if file is not None:
        file.write_text(campaign_result_file(viewer, campaign, now), encoding="utf-8", newline="")
        return Said({"file": str(file)}, f"written: {file}")
    made = campaign_result(viewer, campaign, now=now)
    lines = [line for one in made.result.arms for line in _arm(one)]
    lines += [made.result.says] if made.result.says else []
    money = [
        f"{one.label.lower()}: {shown(one)} {one.unit}  {one.note}".rstrip() for one in made.money.numbers()
    ]
    return Said(made, [*lines, *money] if lines else ["nobody was reached under this name yet"])


@command("sent", group=campaigns)
@click.option("--offset", default=0, show_default=True, help="From which row on.")
def sent(viewer: Viewer, now: datetime, offset: int) -> Said:
    """Every name under which was sent and that nobody planned here, the latest first."""
    found = find_sent(viewer, now, offset=offset)
    lines = [
        f"{row.people:>8,} people  {row.first_at:%Y-%m-%d} - {row.last_at:%Y-%m-%d}  {row.campaign}  {row.name}"
        for row in found.rows
    ]
    return Said(found, lines or ["nothing was sent under a name yet"])


@command("wins", group=campaigns)
@CAMPAIGN
def wins(viewer: Viewer, now: datetime, campaign: str) -> Said:
    """The deals won with a CAMPAIGN's people whom you may see, and who of both teams touched them."""
    found = campaign_wins(viewer, campaign, now=now)
    lines = [_win(one) for one in found.wins]
    return Said(found, [*lines, f"{len(found.wins)} of {found.total} wins are visible to you"])


def _arm(one: ArmResult) -> list[str]:
    name = "holdout" if one.held_back else one.arm or "(no arm)"
    lines = [f"{name}: {shown(one.people)} people"]
    for number in (*one.shares, *one.touched):
        lines.append(f"  {number.label.lower()}: {shown(number)}  {number.note}".rstrip())
    for number in one.lifts:
        span = number.interval
        of = f" ({100 * span.low:+.2f} to {100 * span.high:+.2f})" if span else ""
        value = 100 * float(number.value or 0)
        lines.append(f"  lift, {number.label.lower()}: {value:+.2f} points{of}  {number.note}".rstrip())
    return lines


def _win(one: CampaignWin) -> str:
    who = ", ".join(f"{each.name or 'unnamed'} ({each.team}, {each.touches})" for each in one.touched)
    amount = f"{one.amount} {one.currency}" if one.amount is not None else "-"
    sourced = "  sourced" if one.sourced else ""
    return f"{one.won_at:%Y-%m-%d}  {one.person or one.contact_id}  {amount}{sourced}  {who}".rstrip()
