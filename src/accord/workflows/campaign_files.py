"""Campaigns as files: the list, whose accounts get one (CSV that no spreadsheet runs), and the calendar (iCalendar)."""

import csv
import io
from datetime import UTC, datetime

from accord.campaigns.find import find_campaigns, get_campaign
from accord.campaigns.shapes import Campaign
from accord.connectors.tabular.export import neutralise
from accord.reporting.campaigns.audience import accounts_of
from accord.reporting.ordering import AS_GIVEN, Sorting
from accord.teams.notices import find_actor_names
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

COLUMNS = (
    "key", "name", "kind", "standing", "emergency", "starts_at", "ends_at", "segment", "called", "goal", "target_share",
    "budget_minor", "marketing_owner", "sales_owner", "hash", "pulled_accounts",
)  # fmt: skip


def campaigns_file(viewer: Viewer, now: datetime) -> str:
    """Every campaign, the latest start first. Raises `Refused` without the right to take data away."""
    require(viewer, Right.take_away)
    found = find_campaigns(viewer, now)
    names = find_actor_names(
        {f"user:{user}" for one in found for user in (one.plan.marketing_owner, one.plan.sales_owner)}
    )
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for one in found:
        plan = one.plan
        writer.writerow([
            one.key, neutralise(plan.name), neutralise(plan.kind), one.standing.value, one.emergency,
            plan.starts_at.isoformat(), plan.ends_at.isoformat(), neutralise(plan.segment),
            neutralise("; ".join(plan.called)), neutralise(plan.goal),
            "" if plan.target_share is None else plan.target_share, "" if plan.budget is None else plan.budget,
            neutralise(names.get(f"user:{plan.marketing_owner}", "")),
            neutralise(names.get(f"user:{plan.sales_owner}", "")), one.hash, len(one.pulled),
        ])  # fmt: skip
    return text.getvalue()


ACCOUNTS = ("account_id", "name", "owner", "people", "open_deal", "taken_out", "reason")
_ALL = 1_000_000


def campaign_accounts_file(viewer: Viewer, key: int, now: datetime, *, sorting: Sorting = AS_GIVEN) -> str:
    """Every account that gets a campaign, or was taken out, and that the viewer may see, in the order asked for.

    Raises `Refused` without the right to take data away, `NotFound`.
    """
    require(viewer, Right.take_away)
    found = accounts_of(viewer, get_campaign(viewer, key, now), now, limit=_ALL, sorting=sorting)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(ACCOUNTS)
    for row in found.rows:
        writer.writerow([
            row.account_id, neutralise(row.name), neutralise(row.owner), row.people, row.open_deal, row.pulled,
            neutralise(row.reason),
        ])  # fmt: skip
    return text.getvalue()


def campaigns_calendar(viewer: Viewer, now: datetime) -> str:
    """Everything that is planned and not called off, as iCalendar (RFC 5545); how each stands is in its title."""
    found = [one for one in find_campaigns(viewer, now) if one.cancelled_at is None]
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Accord//Campaigns//EN"]
    for one in found:
        lines += _event(one)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(one: Campaign) -> list[str]:
    stamp = "%Y%m%dT%H%M%SZ"
    return [
        "BEGIN:VEVENT",
        f"UID:{one.key}@accord",
        f"DTSTAMP:{one.changed_at.astimezone(UTC):{stamp}}",
        f"SEQUENCE:{one.version}",
        f"DTSTART:{one.plan.starts_at.astimezone(UTC):{stamp}}",
        f"DTEND:{one.plan.ends_at.astimezone(UTC):{stamp}}",
        f"SUMMARY:{_escaped(f'{one.plan.name} ({one.standing.value})')}",
        f"DESCRIPTION:{_escaped(one.plan.goal)}",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for sign in ("\\", ";", ","):
        text = text.replace(sign, f"\\{sign}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> list[str]:
    """At most 75 octets a line, no character cut."""
    found, part = [], ""
    for sign in line:
        if len((part + sign).encode()) > 74:
            found.append(part)
            part = " "
        part += sign
    return [*found, part]
