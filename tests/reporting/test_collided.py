"""The list of collisions and their rate say the same: under every version in force, with what owners approved."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from accord.agreement import content_hash
from accord.contacts.collisions import find_collisions, stretch_of
from accord.contacts.contact_deals import APPROVED
from accord.ledger.acts import record_act
from accord.ledger.models import Fact
from accord.ledger.withdrawn import Step, record_steps
from accord.measures.number import Window
from accord.reporting.collided import company_collisions
from accord.reporting.number_rows import rows_of_number
from accord.teams.models import SealedAgreement
from accord.vocabulary.facts import FactKind as K
from tests.agreement.contact.company import CLAUSE, MONDAY
from tests.cast import Cast
from tests.contacts.bringing import bring, deal
from tests.contacts.policy.world import HEAD, REST, bring_pia, did, pia, sign

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
NOW = MONDAY + DAY


@pytest.fixture
def world(cast: Cast, tmp_path: Path, settings: Any) -> None:
    """People reached by both teams before and after a second version, and a campaign that an owner approved."""
    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    sign()
    text = f"{HEAD}mode: {{contact_policy: enforce}}\n{REST}{CLAUSE.replace('2 per 7 days', '1 per 7 days')}"
    SealedAgreement.objects.create(
        hash=content_hash(text), sealed=text.encode(), agreement_id="halden", version=2,
        in_force_from=MONDAY - 10 * DAY, sealed_at=MONDAY - 10 * DAY,
    )  # fmt: skip
    for n in range(4):
        ref = pia(n).ref
        mails = [
            did(ref, K.email_sent, MONDAY - k * DAY - n * DAY / 7, campaign=f"c{k}")
            for k in (1, 3, 5, 12, 13, 15)
        ]
        steps = [did(ref, K.sequence_email_sent, MONDAY - k * DAY, actor="crm-rita") for k in range(1, n + 3)]
        bring_pia(n, *mails, *steps, did(ref, K.conversation, MONDAY - (n + 12) * DAY, actor="crm-rita"))
    # Half past midnight of the first day in Amsterdam is the day before in UTC.
    edge = did(pia(9).ref, K.email_sent, (MONDAY - 15 * DAY).replace(hour=23, minute=30), campaign="edge")
    bring_pia(9, edge)
    opportunity = deal("d1", people=(pia(1).ref,), company="Water Works")
    key = bring([opportunity], [did(opportunity.ref, K.deal_created, MONDAY - 4 * DAY)])[opportunity.ref]
    record_act(
        key="let", kind=APPROVED, actor="user:1", now=MONDAY - 4 * DAY, subject=key, payload={"campaign": "c1"}
    )  # fmt: skip
    gone = Fact.objects.filter(kind=K.email_sent).order_by("seq")[2]
    record_steps([Step(gone.seq, gone.subject, 1)], "said_anew", MONDAY)


def test_the_list_and_the_rate_say_the_same(cast: Cast, world: None) -> None:
    first, after = (MONDAY - 14 * DAY).date(), (MONDAY + DAY).date()
    since, until = stretch_of(first, after, NOW)
    told = find_collisions(cast.maya, since, until, NOW, limit=10_000)
    made = company_collisions(cast.victor, window=Window(first, after), now=NOW)
    assert made.rate.part is not None and made.both_teams.part is not None and made.people.part is not None
    assert told.collided > 10
    hour_before = find_collisions(cast.maya, since + DAY / 24, until, NOW).touches
    assert told.touches == hour_before + 1
    assert (made.rate.part.hits, made.rate.part.cases) == (told.collided, told.touches)
    assert (made.both_teams.part.hits, made.people.part.hits) == (told.both_teams, told.people)
    clauses = {line.clause: line.rate.part.hits for line in made.clauses if line.rate.part}
    assert clauses == {each.clause: each.touches for each in told.clauses}
    assert {
        "contact_policy.hold_marketing.open opportunity",
        "contact_policy.hold_marketing.reply to sales",
    } < set(clauses)
    behind = rows_of_number(cast.maya, "collisions:touches", window=Window(first, after), now=NOW)
    assert behind.total == told.collided
    listed = {(row.contact_id, row.touch.at) for row in told.rows}
    assert {(row.contact_id, row.occurred_at) for row in behind.rows} <= listed
