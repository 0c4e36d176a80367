"""Nobody who had acted is blamed: calls that show late, a CRM unread for an hour, and what must be caught."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from accord.agreement.clocks import FollowUp
from accord.agreement.shape import Document
from accord.handoffs.models import Handoff
from accord.reporting.lead_now import LeadNow
from accord.workflows.handoffs import alarm, clock
from tests.handoffs.blame import Weeks

pytestmark = [pytest.mark.django_db, pytest.mark.long]
LEADS = int(os.environ.get("ACCORD_BLAME_LEADS", "24"))


@pytest.fixture(autouse=True)
def _looks_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    """An unread CRM is asked after every five minutes, as the simulation reads it, not twice a minute."""
    monkeypatch.setattr(alarm, "_AGAIN", timedelta(minutes=5))


def test_nobody_who_had_acted_is_blamed() -> None:
    weeks = Weeks(1, LEADS)
    weeks.run()
    falsely = weeks.falsely()
    assert falsely == [], "\n".join(falsely)
    assert weeks.alarms() > LEADS / 10, "who did nothing is told"
    print(f"{connection.vendor}: {LEADS} leads, {len(weeks.calls)} calls, {weeks.alarms()} alarms: 0 false")


def _without_looking(row: Handoff, lead: LeadNow, document: Document, now: datetime) -> FollowUp | None:
    return clock.find_clocks(row, replace(lead, known=()), document, now)


MUTANTS: dict[str, tuple[str, Callable[..., Any]]] = {
    "no grace for what comes late": ("grace", lambda _: timedelta()),
    "an unread CRM blames": ("unread_since", lambda *_: None),
    "nobody looks before shouting": ("find_clocks", _without_looking),
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_who_blames_too_early_is_caught(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    name, broken = MUTANTS[mutant]
    monkeypatch.setattr(alarm, name, broken)
    weeks = Weeks(1, 60)
    weeks.run()
    assert weeks.falsely(), f"{mutant}: not caught"
