"""Who is known already: told to those who have the account, and never counted as a new lead."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from accord.agreement.shape import Document
from accord.vocabulary.quantity import Duration

OPEN_DEAL = "open opportunity"
CUSTOMER = "customer"
WORKED = re.compile(r"worked in (?:the )?last (.+)")
ONE_HANDOFF = "one hand-off"
_WEEK = timedelta(days=7)


class KnownAs(StrEnum):
    """What the account, or the person, is to us; `new` where nothing stands in the way of a new lead."""

    new = "new"
    in_deal = "in a deal"  # tell the deal's owner
    customer = "customer"  # tell success
    same_week = "same week"  # joins the hand-off that the account has
    worked = "worked"  # a lead again, of the same owner


@dataclass(frozen=True, slots=True)
class Earlier:
    """A hand-off that the same account has had. `stands` is False for one that was returned or withdrawn."""

    id: int
    kind: str
    owner: str
    offered_at: datetime
    stands: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the person and the account as of now. People are ids as facts name them."""

    deal_owner: str = ""  # of the account's open deal; with `in_deal` it may be nobody's
    in_deal: bool = False
    customer: bool = False
    success_owner: str = ""
    worked_by: str = ""
    worked_at: datetime | None = None  # their last genuine attempt
    earlier: tuple[Earlier, ...] = ()


@dataclass(frozen=True, slots=True)
class KnownAlready:
    """What is done instead of a new lead. `owner` may be empty: then the route finds who is told.

    `counts_as_new` is True for `new` only. `joins` is the hand-off it belongs to, None elsewhere.
    """

    known_as: KnownAs
    owner: str
    why: str
    clause: str
    joins: int | None = None

    @property
    def counts_as_new(self) -> bool:
        """Whether it counts as a new qualified lead."""
        return self.known_as is KnownAs.new


NEW = KnownAlready(KnownAs.new, "", "nothing of it is known already", "")


def decide_known_already(document: Document, kind: str, known: Known, now: datetime) -> KnownAlready:
    """Whether a lead that qualifies is known already; changes nothing.

    The rows of `qualified_lead.known_already` in their order, first match. The account's hand-off of the same
    kind in the seven days before (`count.lead.same_account_same_week`) is joined before a lead is given to who
    worked it, and after those who have to be told: they have the account.
    """
    lead = document.qualified_lead
    rows = lead.known_already if lead else {}
    joined = _same_week(document, kind, known, now)
    for said in rows:
        found = _row(said, known, now)
        if found is None:
            continue
        if found.known_as is KnownAs.worked and joined is not None:
            return joined
        return found
    return joined or NEW


def worked_within(document: Document) -> timedelta | None:
    """How far back `worked in last ...` looks: what the caller has to look up; None where no row says so."""
    lead = document.qualified_lead
    return next((span for said in lead.known_already if (span := _span(said))), None) if lead else None


def _row(said: str, known: Known, now: datetime) -> KnownAlready | None:
    clause = f"qualified_lead.known_already.{said}"
    if said == OPEN_DEAL and (known.in_deal or known.deal_owner):
        return KnownAlready(KnownAs.in_deal, known.deal_owner, "the account has an open deal", clause)
    if said == CUSTOMER and known.customer:
        return KnownAlready(KnownAs.customer, known.success_owner, "the account is a customer", clause)
    span = _span(said)
    if span and known.worked_by and known.worked_at and now - span <= known.worked_at <= now:
        words = f"worked on {known.worked_at:%Y-%m-%d}, less than {span.days} days ago"
        return KnownAlready(KnownAs.worked, known.worked_by, words, clause)
    return None


def _span(said: str) -> timedelta | None:
    """The time in `worked in last 90 days`; None where it says something else."""
    found = WORKED.fullmatch(said)
    span = Duration.read(found[1]) if found else None
    days = span.days if span else None
    return timedelta(days=days) if days else None


def _same_week(document: Document, kind: str, known: Known, now: datetime) -> KnownAlready | None:
    count = document.count.lead if document.count else None
    if count is None or count.same_account_same_week != ONE_HANDOFF:
        return None
    first = _first_of_week(known.earlier, kind, now)
    if first is None:
        return None
    words = f"the account has a hand-off of {first.offered_at:%Y-%m-%d} already"
    return KnownAlready(
        KnownAs.same_week, first.owner, words, "count.lead.same_account_same_week", joins=first.id
    )


def _first_of_week(earlier: Sequence[Earlier], kind: str, now: datetime) -> Earlier | None:
    found = [
        one for one in earlier if one.kind == kind and one.stands and now - _WEEK < one.offered_at <= now
    ]
    return min(found, key=lambda one: (one.offered_at, one.id), default=None)
