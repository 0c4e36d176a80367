"""The facts that the connectors read from the exports, made straight from the arrays, for sizes beyond files.

A test compares them, fact by fact, with what the connectors say of the very same company's exports.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from accord.simulation import mail, marketing_tables, sales_tables, words
from accord.simulation.identifiers import USER, salesforce_ids
from accord.simulation.selling import CALL, MEETING, REPLY
from accord.simulation.shapes import DAY, NONE, Array, Simulated
from accord.vocabulary.channels import channel_of, channel_of_utm, where_it_led
from accord.vocabulary.facts import Agent
from accord.vocabulary.facts import FactKind as K
from accord.vocabulary.roles import role_of

# Keys of records: what it is, then its position.
CONTACT, RECIPIENT, COMPANY, LEAD, SF_CONTACT, ACCOUNT, DEAL = (n * 1_000_000_000 for n in range(1, 8))
_MAIL_KINDS = (
    K.email_sent,
    K.email_delivered,
    K.email_open,
    K.email_click,
    K.email_bounced,
    K.unsubscribed,
    K.email_reply,
)
_FORM_KINDS = (
    K.content_download,
    K.content_download,
    K.webinar_registered,
    K.form_submitted,
    K.demo_request,
    K.pricing_request,
    K.contact_request,
)


@dataclass(frozen=True, slots=True)
class Words:
    """A column of words as codes into a short list."""

    codes: Array
    list: tuple[str, ...]


Column = Words | str
NOTHING = ""


def all_facts(sim: Simulated) -> Iterator[pa.Table]:
    """Every fact, some tables of one source each; columns of the mirror without `seq` and `tie`."""
    yield from _marketing(sim)
    yield from _sales(sim)


def _marketing(sim: Simulated) -> Iterator[pa.Table]:
    who, people, accounts = sim.marketing_records, sim.people, sim.accounts
    met = np.unique(people.account[who.person])
    first = np.full(len(accounts), 1 << 60, np.int64)
    np.minimum.at(first, people.account[who.person], who.created)
    yield _facts("hubspot", COMPANY + met, K.record_created, first[met])
    yield from _traits(sim, "hubspot", COMPANY + met, met, first[met], "country industry employees")
    chosen = np.flatnonzero(accounts.target[met])
    yield _facts(
        "hubspot", COMPANY + met[chosen], K.attribute, first[met[chosen]], value="target_account=true"
    )
    subject = CONTACT + np.arange(len(who))
    channel = _by(people.channel[who.person], [channel_of(c.name) for c in sim.plan.channels])
    yield _facts("hubspot", subject, K.record_created, who.created, channel=channel)
    qualified = marketing_tables.qualified_by_record(sim)
    modified = np.maximum(who.created, qualified)
    is_qualified = qualified != NONE
    stage = _by(is_qualified.astype(np.int64), ["lead", "marketingqualifiedlead"])
    yield _facts(
        "hubspot", subject, K.lifecycle_stage, np.where(is_qualified, qualified, modified), value=stage
    )
    yield from _traits(sim, "hubspot", subject, people.account[who.person], modified, "country")
    yield from _roles("hubspot", subject, people.title[who.person], modified)
    left = np.flatnonzero(marketing_tables.opted_out(sim))
    yield _facts("hubspot", subject[left], K.opted_out, modified[left])
    forms = sim.forms
    sender = CONTACT + marketing_tables.first_record_of(sim)[forms.person]
    kinds = np.array(_FORM_KINDS)[forms.form]
    came = [*(channel_of_utm(c.medium, c.site) for c in sim.plan.channels), ""]
    channel = _by(marketing_tables.first_channel(sim) % len(came), came)
    yield _facts("hubspot", sender, kinds, forms.at, channel=channel, asset=_by(forms.form, words.FORMS))
    yield _mail_facts(sim)


def _mail_facts(sim: Simulated) -> pa.Table:
    mails = sim.mails
    links = [where_it_led(f"https://www.{sim.plan.domain}{link}") for link in words.LINKS]
    bounced = (mails.event == mail.BOUNCE).astype(np.int64)
    acted = (mails.event >= mail.OPEN) & mails.machine
    return _facts(
        "hubspot",
        RECIPIENT + mails.person,
        np.array(_MAIL_KINDS)[mails.event],
        mails.at,
        channel="email",
        campaign=_by(mails.campaign, marketing_tables.campaign_ids(len(sim.sends)).tolist()),
        asset=_by(mails.link + 1, ["", *links]),
        value=_by(bounced, ["", "unknown_user"]),
        agent=np.where(acted, int(Agent.machine), int(Agent.human)),
    )


def _sales(sim: Simulated) -> Iterator[pa.Table]:
    yield from _account_facts(sim)
    yield from _lead_facts(sim)
    yield from _deal_facts(sim)
    work = sim.work
    kind = np.where(
        work.act == CALL, np.where(work.connected, K.call_connected, K.call_attempted), K.sales_email_sent
    )
    kind = np.where(
        work.act == MEETING, K.meeting_held, np.where(work.act == REPLY, K.sales_email_reply, kind)
    )
    yield _facts(
        "salesforce",
        LEAD + _first_lead(sim)[work.person],
        kind,
        work.at,
        channel=_by(work.act, ["phone", "email", "meeting", "email"]),
        actor=_reps(sim, work.rep),
    )


def _account_facts(sim: Simulated) -> Iterator[pa.Table]:
    used = np.unique(sim.deals.account)
    first = np.full(len(sim.accounts), 1 << 60, np.int64)
    np.minimum.at(first, sim.deals.account, sim.deals.created)
    at, subject = first[used], ACCOUNT + used
    yield _facts("salesforce", subject, K.record_created, at)
    yield _facts(
        "salesforce", subject, K.owner_assigned, at, actor=_reps(sim, used % sim.plan.behaviour.reps)
    )
    yield from _traits(sim, "salesforce", subject, used, at, "country industry employees")
    which = np.flatnonzero(sim.deals.person >= 0)
    person, at = sim.deals.person[which], sim.deals.created[which]
    subject = SF_CONTACT + person
    yield _facts("salesforce", subject, K.record_created, at)
    yield _facts("salesforce", subject, K.owner_assigned, at, actor=_reps(sim, sim.deals.rep[which]))
    yield from _traits(sim, "salesforce", subject, sim.people.account[person], at, "country")
    yield from _roles("salesforce", subject, sim.people.title[person], at)


def _lead_facts(sim: Simulated) -> Iterator[pa.Table]:
    who, people, is_ = sim.sales_records, sim.people, sales_tables.LeadStates(sim)
    subject = LEAD + np.arange(len(who))
    sources = [channel_of(c.lead_source) for c in sim.plan.channels] + [channel_of("Cold List")]
    channel = np.where(people.sales_only[who.person], len(sources) - 1, people.channel[who.person])
    yield _facts("salesforce", subject, K.record_created, who.created, channel=_by(channel, sources))
    statuses = [
        f"open:{sales_tables.OPEN}",
        f"ongoing:{sales_tables.WORKING}",
        f"won:{sales_tables.CONVERTED}",
    ]
    statuses += [f"lost:{reason}" for reason in words.LOST_REASONS]
    worked, ended = np.flatnonzero(is_.worked_at != NONE), np.flatnonzero(is_.ended_at != NONE)
    idle = np.flatnonzero((is_.worked_at == NONE) & (is_.ended_at == NONE))
    end = np.where(is_.converted, 2, 3 + who.person % len(words.LOST_REASONS))
    for which, at, status in (
        (idle, is_.changed_at, np.zeros_like(end)),
        (worked, is_.worked_at, np.ones_like(end)),
        (ended, is_.ended_at, end),
    ):
        yield _facts(
            "salesforce", subject[which], K.lead_status, at[which], value=_by(status[which], statuses)
        )
    won = np.flatnonzero(is_.converted)
    yield _facts("salesforce", subject[won], K.converted, is_.ended_at[won])
    yield _facts("salesforce", subject, K.owner_assigned, is_.changed_at, actor=_reps(sim, is_.rep))
    account = people.account[who.person]
    yield from _traits(sim, "salesforce", subject, account, is_.changed_at, "country industry employees")
    yield from _roles("salesforce", subject, people.title[who.person], is_.changed_at)


def _deal_facts(sim: Simulated) -> Iterator[pa.Table]:
    deals, n = sim.deals, len(sim.deals)
    subject, closed = DEAL + np.arange(n), deals.closed_at < sim.until
    changed = sales_tables.opportunity_changed(sim)
    sources = [channel_of(c.lead_source) for c in sim.plan.channels] + [channel_of("Cold List")]
    own = (deals.person < 0) | ~deals.from_marketing
    channel = np.where(own, len(sources) - 1, sim.people.channel[np.maximum(deals.person, 0)])
    stages = [f"open:{sales_tables.STAGES[0]}", *(f"ongoing:{stage}" for stage in sales_tables.STAGES[1:])]
    stages += ["won:Closed Won", "lost:Closed Lost"]
    stage = np.where(closed, np.where(deals.won, 5, 6), deals.stage)
    money = deals.amount * 100
    yield _facts("salesforce", subject, K.deal_created, deals.created, channel=_by(channel, sources))
    types = _by(deals.renews, [f"deal_type={name}" for name in sales_tables.DEAL_TYPES])
    yield _facts("salesforce", subject, K.attribute, deals.created, value=types)
    yield _facts("salesforce", subject, K.owner_assigned, changed, actor=_reps(sim, deals.rep))
    yield _facts("salesforce", subject, K.deal_amount, changed, amount=money, currency=sim.plan.currency)
    yield _facts("salesforce", subject, K.deal_stage, changed, value=_by(stage, stages))
    ends, day = np.where(deals.won, K.deal_won, K.deal_lost), deals.closed_at // DAY * DAY
    yield _facts(
        "salesforce",
        subject[closed],
        ends[closed],
        day[closed],
        amount=money[closed],
        currency=sim.plan.currency,
    )


def _traits(
    sim: Simulated, source: str, subject: Array, account: Array, at: Array, names: str
) -> Iterator[pa.Table]:
    """Attributes of an account, as dimensions of a record."""
    accounts = sim.accounts
    for name in names.split():
        if name == "employees":
            distinct, codes = np.unique(accounts.employees[account], return_inverse=True)
            value = _by(codes, [f"employees={count}" for count in distinct])
        else:
            column = accounts.country if name == "country" else accounts.industry
            of = words.COUNTRIES if name == "country" else words.INDUSTRIES
            value = _by(column[account], [f"{name}={word.casefold()}" for word in of])
        yield _facts(source, subject, K.attribute, at, value=value)


def _roles(source: str, subject: Array, title: Array, at: Array) -> Iterator[pa.Table]:
    yield _facts(
        source, subject, K.attribute, at, value=_by(title, [f"role={role_of(t)}" for t in words.TITLES])
    )


def _reps(sim: Simulated, rep: Array) -> Words:
    return _by(rep, salesforce_ids(USER, np.arange(sim.plan.behaviour.reps)).tolist())


def _first_lead(sim: Simulated) -> Array:
    found = np.full(len(sim.people), -1, np.int64)
    original = sim.sales_records.copy == 0
    found[sim.sales_records.person[original]] = np.flatnonzero(original)
    return found


def _by(codes: Array, of: object) -> Words:
    return Words(codes, tuple(of))  # type: ignore[arg-type]


def _facts(
    source: str,
    subject: Array,
    kind: Array | K,
    at: Array,
    *,
    channel: Column = NOTHING,
    campaign: Column = NOTHING,
    asset: Column = NOTHING,
    actor: Column = NOTHING,
    value: Column = NOTHING,
    amount: Array | None = None,
    currency: str = NOTHING,
    agent: Array | None = None,
) -> pa.Table:
    n = len(subject)
    kinds = np.full(n, int(kind)) if isinstance(kind, K) else np.asarray(kind)
    return pa.table(
        {
            "source": _word(source, n),
            "subject": pa.array(subject, pa.int64()),
            "kind": pa.array(kinds.astype(np.int16)),
            "occurred_at": pa.array(np.asarray(at) * 1_000_000).cast(pa.timestamp("us")),
            "channel": _word(channel, n),
            "campaign": _word(campaign, n),
            "asset": _word(asset, n),
            "actor": _word(actor, n),
            "value": _word(value, n),
            "amount": pa.nulls(n, pa.int64()) if amount is None else pa.array(amount, pa.int64()),
            "currency": _word(currency, n),
            "agent": pa.array(np.zeros(n, np.int8) if agent is None else agent.astype(np.int8)),
        }
    )


@lru_cache(maxsize=256)
def _words(of: tuple[str, ...]) -> pa.Array:
    return pa.array(of, pa.string())


def _word(column: Column, n: int) -> pa.DictionaryArray:
    if isinstance(column, str):
        column = Words(np.zeros(n, np.int32), (column,))
    codes = pa.array(np.asarray(column.codes).astype(np.int32))
    return pa.DictionaryArray.from_arrays(codes, _words(column.list))
