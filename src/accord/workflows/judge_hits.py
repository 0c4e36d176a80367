"""The job that tells machines from people: judges what is new, and whatever that changes around it."""

from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from accord.journey.agents import COUNTED, FILTER_VERSION, HOLD, judge, released_at
from accord.journey.agents.networks import Networks, read_networks
from accord.ledger.hits import (
    Judged,
    append_judgements,
    expire_evidence,
    filter_cursor,
    find_place,
    forget_places,
    keep_place,
    latest_judgements,
    move_cursor,
)
from accord.ledger.jobs import ClaimedJob
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer
from accord.workflows.load_hits import around, load_people, pending_contacts

CONTACTS = 2_000  # looked at together
Tell = Callable[[int, int, int], None]
_ANEW = "anew "  # of the names under which unfinished work keeps its place
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


def judge_all(
    networks: Networks, now: datetime, *, hold: timedelta = HOLD, tell: Tell = lambda done, of, changed: None
) -> int:
    """Judge every hit anew, as after a new version of the filter or a new list; returns what changed.

    Judgements are appended, none is altered. Stopped between, the next run of the same filter and list goes on
    where it was; `tell` is given how many people are done, of how many, and the judgements written so far.
    """
    up_to, name = _newest_fact(), f"{_ANEW}{version_with(networks)}"[:20]
    everybody = pending_contacts(0, up_to)
    after = find_place(name)
    left = [contact for contact in everybody if after is None or contact > after]
    done, written = len(everybody) - len(left), 0
    for contacts in _in_parts(left):
        written += judge_contacts(contacts, networks, now, hold=hold)
        done += len(contacts)
        with transaction.atomic():
            keep_place(name, contacts[-1])
        tell(done, len(everybody), written)
    with transaction.atomic():
        forget_places(_ANEW)
        move_cursor(up_to)
    return written


def judge_again(by: Viewer, now: datetime, *, everything: bool, tell: Tell) -> int:
    """What `accord judge` does: the new hits, or all of them. Raises `Refused` without the right."""
    require(by, Right.run_doctor)
    networks = find_networks(settings.INSTALLATION.data)
    return judge_all(networks, now, tell=tell) if everything else judge_new(networks, now)


def version_with(networks: Networks) -> str:
    """The filter's version and the date of its network list, as judgements bear it."""
    return f"{FILTER_VERSION}/{(networks.made_on or 'undated') if networks else 'none'}"


def judge_contacts(contacts: Collection[int], networks: Networks, now: datetime, *, hold: timedelta) -> int:
    """Judge the hits of these contacts and of those around them, with all that stands around these."""
    changed = load_people(contacts, networks)
    affected = {*contacts, *around([c for c in contacts if c in changed.clicks], changed)}
    people = load_people(affected, networks)
    affected &= people.clicks.keys()
    beyond = around(affected, people) - affected
    others = load_people(beyond, networks)
    version = version_with(networks)
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
            version,
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
