"""What sales waits to hear of marketing: of each lead it gave back, and of each request raised on a lead; and by when.

A lead given back is answered when somebody of marketing or operations says something beside it; a request by their
answer to it. Working time runs in the agreement's first calendar, under the version that the promise was made by.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from accord.agreement.clocks import clock_terms
from accord.agreement.clocks.follow_up import due_at, working_time
from accord.agreement.handing_over import calendar_for, turn_of
from accord.agreement.shape import Document
from accord.alignment.talk.models import Remark
from accord.contacts.models import Identity
from accord.handoffs.models import Handoff
from accord.teams.agreements import Current, chain_at
from accord.teams.models import User
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.people import Role
from accord.vocabulary.quantity import Duration

ANSWER = "answer_clock"  # the kind of work that looks at one of these
RETURNED, REQUEST = "returned", "request"
RETURN_CLAUSE, REQUEST_CLAUSE = (
    "outcomes.return.within",
    "marketing_promises.support.content request answered",
)
_REQUESTS = "content request answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """One answer that marketing promised. `due_at` None: nothing is promised for it. No free text."""

    what: str  # returned, request
    key: int  # of the hand-off that was given back, of the remark that asks
    subject: int  # the lead's identity key
    clause: str
    since: datetime
    due_at: datetime | None
    answered_at: datetime | None
    warnings: tuple[tuple[Decimal, datetime], ...]  # share of the promised time, and when it has passed
    agreement_hash: str

    def late(self, now: datetime) -> bool:
        """Whether it was answered too late, or is not by now."""
        return self.due_at is not None and (self.answered_at or now) > self.due_at


def find_awaited(now: datetime, *, since: datetime | None = None) -> tuple[Awaited, ...]:
    """Every lead given back and every request on a lead, the oldest first. Nothing under an unsigned agreement."""
    versions = [one for one in chain_at(now) if one.signed]
    if not versions:
        return ()
    returned = Handoff.objects.filter(state=HandoffState.returned.value)
    asked = Remark.objects.filter(question=True, removed_at=None).exclude(subject=0)
    if since is not None:
        returned, asked = returned.filter(closed_at__gte=since), asked.filter(said_at__gte=since)
    answers = _answers()
    found = [_given_back(row, versions, answers) for row in returned]
    found += [_request(row, versions, answers) for row in asked]
    return tuple(sorted((one for one in found if one), key=lambda one: (one.since, one.key)))


def get_awaited(what: str, key: int, now: datetime) -> Awaited | None:
    """One of them as it stands now; None for one that is there no more."""
    return next((one for one in find_awaited(now) if (one.what, one.key) == (what, key)), None)


def _answers() -> list[Remark]:
    """What marketing and operations said beside leads, in order."""
    people = User.objects.filter(role__in=[Role.marketing.value, Role.ops.value])
    actors = [f"user:{pk}" for pk in people.values_list("pk", flat=True)]
    rows = Remark.objects.filter(actor__in=actors, removed_at=None).exclude(subject=0)
    return list(rows.order_by("said_at", "key"))


def _given_back(row: Handoff, versions: list[Current], answers: Iterable[Remark]) -> Awaited | None:
    judged = next((one for one in versions if one.hash == row.agreement_hash), None)
    if judged is None or row.closed_at is None:
        return None
    outcomes = judged.document.outcomes
    within = outcomes.return_.within if outcomes and outcomes.return_ else None
    beside = _beside(row.subject)
    said = (one.said_at for one in answers if one.subject in beside and one.said_at >= row.closed_at)
    return _awaited(
        RETURNED, row.key, row.subject, RETURN_CLAUSE, row.closed_at, within, next(said, None), judged
    )


def _request(row: Remark, versions: list[Current], answers: Iterable[Remark]) -> Awaited:
    judged = [one for one in versions if one.since is None or one.since <= row.said_at]
    version = (judged or versions[:1])[-1]
    marketing = version.document.marketing_promises
    within = marketing.support.get(_REQUESTS) if marketing else None
    said = (one.said_at for one in answers if one.answers == row.key)
    promised = within if isinstance(within, Duration) else None
    return _awaited(
        REQUEST, row.key, row.subject, REQUEST_CLAUSE, row.said_at, promised, next(said, None), version
    )


def _awaited(
    what: str, key: int, subject: int, clause: str, since: datetime, within: Duration | None,
    answered: datetime | None, version: Current,
) -> Awaited:  # fmt: skip
    instants = _instants(version.document, since, within) if within else ()
    due = next((at for share, at in instants if share == 1), None)
    return Awaited(
        what=what,
        key=key,
        subject=subject,
        clause=clause,
        since=since,
        due_at=due,
        answered_at=answered,
        warnings=instants,
        agreement_hash=version.hash,
    )


def _instants(document: Document, since: datetime, within: Duration) -> tuple[tuple[Decimal, datetime], ...]:
    """When each warned share of the time has passed, the whole of it among them; none without a calendar."""
    calendar = calendar_for(document)
    if calendar is None:
        return ()
    turn = turn_of(calendar, "", since)
    shares = {
        Decimal(1),
        *(share for share, _ in (clock_terms(document.clock).warns if document.clock else ())),
    }
    found = []
    for share in sorted(shares):
        if share == 1:
            found.append((share, due_at(turn, within)))
        elif within.working:
            found.append((share, turn.hours.due(since, working_time(within, turn.workday) * float(share))))
        else:
            whole = within.elapsed or timedelta(days=within.days or within.n)
            found.append((share, since + whole * float(share)))
    return tuple(found)


def _beside(subject: int) -> set[int]:
    """Every key of the person: what is said under any of them stands beside the lead."""
    contact = Identity.objects.filter(key=subject).values("contact_id")
    return {subject, *Identity.objects.filter(contact_id__in=contact).values_list("key", flat=True)}
