"""The demonstration's campaigns: one signed, one that waits for Sam, one voided by a change, and a send nobody signed.

They are planned by the ordinary acts; the send comes in by the ordinary door, as a sheet of an outreach tool.
"""

import csv
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings

from accord.campaigns.shapes import Arm, Plan
from accord.ledger.models import SourceRecord
from accord.reporting.dashboard import catch_up
from accord.teams.models import User
from accord.teams.people import SYSTEM, viewer_of
from accord.vocabulary.campaigns import CampaignStanding, SignAnswer
from accord.vocabulary.facts import RecordKind
from accord.vocabulary.people import Viewer
from accord.workflows.campaigns import answer_campaign, ask_sign_off, change_campaign, plan_campaign
from accord.workflows.import_export_file import import_export_file

TOOL, UNSIGNED = "outreach_tool", "Year-end check-in"
_SIGNED, _WAITS, _VOIDED, _SEQUENCE = 1_001, 1_002, 1_003, 1_004
_MAPPING: dict[str, Any] = {
    "format": 1,
    "rows": "person",
    "id": "No",
    "modified": "Sent",
    "same_as": [{"source": "salesforce", "rows": "person", "id": "Lead"}],
    "facts": [{"kind": "sequence_email_sent", "at": "Sent", "campaign": "Sequence"}],
}
_MAILS = 24


def plan_demo_campaigns(now: datetime) -> None:
    """Four plans of both teams over the next weeks; said again it changes nothing."""
    maya, sam, rita = _person("maya"), _person("sam"), _person("rita")
    for key, by, plan in (
        (_SIGNED, maya, _leaks(maya, sam, now)),
        (_WAITS, maya, _records(maya, sam, now)),
        (_VOIDED, maya, _webinar(maya, sam, now)),
        (_SEQUENCE, rita, _check_in(maya, rita, now)),
    ):
        plan_campaign(by, plan, key=key, now=now)


def answer_demo_campaigns(now: datetime) -> None:
    """Sam signs two of them, one changes after, and a send comes in that nobody signed: under a signed agreement."""
    maya, sam = _person("maya"), _person("sam")
    for key in (_SIGNED, _WAITS, _VOIDED):
        one = ask_sign_off(maya, key, now=now)
        if key != _WAITS and one.standing is CampaignStanding.waiting:
            answer_campaign(sam, key, SignAnswer.signed, text_hash=one.hash, now=now)
    webinar = _webinar(maya, sam, now, subject="Audit-ready records: the last seats")
    one = plan_campaign(maya, webinar, key=_VOIDED, now=now)
    if one.standing is CampaignStanding.signed:
        changed = _webinar(maya, sam, one.planned_at, subject=webinar.arms[0].subject)
        change_campaign(maya, _VOIDED, changed, version=one.version, now=now)
    _send_unsigned(now)


def _send_unsigned(now: datetime) -> None:
    file = settings.INSTALLATION.data / "demo-later" / TOOL / "steps.csv"
    file.parent.mkdir(parents=True, exist_ok=True)
    leads = SourceRecord.objects.filter(
        source="salesforce", kind=RecordKind.person.value, external_id__startswith="00Q"
    )
    ids = list(leads.order_by("external_id").values_list("external_id", flat=True)[:_MAILS])
    with Path(file).open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(("No", "Lead", "Sequence", "Sent"))
        for at, lead in enumerate(ids):
            writer.writerow(
                (at + 1, lead, UNSIGNED, (now + timedelta(seconds=at)).isoformat(timespec="seconds"))
            )
    import_export_file(SYSTEM, file, source=TOOL, connector="csv_file", mapping=_MAPPING, now=now)
    catch_up(now)


def _leaks(maya: Viewer, sam: Viewer, now: datetime) -> Plan:
    return Plan(
        name="Leak season, water plants",
        kind="e-mail",
        starts_at=_morning(now, 9),
        ends_at=_morning(now, 16),
        segment="industry in [Water, Food] unless open deal",
        goal="Thirty plants ask for a leak report.",
        target_share=0.03,
        arms=(
            Arm("question", 50, "Who sees the leak before the night shift?", "Three plants found theirs within a week.",
                "https://www.halden.example/leaks", "case-water-north"),
            Arm("number", 50, "11 % of your water never arrives", "Three plants found theirs within a week.",
                "https://www.halden.example/leaks", "case-water-north"),
        ),
        channels=("email",),
        budget=450_000,
        marketing_owner=maya.user_id,
        sales_owner=sam.user_id,
    )  # fmt: skip


def _records(maya: Viewer, sam: Viewer, now: datetime) -> Plan:
    return Plan(
        name="Temperature records without a clipboard",
        kind="e-mail",
        starts_at=_morning(now, 11),
        ends_at=_morning(now, 18),
        segment="employees in 200..5000 and engagement >= 5 unless customer or open deal",
        goal="Twenty conversations with quality managers.",
        target_share=0.02,
        arms=(
            Arm("all", 100, "Audit-ready records, no clipboard", "See how two dairies passed their audit."),
        ),
        channels=("email",),
        budget=280_000,
        marketing_owner=maya.user_id,
        sales_owner=sam.user_id,
    )


def _webinar(
    maya: Viewer, sam: Viewer, now: datetime, subject: str = "Audit-ready records: a webinar"
) -> Plan:
    return Plan(
        name="Webinar: the audit in an hour",
        kind="event",
        starts_at=_morning(now, 14),
        ends_at=_morning(now, 15),
        segment="employees in 200..5000",
        goal="Sixty people attend.",
        target_share=0.05,
        arms=(Arm("all", 100, subject, "An hour with two quality managers."),),
        channels=("email", "webinar"),
        budget=600_000,
        marketing_owner=maya.user_id,
        sales_owner=sam.user_id,
    )


def _check_in(maya: Viewer, rita: Viewer, now: datetime) -> Plan:
    return Plan(
        name="Rita's check-in after the trade fair",
        kind="sales sequence",
        starts_at=_morning(now, 8),
        ends_at=_morning(now, 22),
        segment="engagement >= 8 unless open deal",
        goal="Ten meetings.",
        arms=(Arm("all", 100, "Five minutes about your plant", "We spoke at the fair."),),
        channels=("email",),
        marketing_owner=maya.user_id,
        sales_owner=rita.user_id,
    )


def _person(who: str) -> Viewer:
    return viewer_of(User.objects.get(email=f"{who}@halden.example"))


def _morning(now: datetime, days: int) -> datetime:
    """Nine in the morning so many days on, the next Monday where that is no working day."""
    day = now.date() + timedelta(days=days)
    day += timedelta(days=(7 - day.weekday()) % 7 if day.weekday() > 4 else 0)
    return datetime.combine(day, time(8), now.tzinfo)
