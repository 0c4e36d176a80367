"""Credit runs kept by themselves: one for each cycle that was agreed, when it has closed.

It is kept on the morning after the last day, under the version that was in force last for that cycle. What is learnt
later is a run that somebody keeps; a cycle is kept once, however often this comes round.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from accord.agreement.cycle import find_cycle
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.ledger.models import Act
from accord.measures.number import Window
from accord.teams.agreements import Current, chain_at
from accord.workflows.keep_credit_run import keep_cycle_run

KEEP = "keep_cycle_runs"  # the kind of work; its one row comes round every hour
_EVERY = timedelta(hours=1)
_MORNING = time(6)  # of the day after: by then the night's imports are in


def plan_keeping(now: datetime) -> None:
    """See to it that runs are kept; repeating it changes nothing."""
    enqueue_job(KEEP, "all", due_at=now + _EVERY)


def do_keep_cycle_runs(job: ClaimedJob, now: datetime) -> datetime:
    """The worker's part: keep what has closed and was not kept; returns when it is due again."""
    keep_cycle_runs(now)
    return now + _EVERY


def keep_cycle_runs(now: datetime) -> tuple[str, ...]:
    """Keep a run of every closed cycle that has none; their keys, in the order of their agreements.

    Nothing without a signed agreement, before the morning after, of a cycle that is no quarter, month or year, and of
    one that was over before anything was signed for it.
    """
    found: dict[str, tuple[Current, Window]] = {}
    for each in chain_at(now):
        head = each.document.agreement
        window = _closed(each, now)
        if window is not None:
            found[f"credit_cycle:{head.cycle}:{head.id}"[:120]] = each, window
    stands = set(Act.objects.filter(key__in=found).values_list("key", flat=True))
    return tuple(
        key
        for key, (agreement, window) in found.items()
        if key not in stands and keep_cycle_run(key, agreement, window, now)
    )


def _closed(agreement: Current, now: datetime) -> Window | None:
    """The days of its cycle where they are over, and something was signed for them while they ran."""
    span = find_cycle(agreement.document.agreement.cycle)
    if not agreement.signed or agreement.since is None or span is None:
        return None
    reporting = agreement.document.reporting
    zone = ZoneInfo(reporting.zone if reporting else "UTC")
    first, after = span
    over = now.astimezone(zone) >= datetime.combine(after, _MORNING, zone)
    return Window(first, after) if over and agreement.since.astimezone(zone).date() < after else None
