"""What a replay must know beside the fold: whose the accounts are, their deals, what our people did. Held as it was."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from accord.agreement.clocks.pauses import Said
from accord.agreement.contact.reaches import REACHES
from accord.agreement.contact.terms import TWO_WAY
from accord.measures.mirror import Mirror
from accord.measures.replay.pausing import said_of
from accord.vocabulary.facts import GENUINE_ATTEMPTS, SALES_TOUCHES

CHUNK = 100_000  # contacts asked for at once
KINDS = sorted({int(kind) for kind in (*REACHES, *TWO_WAY, *GENUINE_ATTEMPTS, *SALES_TOUCHES)})


class Act(NamedTuple):
    """One thing that was done or said, with whom."""

    at: datetime
    seq: int
    contact: int
    kind: int
    actor: str
    campaign: str
    asset: str
    source: str
    agent: int


class Deal(NamedTuple):
    """A deal from when it began until it ended."""

    key: int
    owner: str
    since: datetime
    won_at: datetime | None
    lost_at: datetime | None

    def is_open(self, at: datetime) -> bool:
        """Whether it was under way."""
        ended = self.won_at or self.lost_at
        return self.since <= at and (ended is None or at < ended)

    def is_won(self, at: datetime) -> bool:
        """Whether it had been won."""
        return self.won_at is not None and self.won_at <= at


@dataclass(frozen=True, slots=True)
class Material:
    """By contact, and by account where it is of the account. `acts` are in order of time."""

    account: Mapping[int, int]
    owner: Mapping[int, str]
    country: Mapping[int, str]
    acts: Mapping[int, tuple[Act, ...]]
    mates: Mapping[int, tuple[int, ...]]  # account to everybody there
    deals_at: Mapping[int, tuple[Deal, ...]]  # by account
    deals_of: Mapping[int, tuple[Deal, ...]]  # by contact
    said: Mapping[int, tuple[Said, ...]]  # by contact: what may pause a clock

    def deals(self, contact: int) -> tuple[Deal, ...]:
        """The deals of a person and of their account, each once, by key."""
        mine = (*self.deals_of.get(contact, ()), *self.deals_at.get(self.account.get(contact, 0), ()))
        return tuple(sorted(set(mine)))

    def around(self, contact: int) -> tuple[int, ...]:
        """Everybody at their account, the person included."""
        return self.mates.get(self.account.get(contact, 0), (contact,))


def gather(
    mirror: Mirror, contacts: Collection[int], since: datetime, country: Mapping[int, str]
) -> Material:
    """Everything about these contacts and their accounts; acts from an instant on. Without contacts, nothing."""
    account: dict[int, int] = {}
    owner: dict[int, str] = {}
    acts: dict[int, dict[int, Act]] = defaultdict(dict)
    by_account: dict[int, set[Deal]] = defaultdict(set)
    by_contact: dict[int, set[Deal]] = defaultdict(set)
    said: dict[int, tuple[Said, ...]] = {}
    ordered = sorted(contacts)
    for start in range(0, len(ordered), CHUNK):
        some = ordered[start : start + CHUNK]
        for row in mirror.ask("replay_people", contacts=some):
            owner[row["contact"]] = row["owner"]
            if row["account"] is not None:
                account[row["contact"]] = row["account"]
        for row in mirror.ask("replay_deals", contacts=some):
            deal = Deal(
                row["deal"], row["owner"], _utc(row["since"]), _at(row["won_at"]), _at(row["lost_at"])
            )
            if row["account"] is not None:
                by_account[row["account"]].add(deal)
            if row["contact"] is not None:
                by_contact[row["contact"]].add(deal)
        for row in mirror.ask("replay_acts", contacts=some, kinds=KINDS, since_at=since):
            acts[row["contact"]][row["seq"]] = _act(row)
        said.update(said_of(mirror, some, since))
    mates: dict[int, list[int]] = defaultdict(list)
    for contact, one in sorted(account.items()):
        mates[one].append(contact)
    return Material(
        account,
        owner,
        country,
        {contact: tuple(sorted(each.values())) for contact, each in acts.items()},
        {one: tuple(each) for one, each in mates.items()},
        {one: tuple(sorted(each, key=_key)) for one, each in by_account.items()},
        {one: tuple(sorted(each, key=_key)) for one, each in by_contact.items()},
        said,
    )


def far_back(*spans: timedelta | None) -> timedelta:
    """The longest of some spans."""
    return max((span for span in spans if span), default=timedelta())


def _key(deal: Deal) -> int:
    return deal.key


def _act(row: Mapping[str, Any]) -> Act:
    return Act(
        _utc(row["occurred_at"]),
        row["seq"],
        row["contact"],
        row["kind"],
        row["actor"] or "",
        row["campaign"] or "",
        row["asset"] or "",
        row["source"] or "",
        row["agent"],
    )


def _at(when: datetime | None) -> datetime | None:
    return _utc(when) if when else None


def _utc(when: datetime) -> datetime:
    return when.replace(tzinfo=UTC)
