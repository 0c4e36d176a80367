"""Facts and evidence of the record as hits, with all that stands around them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.db import connection

from accord.journey.agents.around import span_of
from accord.journey.agents.limits import SPAN
from accord.journey.agents.networks import Networks
from accord.ledger.hits import find_evidence, find_subjects_at
from accord.ledger.sql import in_chunks, marks
from accord.reporting.mirror.whose import accounts_of, contacts_at, contacts_of, seats_of
from accord.vocabulary.facts import Agent, FactKind
from accord.vocabulary.hits import Evidence, Hit, HitKind, Verdict

_KINDS = {
    FactKind.email_click: HitKind.click,
    FactKind.page_view: HitKind.page,
    FactKind.pricing_page: HitKind.page,
    FactKind.case_study: HitKind.page,
    FactKind.content_download: HitKind.form,
    FactKind.form_submitted: HitKind.form,
    FactKind.demo_request: HitKind.form,
    FactKind.pricing_request: HitKind.form,
    FactKind.contact_request: HitKind.form,
    FactKind.email_reply: HitKind.reply,
    FactKind.sales_email_reply: HitKind.reply,
    FactKind.meeting_booked: HitKind.meeting,
}
KINDS = frozenset(_KINDS)
_READ = sorted({*map(int, KINDS), int(FactKind.email_delivered)})
_NONE = Evidence()
_SAID_MACHINE = Evidence(verdict=Verdict.machine)  # the source's own word, where it says no more


class Found(NamedTuple):
    """One click of the record, as the filter takes it, and the fact it is."""

    hit: Hit
    seq: int
    subject: int
    expired: bool  # what was told of it is gone: its judgement stands

    @property
    def span(self) -> int:
        """The span of time in which its network is looked at together."""
        return span_of(self.hit.at)


class People(NamedTuple):
    """Everything that people (contacts; a key that is nobody's is negative) did with their mails."""

    hits: list[Hit]
    clicks: dict[int, list[Found]]


def load_people(contacts: Collection[int], networks: Networks) -> People:
    """The hits of these contacts, and what confirms them."""
    of = {seat.key: seat.contact for seat in seats_of([c for c in contacts if c > 0])}
    of |= {-contact: contact for contact in contacts if contact < 0}
    accounts = accounts_of([c for c in contacts if c > 0])
    evidence = find_evidence(of)
    rows: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in _facts_about(list(of)):
        rows[of[row[3]]].append(row)
    people = People([], {})
    for contact, theirs in rows.items():
        if any(row[4] == FactKind.email_click for row in theirs):
            _of_one(contact, str(accounts.get(contact) or ""), theirs, evidence, networks, people)
    return people


def _of_one(
    contact: int,
    company: str,
    rows: list[tuple[Any, ...]],
    evidence: dict[tuple[str, str], Evidence | None],
    networks: Networks,
    people: People,
) -> None:
    delivered: dict[str, datetime] = {}
    for row in rows:
        if row[4] == FactKind.email_delivered:
            delivered[row[6]] = min(row[5], delivered.get(row[6], row[5]))
    clicks: list[Found] = []
    others: list[Hit] = []
    for seq, source, source_id, subject, kind, at, campaign, asset, agent in sorted(rows, key=_moment):
        if kind == FactKind.email_delivered:
            continue
        told = evidence.get((source, source_id), _SAID_MACHINE if agent == Agent.machine else _NONE)
        said = told or _NONE
        message, link = said.message or campaign, said.link or asset
        took = said.delivered_at or delivered.get(campaign)
        values = said._replace(message=message, link=link, delivered_at=took)._asdict()
        hit = Hit(
            f"{source}:{source_id}", _KINDS[FactKind(kind)], recipient=contact, at=at,
            recipient_domain=company, network=networks.of(said.block), **values,
        )  # fmt: skip
        if kind == FactKind.email_click:
            clicks.append(Found(hit, seq, subject, told is None))
        else:
            others.append(hit)
    people.clicks[contact] = clicks
    people.hits.extend(found.hit for found in clicks)
    people.hits.extend(_beside(others, clicks))


def _moment(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row[5], row[1], row[2]


def _beside(others: Iterable[Hit], clicks: list[Found]) -> Iterable[Hit]:
    """What was done after a click belongs to its mail, where the source does not say to which."""
    messages = {found.hit.message for found in clicks}
    for other in others:
        before = [found.hit for found in clicks if found.hit.at <= other.at]
        if other.kind is HitKind.page and other.message in messages and other.message:
            yield other
        elif before:
            yield other._replace(
                message=before[-1].message, link=before[-1].link if other.kind is HitKind.page else other.link
            )


def _facts_about(subjects: list[int]) -> Iterable[tuple[Any, ...]]:
    """(seq, source, source_id, subject, kind, occurred_at, campaign, asset, agent) of the kinds the filter reads."""
    statement = (
        "SELECT seq, source, source_id, subject, kind, occurred_at, campaign, asset, agent FROM ledger_fact "  # noqa: S608
        f"WHERE kind IN ({', '.join(map(str, _READ))}) AND subject IN "
    )
    with connection.cursor() as cursor:
        for some in in_chunks(subjects):
            cursor.execute(f"{statement}({marks(len(some))})", list(some))
            for *row, agent in cursor.fetchall():
                yield (*row[:5], _aware(row[5]), *row[6:], agent)


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def around(contacts: Collection[int], people: People) -> set[int]:
    """The contacts whose hits stand around those of these: same network and span, same company."""
    places = {
        (found.hit.block, found.span)
        for contact in contacts
        for found in people.clicks.get(contact, ())
        if found.hit.block
    }
    subjects = find_subjects_at((block, *_days(span)) for block, span in places)
    known = contacts_of(subjects)
    companies = {account for account in accounts_of([c for c in contacts if c > 0]).values() if account}
    return {known.get(key, -key) for key in subjects} | contacts_at(companies)


def _days(span: int) -> tuple[datetime, datetime]:
    first = datetime.fromtimestamp(span * SPAN.total_seconds(), UTC)
    return first, first + SPAN


def pending_contacts(after: int, up_to: int) -> set[int]:
    """The contacts about whom the record has hits, or what confirms them, after a sequence."""
    kinds = ", ".join(str(int(kind)) for kind in KINDS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT subject FROM ledger_fact "  # noqa: S608 - numbers of ours
            f"WHERE seq > %s AND seq <= %s AND subject <> 0 AND kind IN ({kinds})",
            [after, up_to],
        )
        subjects = {row[0] for row in cursor.fetchall()}
    known = contacts_of(subjects)
    return {known.get(key, -key) for key in subjects}
