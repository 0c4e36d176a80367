"""One act is suggested, by rule, and it says why; the contact policy goes before every other rule."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from accord.agreement.contact import Why
from accord.contacts.answers import Answer
from accord.reporting.desk.next_act import Known, suggest
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import FactKind, Team
from accord.vocabulary.handoffs import HandoffState

NOW = datetime(2027, 1, 12, 8, tzinfo=UTC)
LATER = NOW + timedelta(hours=12)
CALLED, WROTE = (NOW, FactKind.call_attempted), (NOW, FactKind.sales_email_sent)


def policy(medium: Medium, *, yes: bool = True, advised: bool = False, why: Why = Why.free) -> Answer:
    """What the contact policy answers."""
    return Answer(
        contact_id=1, team=Team.sales, medium=medium, automatic=False, campaign="", answer=yes,
        advised_only=advised, why=why, sentence="because", clause="contact_policy.hours",
        when=NOW if yes else LATER, held_by="", also=(), noted=(), assumed=(), agreement="", agreement_hash="",
        signed=True, as_of=NOW,
    )  # fmt: skip


FRESH = Known(
    state=HandoffState.offered,
    hot=False,
    phone=True,
    email=True,
    tried=(),
    spoke_at=None,
    meeting_at=None,
    by_phone=policy(Medium.phone),
    by_email=policy(Medium.email),
    attempts_promised=6,
    clause="sales_promises.first_attempt.other",
)
SLEEP = policy(Medium.phone, yes=False, advised=True, why=Why.quiet_hours)
NO = {medium: policy(medium, yes=False, why=Why.refused) for medium in (Medium.phone, Medium.email)}


@pytest.mark.parametrize(
    ("known", "act"),
    [
        (FRESH, "call"),
        (replace(FRESH, hot=True), "call now"),
        (replace(FRESH, phone=False), "e-mail"),
        (replace(FRESH, hot=True, phone=False), "e-mail"),
        (replace(FRESH, phone=False, email=False), "find a way to reach them"),
        (replace(FRESH, tried=(CALLED,)), "call"),
        (replace(FRESH, tried=(CALLED, CALLED)), "e-mail"),
        (replace(FRESH, tried=(CALLED, CALLED), email=False), "call"),
        (replace(FRESH, tried=(WROTE, CALLED, CALLED)), "call"),
        (replace(FRESH, tried=(CALLED,) * 6), "say the outcome"),
        (replace(FRESH, spoke_at=NOW), "say the outcome"),
        (replace(FRESH, meeting_at=NOW), "keep the meeting"),
        (replace(FRESH, hot=True, by_phone=SLEEP), "wait"),
        (replace(FRESH, by_phone=NO[Medium.phone]), "e-mail"),
        (replace(FRESH, hot=True, by_phone=NO[Medium.phone], by_email=NO[Medium.email]), "wait"),
        (replace(FRESH, state=HandoffState.recycled), "leave"),
        (replace(FRESH, state=HandoffState.known), "leave"),
    ],
)
def test_the_rule(known: Known, act: str) -> None:
    found = suggest(known)
    assert found.act == act and found.why


def test_what_waits_says_until_when_and_by_which_clause() -> None:
    found = suggest(replace(FRESH, by_phone=SLEEP))
    assert found.not_before == LATER and found.clause == "contact_policy.hours"


def test_for_good_is_for_good() -> None:
    never = {medium: replace(answer, when=None) for medium, answer in NO.items()}
    found = suggest(replace(FRESH, by_phone=never[Medium.phone], by_email=never[Medium.email]))
    assert found.act == "leave" and found.why == "because"
