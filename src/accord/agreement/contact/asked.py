"""What is asked, and what is known of the person: the two inputs of `decide_contact`, frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from accord.vocabulary.consent import ConsentStanding, Medium, Purpose
from accord.vocabulary.facts import FactKind, Team
from accord.vocabulary.seniority import Seniority


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """May `team` reach this person by `medium`?

    `automatic`: a send to many or a step of a sequence; written by hand it is one person's act.
    `test_arm`: the send is a test that the agreement may allow at weekends. `ours`: Accord itself sends, and is
    held by every clause, whatever its mode.
    """

    team: Team
    medium: Medium = Medium.email
    automatic: bool = True
    campaign: str = ""
    test_arm: bool = False
    ours: bool = False

    @property
    def purpose(self) -> Purpose:
        """What writes to many is marketing in law, a rep's sequence too."""
        return Purpose.marketing if self.team is Team.marketing or self.automatic else Purpose.sales


class Touch(NamedTuple):
    """One time that one of us reached out; `person` is the contact it lives in now."""

    at: datetime
    team: Team
    medium: Medium
    automatic: bool
    person: int
    campaign: str = ""
    asset: str = ""
    actor: str = ""
    source: str = ""
    kind: FactKind = FactKind.email_sent
    seq: int = 0


class Taken(NamedTuple):
    """A slot that somebody took and has not used yet: it counts as used until it expires."""

    token: str
    at: datetime
    until: datetime
    team: Team
    medium: Medium
    automatic: bool
    person: int
    campaign: str = ""
    actor: str = ""


class Spoke(NamedTuple):
    """The person and sales spoke with each other."""

    at: datetime
    kind: FactKind
    actor: str = ""
    seq: int = 0


class OpenDeal(NamedTuple):
    """An open opportunity, and the campaigns that its owner approved."""

    key: int
    owner: str
    approved: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What is known of a person and their account now, from the record.

    `touches` and `taken` are those of both teams to anybody at the account, as far back as the longest window.
    """

    person: int
    consents: Mapping[tuple[Purpose, Medium], ConsentStanding] = field(default_factory=dict)
    touches: tuple[Touch, ...] = ()
    taken: tuple[Taken, ...] = ()
    spoke: tuple[Spoke, ...] = ()
    deals: tuple[OpenDeal, ...] = ()
    complaints: tuple[datetime, ...] = ()  # open ones
    renewals: tuple[datetime, ...] = ()  # when contracts of the account end
    country: str = ""
    zones: tuple[str, ...] = ()  # the person's own, where somebody recorded it
    seniority: Seniority | None = None
