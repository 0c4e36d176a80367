"""Waves from their start to their end: each act with the work it asks for, in one transaction."""

import csv
import io
from collections.abc import Iterable
from datetime import datetime, tzinfo

from django.db import transaction

from accord.campaigns.find import get_campaign
from accord.campaigns.waves import steer
from accord.campaigns.waves.read import find_letters, find_wave
from accord.campaigns.waves.shapes import WaveSheet
from accord.connectors.tabular.export import neutralise
from accord.contacts.naming import find_names
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer
from accord.vocabulary.waves import Fate
from accord.workflows.mail_check import require_sound
from accord.workflows.send_wave import plan_wave
from accord.workflows.wave_facts import tell_resolved


def start_wave(by: Viewer, campaign: int, *, number: int, now: datetime) -> WaveSheet:
    """Start the next wave. Raises `Refused` while the sender's domain is not set up, or the campaign may not start."""
    require(by, Right.plan_campaigns)
    get_campaign(by, campaign, now)
    require_sound(now)
    with transaction.atomic():
        wave = steer.start_wave(by, campaign, number=number, now=now)
        plan_wave(wave.key, now)
        return find_wave(by, wave.key)


def pause_wave(by: Viewer, key: int, why: str = "", *, now: datetime) -> WaveSheet:
    """Hold a wave: no further letter leaves."""
    with transaction.atomic():
        return find_wave(by, steer.pause_wave(by, key, why, now=now).key)


def resume_wave(by: Viewer, key: int, *, now: datetime) -> WaveSheet:
    """Let a wave go on."""
    require(by, Right.plan_campaigns)
    require_sound(now)
    with transaction.atomic():
        wave = steer.resume_wave(by, key, now=now)
        plan_wave(wave.key, now)
        return find_wave(by, wave.key)


def stop_wave(by: Viewer, key: int, why: str, *, now: datetime) -> WaveSheet:
    """End a wave for good."""
    with transaction.atomic():
        return find_wave(by, steer.stop_wave(by, key, why, now=now).key)


def resolve_letter(by: Viewer, key: int, row: int, *, sent: bool, now: datetime) -> WaveSheet:
    """Say what became of a letter of which nobody knew."""
    with transaction.atomic():
        one = steer.resolve(by, key, row, sent=sent, now=now)
        if sent:
            tell_resolved(one, now)
        else:
            _again(by, one.wave_id, now)
        return find_wave(by, key)


def resolve_by_ids(
    by: Viewer, key: int, found: Iterable[str], *, others_not_sent: bool, now: datetime
) -> WaveSheet:
    """Say it by the Message-IDs that the mail server's log names: those were sent, the others (if so said) were not."""
    require(by, Right.plan_campaigns)
    find_wave(by, key)
    ids = {one.strip().strip("<>").partition("@")[0] for one in found}
    for row in find_letters(by, key, fate=Fate.unknown):
        sent = row.message_id in ids
        if sent or others_not_sent:
            resolve_letter(by, key, row.row, sent=sent, now=now)
    return find_wave(by, key)


COLUMNS = (
    "contact", "name", "fate", "arm", "why", "sentence", "clause", "until", "due", "message_id", "answer",
)  # fmt: skip


def letters_file(viewer: Viewer, key: int, zone: tzinfo) -> str:
    """Everybody of a wave whom the viewer may see, as CSV: what became of their letter, and why not."""
    require(viewer, Right.take_away)
    rows = find_letters(viewer, key)
    names = find_names(viewer, {row.contact for row in rows})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow(
            [
                row.contact, neutralise(names.get(row.contact, "")), row.fate, neutralise(row.arm), row.why,
                row.sentence, row.clause, _at(row.until, zone), _at(row.due_at, zone), row.message_id, row.answer,
            ]
        )  # fmt: skip
    return out.getvalue()


def _again(by: Viewer, key: int, now: datetime) -> None:
    """A letter waits again: a wave that was over goes on."""
    wave = steer.get_wave(key)
    steer.reopen(wave, by.actor, now)
    plan_wave(wave.key, now)


def _at(at: datetime | None, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""
