"""What the buyer did that began their lead: the touch that started their clock, by whichever record of theirs."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from accord.contacts.models import Deal, Identity
from accord.journey.pack import HAND_RAISES
from accord.ledger.models import Fact
from accord.measures.lead_source import ANSWERS
from accord.vocabulary.facts import HUMAN_BUYER_TOUCHES, Agent, FactKind

# Databases take so many values in one question.
_AT_ONCE = 500
_CREATED = int(FactKind.record_created)
_TELLING = [_CREATED, *(int(kind) for kind in HUMAN_BUYER_TOUCHES - ANSWERS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """A hand-off's instants: the touch that started its clock, and the one that qualified (adopted ones: earlier)."""

    key: int
    subject: int
    touched_at: datetime
    qualified_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One touch: what, when, by which way, for which campaign."""

    kind: FactKind
    at: datetime
    channel: str
    campaign: str


def find_asked(begun: Iterable[Begun]) -> dict[int, Asked]:
    """By the hand-off's key; who did nothing at either instant is absent. Three queries for 500 of them.

    A lead that was adopted at go-live has its clock from then on: of it what qualified is told. Of several touches
    at one instant a hand-raise comes first.
    """
    found: dict[int, Asked] = {}
    for piece in _pieces(begun):
        found |= _asked(piece)
    return found


def find_source(begun: Iterable[Begun]) -> dict[int, str]:
    """The channel each lead came by, where the touch that began it names none; by the hand-off's key.

    As on the board (`measures.lead_source`): the first touch of the person up to qualifying that has one and answers
    no message of ours, else what the first record of the person says. Absent where nothing says.
    """
    found: dict[int, str] = {}
    for piece in _pieces(begun):
        keys, whose = _keys_of(piece)
        said = Fact.objects.filter(subject__in=set(keys), kind__in=_TELLING).exclude(channel="")
        rows = said.filter(agent=int(Agent.human)).order_by("occurred_at", "seq")
        told: dict[int, list[tuple[datetime, int, str]]] = {}
        for subject, at, kind, channel in rows.values_list("subject", "occurred_at", "kind", "channel"):
            told.setdefault(keys[subject], []).append((at, kind, channel))
        for one in piece:
            mine = told.get(whose[one.key], [])
            touches = [c for at, kind, c in mine if kind != _CREATED and at <= one.qualified_at]
            stated = [c for _, kind, c in mine if kind == _CREATED]
            if touches or stated:
                found[one.key] = (touches or stated)[0]
    return found


def contacts_of(subjects: Iterable[int]) -> dict[int, int]:
    """The contact of each identity key, or the one whose journey a deal ends; unknown ones are absent."""
    wanted = set(subjects)
    found = dict(Identity.objects.filter(key__in=wanted).values_list("key", "contact_id"))
    deals = Deal.objects.filter(key__in=wanted - set(found)).exclude(contact=0)
    return found | dict(deals.values_list("key", "contact"))


def _pieces(begun: Iterable[Begun]) -> Iterator[list[Begun]]:
    rest = iter(begun)
    while piece := list(islice(rest, _AT_ONCE)):
        yield piece


def _keys_of(begun: list[Begun]) -> tuple[dict[int, int], dict[int, int]]:
    """Whose each identity key is, all of each person's; and whose each hand-off is. Who is not known is apart."""
    contacts = contacts_of(one.subject for one in begun)
    keys = Identity.objects.filter(contact_id__in=set(contacts.values())).values_list("key", "contact_id")
    whose = {one.key: contacts.get(one.subject, -one.key) for one in begun}
    return dict(keys) | {one.subject: whose[one.key] for one in begun}, whose


def _asked(begun: list[Begun]) -> dict[int, Asked]:
    keys, _ = _keys_of(begun)
    facts = Fact.objects.filter(
        subject__in=set(keys),
        occurred_at__in={at for one in begun for at in (one.touched_at, one.qualified_at)},
        kind__in=[int(kind) for kind in HUMAN_BUYER_TOUCHES],
    )
    said: dict[tuple[int, datetime], Asked] = {}
    for subject, at, kind, channel, campaign in facts.order_by("seq").values_list(
        "subject", "occurred_at", "kind", "channel", "campaign"
    ):
        asked = Asked(kind=FactKind(kind), at=at, channel=channel, campaign=campaign)
        before = said.setdefault((keys[subject], at), asked)
        if before.kind not in HAND_RAISES and asked.kind in HAND_RAISES:
            said[keys[subject], at] = asked
    found = {}
    for one in begun:
        who = keys[one.subject]
        asked_first = said.get((who, one.touched_at)) or said.get((who, one.qualified_at))
        if asked_first is not None:
            found[one.key] = asked_first
    return found
