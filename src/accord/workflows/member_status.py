"""A campaign member's status, written where the campaign has such a status, and known again when it comes back.

That Salesforce counts a person as having responded because Accord said so is no response of theirs.
"""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from accord.connectors.objects.live import LiveRow
from accord.connectors.objects.session import Clock, Connection, LiveObject, Session
from accord.ledger.models import SyncWrite
from accord.ledger.sync import Held, hold_rows, release_rows
from accord.ledger.sync_writes import (
    FAILED,
    SEEN,
    SENT,
    close_write,
    find_standing,
)
from accord.vocabulary.facts import FactKind, Reason, RowRead
from accord.workflows.connections import Live
from accord.workflows.echo import judge
from accord.workflows.intend_write import MEMBER, MEMBER_STATUS, member_key
from accord.workflows.masters import Masters, read_masters
from accord.workflows.theirs_stands import close_alone, let_theirs_stand
from accord.workflows.vendor_values import same_value, vendor_value

_STATUS = "Status"


def send_member_status(
    live: Live, connection: Connection, session: Session, write: SyncWrite, masters: Masters, clock: Clock
) -> None:
    """Set the status of one member. Raises `ForNow`, `ForGood`.

    Refused, and shown: a person who is no member, a status that this campaign has not. Nothing is added or
    invented there. What somebody set since this was decided stands, unless Accord is its master.
    """
    item = live.get(MEMBER)
    campaign, _, person = write.external_id.partition(":")
    find_member, find_labels = getattr(session, "find_member"), getattr(session, "find_labels")  # noqa: B009
    row = find_member(item, campaign, person)
    if row is None:
        close_alone(write, FAILED, clock(), "the person is no member of this campaign: add them there")
        return
    wanted = vendor_value(live, connection, MEMBER_STATUS, write.value)
    stands = row.cells.get(_STATUS, "")
    if same_value(stands, wanted):
        close_alone(write, SEEN, clock(), "", row.modified)
        return
    labels = find_labels(campaign)
    if wanted not in labels:
        _refuse(connection, write, wanted, labels, clock())
        return
    theirs = row.modified is not None and row.modified > write.created_at and row.actor != session.actor
    if theirs and masters.of(MEMBER_STATUS) != "accord":
        let_theirs_stand(write, row, stands, masters, clock(), external_id=write.external_id)
        return
    session.update(item, row.id, {_STATUS: wanted})
    close_alone(write, SENT, clock(), "", row.modified)
    release_rows(connection.system, MEMBER_STATUS, [write.external_id])


def _refuse(
    connection: Connection, write: SyncWrite, wanted: str, labels: Sequence[str], now: datetime
) -> None:
    """A gap of the mapping: shown with the statuses that there are."""
    why = (
        f'this campaign has no status "{wanted}" (it has: {", ".join(labels)}). Say which one it is in '
        f'crm-{connection.system}.yaml, member_statuses: {{"{write.value}": ...}}; then: accord sync again'
    )
    with transaction.atomic():
        held = Held(write.external_id, Reason.unknown_status.value, _STATUS, write.value)
        hold_rows(connection.system, MEMBER_STATUS, [held], now)
        close_write(write, FAILED, now, error=why)


def hear_members(
    live: Live,
    connection: Connection,
    item: LiveObject,
    taken: Sequence[tuple[LiveRow, RowRead]],
    now: datetime,
) -> list[tuple[LiveRow, RowRead]]:
    """The rows, without the response that only our own write made. Expects the page's transaction."""
    if item.name != MEMBER:
        return list(taken)
    names = [_names(row) for row, _ in taken]
    standing = find_standing(connection.system, [name for both in names for name in both])
    if not standing:
        return list(taken)
    masters = read_masters(now)
    found = []
    for (row, read), both in zip(taken, names, strict=True):
        writes = [standing[name, MEMBER_STATUS] for name in both if (name, MEMBER_STATUS) in standing]
        for write in writes:
            ours = vendor_value(live, connection, MEMBER_STATUS, write.value)
            if write.state in (SENT, SEEN) and same_value(row.cells.get(_STATUS, ""), ours):
                read = read._replace(
                    facts=tuple(f for f in read.facts if not _by_us(f.kind, f.occurred_at, write))
                )
            judge(live, connection, item, row, None, write, masters, now)
        found.append((row, read))
    return found


def _names(row: LiveRow) -> list[str]:
    campaign = row.cells.get("CampaignId", "")
    people = (row.cells.get("LeadId", ""), row.cells.get("ContactId", ""))
    return [member_key(campaign, person) for person in people if campaign and person]


def _by_us(kind: FactKind, when: datetime, write: SyncWrite) -> bool:
    """Whether a response came with our write: the vendor dates the first one by the day only."""
    return kind is FactKind.campaign_responded and (
        write.sent_at is not None and when.date() >= write.sent_at.date()
    )
