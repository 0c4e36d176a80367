"""Go-live: the one recorded instant after which facts may cause acts. Before it everything is history."""

from datetime import datetime

from django.db import transaction

from accord.ledger.acts import record_act
from accord.ledger.installed import find_installed, record_installed
from accord.ledger.wins import LIVE_FROM as LIVE_FROM
from accord.teams.agreements import in_force
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Viewer


def live_from() -> datetime | None:
    """The instant this installation went live; None while everything is history."""
    recorded = find_installed(LIVE_FROM)
    return datetime.fromisoformat(recorded) if recorded else None


def go_live(by: Viewer, *, now: datetime) -> datetime:
    """Record the instant, once; a second call returns the first.

    Refused without a signed agreement in force: nothing acts under an unsigned one.
    """
    require(by, Right.manage_people)
    standing = live_from()
    if standing is not None:
        return standing
    agreement = in_force(now)
    if agreement is None:
        raise Refused(
            "go_live.unsigned",
            "no signed agreement is in force",
            "both teams sign first: accord agreement sign, or the agreement's page",
        )
    with transaction.atomic():
        record_act(key="go-live", kind="go_live", actor=by.actor, agreement_hash=agreement.hash, now=now)
        return datetime.fromisoformat(record_installed(LIVE_FROM, now.isoformat(), now))
