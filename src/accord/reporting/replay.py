"""A draft replayed over the last days, for whoever may read the agreement. It reads, and writes nothing anywhere."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime

from accord.agreement import Document, check, content_hash, parse
from accord.agreement import compile as compile_agreement
from accord.agreement.routing import Candidate
from accord.contacts.models import Contact, Identity
from accord.ledger.models import SourceRecord
from accord.ledger.sql import in_chunks
from accord.measures.mirror import Mirror
from accord.measures.number import Reading
from accord.measures.replay.folding import Tell
from accord.measures.replay.lines import CHANGES, Replay, ReplayRow, ReplaySide
from accord.measures.replay.reckon import DAYS, MOST_DAYS, Asked
from accord.measures.replay.reckon import replay as reckon
from accord.measures.replay.stands import Under
from accord.measures.scope import Scope, scope_of
from accord.reporting.mirror.chain import tables_of
from accord.reporting.reckoned import reckoned
from accord.reporting.rows import find_mine
from accord.teams.agreements import Current, current
from accord.teams.candidates import find_candidates
from accord.teams.drafts import Draft, find_drafts, get_draft
from accord.teams.people import SYSTEM
from accord.teams.persons import find_persons
from accord.teams.rights import Right, may, require
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.issues import Level
from accord.vocabulary.people import Viewer
from accord.vocabulary.said import said

__all__ = ["CHANGES", "DAYS", "MOST_DAYS", "Replay", "ReplayRow", "Tell", "replay"]


def _quiet(share: float, what: str) -> None:
    """Tell nobody."""


def replay(viewer: Viewer, draft_id: int, *, days: int = DAYS, now: datetime, tell: Tell = _quiet) -> Replay:
    """The last days under a draft beside the same days under the agreement in force.

    Raises `NotFound` where there is no such draft, or no agreement to compare it with; `Invalid` with every issue of a
    draft that has errors, or for days beyond `MOST_DAYS`. Who a lead would have gone to is for who gives leads out.
    `tell` hears the share done and may raise to stop.
    """
    require(viewer, Right.see_board)
    draft = get_draft(viewer, draft_id)
    if not 1 <= days <= MOST_DAYS:
        raise Invalid(
            "replay.days",
            said("%(n)s days cannot be replayed", n=days),
            said("ask for 1 to %(most)s", most=MOST_DAYS),
        )
    document = document_of(draft.text)
    standing = _beside(draft_id, now)
    read = Reading(content_hash(draft.text), False, draft.title)
    sides = (
        Under(standing.document, tables_of(standing.document, standing.hash)),
        Under(document, tables_of(document, read.hash)),
    )

    def answer(mirror: Mirror, _scope: Scope) -> Replay:
        asked = Asked(*sides, read, days, lambda under, since: _people(under.document, now, since), _countries,
                      frozenset(mirror.manifest.sales_sources))  # fmt: skip
        beside = Reading(standing.hash, standing.signed, standing.title)
        return reckon(
            mirror, scope_of(standing.document, beside, mirror.manifest, window=None, now=now), asked, tell
        )

    made = reckoned(
        viewer, "replay", answer, standing.hash, read.hash, days, _staff(now, sides), window=None, now=now
    )
    return for_viewer(viewer, made)


def _beside(draft_id: int, now: datetime) -> Current:
    """What a draft is held against: the agreement in force; before the first signature the oldest other open draft."""
    standing = current(now)
    if standing is not None and standing.signed:
        return standing
    for other in reversed(find_drafts(SYSTEM)):
        if other.id != draft_id and (found := _readable(other)) is not None:
            return found
    raise NotFound(
        "replay.no_agreement",
        "nothing is signed, and there is no second draft to compare this one with",
        "sign an agreement, or start another draft and change that one",
    )


def _readable(draft: Draft) -> Current | None:
    try:
        document = document_of(draft.text)
    except Invalid:
        return None
    return Current(draft.text, content_hash(draft.text), False, draft.title, document)


def document_of(text: str) -> Document:
    """The document of a draft that can be signed as far as its words go. Raises `Invalid` with every error."""
    parsed = parse(text)
    issues = parsed.issues if parsed.document is None else check(parsed.document, None)
    wrong = [issue for issue in issues if issue.level is Level.error]
    if parsed.document is None or wrong:
        raise Invalid(
            "replay.draft_wrong",
            said("the draft has %(n)s errors and cannot be replayed", n=len(wrong)),
            "mend what the check names, then replay it",
            wrong,
        )
    compile_agreement(parsed.document, "")
    return parsed.document


def for_viewer(viewer: Viewer, made: Replay) -> Replay:
    """The answer with the rows that are theirs to see, and without owners for who gives no leads out.

    Every count is the same for everybody.
    """
    mine = find_mine(viewer, {row.contact for row in made.rows}) if may(viewer, Right.see_rows) else set()
    rows = [row for row in made.rows if row.contact in mine]
    if may(viewer, Right.reassign_leads):
        return replace(made, rows=tuple(rows))
    bare = (replace(row, now=_nobody(row.now), draft=_nobody(row.draft)) for row in rows)
    return replace(made, people=(), rows=tuple(bare))


def names_of(viewer: Viewer, now: datetime) -> dict[str, str]:
    """The names of our people by the ids that a replay names them by; none for who gives no leads out."""
    if not may(viewer, Right.reassign_leads):
        return {}
    return {one.ref: one.name for one in find_persons(None, now)}


def _nobody(side: ReplaySide) -> ReplaySide:
    return replace(side, owner="")


def _people(document: Document, now: datetime, since: datetime) -> tuple[Candidate, ...]:
    return find_candidates(document, now, away_since=since)


def _staff(now: datetime, sides: tuple[Under, Under]) -> tuple[tuple[Candidate, ...], ...]:
    """Our people as they stand: an answer that was kept is of the same people."""
    return tuple(find_candidates(side.document, now) for side in sides)


def _countries(contacts: Collection[int]) -> Mapping[int, str]:
    """The country of each contact: of the account, else as a record of theirs says, the newest first."""
    found: dict[int, str] = {}
    for some in in_chunks(sorted(contacts)):
        found |= dict(
            Contact.objects.filter(pk__in=some).exclude(account__country="").exclude(account=None)
            .values_list("pk", "account__country")
        )  # fmt: skip
        keys = dict(Identity.objects.filter(contact_id__in=some).values_list("key", "contact_id"))
        rows = (
            SourceRecord.objects.filter(key__in=list(keys))
            .exclude(country="")
            .order_by("modified_at", "-key")
        )
        said_of = {keys[key]: country for key, country in rows.values_list("key", "country")}
        found = said_of | found
    return found
