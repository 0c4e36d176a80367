"""One contact's journey from the record as it stands this moment: what hand-offs are decided on."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from accord.agreement.routing import Candidate
from accord.journey import Fact, Journey, fold_contact_under
from accord.journey.versions import Chain
from accord.reporting.mirror.chain import chain_of
from accord.reporting.mirror.folding import gather_facts
from accord.reporting.mirror.marketers import find_marketers
from accord.reporting.mirror.whose import deals_counted_to
from accord.teams.agreements import Current, chain_at
from accord.teams.candidates import find_candidates


@dataclass(frozen=True, slots=True)
class Known:
    """A fact of the journey with whom it is about, what it names, and when it came to us."""

    fact: Fact
    subject: int
    received_at: datetime
    channel: str
    campaign: str
    actor: str


@dataclass(frozen=True)
class LeadNow:
    """The journey of one contact now, the facts it rests on in their order, the versions that judge it."""

    contact: int
    journey: Journey
    known: tuple[Known, ...]
    versions: tuple[Current, ...]
    chain: Chain
    now: datetime

    @property
    def facts(self) -> list[Fact]:
        """The facts alone."""
        return [each.fact for each in self.known]

    @cached_property
    def people(self) -> tuple[Candidate, ...]:
        """Who of ours may own it, without what they have to do: their hours and absences are all a clock asks.

        Reckoned once: every clock of the lead asks.
        """
        return find_candidates(self.versions[-1].document, self.now)


def find_lead(contact: int, now: datetime) -> LeadNow | None:
    """Where a contact stands now; None without any agreement."""
    versions = chain_at(now)
    if not versions:
        return None
    deals = dict.fromkeys(deals_counted_to(contact), contact)
    facts = gather_facts({contact}, deals, marketers=lambda: find_marketers(now))
    known = sorted((_known(row) for row in facts.to_pylist()), key=lambda k: k.fact)
    chain = chain_of(versions)
    journey = fold_contact_under([each.fact for each in known], chain, now)
    return LeadNow(contact, journey, tuple(known), versions, chain, now)


def _known(row: dict[str, Any]) -> Known:
    happened, released = _aware(row["occurred_at"]), row["released_at"]
    fact = Fact(
        happened,
        row["source"],
        f"{row['tie']:015x}",
        row["kind"],
        row["value"],
        row["agent"],
        _aware(released) if released else None,
    )
    return Known(
        fact, row["subject"], _aware(row["received_at"]), row["channel"], row["campaign"], row["actor"]
    )


def _aware(instant: datetime) -> datetime:
    return instant.replace(tzinfo=UTC)
