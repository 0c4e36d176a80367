"""The first hour of every send: new facts are booked, a look is taken each minute, and both teams are told at once.

The company's own tool sends; here it is judged from its events. One row of work comes round: soon while a send is
young, else once a minute. What a look said stays as it was said, whatever arrives later.
"""

from datetime import datetime, timedelta

from django.db import transaction

from accord.agreement.first_hour import HALTS_ALONE, first_hour_of
from accord.campaigns.models import CampaignRow
from accord.campaigns.pulse.close import close_over
from accord.campaigns.pulse.look import look_at
from accord.campaigns.pulse.models import Send, SendLook
from accord.campaigns.pulse.rules import SendRules
from accord.campaigns.pulse.take_in import HOUR, find_new, take_in
from accord.campaigns.waves.steer import pause_named, resolve_seen
from accord.learning.pulse import Action
from accord.ledger.hits import find_place, keep_place
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.sql import take_turn
from accord.reporting.past_sends import learn_from_past
from accord.teams.agreements import current
from accord.teams.notices import find_of_team, notify
from accord.vocabulary.notices import NoticeKind
from accord.vocabulary.phrases import plain

WATCH_SENDS = "watch_sends"
_PLACE = "sends"
_SOON, _LATER = timedelta(seconds=10), timedelta(minutes=1)
_AFTER = timedelta(minutes=5)  # a worker that was away takes the last look until then


def plan_watch_sends(now: datetime) -> None:
    """See to it that sends are watched; repeating it changes nothing."""
    enqueue_job(WATCH_SENDS, "all", due_at=now)


def do_watch_sends(job: ClaimedJob, now: datetime) -> datetime:
    """The worker's part; returns when it is due again."""
    return now + (_SOON if watch_sends(now) else _LATER)


def watch_sends(now: datetime) -> int:
    """Book what came since, look at every send that is due, close what is over; how many sends are young."""
    while _book(now):
        pass
    young = Send.objects.filter(closed_at=None, since__gt=now - HOUR - _AFTER, since__lte=now)
    for send in young:
        with transaction.atomic():
            take_turn()
            _look(send, now)
    with transaction.atomic():
        close_over(now)
        resolve_seen(now)
    return len(young)


def _book(now: datetime) -> int:
    rules: list[SendRules] = []

    def start() -> SendRules:
        if not rules:
            rules.append(_rules(now))
        return rules[0]

    after = find_place(_PLACE) or 0
    rows = find_new(after, now)
    if not rows:
        return 0
    with transaction.atomic():
        take_turn()
        take_in(rows, start, now)
        keep_place(_PLACE, rows[-1].seq)
    return len(rows)


def _rules(now: datetime) -> SendRules:
    """What the agreement in force says and what past sends teach, at the moment a send is first seen."""
    standing = current(now)
    hour = first_hour_of(standing.document if standing else None)
    signed = standing.hash if standing and standing.signed else ""  # a draft judges nothing by name
    return SendRules(hour, learn_from_past(hour, now), signed)


def _look(send: Send, now: datetime) -> None:
    before = SendLook.objects.filter(send=send).order_by("-minute").values_list("action", flat=True).first()
    look = look_at(send, now)
    if look is None or look.action in (before, Action.hold):
        return  # who let a wave go on against a halt is not held again by the next look
    if look.action == Action.halt and (look.metric or _halts_alone(now)):
        pause_named(send.campaign, f"the first hour says halt: {look.metric or 'fewer answers'}", now=now)
    _tell(send, look, now)


def _halts_alone(now: datetime) -> bool:
    """Whether the clause lets a verdict on answers halt by itself; a guard's always does, that is what it is for."""
    standing = current(now)
    clause = standing.document.pulse if standing else None
    return clause is not None and plain(clause.ramp_and_halt) == HALTS_ALONE


def _tell(send: Send, look: SendLook, now: datetime) -> None:
    """Both teams get the same words: the campaign's two owners where it was planned here, else both teams."""
    values = {
        "campaign": send.campaign, "action": look.action, "minute": look.since_minute or look.minute,
        "answered": look.answered, "expected": round(look.expected), "metric": look.metric,
    }  # fmt: skip
    cause = f"pulse:{send.key}:{look.action}"
    notify(NoticeKind.pulse, f"send:{send.key}", _owners(send), cause=cause, now=now, values=values)


def _owners(send: Send) -> list[int]:
    planned = [
        row
        for row in CampaignRow.objects.filter(cancelled_at=None)
        if send.campaign in (row.name, *row.called)
    ]
    owners = [owner for row in planned for owner in (row.marketing_owner, row.sales_owner) if owner]
    return owners or [*find_of_team("marketing"), *find_of_team("sales")]
