"""Marketing's own tool holds its sends while sales is in conversation: a field there says until when.

Decided from the record within the transaction's own job, written by the one way in which anything is written to a
CRM; nothing before go-live, nothing unsigned, only where the agreement names `hold_until` for a system.
"""

from datetime import datetime

from django.db import transaction

from accord.contacts.holding import FOR_GOOD, Held, find_news, held_until, keep_place, people_of
from accord.contacts.models import Contact, Identity
from accord.ledger.announced import HOLD, RELEASE
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.models import SyncWrite
from accord.ledger.sync import find_systems
from accord.ledger.sync_writes import SEEN, SENT, WAITING
from accord.teams.agreements import Current, current
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import NotFound
from accord.workflows.go_live import live_from
from accord.workflows.intend_write import intend_write
from accord.workflows.masters import Masters, read_masters

__all__ = ["HOLD", "RELEASE", "do_hold", "do_release", "hold_again", "hold_news"]
FIELD = "hold_until"


def do_hold(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part: look at what is new in the queue the job names; due again at once while more waits."""
    return now if hold_news(job.key, now) else None


def do_release(job: ClaimedJob, now: datetime) -> datetime | None:
    """The worker's part: a hold's time is over. Take it back, or see until when something else holds."""
    ends = [end for key in people_of([int(job.key)]) if (end := hold_again(key, now)) is not None]
    return min(ends, default=None)


def hold_news(queue: str, now: datetime) -> bool:
    """Mean the holds that new facts call for; whether more facts wait."""
    standing, systems = current(now), _systems(read_masters(now))
    live = live_from()
    if standing is None or live is None or not standing.signed or not systems:
        return False
    news = find_news(queue, standing, live)
    done: set[int] = set()
    for key in news.keys:
        seat = Identity.objects.select_related("contact__account").filter(key=key).first()
        if seat is not None and seat.contact_id not in done:
            done.add(seat.contact_id)
            _hold(seat.contact, key, standing, systems, now)
    keep_place(queue, news.seq)
    return news.more


def hold_again(key: int, now: datetime) -> datetime | None:
    """Look at one person again; when to look next, None where nothing holds or only an act can end it."""
    standing, systems = current(now), _systems(read_masters(now))
    seat = Identity.objects.select_related("contact__account").filter(key=key).first()
    if seat is None or standing is None or not standing.signed or not systems or live_from() is None:
        return None
    held = _hold(seat.contact, key, standing, systems, now)
    return held.until if held.until not in (None, FOR_GOOD) else None


def _systems(masters: Masters) -> list[str]:
    """Connected systems into which the agreement lets Accord write the field."""
    return [row.system for row in find_systems() if masters.may_write(row.system, FIELD)]


def _hold(contact: Contact, key: int, standing: Current, systems: list[str], now: datetime) -> Held:
    """Mean what the field shall say of one person; what it says already is not meant again."""
    held = held_until(contact, standing, now)
    keys = list(Identity.objects.filter(contact_id=contact.pk).values_list("key", flat=True))
    value = held.until.strftime("%Y-%m-%dT%H:%M:%SZ") if held.until else ""
    for system in systems:
        rows = SyncWrite.objects.filter(system=system, field=FIELD, subject__in=keys)
        last = rows.filter(state__in=(WAITING, SENT, SEEN)).order_by("-id").first()
        if value == (last.value if last else ""):
            continue
        why = f"{held.clause}: {held.why}" if held.until else "nothing holds marketing any more"
        try:
            with transaction.atomic():
                intend_write(SYSTEM, system, last.subject if last else key, FIELD, value, why, now)
                if held.until not in (None, FOR_GOOD):
                    enqueue_job(RELEASE, str(key), due_at=held.until)
        except NotFound:
            continue  # a person whom this system does not know needs no hold there
    return held
