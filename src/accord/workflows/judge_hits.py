"""The job that tells machines from people: judges what is new, and whatever that changes around it."""

from collections.abc import Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from accord.journey.agents import COUNTED, HOLD, judge, released_at
from accord.journey.agents.networks import Networks, read_networks
from accord.ledger.hits import (
    Judged,
    append_judgements,
    expire_evidence,
    filter_cursor,
    latest_judgements,
    move_cursor,
)
from accord.ledger.jobs import ClaimedJob
from accord.workflows.load_hits import around, load_people, pending_contacts

CONTACTS = 2_000  # looked at together
ROWS = 1_000  # judgements in one transaction: it holds the lock for some 20 ms


def do_judge(job: ClaimedJob, now: datetime) -> None:
    """The worker's part; repeating it changes nothing."""
    judge_new(find_networks(settings.INSTALLATION.data), now)


def find_networks(folder: Path) -> Networks:
    """The user's list of networks, `networks.csv` in the data folder; without it, an empty one."""
    path = folder / "networks.csv"
    if not path.exists():
        return Networks()
    with path.open(encoding="utf-8") as lines:
        return read_networks(lines)


def judge_new(networks: Networks, now: datetime, *, hold: timedelta = HOLD) -> int:
    """Judge the hits that came since, and those around them whose judgement they change.

    Returns how many judgements were written. A crash leaves the cursor: the work is done again, and what
    stands already is not written twice.
    """
    after, up_to = filter_cursor(), _newest_fact()
    if up_to <= after:
        return 0
    written = 0
    for contacts in _in_parts(pending_contacts(after, up_to)):
        written += judge_contacts(contacts, networks, now, hold=hold)
    with transaction.atomic():
        move_cursor(up_to)
    while expire_evidence(now):
        pass
    return written


def judge_all(networks: Networks, now: datetime, *, hold: timedelta = HOLD) -> int:
    """Judge every hit anew, as after a new version of the filter or a new list; returns what changed."""
    up_to = _newest_fact()
    parts = _in_parts(pending_contacts(0, up_to))
    written = sum(judge_contacts(contacts, networks, now, hold=hold) for contacts in parts)
    with transaction.atomic():
        move_cursor(up_to)
    return written


def judge_contacts(contacts: Collection[int], networks: Networks, now: datetime, *, hold: timedelta) -> int:
    """Judge the hits of these contacts and of those around them, with all that stands around these."""
    changed = load_people(contacts, networks)
    affected = {*contacts, *around([c for c in contacts if c in changed.clicks], changed)}
    people = load_people(affected, networks)
    affected &= people.clicks.keys()
    beyond = around(affected, people) - affected
    others = load_people(beyond, networks)
    made_on = (networks.made_on or "undated") if networks else "none"
    classes = {each.hit_id: each for each in judge([*people.hits, *others.hits])}
    clicks = [found for contact in affected for found in people.clicks[contact]]
    standing = latest_judgements({found.subject for found in clicks})
    rows = []
    for found in clicks:
        each = classes[found.hit.hit_id]
        released = released_at(each, hold) if each.klass in COUNTED else None
        row = Judged(
            found.seq,
            found.subject,
            each.klass,
            " ".join(each.why),
            f"{each.version}/{made_on}",
            each.at,
            released,
        )
        stands = standing.get(found.seq)
        if stands != row and not (stands and found.expired):
            rows.append(row)
    _write(rows, now)
    return len(rows)


def _write(rows: list[Judged], now: datetime) -> None:
    for start in range(0, len(rows), ROWS):
        with transaction.atomic():
            append_judgements(rows[start : start + ROWS], now=now)


def _in_parts(contacts: Collection[int]) -> Iterator[list[int]]:
    ordered = sorted(contacts)
    for start in range(0, len(ordered), CONTACTS):
        yield ordered[start : start + CONTACTS]


def _newest_fact() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(seq) FROM ledger_fact")
        return int(cursor.fetchone()[0] or 0)
