"""A company under a signed agreement: people who can own leads, buyers who touch, a clock that a test holds."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from django.conf import settings
from django.db import transaction

from accord.agreement import content_hash
from accord.ledger.jobs import claim_job, finish_job
from accord.ledger.keys import make_digest
from accord.ledger.models import Job, SourceRecord
from accord.ledger.sql import take_turn
from accord.teams.models import SealedAgreement
from accord.teams.people import SYSTEM
from accord.vocabulary.facts import Agent, FactDraft, FactKind, RecordDraft, RecordKind, Ref, RowRead
from accord.workflows.go_live import go_live
from accord.workflows.handoffs.sweep import SWEEP
from accord.workflows.import_batch import sort_batch, write_batch
from accord.workflows.work_kinds import HAND

# A Tuesday, 9:00 in Amsterdam.
START = datetime(2027, 1, 12, 8, 0, tzinfo=UTC)
AGREEMENT = """
agreement: {id: handing, version: 1, currency: EUR, cycle: 2027-Q1, in_force: 2027-01-01}
signed_by: {marketing: {role: cmo}, sales: {role: cro}}
mode: {sales_promises.follow_up: enforce}
act_within: 2 working days
calendars:
  emea: {zone: Europe/Amsterdam, hours: ["09:00-12:30", "13:15-17:30"], days: mon-fri}
stages:
  - {id: aware, owner: marketing, enters: first human touch}
  - {id: qualified, owner: marketing, enters: clause qualified_lead}
  - {id: accepted, owner: sales, team: sdr, enters: accepted or first genuine attempt}
  - {id: sales_ready, owner: sales, team: ae, enters: opportunity with amount and date}
  - {id: won, owner: sales, team: ae, enters: opportunity closed won}
handoffs:
  - {id: mql_to_sdr, from: marketing, to: sdr, accept_within: 4 working hours, silence: backup owner}
  - {id: sdr_to_ae, from: sdr, to: ae, accept_within: 8 working hours}
route: [open opportunity owner, account owner, round robin by capacity, team lead, revops]
qualified_lead:
  fit:
    - {when: "industry in [water, food]", points: 15}
    - {when: "country in [NL, DE]", points: 8}
  engagement:
    - {when: pricing page, points: 8, cap: 16}
    - {when: case study, points: 6, cap: 12}
  qualifies: "fit >= 15 and engagement >= 14"
  classes: {A1: fit >= 15 and engagement >= 20, A2: fit >= 15, other: the rest}
  hot: [demo request]
  never: [competitor]
  known_already: {open opportunity: tell its owner, customer: tell success, worked in last 90 days: same owner}
sales_promises:
  follow_up: {share: 95 %, of: leads whose due time has passed, returned: shown apart}
  first_attempt: {hot: 30 working minutes, A1 A2: 4 working hours, other: 8 working hours}
  attempts: {at_least: 6, over: 10 working days, channels: 2}
  outcome: {within: 15 working days, with_reason: 98 %}
  capacity: {open leads per sdr: 4, sdrs: 2}
clock:
  starts: {buyer: touch received, human: owner assigned}
  stops:
    [call attempted by a person, e-mail sent by a person, two-way conversation either way, meeting booked by the buyer]
  never: [status change, automatic reply, bounce, automatic step of a sequence]
  before_blame: wait 15 minutes for late activity
  warn: {"75 %": owner, "100 %": [owner, team lead], "150 %": team lead decides}
outcomes:
  return: {within: 8 working hours, reasons: [not our definition, duplicate, wrong owner]}
  recycle: {no timing: 90 days, no budget: 120 days, unable to reach: 30 days}
  disqualify: {no need: no return, competitor chosen: contract end}
  evidence: {no budget: two-way conversation, no need: two-way conversation, unable to reach: attempts kept}
count:
  lead: {what: new qualified person, one_per: person per 90 days, recycled: apart, same_account_same_week: one hand-off}
"""
_numbers = count(1)


def sign(text: str = AGREEMENT, since: datetime = START - timedelta(days=10)) -> str:
    """Put an agreement in force; its hash."""
    found = content_hash(text)
    SealedAgreement.objects.create(
        hash=found,
        sealed=text.encode(),
        agreement_id="handing",
        version=1,
        in_force_from=since,
        sealed_at=since,
    )
    return found


def live(text: str = AGREEMENT, at: datetime = START - timedelta(hours=1)) -> None:
    """Sign, and go live."""
    sign(text)
    go_live(SYSTEM, now=at)


def person(name: str, **more: Any) -> Ref:
    """The name of a person's record."""
    return Ref(more.pop("source", "web"), RecordKind.person, name)


def say(rows: Iterable[RowRead], now: datetime, source: str = "web") -> None:
    """Write rows as live events come in."""
    digest = make_digest(settings.INSTALLATION.secret)
    numbered = [row._replace(line=n, received_at=now) for n, row in enumerate(rows, 1)]
    batch = sort_batch(numbered, 0, digest)
    with transaction.atomic():
        take_turn()
        write_batch(batch, source=source, digest=digest, now=now)


def touch(
    who: Ref, kind: FactKind, at: datetime, *, agent: Agent = Agent.human, actor: str = "", value: str = "",
    **record: Any,
) -> RowRead:  # fmt: skip
    """One thing that happened with somebody."""
    name = f"{who.external_id}:{kind.name}:{next(_numbers)}"
    record = {"email": f"{who.external_id}@{record.pop('firm', who.external_id)}.example", **record}
    draft = RecordDraft(who, {"id": who.external_id}, modified_at=at, **record)
    fact = FactDraft(name, who, kind, at, agent=agent, actor=actor, value=value)
    return RowRead(1, (draft,), (fact,))


def fits(who: Ref, at: datetime, **record: Any) -> list[RowRead]:
    """Somebody of an industry that we serve."""
    return [touch(who, FactKind.attribute, at, value="industry=water", **record)]


def qualifies(who: Ref, at: datetime, **record: Any) -> list[RowRead]:
    """Somebody who meets the definition at an instant."""
    return [
        *fits(who, at - timedelta(minutes=5), **record),
        touch(who, FactKind.pricing_page, at - timedelta(minutes=4), **record),
        touch(who, FactKind.case_study, at, **record),
    ]


def asks(who: Ref, at: datetime, **record: Any) -> list[RowRead]:
    """Somebody who asks for a demonstration."""
    return [*fits(who, at - timedelta(minutes=5), **record), touch(who, FactKind.demo_request, at, **record)]


def key_of(who: Ref) -> int:
    """The identity key of a record."""
    return SourceRecord.objects.values_list("key", flat=True).get(
        source=who.source, external_id=who.external_id
    )


def work_until(now: datetime, *, sweeping: bool = False) -> int:
    """Do the looks and clocks that are due by an instant, each at the instant it is due; how many.

    The sweep of every minute is left out unless asked for: in days of a test it would find nothing, often.
    """
    done, kinds = 0, [kind for kind in HAND if sweeping or kind != SWEEP]
    due = Job.objects.filter(kind__in=kinds, done_at=None, due_at__lte=now).order_by("due_at", "id")
    while (job := due.first()) is not None:
        at = job.due_at
        claimed = claim_job(at, kinds=kinds)
        assert claimed is not None
        finish_job(claimed, at, HAND[claimed.kind](claimed, at))
        done += 1
        assert done < 2_000, "work goes round in circles"
    return done
