"""Calendars of our people, read every quarter of an hour: one that is broken keeps what it said last."""

import os
import secrets
from datetime import datetime, timedelta
from hashlib import blake2b
from pathlib import Path

from django.conf import settings
from django.db import transaction

from accord.connectors.ics import CalendarRead, read_calendar
from accord.connectors.outgoing import Limits, Rules, fetch, read_target
from accord.ledger.jobs import ClaimedJob
from accord.teams.absence.feeds import (
    AHEAD,
    BACK,
    FeedView,
    end_feed,
    find_feeds,
    get_reader,
    put_feed,
    record_failure,
    record_reading,
    record_unchanged,
)
from accord.teams.absence.looked_after import get_looked_after
from accord.vocabulary.errors import AccordError, ForNow, NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.outgoing import outgoing_rules

EVERY = timedelta(minutes=15)
LIMITS = Limits(seconds=20.0, answer=8 * 1024 * 1024)
_FOLDER = "absence-calendars"


def set_absence_feed(by: Viewer, ref: str, address: str, *, busy: bool, now: datetime) -> FeedView:
    """Read somebody's calendar at this address from now on; it is tried before it is kept.

    Raises `Refused`, `NotFound` for the person; `Invalid`, `Refused`, `ForNow`, `ForGood` for an address that
    cannot be read or answers no calendar.
    """
    one = get_looked_after(by, ref, now)
    address = _plain(address)
    rules = outgoing_rules()
    host = read_target(address, rules).host
    _understand(_read(address, rules), one.zone, busy, now)
    with transaction.atomic():
        feed = put_feed(by, ref, host, busy, now)
        _keep_address(feed.pk, address)
    return next(each for each in find_feeds(by, now) if each.ref == one.ref)


def end_absence_feed(by: Viewer, ref: str, now: datetime) -> None:
    """Read somebody's calendar no more; what it said is to come is forgotten, and its address."""
    for feed in end_feed(by, ref, now):
        _file(feed).unlink(missing_ok=True)


def do_read_absences(job: ClaimedJob, now: datetime) -> datetime | None:
    """Read one calendar; again in a quarter of an hour, also after a failure, until it is ended."""
    feed_id = int(job.payload["feed"])
    known = get_reader(feed_id, now)
    if known is None:
        return None
    feed, zone = known
    try:
        body = _read(_address(feed_id), outgoing_rules())
        digest = blake2b(f"{now.date()} {zone} ".encode() + body, digest_size=16).hexdigest()
        if digest == feed.digest:  # a day further, the same rules reach a day further
            record_unchanged(feed_id, now)
        else:
            found = _understand(body, zone, feed.busy, now)
            times = [(one.since, one.until, one.first_day, one.last_day) for one in found.away]
            record_reading(feed_id, times, found.skipped, digest, now)
    except AccordError as problem:
        record_failure(feed_id, problem.sentence, problem.remedy, now)
    return now + EVERY


def _understand(body: bytes, zone: str, busy: bool, now: datetime) -> CalendarRead:
    return read_calendar(body, since=now - BACK, until=now + AHEAD, zone=zone, busy=busy)


def _read(address: str, rules: Rules) -> bytes:
    found = fetch(address, rules=rules, headers={"Accept": "text/calendar"}, limits=LIMITS)
    if found.status != 200:
        raise ForNow(
            "absence.feed_status",
            f"the calendar's address answers {found.status}",
            "publish the calendar again, and give its new address",
        )
    return found.body


def _plain(address: str) -> str:
    """The address as it is asked: calendars are published as webcal:// too, which is https."""
    said = address.strip()
    scheme, _, rest = said.partition("://")
    return f"https://{rest}" if scheme.casefold() in {"webcal", "webcals"} else said


def _folder() -> Path:
    return Path(settings.INSTALLATION.data) / _FOLDER


def _file(feed: int) -> Path:
    return _folder() / str(feed)


def _keep_address(feed: int, address: str) -> None:
    """In a file that only its owner reads: whoever has the address reads the calendar."""
    _folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = _folder() / f"{feed}.{secrets.token_hex(4)}"
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(address)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(_file(feed))


def _address(feed: int) -> str:
    try:
        return _file(feed).read_text()
    except OSError as problem:
        raise NotFound(
            "absence.no_address",
            "the calendar's address is not on this machine",
            "give it again: it is a secret, and in no backup of the database",
        ) from problem
