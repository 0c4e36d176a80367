"""Statements of a small company, and the roster they lead to, named by seats instead of random keys."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.db import transaction

from accord.ledger.keys import assign_keys
from accord.ledger.models import Act, SourceRecord
from accord.ledger.sql import take_turn
from accord.teams.people import SYSTEM
from accord.teams.roster.history import find_active_at
from accord.teams.roster.models import RosterSeat
from accord.teams.roster.reads import find_roster
from accord.teams.roster.record import record_members
from accord.vocabulary.facts import RecordKind, Ref
from accord.vocabulary.roster import MemberDraft, Seat
from accord.workflows.roster import is_one_persons

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
RITA, SAM, QUEUE = "005000000000001AAA", "005000000000002AAA", "00G000000000001EAA"


def day(number: int) -> datetime:
    """A day of October 2026."""
    return datetime(2026, 10, number, 9, tzinfo=UTC)


def crm(external_id: str, **said: Any) -> MemberDraft:
    """A statement of Salesforce."""
    return MemberDraft(Ref("crm", RecordKind.user, external_id), **said)


def hub(external_id: str, **said: Any) -> MemberDraft:
    """A statement of HubSpot."""
    return MemberDraft(Ref("marketing", RecordKind.user, external_id), **said)


COMPANY = (
    crm(RITA, name="Rita Rep", email="rita@acme.com", active=True, said_at=day(1), zone="Europe/Berlin"),
    crm(
        RITA,
        name="Rita Lind",
        email="rita.lind@acme.com",
        active=True,
        said_at=day(5),
        manager=SAM,
        zone="europe/berlin",
        team="SDR",
    ),
    crm(SAM, name="Sam Manager", email="sam@acme.com", active=True, said_at=day(2)),
    crm(SAM, name="Sam Manager", email="sam@acme.com", active=False, said_at=day(8)),
    crm(QUEUE, seat=Seat.queue, name="New leads", active=True, said_at=day(3), members=(RITA, SAM)),
    crm("005000000000009AAA", name="Auto", seat=Seat.machine, active=True, said_at=day(1)),
    hub("71", name="Rita Lind", email="rita.lind@acme.com", active=True, said_at=day(6), same_as="user:701"),
    hub("profile:701", zone="Europe/Paris", said_at=day(6), same_as="user:701"),
    hub("72", name="Sam M", email="sam@acme.com", active=True, said_at=day(4)),
    hub("73", name="Sales desk", email="sales@acme.com", active=True, said_at=day(4)),
    hub("74", name="Other desk", email="sales@acme.com", active=False, said_at=None),
    hub("74", name="Other desk", email="sales@acme.com", active=True, said_at=None),
)


def say(drafts: Iterable[MemberDraft], now: datetime = NOW) -> None:
    """Let systems say this, as a batch does."""
    drafts = list(drafts)
    with transaction.atomic():
        take_turn()
        keys = assign_keys([draft.ref for draft in drafts], now=now)
        record_members(drafts, keys, decides=is_one_persons, now=now)


def forget() -> None:
    """Start anew. Acts stay: they are asked by the keys of seats that are gone."""
    RosterSeat.objects.all().delete()
    SourceRecord.objects.filter(kind=RecordKind.user.value).delete()


def whole(now: datetime = NOW) -> dict[str, Any]:
    """The roster without its random keys, and who was active on each day."""
    roster = find_roster(SYSTEM, now)
    names = {m.key: "+".join(s.external_id for s in m.seats) for m in roster.members}
    members = {
        names[m.key]: (
            m.name,
            m.email,
            m.active,
            m.inactive_in,
            names.get(m.manager, ""),
            m.zone,
            m.zone_by,
            m.team,
            m.queues,
        )
        for m in roster.members
    }
    queues = {
        q.external_id: (q.name, q.active, tuple(sorted(names[k] for k in q.members))) for q in roster.queues
    }
    history = {
        number: sorted((names[k], here) for k, here in find_active_at(SYSTEM, day(number), now).items())
        for number in range(1, 12)
    }
    return {"members": members, "queues": queues, "history": history, "master": roster.master}


def acts(kind: str) -> int:
    """How many acts of a kind stand."""
    return Act.objects.filter(kind=kind).count()
