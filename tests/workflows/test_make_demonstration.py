"""The demonstration loads once: what was read to its end is recognised by its bytes and only served."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.reporting.made import forget_open_mirrors

from accord.agreement import check, parse
from accord.agreement.cycle import find_cycle
from accord.handoffs.models import Handoff
from accord.journey.agents.networks import Networks
from accord.ledger.models import Fact, Import
from accord.reporting.content_use import content_use, find_to_retire
from accord.reporting.dashboard import catch_up
from accord.reporting.desk.due import desk
from accord.reporting.hears import company_hears
from accord.simulation.plan import HALDEN
from accord.teams.figures import figures_seen
from accord.teams.models import User
from accord.teams.people import SYSTEM, viewer_of
from accord.vocabulary.errors import Refused
from accord.workflows.judge_hits import judge_new
from accord.workflows.make_demonstration import DOMAIN, RITAS_CRM_ID, _agreement, make_demonstration
from accord.workflows.run_demonstration import let_it_run, waits_to_run

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
SMALL = replace(HALDEN, people=60, deals=6, months=3, campaigns=2)


def test_a_second_demonstration_reads_nothing_and_a_lost_file_is_written_and_read_again(
    tmp_path: Path, settings: Any
) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    read: list[str] = []
    first = make_demonstration(SYSTEM, now=NOW, plan=SMALL, on_file=read.append)
    assert len(read) == first.files > 10
    imports, facts = Import.objects.count(), Fact.objects.count()
    read.clear()
    again = make_demonstration(SYSTEM, now=NOW.replace(hour=12), plan=SMALL, on_file=read.append)
    assert (read, again) == ([], first)
    assert (Import.objects.count(), Fact.objects.count()) == (imports, facts)
    next(tmp_path.glob("demo-exports/hubspot/contacts.csv")).unlink()
    healed = make_demonstration(SYSTEM, now=NOW.replace(hour=13), plan=SMALL, on_file=read.append)
    assert len(read) == first.files
    assert (healed, Fact.objects.count()) == (first, facts)
    forget_open_mirrors()


def test_the_demonstration_runs_when_it_is_let_and_hands_over_what_was_under_way(
    tmp_path: Path, settings: Any
) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    with pytest.raises(Refused, match=r"demo\.not_here"):
        let_it_run(SYSTEM, now=NOW)
    make_demonstration(SYSTEM, now=NOW, plan=SMALL)
    assert waits_to_run()
    done = let_it_run(SYSTEM, now=NOW)
    assert done == Handoff.objects.count() > 0
    assert not waits_to_run() and let_it_run(SYSTEM, now=NOW) == 0
    assert {row.touched_at for row in Handoff.objects.all()} == {NOW}, "nobody is late for what was before"
    sam, rita = (viewer_of(User.objects.get(email=f"{who}@{DOMAIN}")) for who in ("sam", "rita"))
    assert figures_seen(sam, NOW).of(rita.actor) and figures_seen(sam, NOW).of(RITAS_CRM_ID), "Sam leads Rita"
    led = desk(sam, NOW)
    assert sum(load.open for load in led.loads) > 0 and led.urgent, "a manager's desk is alive"
    judge_new(Networks(), NOW)
    catch_up(NOW)
    use = content_use(rita, now=NOW)
    assert use.unused.part and 0 < use.unused.part.hits < use.unused.part.cases, (
        "some of the library is used, some lies"
    )
    assert any(each.opened for each in use.pieces) and find_to_retire(sam, now=NOW)
    forget_open_mirrors()


def test_what_sales_heard_of_the_demonstration_has_the_planted_spike_and_no_other(
    tmp_path: Path, settings: Any
) -> None:
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    make_demonstration(SYSTEM, now=NOW, plan=replace(HALDEN, campaigns=3))
    made = company_hears(SYSTEM, now=NOW)
    assert [each.key for each in made.topics if each.spike] == ["named:Kestrel Sensing"]
    assert {each.sort for each in made.topics} >= {
        "returned", "recycled", "disqualified", "question", "challenge", "informed_by", "lost", "competitor",
    }  # fmt: skip
    assert {each.name for each in made.rivals} >= {"Kestrel Sensing", "Aquila Monitoring", "Nordlys"}
    names = [each.name for each in made.segments]
    assert {"food", "water"} <= set(names)
    parts = [company_hears(SYSTEM, segment=name, now=NOW) for name in names]
    assert sum(int(part.outcomes.value or 0) for part in parts) == made.outcomes.value
    forget_open_mirrors()


@pytest.mark.parametrize(
    "today", [date(2026, 1, 1), date(2026, 3, 31), date(2026, 11, 22), date(2028, 2, 29)]
)
def test_the_agreement_of_the_demonstration_is_judged_over_a_cycle_that_runs_and_nothing_is_wrong_with_it(
    today: date,
) -> None:
    document = parse(_agreement(today)).get_document()
    begins, ends = find_cycle(document.agreement.cycle) or (None, None)
    assert begins is not None and ends is not None
    assert begins <= today < ends
    assert document.agreement.in_force.on == today
    assert document.agreement.review_by is not None
    assert today <= document.agreement.review_by.on < ends
    assert not check(document)
