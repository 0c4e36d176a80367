"""Close the pack of the week that runs: sealed as it was shown, the meeting held, both teams told."""

from datetime import datetime
from hashlib import sha256

from django.db import transaction

from accord.alignment.meetings.models import ClosedPack
from accord.ledger.acts import record_act
from accord.reporting.pack import PackView, make_pack, running_week, weekly_pack
from accord.reporting.pack_shapes import as_text
from accord.teams.agreements import current
from accord.teams.notices import notify
from accord.teams.notices.whom import find_members
from accord.teams.rights import Right, require
from accord.vocabulary.notices import NoticeKind
from accord.vocabulary.people import Role, Viewer
from accord.workflows.meetings import hold_meeting
from accord.workflows.pack_mail import CLOSED

_TEAMS = (Role.marketing.value, Role.rep.value, Role.manager.value)


def close_pack(by: Viewer, *, now: datetime) -> PackView:
    """Seal the running week's pack; closing it again gives back what was sealed.

    The weekly meeting counts as held, opened by whoever closes it, unless it was said before. Both teams are told,
    under a signed agreement. Raises `Refused` without the right.
    """
    require(by, Right.run_meetings)
    week = running_week(now)
    if not ClosedPack.objects.filter(week=week).exists():
        text = as_text(make_pack(now))
        with transaction.atomic():
            digest = sha256(text.encode()).hexdigest()
            _, new = ClosedPack.objects.get_or_create(
                week=week,
                defaults={"content": text, "digest": digest, "closed_at": now, "closed_by": by.actor},
            )
            if new:
                _tell(by, week, digest, now)
    return weekly_pack(by, week=week, now=now)


def _tell(by: Viewer, week: str, digest: str, now: datetime) -> None:
    agreement = current(now)
    if agreement is not None and "weekly" in agreement.document.rhythm:
        hold_meeting(by, "weekly", now=now)
    record_act(
        key=f"{CLOSED}{week}", kind="pack_closed", actor=by.actor, now=now,
        agreement_hash=agreement.hash if agreement else "", payload={"week": week, "digest": digest},
    )  # fmt: skip
    people = find_members().filter(role__in=_TEAMS).values_list("pk", flat=True)
    notify(NoticeKind.weekly_pack, "clause:rhythm.weekly", list(people), cause=f"{CLOSED}{week}", now=now)
