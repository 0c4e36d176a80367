"""A topic that spikes among what sales hears: marketing is told, once for each spike however many weeks it lasts.

The week is judged once, on Monday morning of the reporting zone, when it is over. What arrives later changes the page
and tells nobody: judging a week again and again would break the promise of the false alarm.
"""

from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from django.db import transaction

from accord.ledger.acts import record_act
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.models import Act
from accord.measures.hears.lines import Hears, Topic
from accord.reporting.hears import company_hears
from accord.teams.agreements import current
from accord.teams.notices import find_of_team, notify
from accord.teams.people import SYSTEM
from accord.vocabulary.notices import NoticeKind

HEARING = "judge_hearing"  # the kind of work; its one row comes round every hour
JUDGED, SPIKED = "hearing_judged", "topic_spiked"
TEAM = "marketing"
_EVERY = timedelta(hours=1)
_MORNING = time(6)  # of the Monday after: by then the night's imports are in


def plan_hearing(now: datetime) -> None:
    """See to it that each week is judged; repeating it changes nothing."""
    enqueue_job(HEARING, "all", due_at=now + _EVERY)


def do_judge_hearing(job: ClaimedJob, now: datetime) -> datetime:
    """The worker's part: judge the last whole week if nobody did; returns when it is due again."""
    tell_spikes(now)
    return now + _EVERY


def tell_spikes(now: datetime) -> tuple[str, ...]:
    """Judge the week that is over, and tell of its spikes; the keys of the topics that somebody was told of.

    Nothing without a signed agreement, before Monday's morning, or of a week that was judged.
    """
    agreement = current(now)
    if agreement is None or not agreement.signed:
        return ()
    reporting = agreement.document.reporting
    here = now.astimezone(ZoneInfo(reporting.zone if reporting else "UTC"))
    monday = here.date() - timedelta(days=here.weekday())
    judged = f"{JUDGED}:{monday - timedelta(days=7)}"
    if (here.weekday() == 0 and here.time() < _MORNING) or Act.objects.filter(key=judged).exists():
        return ()
    made = company_hears(SYSTEM, now=now)
    with transaction.atomic():
        payload = {"week": str(made.window.start), "judged": made.judged}
        if not record_act(
            key=judged, kind=JUDGED, actor="accord", agreement_hash=agreement.hash, payload=payload, now=now
        ):
            return ()
        return tuple(t.key for t in made.topics if t.spike and _tell(made, t, agreement.hash, now))


def _tell(made: Hears, topic: Topic, agreement: str, now: datetime) -> bool:
    """Note one spike; False when it goes on from the week before, and was told of."""
    key = _spike(topic.key, str(made.window.start))
    record_act(
        key=key, kind=SPIKED, actor="accord", agreement_hash=agreement, now=now,
        payload={"week": str(made.window.start), "sort": topic.sort, "people": topic.weeks[-1]},
    )  # fmt: skip
    before = str(made.window.start - timedelta(days=7))
    if Act.objects.filter(key=_spike(topic.key, before)).exists():
        return False
    values = {"sort": topic.sort, "topic": topic.topic, "heard_of": topic.weeks[-1]}
    about = f"number:{made.spikes.name}"
    return bool(notify(NoticeKind.spike, about, find_of_team(TEAM), cause=key, now=now, values=values))


def _spike(topic: str, week: str) -> str:
    # A cause is of at most 120 letters; a topic may be of more.
    return f"{SPIKED}:{week}:{sha256(topic.encode()).hexdigest()[:16]}"
