"""Tell whom a hand-off concerns: people by notices, the journey by facts, the CRM by writes. In one transaction."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal

from django.conf import settings

from accord.agreement.routing import KnownAs
from accord.handoffs.models import Handoff, HandoffTurn
from accord.ledger.jobs import GIVE_UP_AFTER, enqueue_job
from accord.ledger.keys import make_digest
from accord.ledger.models import Act, Fact, Job, SourceRecord
from accord.ledger.prepare import prepare_facts
from accord.ledger.record import record_facts
from accord.ledger.sync import find_systems
from accord.reporting.desk.answers import ANSWER, RETURNED
from accord.teams.notices import find_leads_of, find_of_team, find_users, find_with_right, notify, take_back
from accord.teams.people import SYSTEM
from accord.teams.rights import Right
from accord.vocabulary.errors import AccordError, NotFound
from accord.vocabulary.facts import FactDraft, FactKind, RecordKind, Ref
from accord.vocabulary.handoffs import OUTCOMES, HandoffState
from accord.vocabulary.notices import NoticeKind
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs.unknown_there import note_unwritten
from accord.workflows.intend_write import intend_write
from accord.workflows.masters import read_masters

OWN_SOURCE = "accord"
TELL = "tell_handoff"  # the work that tells what a person did, ten seconds later
TRIED_JOB = "tried:"  # what its key begins with where it tells of an attempt; then the hand-off
OWNER_JOB = "owner:"  # the same, of a person who gave it to somebody
_FACTS = {
    HandoffState.accepted: FactKind.accepted,
    HandoffState.returned: FactKind.returned,
    HandoffState.recycled: FactKind.recycled,
    HandoffState.disqualified: FactKind.disqualified,
    HandoffState.sales_ready: FactKind.need_confirmed,
}
_KNOWN = {KnownAs.in_deal: NoticeKind.deal_active, KnownAs.customer: NoticeKind.customer_active}
_LEAD, _OPS = "team lead", "revops"


def tell_offered(row: Handoff, known: KnownAs, now: datetime) -> None:
    """Its owner hears of a lead; the CRM is told owner, due time, task, and where the dossier stands."""
    kind = _KNOWN.get(known) or (NoticeKind.hot_lead if row.hot else NoticeKind.lead_offered)
    if known is not KnownAs.same_week:
        notify(
            kind,
            about(row),
            _owner(row),
            cause=f"handoff:{row.key}:{row.state}",
            now=now,
            values=_values(row),
        )
    if row.closed_at is None:
        write_owner(row, now)


def tell_passed_on(row: Handoff, now: datetime, by: Viewer | None = None, *, lain: bool = False) -> None:
    """The new owner hears of it (`lain`: that nobody took it before them), and whose it was; the CRM is told.

    What a person did (`by`) waits ten seconds, in the CRM too: whoever gives it on, or back, within them takes back
    what the one before was to hear.
    """
    former = HandoffTurn.objects.values_list("owner", flat=True).get(handoff=row, turn=row.turn - 1)
    turn = f"handoff:{row.key}:owner:"
    if by is not None:
        take_back(f"{turn}{row.turn - 1}", now=now)
        take_back(f"{turn}{row.turn - 1}:was", now=now)
    cause, values = f"{turn}{row.turn}", _values(row)
    kind = NoticeKind.lead_reoffered if lain else NoticeKind.lead_offered
    notify(kind, about(row), _owner(row), cause=cause, now=now, by=by, values=values)
    others = set(find_users([former])) - set(_owner(row))
    moved = {"people": [row.owner], "reason": "given to somebody else"}
    notify(
        NoticeKind.lead_moved, about(row), sorted(others), cause=f"{cause}:was", now=now, by=by, values=moved
    )
    if by is None:
        write_owner(row, now)


def tell_warning(
    row: Handoff,
    share: Decimal,
    who: Iterable[str],
    *,
    cause: str,
    now: datetime,
    more: Mapping[str, str] | None = None,
) -> None:
    """Whoever the clock's clause names at this share of the time; `more` goes before what is said of each lead."""
    owner, whom = _owner(row), set[int]()
    for phrase in who:
        if phrase == "owner":
            whom.update(owner)
        elif phrase.startswith(_LEAD):
            whom.update(_leads(owner))
        else:
            whom.update(find_with_right(Right.manage_people) if phrase == _OPS else _leads(owner))
    kind = NoticeKind.due_soon if share < 1 else NoticeKind.overdue if share == 1 else NoticeKind.escalated
    notify(kind, about(row), sorted(whom), cause=cause, now=now, values={**_values(row), **(more or {})})


def tell_moved(row: Handoff, now: datetime, by: Viewer | None = None) -> None:
    """Marketing hears what became of it; the CRM is told why, and until when nurture waits.

    Of what a person did here (`by`) the CRM is told in ten seconds, by `tell_journey`.
    """
    state = HandoffState(row.state)
    kind = NoticeKind.returned if state is HandoffState.returned else NoticeKind.outcome
    values = _values(row) | {"outcome": row.state, "reason": row.reason}
    team = find_of_team("marketing")
    notify(kind, about(row), team, cause=f"handoff:{row.key}:{row.state}", now=now, by=by, values=values)
    if state is HandoffState.returned:
        enqueue_job(ANSWER, f"{RETURNED}:{row.key}", due_at=now)
    if by is None:
        write_outcome(row, now)


def tell_journey(row: Handoff, act: Act, now: datetime) -> None:
    """An act done here is a fact like one done in the CRM: the fold, the board and a replay see it; the CRM is told."""
    state = HandoffState(act.kind.removeprefix("handoff_"))
    kind = _FACTS.get(state)
    if kind is not None:
        owner = act.payload["owner"]
        _record(row, FactDraft(act.key, None, kind, act.occurred_at, actor=owner, value=act.reason), now)
    if row.state == state.value and state in OUTCOMES:
        write_outcome(row, now)


def is_told(act: Act) -> bool:
    """Whether what a person did is a fact of the journey already."""
    digest = make_digest(settings.INSTALLATION.secret)
    return Fact.objects.filter(source=OWN_SOURCE, source_id=digest(act.key)).exists()


def tell_attempt(row: Handoff, kind: FactKind, at: datetime, act: Act, now: datetime) -> None:
    """An attempt that somebody wrote down here is a fact of that kind, at its own instant, once an act."""
    _record(row, FactDraft(act.key, None, kind, at, actor=act.payload["owner"]), now)


def attempt_is_to_come(row: Handoff) -> bool:
    """Whether an attempt was written down that is no fact yet: for ten seconds it can be taken back."""
    key = f"{TRIED_JOB}{row.key}:"
    open_ones = Job.objects.filter(kind=TELL, key__startswith=key, done_at=None, attempts__lt=GIVE_UP_AFTER)
    return open_ones.exists()


def _record(row: Handoff, draft: FactDraft, now: datetime) -> None:
    record = SourceRecord.objects.filter(key=row.subject).values_list("source", "kind", "external_id").first()
    if record is None:
        return
    ref = Ref(record[0], RecordKind(record[1]), record[2])
    digest = make_digest(settings.INSTALLATION.secret)
    ready = prepare_facts([draft._replace(about=ref)], digest)
    record_facts(OWN_SOURCE, ready, {ref: row.subject}, now=now)


def forget_told(row: Handoff, state: HandoffState, now: datetime) -> None:
    """What an act that is undone was to tell, is not told."""
    take_back(f"handoff:{row.key}:{state.value}", now=now)


def tell_lost(row: Handoff, other: Handoff, owner: str, now: datetime) -> None:
    """Whose hand-off went on as somebody else's hears of it: the two were one person."""
    values = {"people": [row.owner], "reason": "the same person as another lead"}
    cause = f"handoff:{other.key}:one_person:{row.key}:{row.version}"
    notify(NoticeKind.lead_moved, about(row), _users(owner), cause=cause, now=now, values=values)


def tell_parted(row: Handoff, now: datetime) -> None:
    """Two people after all: its owner has it again."""
    cause = f"handoff:{row.key}:owner:{row.turn}"
    notify(NoticeKind.lead_offered, about(row), _owner(row), cause=cause, now=now, values=_values(row))


def write_owner(row: Handoff, now: datetime, systems: Collection[str] = ()) -> None:
    """Owner, due time, follow-up task and dossier stand in the CRM, where the signed agreement names them."""
    write_person(row, row.subject, now, systems)
    if row.due_at is not None:
        _write(row, "task", _spelled(row.due_at), "follow up by then", now, systems=systems)


def write_outcome(row: Handoff, now: datetime, systems: Collection[str] = ()) -> None:
    """Why it was given up or given back, and until when nurture waits."""
    if row.reason:
        _write(row, "reason", row.reason, row.reason, now, systems=systems)
    if row.back_at is not None:
        _write(row, "recycle_date", row.back_at.isoformat(), row.reason, now, systems=systems)


def write_person(row: Handoff, subject: int, now: datetime, systems: Collection[str] = ()) -> None:
    """The same but for the task, on the record of an identity key of theirs."""
    if not row.owner.startswith("user:"):
        _write(row, "owner", row.owner, "routed by the agreement", now, subject, systems)
    if row.due_at is not None:
        _write(row, "due", _spelled(row.due_at), "due by the agreement", now, subject, systems)
    link = f"{settings.INSTALLATION.own_address}/leads/{row.key}"
    _write(row, "dossier", link, "the whole history", now, subject, systems)


def about(row: Handoff) -> str:
    """How notices and talk name this lead."""
    return f"lead:{row.subject}"


def _spelled(due: datetime) -> str:
    return due.isoformat(timespec="seconds").replace("+00:00", "Z")


def _write(
    row: Handoff,
    field: str,
    value: str,
    why: str,
    now: datetime,
    subject: int = 0,
    systems: Collection[str] = (),
) -> None:
    """Mean it in every connected system that the agreement names, or in these alone."""
    masters = read_masters(now)
    for system in (each.system for each in find_systems()):
        if not masters.may_write(system, field) or (systems and system not in systems):
            continue
        try:
            intend_write(SYSTEM, system, subject or row.subject, field, value, why, now)
        except NotFound:
            note_unwritten(row, now)
        except AccordError:
            continue  # what cannot be meant is shown where the connection is checked


def _values(row: Handoff) -> dict[str, str]:
    values = {"class": row.klass, "owner": row.owner}
    if row.due_at is not None:
        values["due"] = row.due_at.isoformat()
    return {name: value for name, value in values.items() if value}


def _owner(row: Handoff) -> list[int]:
    """The owner as a user here; of a queue or who never signs in, operations."""
    return _users(row.owner)


def _users(owner: str) -> list[int]:
    return find_users([owner]) or find_with_right(Right.manage_people)


def _leads(owners: Iterable[int]) -> set[int]:
    return {lead for owner in owners for lead in find_leads_of(owner)}
