"""Erase a person on their request: what identifies them goes everywhere, what happened stays countable."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accord.alignment.meetings.forget import forget_decisions
from accord.alignment.talk.forget import forget_talk
from accord.campaigns.forget import forget_campaign_words
from accord.contacts.forget import find_identity_keys, forget_keys
from accord.contacts.links.keep import forget_links
from accord.content.forget import forget_questions, forget_shares
from accord.handoffs.words import forget_words
from accord.ledger.acts import record_act
from accord.ledger.erasure import Erased, Traces, erase_people, find_mentions, find_resurrected, find_traces
from accord.ledger.erasure_places import erase_from_places, stands_in
from accord.ledger.erasure_replay import erase_named
from accord.ledger.keys import Digest, make_digest
from accord.ledger.sql import scrub, take_turn
from accord.ledger.suppression import note_erasure, read_erasures
from accord.teams.rights import Right, require
from accord.teams.roster.forget import forget_again
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.take_inbox import Taker
from accord.workflows.uploads import find_uploads, forget_upload


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What was removed. Unless `scrubbed`, and while files are `busy`, something may be left: repeat it."""

    contact: int
    keys: tuple[int, ...]
    erased: Erased
    uploads: int  # files removed that somebody brought and that still lay here
    busy: int  # files that are being read this moment
    scrubbed: bool


def erasures_file() -> Path:
    """The list of erasures outside the database (keyed digests only): keep it when restoring a backup."""
    path: Path = settings.INSTALLATION.erasures_file
    return path


def erase_person(by: Viewer, contact_id: int, *, now: datetime, reason: str = "asked") -> ErasureReport:
    """Erase everything that identifies a contact, and refuse it from now on.

    Facts and acts stay under their random keys, so every count stays. Raises `Refused` without the right
    and `NotFound` for an unknown contact. Repeating it is harmless.
    """
    require(by, Right.erase_person)
    keys = find_identity_keys(contact_id)
    if not keys:
        raise NotFound("contact.unknown", f"there is no contact {contact_id}", "look the contact up again")
    digest = make_digest(settings.INSTALLATION.secret)
    Taker(lambda: now).take_all()  # a letter that waits is erased as one that was taken
    erased = erase_keys(find_identity_keys(contact_id) or keys, digest, by.actor, reason, now)
    uploads, busy = _remove_uploads(by)
    return ErasureReport(contact_id, tuple(keys), erased, uploads, busy, scrub())


def replay_erasures(by: Viewer, *, now: datetime) -> Erased:
    """After a backup is restored: erase again whoever was erased since it was made."""
    require(by, Right.erase_person)
    digest = make_digest(settings.INSTALLATION.secret)
    read_erasures(erasures_file())
    Taker(lambda: now).take_all()
    total = Erased(0, 0, 0)
    for keys in find_resurrected(digest):
        erased = erase_keys(keys, digest, by.actor, "replayed after a restore", now)
        total = Erased(
            total.records + erased.records, total.cells + erased.cells, total.rejects + erased.rejects
        )
    erase_named(digest)
    forget_again(digest)
    scrub()
    return total


def _remove_uploads(by: Viewer) -> tuple[int, int]:
    """Remove every file that lies here: any may hold the person, and not every kind can be searched."""
    uploads = find_uploads(by)
    idle = [upload for upload in uploads if not upload.progress.busy]
    for upload in idle:
        forget_upload(by, upload.token)
    return len(idle), len(uploads) - len(idle)


def erase_keys(keys: list[int], digest: Digest, actor: str, reason: str, now: datetime) -> Erased:
    """Erase what these records say of their people everywhere, and note it. For those who asked for the right."""
    traces = find_traces(keys)
    # Written first: should the machine stop here, a replay finishes what was asked for.
    note_erasure(erasures_file(), traces.names, digest=digest, now=now)
    # Before the records: who stands in a remark is found by them.
    with transaction.atomic():
        forget_talk(keys, stands_in(traces))
    erased = _erase_traces(traces, find_mentions(traces), digest, now)
    # An import may have mentioned them between the look and the act; afterwards none can.
    late = find_mentions(traces)
    if late:
        _erase_traces(traces, late, digest, now)
    erase_from_places(traces)
    with transaction.atomic():
        forget_keys(keys)
        forget_links(keys)
        forget_talk(keys, stands_in(traces))
        forget_decisions(keys, stands_in(traces))
        forget_words(keys, stands_in(traces))
        forget_campaign_words(stands_in(traces))
        forget_questions(keys, stands_in(traces))
        forget_shares(keys, stands_in(traces))
        for key in keys:
            record_act(
                key=f"erased:{key}:{now.isoformat()}",
                kind="erased",
                actor=actor,
                now=now,
                subject=key,
                reason=reason,
            )
    return erased


def _erase_traces(traces: Traces, mentions: list[int], digest: Digest, now: datetime) -> Erased:
    with transaction.atomic():
        take_turn()
        return erase_people(traces, mentions, digest=digest, now=now)
