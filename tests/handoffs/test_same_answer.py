"""Was a lead followed up in time? Promises, weeks, leaks and desk answer as the clock of its owner does."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from accord.handoffs.models import Handoff
from accord.reporting.dashboard import board
from accord.reporting.desk.due import desk
from accord.reporting.leaks import leak_ledger
from accord.teams.absence.enter import enter_days
from accord.teams.models import User
from accord.vocabulary.facts import FactKind
from tests.cast import Cast
from tests.handoffs.company import START, asks, key_of, live, person, qualifies, say, touch, work_until
from tests.handoffs.test_pauses import ANN, PAUSING, away, overdue

pytestmark = pytest.mark.django_db
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BEN, CLEO = person("ben"), person("cleo")


@pytest.fixture
def company(cast: Cast, tmp_path: Path, settings: Any) -> Cast:
    """Live under an agreement whose clock pauses; Rita alone develops leads."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    User.objects.filter(pk=cast.rita.user_id).update(team="sdr")
    live(PAUSING)
    return cast


def judged(cast: Cast, now: datetime) -> tuple[tuple[int, int], ...]:
    """Leads that were not tried in time, of those that could be judged; by the promises, the leaks, the clocks."""
    found = board(cast.sam, now=now)
    parts = {part.path: part for promise in found.promises for part in promise.parts}
    measured = parts["sales_promises.follow_up.share"].measured
    assert measured is not None and measured.part is not None
    ledger = leak_ledger(cast.sam, now=now)
    lines = [*ledger.both, *(line for column in ledger.columns for line in column.leaks)]
    leaks = {line.leak: int(line.leads.value or 0) for line in lines}
    cases = sum(1 for row in Handoff.objects.all() if row.due_at and (row.due_at <= now))
    late = sum(1 for row in Handoff.objects.all() if row.due_at and row.due_at < (row.responded_at or now))
    bad = sum(leaks.get(name, 0) for name in ("late", "never", "no_owner", "late_owner"))
    return (
        (measured.part.cases - measured.part.hits, measured.part.cases),
        (bad, measured.part.cases),
        (late, cases),
    )


def test_every_surface_answers_as_the_clock(company: Cast) -> None:
    """Ann is away, Rita with Ben too: by the first calendar both are late a day later, by the clock nobody is."""
    say(asks(ANN, START), START)
    say(qualifies(BEN, START), START)
    work_until(START + MINUTE)
    enter_days(company.rita, company.rita.actor, START.date(), START.date() + DAY, START + 2 * MINUTE)
    said_at = START + 10 * MINUTE
    say([away(said_at, "2027-01-14")], said_at)
    work_until(said_at + 2 * MINUTE)
    later = START + DAY + 8 * 60 * MINUTE
    say([touch(CLEO, FactKind.page_view, later)], later)
    work_until(later)
    assert judged(company, later) == ((0, 0),) * 3 and overdue() == 0
    assert not any(row.late for row in desk(company.rita, later).mine)
    # They are back. Ann is called within her time, Ben is not called in his.
    back = datetime.fromisoformat("2027-01-14T09:10:00+01:00")
    ann = Handoff.objects.get(subject=key_of(ANN))
    say([touch(ANN, FactKind.call_attempted, back, actor=ann.owner)], back)
    late = START + 3 * DAY
    say([touch(CLEO, FactKind.page_view, late)], late)
    work_until(late)
    assert judged(company, late) == ((1, 2),) * 3 and overdue() > 0
    assert [row.late for row in desk(company.rita, late).mine if row.key != ann.key] == [True]
