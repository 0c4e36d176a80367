"""Collisions that happened: both sides, the clause, who; one joint count, rows by sight; a file of it."""

import csv
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from accord.agreement.contact import Why
from accord.contacts.collision_shapes import CollisionReport
from accord.contacts.collisions import find_collisions
from accord.ledger.models import Fact
from accord.ledger.withdrawn import Step, record_steps
from accord.vocabulary.errors import Refused
from accord.vocabulary.facts import FactKind, Team
from accord.workflows.collision_file import COLUMNS, write_collisions
from tests.agreement.contact.company import MONDAY
from tests.cast import Cast
from tests.contacts.bringing import bring, deal
from tests.contacts.policy.world import bring_pia, did, pia, sign

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
ONE = pia().ref
SINCE, UNTIL = MONDAY - 20 * DAY, MONDAY + DAY


def collisions(cast: Cast, who: str = "maya", since: datetime = SINCE) -> CollisionReport:
    """The report of the three weeks up to Monday."""
    return find_collisions(getattr(cast, who), since, UNTIL, MONDAY + DAY)


def test_marketing_that_writes_into_a_conversation_is_listed_with_both_sides(cast: Cast) -> None:
    sign()
    talk = did(ONE, FactKind.conversation, MONDAY - 3 * DAY, actor="crm-rita")
    before = did(ONE, FactKind.email_sent, MONDAY - 4 * DAY, campaign="winter")
    into = did(ONE, FactKind.email_sent, MONDAY - DAY, campaign="spring", actor="maya")
    who = bring_pia(0, talk, before, into)
    found = collisions(cast)
    (row,) = found.rows
    assert (found.touches, found.collided, found.both_teams, found.people) == (2, 1, 1, 1)
    assert (row.contact_id, row.why) == (who, Why.conversation)
    assert row.clause == "contact_policy.hold_marketing.reply to sales"
    assert (row.touch.team, row.touch.campaign, row.touch.actor) == (Team.marketing, "spring", "maya")
    (other,) = row.against
    assert (other.team, other.kind, other.actor, other.at) == (
        Team.sales,
        "conversation",
        "crm-rita",
        talk.occurred_at,
    )


def test_a_cap_that_both_teams_broke_names_every_touch_it_ran_into(cast: Cast) -> None:
    sign()
    steps = [did(ONE, FactKind.sequence_email_sent, MONDAY - n * DAY, actor="crm-rita") for n in (4, 3, 2)]
    mails = [did(ONE, FactKind.email_sent, MONDAY - n * DAY / 2, campaign=f"c{n}") for n in (3, 1)]
    bring_pia(0, *steps, *mails)
    (row,) = collisions(cast).rows
    assert (row.why, row.clause) == (Why.person_cap, "contact_policy.caps.automatic touches per person")
    assert (row.against_total, row.both_teams) == (4, True)
    assert {side.team for side in row.against} == {Team.marketing, Team.sales}


def test_what_was_taken_back_or_happened_while_no_deal_was_open_is_no_collision(cast: Cast) -> None:
    sign()
    bring_pia(0, did(ONE, FactKind.email_sent, MONDAY - DAY), did(ONE, FactKind.email_sent, MONDAY - 9 * DAY))
    opportunity = deal("d1", people=(ONE,), company="Water Works")
    bring(
        [opportunity],
        [
            did(opportunity.ref, FactKind.deal_created, MONDAY - 8 * DAY),
            did(opportunity.ref, FactKind.deal_lost, MONDAY - 2 * DAY),
            did(opportunity.ref, FactKind.owner_assigned, MONDAY - 8 * DAY, actor="crm-rita"),
        ],
    )
    assert collisions(cast).collided == 0
    bring([], [did(ONE, FactKind.email_sent, MONDAY - 5 * DAY)])
    (row,) = collisions(cast).rows
    assert (row.why, row.holder, row.both_teams) == (Why.open_deal, "crm-rita", True)
    said = Fact.objects.filter(kind=FactKind.email_sent).latest("seq")
    record_steps([Step(said.seq, said.subject, 1)], "said_anew", MONDAY)
    assert collisions(cast).collided == 0


def test_every_role_sees_the_same_joint_figures_and_only_its_own_rows(cast: Cast) -> None:
    sign()
    for n, owner in enumerate(("crm-rita", "crm-somebody-else")):
        ref = pia(n).ref
        bring_pia(
            n,
            did(ref, FactKind.owner_assigned, MONDAY - 9 * DAY, actor=owner),
            did(ref, FactKind.conversation, MONDAY - 3 * DAY, actor=owner),
            did(ref, FactKind.email_sent, MONDAY - DAY),
        )
    seen = {who: collisions(cast, who) for who in ("maya", "sam", "rita", "victor", "olga", "iris")}
    joint = {(r.touches, r.collided, r.both_teams, r.people, r.clauses, r.rows_total) for r in seen.values()}
    assert len(joint) == 1 and seen["maya"].collided == 2
    visible = {who: report.rows_visible for who, report in seen.items()}
    assert visible == {"maya": 2, "sam": 2, "rita": 1, "victor": 0, "olga": 2, "iris": 0}


def test_a_touch_before_the_stretch_counts_in_its_window_and_is_no_row(cast: Cast) -> None:
    sign()
    bring_pia(0, *[did(ONE, FactKind.email_sent, MONDAY - n * DAY, campaign=f"c{n}") for n in (5, 3, 1)])
    found = collisions(cast, since=MONDAY - 2 * DAY)
    assert (found.touches, found.collided) == (1, 1)
    assert found.rows[0].against_total == 2 and not found.rows[0].both_teams


def test_the_file_holds_a_line_for_each_thing_run_into_and_runs_in_no_spreadsheet(
    cast: Cast, tmp_path: Path
) -> None:
    sign()
    mails = [did(ONE, FactKind.email_sent, MONDAY - n * DAY, campaign=f"=c{n}") for n in (3, 2, 1)]
    bring_pia(0, *mails)
    file = tmp_path / "collisions.csv"
    assert write_collisions(cast.maya, SINCE, UNTIL, MONDAY + DAY, file) == 2
    rows = list(csv.DictReader(file.open(encoding="utf-8-sig")))
    assert tuple(rows[0]) == COLUMNS and len(rows) == 2
    assert all(not row["campaign"].startswith("=") for row in rows)
    with pytest.raises(Refused):
        write_collisions(cast.rita, SINCE, UNTIL, MONDAY + DAY, file)
