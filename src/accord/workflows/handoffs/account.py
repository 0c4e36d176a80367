"""An account qualifies by several of its people together: one of them stands for it, and one hand-off begins.

What is decided becomes a fact of the journey (`account_qualified`), so that the fold, the board and a replay see
what the hand-off rests on; who made it stands in the act, as keys.
"""

from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef

from accord.agreement import handing_over
from accord.agreement.rules.account import read_account
from accord.contacts.models import Contact, Identity
from accord.handoffs.models import Handoff
from accord.handoffs.shapes import Line
from accord.journey import Fact
from accord.journey.accounts import JUST_AFTER, AccountQualified, Member, find_account_qualified, find_moments
from accord.ledger.acts import record_act
from accord.ledger.keys import make_digest
from accord.ledger.models import Act, SourceRecord
from accord.ledger.models import Fact as FactRow
from accord.ledger.prepare import prepare_facts
from accord.ledger.record import record_facts
from accord.reporting.lead_now import LeadNow, find_lead
from accord.teams.agreements import Current
from accord.vocabulary.facts import FactDraft, FactKind, RecordKind, Ref
from accord.workflows.go_live import live_from
from accord.workflows.handoffs.situation import keys_of
from accord.workflows.handoffs.tell import OWN_SOURCE

KIND, CLAUSE = "account_qualified", "qualified_lead.account_qualifies"


def find_stand_in(lead: LeadNow, now: datetime) -> int | None:
    """Look whether the lead's account qualifies by what is known now; the contact who stands for it, once decided.

    None where nothing is new: no such rule, a hand-off of the account under way, too few people. Expects a
    transaction and its turn.
    """
    live, own = live_from(), member_of(lead)
    if live is None or own is None or not find_moments(own, max(live, now - 2 * own.rule.within), now):
        return None
    account = Contact.objects.filter(pk=lead.contact).values_list("account_id", flat=True).first()
    if account is None or _under_way(account, _kinds(lead)):
        return None
    since = max(live, _last_decided(account) or live, now - 2 * own.rule.within)
    leads = {lead.contact: lead} | {
        contact: other for contact in _colleagues(account, since) - {lead.contact} if (other := find_lead(contact, now))
    }  # fmt: skip
    members = [one for each in leads.values() if (one := member_of(each)) is not None]
    received = {_name(each.fact): each.received_at for one in leads.values() for each in one.known}
    document = _version(lead, own).document

    def may_act(fact: Fact) -> bool:
        return received[_name(fact)] <= handing_over.act_until(document, fact.occurred_at)

    found = find_account_qualified(members, since, now, may_act)
    if found is None:
        return None
    return _decide(found, account, leads[found.stands], now)


def member_of(lead: LeadNow) -> Member | None:
    """A lead as one of its account's; None off any journey, or where its version has no rule of accounts."""
    current = lead.journey.passes[-1] if lead.journey.passes else None
    if current is None or current.ended_at is not None or current.closed_at is not None:
        return None
    version = next(
        (one for one in lead.chain if one.tables.agreement_hash == current.agreement), lead.chain[-1]
    )
    judged = next(one for one in lead.versions if one.hash == version.tables.agreement_hash)
    qualified = judged.document.qualified_lead
    rule = read_account(qualified.account_qualifies) if qualified and judged.signed else None
    if rule is None:
        return None
    may_stand = current.qualified_at is None
    return Member(lead.contact, lead.facts, version.tables, rule, current.opened_at, may_stand)


def account_lines(subjects: Iterable[int]) -> tuple[Line, ...]:
    """Who made the account qualify, as lines of the axis `account`: identity keys and their engagement then.

    Empty for who qualified by themselves.
    """
    act = Act.objects.filter(kind=KIND, subject__in=list(subjects)).order_by("-id").first()
    return tuple(Line("account", str(key), milli) for key, milli in act.payload["people"]) if act else ()


def _name(fact: Fact) -> tuple[datetime, str, str]:
    return fact.occurred_at, fact.source, fact.source_id


def _version(lead: LeadNow, member: Member) -> Current:
    return next(one for one in lead.versions if one.hash == member.tables.agreement_hash)


def _kinds(lead: LeadNow) -> list[str]:
    """The hand-offs that marketing gives away, of every version."""
    return [
        str(each.id) for one in lead.versions for each in one.document.handoffs if each.from_ == "marketing"
    ]


def _under_way(account: int, kinds: list[str]) -> bool:
    """Whether somebody of the account is with sales already: then the account needs no second hand-off."""
    keys = Identity.objects.filter(contact__account_id=account).values("key")
    return Handoff.objects.filter(subject__in=keys, kind__in=kinds, closed_at=None).exists()


def _last_decided(account: int) -> datetime | None:
    """When the account qualified last: only what came after counts towards the next time."""
    keys = Identity.objects.filter(contact__account_id=account).values("key")
    facts = FactRow.objects.filter(subject__in=keys, kind=int(FactKind.account_qualified))
    return facts.order_by("-occurred_at").values_list("occurred_at", flat=True).first()


def _colleagues(account: int, since: datetime) -> set[int]:
    """The account's people of whom anything is known since."""
    news = FactRow.objects.filter(subject=OuterRef("key"), occurred_at__gt=since)
    seats = Identity.objects.filter(Exists(news), contact__account_id=account, contact__gone=False)
    return set(seats.values_list("contact_id", flat=True))


def _decide(found: AccountQualified, account: int, lead: LeadNow, now: datetime) -> int | None:
    """Record the decision as an act and as a fact about who stands for the account."""
    subject = _subject(lead)
    record = SourceRecord.objects.filter(key=subject).values_list("source", "kind", "external_id").first()
    if record is None:
        return None
    people = [[keys_of(each.key)[0], each.engagement] for each in found.people]
    member = member_of(lead)
    record_act(
        key=f"account:{account}:qualified:{found.at.isoformat()}",
        kind=KIND,
        actor="rule",
        subject=subject,
        reason=f"{CLAUSE}: {found.rule.text}",
        agreement_hash=member.tables.agreement_hash if member else "",
        payload={"account": account, "at": found.at.isoformat(), "people": people, "clause": CLAUSE},
        now=now,
    )
    ref = Ref(record[0], RecordKind(record[1]), record[2])
    draft = FactDraft(
        natural_id=f"account:{account}:qualified:{subject}:{found.at.isoformat()}",
        about=ref,
        kind=FactKind.account_qualified,
        occurred_at=found.at + JUST_AFTER,
    )
    ready = prepare_facts([draft], make_digest(settings.INSTALLATION.secret))
    record_facts(OWN_SOURCE, ready, {ref: subject}, now=now)
    return lead.contact


def _subject(lead: LeadNow) -> int:
    """The identity key that opened the lead, where it is still theirs."""
    keys, opened = keys_of(lead.contact), lead.journey.passes[-1].opened_by
    found = next((each.subject for each in lead.known if each.fact == opened), keys[0])
    return found if found in keys else keys[0]
