"""What the CRM takes back counts no more: a deal opened again, a member removed; and what an old export cannot undo."""

import csv
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from twins.hubspot.twin import HubSpotTwin
from twins.salesforce.twin import SalesforceTwin

from accord.ledger import record
from accord.ledger.models import Fact, SourceRecord
from accord.ledger.withdrawn import find_withdrawn
from accord.reporting.mirror.current import open_current
from accord.teams.people import SYSTEM
from accord.vocabulary.facts import FactKind
from accord.workflows import in_full
from accord.workflows.import_export_file import import_export_file
from tests.crm.company import Clock, beat
from tests.crm.people import first_lead, make, remove, user

pytestmark = pytest.mark.django_db
ENDS = (FactKind.deal_won, FactKind.deal_lost)
MEMBER = (FactKind.campaign_joined, FactKind.campaign_responded)
CALLS = (FactKind.call_attempted, FactKind.call_connected, FactKind.call_received)


def stands(external_id: str, kind: str, *kinds: FactKind) -> list[Fact]:
    """The facts about a record that count, in the order in which it happened."""
    key = SourceRecord.objects.get(external_id=external_id, kind=kind).key
    facts = Fact.objects.filter(subject=key, kind__in=[int(one) for one in kinds])
    return list(facts.exclude(seq__in=find_withdrawn({key})).order_by("occurred_at", "seq"))


def ends(deal: str) -> list[tuple[FactKind, int | None]]:
    """How a deal ended, as it counts."""
    return [(FactKind(fact.kind), fact.amount) for fact in stands(deal, "deal", *ENDS)]


def pass_minutes(system: str, clock: Clock, minutes: int = 1) -> None:
    """So many intervals."""
    for _ in range(minutes):
        clock.pass_(minutes=1)
        beat(system, clock)


def won_in_hubspot(twin: HubSpotTwin, clock: Clock) -> str:
    """A deal that was read as won."""
    who = next(iter(twin.store.rows("contacts")))
    deal: str = twin.act("make_deal", who=who, by="Rita Rep", amount=900)
    clock.pass_(minutes=5)
    twin.act("move_deal", deal=deal, stage="closedwon", by="Rita Rep")
    pass_minutes("hubspot", clock)
    assert ends(deal) == [(FactKind.deal_won, 90_000)]
    return deal


def test_a_won_deal_opened_again_in_hubspot_keeps_no_win(
    portal: tuple[HubSpotTwin, Clock], tmp_path: Path
) -> None:
    """Nor does the number of won deals; closed again, on the same day, it counts once."""
    twin, clock = portal
    deal = won_in_hubspot(twin, clock)
    twin.act("move_deal", deal=deal, stage="qualifiedtobuy", by="Rita Rep")
    pass_minutes("hubspot", clock)
    assert ends(deal) == []
    with open_current(tmp_path / "m", clock.now) as mirror:
        assert mirror.fetch("SELECT 1 FROM deals WHERE won_at IS NOT NULL") == []
    twin.act("move_deal", deal=deal, stage="closedwon", by="Rita Rep")
    pass_minutes("hubspot", clock)
    assert ends(deal) == [(FactKind.deal_won, 90_000)]
    twin.act("move_deal", deal=deal, stage="closedlost", by="Rita Rep", closed_lost_reason="Budget cut")
    pass_minutes("hubspot", clock)
    assert ends(deal) == [(FactKind.deal_lost, 90_000)]
    kept = SourceRecord.objects.get(external_id=deal, kind="deal").values
    assert '"closed_lost_reason": "Budget cut"' in kept


def test_the_mutant_that_hears_only_new_ends_keeps_the_win(
    portal: tuple[HubSpotTwin, Clock], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deal that is open says nothing of an end: unless that is heard, its win stays."""
    twin, clock = portal
    monkeypatch.setattr(in_full, "_tells_end", lambda *given: False)
    deal = won_in_hubspot(twin, clock)
    twin.act("move_deal", deal=deal, stage="qualifiedtobuy", by="Rita Rep")
    pass_minutes("hubspot", clock)
    assert ends(deal) == [(FactKind.deal_won, 90_000)]


def test_another_amount_or_close_date_of_a_won_deal_is_no_second_win(
    portal: tuple[HubSpotTwin, Clock],
) -> None:
    """The win is corrected, and one win counts."""
    twin, clock = portal
    deal = won_in_hubspot(twin, clock)
    day = (clock.now - timedelta(days=3)).strftime("%Y-%m-%dT00:00:00Z")
    for more in ({"amount": 1200}, {"closedate": day}, {"dealname": "Other name"}):
        clock.pass_(minutes=3)
        twin.act("update", who=deal, properties=more, by="Rita Rep", about="deals")
        pass_minutes("hubspot", clock)
    (win,) = stands(deal, "deal", *ENDS)
    assert (win.amount, f"{win.occurred_at:%d}") == (120_000, day[8:10])


def test_a_won_deal_opened_again_in_salesforce_keeps_no_win(org: tuple[SalesforceTwin, Clock]) -> None:
    """Without its field history, too; won again on the same close date it counts once."""
    twin, clock = org
    deal = twin.act("convert", lead=first_lead(twin), by="Rita Rep")["opportunityId"]
    day = clock.now.date().isoformat()
    for stage, wins in (("Closed Won", 1), ("Prospecting", 0), ("Closed Won", 1)):
        clock.pass_(minutes=3)
        twin.act("move_deal", deal=deal, stage=stage, by="Rita Rep", CloseDate=day, Amount=900)
        pass_minutes("salesforce", clock, 2)
        assert len(ends(deal)) == wins, stage


def joined(twin: SalesforceTwin, lead: str) -> tuple[str, str]:
    """A lead put into a campaign by hand: the campaign and the membership."""
    rita = user(twin, "Rita")
    campaign = make(twin, "Campaign", rita, Name="Spring", Type="Webinar", IsActive=True)
    return campaign, make(twin, "CampaignMember", rita, CampaignId=campaign, LeadId=lead, Status="Responded")


def of_campaign(campaign: str, *people: str) -> list[FactKind]:
    """What counts of some people in a campaign."""
    known = [one for one in people if SourceRecord.objects.filter(external_id=one, kind="person").exists()]
    facts = [fact for one in known for fact in stands(one, "person", *MEMBER)]
    return sorted(FactKind(fact.kind) for fact in facts if fact.campaign == campaign)


def test_a_member_removed_from_its_campaign_never_joined(org: tuple[SalesforceTwin, Clock]) -> None:
    """Nor did they respond."""
    twin, clock = org
    lead = first_lead(twin)
    campaign, member = joined(twin, lead)
    pass_minutes("salesforce", clock, 3)
    assert of_campaign(campaign, lead) == sorted(MEMBER)
    remove(twin, "CampaignMember", member, user(twin, "Rita"))
    pass_minutes("salesforce", clock, 3)
    assert of_campaign(campaign, lead) == []


def test_a_member_is_the_same_after_its_lead_was_converted(org: tuple[SalesforceTwin, Clock]) -> None:
    """At every minute of a conversion one membership counts; removed afterwards, none."""
    twin, clock = org
    lead = first_lead(twin)
    campaign, member = joined(twin, lead)
    pass_minutes("salesforce", clock, 3)
    contact = twin.act("convert", lead=lead, by="Rita Rep")["contactId"]
    for _ in range(4):
        pass_minutes("salesforce", clock)
        assert of_campaign(campaign, lead, contact) == sorted(MEMBER)
    remove(twin, "CampaignMember", member, user(twin, "Rita"))
    pass_minutes("salesforce", clock, 3)
    assert of_campaign(campaign, lead, contact) == []


def exported(path: Path, rows: list[dict[str, Any]]) -> Path:
    """A warehouse's copy of some rows."""
    names = sorted({name for row in rows for name in row})
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows([{k: "" if v is None else v for k, v in row.items()} for row in rows])
    return path


def old_call(twin: HubSpotTwin, clock: Clock, tmp_path: Path) -> tuple[str, str, Path]:
    """A call read live only after it was corrected; the export made before has it as it was."""
    first, second = list(twin.store.rows("contacts"))[:2]
    call = twin.act("log_call", who=first, by="Rita Rep")
    row = dict((twin.store.find("calls", call) or {})["props"])
    path = exported(tmp_path / "calls.csv", [{**row, "Associated Contact IDs": first}])
    clock.pass_(minutes=2)
    with twin.lock, twin.store.unit():
        twin.links.remove("calls", call, "contacts", first, twin.app())
        twin.links.add("calls", call, "contacts", second, [], twin.app())
    busy = {"hs_call_disposition": "9d9162e7-6cf3-4944-bf63-4dff82258764"}
    twin.act("update", who=call, properties=busy, by="Rita Rep", about="calls")
    pass_minutes("hubspot", clock, 2)
    return first, second, path


def test_an_old_export_does_not_double_a_call_that_was_corrected(
    portal: tuple[HubSpotTwin, Clock], tmp_path: Path
) -> None:
    """With whom it was and how it went was changed before it was read; then comes last week's export."""
    twin, clock = portal
    first, second, path = old_call(twin, clock, tmp_path)
    tried = import_export_file(
        SYSTEM, path, source="marketing", connector="hubspot", now=clock.now, dry_run=True
    )
    made = import_export_file(SYSTEM, path, source="marketing", connector="hubspot", now=clock.now)
    assert tried.counts == made.counts, "the dry run says what the import does"
    assert (made.counts.rejected, made.counts.facts_new, made.counts.facts_known) == (0, 0, 1)
    assert stands(first, "person", *CALLS) == []
    assert [FactKind(fact.kind) for fact in stands(second, "person", *CALLS)] == [FactKind.call_attempted]


def test_the_mutant_that_takes_every_export_doubles_it(
    portal: tuple[HubSpotTwin, Clock], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without looking at what was read live."""
    twin, clock = portal
    monkeypatch.setattr(record, "without_read_live", lambda source, facts, keys: list(facts))
    first, second, path = old_call(twin, clock, tmp_path)
    tried = import_export_file(
        SYSTEM, path, source="marketing", connector="hubspot", now=clock.now, dry_run=True
    )
    assert tried.counts.facts_new == 1, "so would a dry run that forgets it promise"
    import_export_file(SYSTEM, path, source="marketing", connector="hubspot", now=clock.now)
    assert len(stands(first, "person", *CALLS) + stands(second, "person", *CALLS)) == 2


def test_an_export_made_after_the_last_reading_is_taken(
    org: tuple[SalesforceTwin, Clock], tmp_path: Path
) -> None:
    """A connection that reads no more keeps no export out."""
    twin, clock = org
    pass_minutes("salesforce", clock, 30)
    clock.pass_(hours=30)
    lead = first_lead(twin)
    task = twin.act("log_call", who=lead, by="Rita Rep", outcome="Connected")
    path = exported(tmp_path / "Task.csv", [dict(twin.org.find("Task", task) or {})])
    counts = [
        import_export_file(
            SYSTEM, path, source="crm", connector="salesforce", now=clock.now, dry_run=dry
        ).counts
        for dry in (True, False)
    ]
    assert [each.facts_new for each in counts] == [1, 1]
