"""What the fold says of a lead stands in the CRM: stage, class and why, where the signed agreement names them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from accord.ledger.jobs import ClaimedJob
from accord.ledger.models import SyncWrite
from accord.ledger.sync import find_systems
from accord.reporting.journey_now import Standing, find_standing
from accord.teams.people import SYSTEM
from accord.vocabulary.errors import NotFound
from accord.workflows.go_live import live_from
from accord.workflows.intend_write import intend_write
from accord.workflows.masters import Masters, read_masters
from accord.workflows.read_crm import PUSH

__all__ = ["PUSH", "do_push", "push_journey"]
_LOOK_BACK = timedelta(days=2)  # what changed before was meant by an earlier run


def do_push(job: ClaimedJob, now: datetime) -> None:
    """The worker's part: mean what changed. A repeat means nothing new."""
    said = job.payload.get("since")
    push_journey(now, datetime.fromisoformat(said) if said else None)


def push_journey(now: datetime, since: datetime | None = None) -> int:
    """Mean the stage and class of every lead that moved; how many values were new.

    `since`: look back so far, for somebody whom the CRM did not know until now.

    Nothing before go-live, nothing unsigned: then it returns 0. A person without a record there is passed over.
    """
    masters, live = read_masters(now), live_from()
    systems = [row.system for row in find_systems()]
    if live is None or not masters.signed or not systems:
        return 0
    last = SyncWrite.objects.filter(field__in=("stage", "class")).order_by("-created_at").first()
    usual = max(live, last.created_at - _LOOK_BACK) if last else live
    since = max(live, min(since or usual, usual))
    standing = find_standing(SYSTEM, since, now)
    meant = 0
    for system in systems:
        for subject, field, value, why in _changes(masters, system, standing):
            try:
                intend_write(SYSTEM, system, subject, field, value, why, now)
                meant += 1
            except NotFound:
                continue
    return meant


def _changes(masters: Masters, system: str, standing: list[Standing]) -> Iterator[tuple[int, str, str, str]]:
    """Values that differ from what was last meant: subject, field, value, why."""
    named = [field for field in ("stage", "class", "why") if masters.may_write(system, field)]
    if not named or not standing:
        return
    rows = SyncWrite.objects.filter(system=system, field__in=named).exclude(state__in=("dropped", "failed"))
    last = {(s, f): v for s, f, v in rows.order_by("id").values_list("subject", "field", "value")}
    for one in standing:
        said = {"stage": one.stage, "class": one.klass, "why": one.why}
        for field in named:
            if said[field] and last.get((one.subject, field)) != said[field]:
                yield one.subject, field, said[field], f"{one.stage}: {one.why}" if one.why else one.stage
