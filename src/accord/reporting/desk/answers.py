"""What one team waits to hear of the other: of a lead given back, a request on a lead, a promise that is due; by when.

A lead given back is answered when somebody of marketing or operations says something beside it; a request by their
answer to it; a promise that somebody said is due by an answer of the team that promised, and an event's list also by
its arrival. Working time runs in the agreement's first calendar, under the version that the promise was made by.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from accord.agreement.dated import REQUEST as CONTENT_REQUEST
from accord.agreement.dated import Instants, find_dated, instants_of, warned
from accord.alignment.talk.models import Remark
from accord.alignment.talk.say import answering, owing
from accord.contacts.models import Identity
from accord.handoffs.models import Handoff
from accord.ledger.models import Act
from accord.teams.agreements import Current, chain_at
from accord.teams.models import User
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.people import Role
from accord.vocabulary.quantity import Duration

ANSWER = "answer_clock"  # the kind of work that looks at one of these
RETURNED, REQUEST, PROMISED = "returned", "request", "promised"
RETURN_CLAUSE, REQUEST_CLAUSE = (
    "outcomes.return.within",
    f"marketing_promises.support.{CONTENT_REQUEST}",
)
ARRIVED = "promise_arrived"  # the act that says that what was promised is in the record


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """One answer that a team promised. `due_at` None: nothing is promised for it. No free text."""

    what: str  # returned, request, promised
    key: int  # of the hand-off that was given back, of the remark that asks
    subject: int  # the lead's identity key; 0: it is about no lead
    clause: str
    since: datetime
    due_at: datetime | None
    answered_at: datetime | None
    warnings: tuple[tuple[Decimal, datetime], ...]  # share of the promised time, and when it has passed
    agreement_hash: str
    team: str = "marketing"  # who promised
    day: date | None = None  # that the time runs from, or up to

    @property
    def about(self) -> str:
        """How notices and talk name it."""
        return f"lead:{self.subject}" if self.subject else f"clause:{self.clause}"

    def late(self, now: datetime) -> bool:
        """Whether it was answered too late, or is not by now."""
        return self.due_at is not None and (self.answered_at or now) > self.due_at


def find_awaited(now: datetime, *, since: datetime | None = None) -> tuple[Awaited, ...]:
    """Every lead given back, every request and every promise said to be due, the oldest first.

    `since` leaves out what is older, but no question that is still open. Nothing under an unsigned agreement.
    """
    returned = Handoff.objects.filter(state=HandoffState.returned.value)
    asked = Remark.objects.filter(question=True, removed_at=None)
    if since is not None:
        returned = returned.filter(closed_at__gte=since)
        asked = asked.filter(Q(said_at__gte=since) | Q(answered_at=None))
    return _awaited_of(returned, asked, now)


def get_awaited(what: str, key: int, now: datetime) -> Awaited | None:
    """One of them as it stands now; None for one that is there no more."""
    returned = Handoff.objects.filter(state=HandoffState.returned.value, key=key)
    asked = Remark.objects.filter(question=True, removed_at=None, key=key)
    found = _awaited_of(returned if what == RETURNED else (), asked if what != RETURNED else (), now)
    return next((one for one in found if one.what == what), None)


def _awaited_of(returned: Iterable[Handoff], asked: Iterable[Remark], now: datetime) -> tuple[Awaited, ...]:
    versions = [one for one in chain_at(now) if one.signed]
    if not versions:
        return ()
    said = _Said.read()
    found = [_given_back(row, versions, said) for row in returned]
    found += [
        _request(row, versions, said) if row.subject else _promised(row, versions, said) for row in asked
    ]
    return tuple(sorted((one for one in found if one), key=lambda one: (one.since, one.key)))


@dataclass(frozen=True, slots=True)
class _Said:
    """What could answer: remarks beside leads, answers to questions, what arrived; in order, with whose they are."""

    beside: list[Remark]
    answers: Mapping[int, list[Remark]]
    roles: Mapping[str, Role]
    arrived: Mapping[int, datetime]

    @classmethod
    def read(cls) -> "_Said":
        roles = {f"user:{pk}": Role(role) for pk, role in User.objects.values_list("pk", "role")}
        answers: dict[int, list[Remark]] = {}
        beside = []
        for row in Remark.objects.filter(removed_at=None).defer("text").order_by("said_at", "key"):
            if row.answers:
                answers.setdefault(row.answers, []).append(row)
            if row.subject and roles.get(row.actor) in answering("marketing"):
                beside.append(row)
        arrived = {
            act.payload["key"]: datetime.fromisoformat(act.payload["at"])
            for act in Act.objects.filter(kind=ARRIVED)
        }
        return cls(beside, answers, roles, arrived)

    def answered(self, key: int, team: str) -> datetime | None:
        """When somebody of the team that promised first answered a question."""
        by_team = (one for one in self.answers.get(key, ()) if self.roles.get(one.actor) in answering(team))
        return next((one.said_at for one in by_team), None)


def _given_back(row: Handoff, versions: list[Current], said: _Said) -> Awaited | None:
    judged = next((one for one in versions if one.hash == row.agreement_hash), None)
    if judged is None or row.closed_at is None:
        return None
    outcomes = judged.document.outcomes
    within = outcomes.return_.within if outcomes and outcomes.return_ else None
    keys = _beside(row.subject)
    answers = (one.said_at for one in said.beside if one.subject in keys and one.said_at >= row.closed_at)
    return _awaited(
        RETURNED, row.key, row.subject, RETURN_CLAUSE, row.closed_at, next(answers, None), judged,
        warned(judged.document, row.closed_at, within) if within else (),
    )  # fmt: skip


def _request(row: Remark, versions: list[Current], said: _Said) -> Awaited:
    version = _version_at(row.said_at, versions)
    marketing = version.document.marketing_promises
    within = marketing.support.get(CONTENT_REQUEST) if marketing else None
    return _awaited(
        REQUEST, row.key, row.subject, REQUEST_CLAUSE, row.said_at, said.answered(row.key, "marketing"), version,
        warned(version.document, row.said_at, within) if isinstance(within, Duration) else (),
    )  # fmt: skip


def _promised(row: Remark, versions: list[Current], said: _Said) -> Awaited | None:
    """Somebody said that a promise is due; None of a question that is about none."""
    version = _version_at(row.said_at, versions)
    dated = find_dated(version.document).get(row.about.partition(":")[2])
    team = owing(row.about)
    if dated is None or not team:
        return None
    at_once = (
        row.answered_at if row.answered_at == row.said_at else None
    )  # notice that was given by saying it
    met = [at for at in (at_once, said.answered(row.key, team), said.arrived.get(row.key)) if at is not None]
    return _awaited(
        PROMISED, row.key, 0, dated.clause, row.said_at,
        min(met, default=None), version,
        instants_of(version.document, dated, row.said_at, row.day), team=team, day=row.day,
    )  # fmt: skip


def _version_at(at: datetime, versions: list[Current]) -> Current:
    judged = [one for one in versions if one.since is None or one.since <= at]
    return (judged or versions[:1])[-1]


def _awaited(
    what: str, key: int, subject: int, clause: str, since: datetime, answered: datetime | None, version: Current,
    instants: Instants, *, team: str = "marketing", day: date | None = None,
) -> Awaited:  # fmt: skip
    return Awaited(
        what=what,
        key=key,
        subject=subject,
        clause=clause,
        since=since,
        due_at=next((at for share, at in instants if share == 1), None),
        answered_at=answered,
        warnings=instants,
        agreement_hash=version.hash,
        team=team,
        day=day,
    )


def _beside(subject: int) -> set[int]:
    """Every key of the person: what is said under any of them stands beside the lead."""
    contact = Identity.objects.filter(key=subject).values("contact_id")
    return {subject, *Identity.objects.filter(contact_id__in=contact).values_list("key", flat=True)}
