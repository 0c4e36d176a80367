"""One lead, whole: why it qualified, what both teams did, the account, what may be said, what to do next, when."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from accord.agreement.clocks import FollowUp
from accord.agreement.clocks.pauses import AWAY, Pause
from accord.agreement.contact import Ask
from accord.agreement.handing_over import Promised, papers_of
from accord.agreement.shape import Document
from accord.contacts.answers import Answer
from accord.contacts.consent import keys_of
from accord.contacts.contact_page import get_contact
from accord.contacts.may_contact import may_contact
from accord.contacts.naming import spell_names
from accord.contacts.shapes import ContactPage
from accord.contacts.visible import visible_contacts
from accord.handoffs.find import find_of_contact, view, visible_handoffs
from accord.handoffs.models import Handoff
from accord.handoffs.next_answers import find_next_answers
from accord.handoffs.own import UNDO_WITHIN, find_undoable
from accord.handoffs.shapes import HandoffView
from accord.handoffs.words import read_papers, read_words
from accord.handoffs.work import reasons_for
from accord.ledger.models import Act
from accord.reporting.desk.asked import contacts_of
from accord.reporting.desk.context import find_account_context
from accord.reporting.desk.find import own_names
from accord.reporting.desk.fitting import find_fitting
from accord.reporting.desk.next_acts import suggest
from accord.reporting.desk.rows import make_rows
from accord.reporting.desk.shapes import (
    Decided,
    Dossier,
    Durations,
    LeadRow,
    MadeIt,
    MessageRow,
    OwnWords,
)
from accord.teams.figures import FiguresSeen, figures_seen
from accord.teams.notices.whom import find_actor_names
from accord.teams.people import SYSTEM
from accord.teams.rights import Right, may
from accord.vocabulary.consent import Medium
from accord.vocabulary.facts import Team
from accord.vocabulary.handoffs import DROPPED, HandoffState
from accord.vocabulary.next_answers import NextAnswer
from accord.vocabulary.people import Viewer

_LATELY = timedelta(days=30)  # colleagues count as active if they did something within
_ENDS = (HandoffState.sales_ready, *sorted(DROPPED))


def read_dossier(
    viewer: Viewer,
    row: Handoff,
    document: Document,
    promised: Promised | None,
    clocks: FollowUp | None,
    now: datetime,
    pauses: tuple[Pause, ...] = (),
    unknown_to: Sequence[str] = (),
    stage: str = "",
) -> Dossier:
    """The dossier of a hand-off that the viewer was found to see (`handoffs.find.row_for`).

    Whoever has a lead sees whom it is about, whoever the CRM says owns the person.
    """
    seen, lead = figures_seen(viewer, now), view(row, turns=True)
    contact = contacts_of([row.subject]).get(row.subject)
    page = get_contact(SYSTEM, contact) if contact else None
    answers = _may(page, now)
    decisions = _decisions(row)
    [listed] = make_rows([row], seen)
    account = find_account_context(viewer, row.account, contact or 0, now - _LATELY) if row.account else None
    words = _words(row)
    answers_so_far = find_next_answers([row])
    acts = suggest(
        row, listed, page, document, now, stage=stage, account=account,
        due_clause=promised.clause if promised else "", away_until=_away_until(pauses, now),
        pieces=find_fitting(viewer, row.subject, stage, words.question if words else "", now),
        refused={one.mark for one in answers_so_far if one.answer is NextAnswer.refused},
    )  # fmt: skip
    return Dossier(
        lead=listed,
        agreement=f"{document.agreement.id} {document.agreement.version}",
        agreement_hash=row.agreement_hash,
        clause=promised.clause if promised else "",
        fit_lines=tuple(line for line in lead.lines if line.axis == "fit"),
        engagement_lines=tuple(line for line in lead.lines if line.axis == "engagement"),
        account_by=_account_by(viewer, lead),
        qualified_at=row.qualified_at,
        touched_at=row.touched_at,
        phone=_first(page, "phone"),
        email=_first(page, "email"),
        touches=page.touches if page else (),
        touches_total=page.touches_total if page else 0,
        account=account,
        earlier=_earlier(viewer, row, contact, seen),
        may=answers,
        say=_say(document, now),
        next=acts[0],
        others=acts[1:],
        answers=tuple(answers_so_far),
        pauses=pauses,
        durations=_durations(clocks, promised) if seen.of(row.owner) else None,
        turns=lead.turns,
        names=find_actor_names(
            {*(turn.owner for turn in lead.turns), *(d.actor for d in decisions), row.moved_by}
        ),
        decisions=decisions,
        words=words,
        papers=_papers(row, contact, now),
        needs=papers_of(document, row.kind) if lead.open else (),
        acts=_acts(viewer, row),
        reasons=_reasons(document) if lead.open else {},
        undo_until=_undo_until(viewer, row, now),
        unknown_to=tuple(unknown_to),
    )


def _account_by(viewer: Viewer, lead: HandoffView) -> tuple[MadeIt, ...]:
    """By whom the account qualified, who stands for it first."""
    made = [(int(line.text), line.milli_points) for line in lead.lines if line.axis == "account"]
    seats = contacts_of(key for key, _ in made)
    seen = set(visible_contacts(viewer).filter(pk__in=seats.values()).values_list("pk", flat=True))
    names = spell_names(seen)
    return tuple(
        MadeIt(contact=who if who in seen else None, name=names.get(who or 0, ""), engagement=milli)
        for key, milli in made
        for who in (seats.get(key),)
    )


def _first(page: ContactPage | None, field: str) -> str:
    """The first record that says it, in the order in which the contact's page shows them."""
    return next((said for record in page.records if (said := getattr(record, field))), "") if page else ""


def _may(page: ContactPage | None, now: datetime) -> tuple[Answer, ...]:
    """May a rep call them, may a rep write to them, by the contact policy."""
    if page is None:
        return ()
    asks = (Ask(team=Team.sales, medium=medium, automatic=False) for medium in (Medium.phone, Medium.email))
    return tuple(may_contact(SYSTEM, page.id, ask, now) for ask in asks)


def _earlier(viewer: Viewer, row: Handoff, contact: int | None, seen: FiguresSeen) -> tuple[LeadRow, ...]:
    """Every other hand-off of the person and of their account, the newest first."""
    keys = {each.key for each in find_of_contact(viewer, contact)} if contact else set()
    if row.account:
        keys |= set(visible_handoffs(viewer).filter(account=row.account).values_list("key", flat=True))
    rows = Handoff.objects.filter(key__in=keys - {row.key}).order_by("-offered_at", "-key")
    return make_rows(rows, seen)


def _say(document: Document, now: datetime) -> tuple[MessageRow, ...]:
    """The message house as it was signed, without what has run out."""
    today = now.date()
    return tuple(
        MessageRow(segment=m.segment, stage=str(m.stage), say=m.say, proof=m.proof, never=m.not_)
        for m in document.messages
        if m.until is None or m.until.on >= today
    )


def _away_until(pauses: tuple[Pause, ...], now: datetime) -> datetime | None:
    """Until when the buyer is away; None for one who is here."""
    return max(
        (one.until for one in pauses if one.why == AWAY and one.since <= now < one.until), default=None
    )


def _durations(clocks: FollowUp | None, promised: Promised | None) -> Durations | None:
    if clocks is None:
        return None
    return Durations(
        buyer=clocks.buyer,
        system=clocks.system,
        human=clocks.human,
        due_at=clocks.due_at,
        responded_at=clocks.responded.at if clocks.responded else None,
        responded_by=clocks.responded.kind.name if clocks.responded else "",
        clause=promised.clause if promised else "",
    )


def _decisions(row: Handoff) -> tuple[Decided, ...]:
    """Every act on this lead, the oldest first; who did it is named where they are known here."""
    acts = [
        act
        for act in Act.objects.filter(subject=row.subject, kind__startswith="handoff_").order_by(
            "occurred_at", "id"
        )
        if act.payload.get("handoff") == row.key
    ]
    names = find_actor_names(act.actor for act in acts)
    return tuple(
        Decided(
            kind=act.kind.removeprefix("handoff_"),
            actor=act.actor,
            actor_name=names.get(act.actor, ""),
            at=act.occurred_at,
            reason=act.reason,
        )
        for act in acts
    )


def _words(row: Handoff) -> OwnWords | None:
    kept = read_words(row.key)
    if kept is None:
        return None
    return OwnWords(
        question=kept.question, informed_by=kept.informed_by, challenge=kept.challenge, said_at=kept.said_at,
        papers=dict(kept.papers),
    )  # fmt: skip


def _papers(row: Handoff, contact: int | None, now: datetime) -> dict[str, str]:
    """What the team before wrote down of this person, when it called an earlier hand-off sales-ready."""
    subjects = keys_of(contact) if contact else (row.subject,)
    written = read_papers(subjects, row.closed_at or now, but=row.key)
    return dict(written.papers) if written else {}


def _acts(viewer: Viewer, row: Handoff) -> tuple[str, ...]:
    """What this viewer may do with the lead as it stands."""
    owns = row.owner in own_names(viewer)
    if not may(viewer, Right.work_leads) or not (owns or may(viewer, Right.reassign_leads)):
        return ()
    state = HandoffState(row.state)
    if row.closed_at is not None:
        return ()
    accept = ("accept",) if state is HandoffState.offered else ()
    return (*accept, "tried", "aside", *(end.value for end in _ENDS), "reassign")


def _reasons(document: Document) -> dict[str, tuple[str, ...]]:
    return {end.value: reasons_for(end, document.outcomes) for end in _ENDS}


def _undo_until(viewer: Viewer, row: Handoff, now: datetime) -> datetime | None:
    """Until when the viewer may take their own last act back; None: there is none, or the time is over."""
    last = find_undoable(row, viewer.actor, now)
    return last.occurred_at + UNDO_WITHIN if last else None
