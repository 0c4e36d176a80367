"""Who waits for sales now: shown after the reconciliation, before the board."""

from datetime import UTC, datetime
from typing import Any

from django.db import connection

from accord.contacts.visible import find_visible_ids
from accord.handoffs.find import find_open_owners
from accord.ledger.sql import marks
from accord.measures.mirror import Mirror
from accord.measures.number import Reading
from accord.reporting.mirror.current import open_current
from accord.reporting.mirror.whose import contacts_of
from accord.reporting.shapes import Waiter, Waiting
from accord.reporting.sight import mirror_folder, scope_for
from accord.teams.agreements import current
from accord.teams.rights import Right, may, require
from accord.vocabulary.facts import GENUINE_ATTEMPTS, FactKind
from accord.vocabulary.people import Viewer


def waiting(viewer: Viewer, now: datetime) -> Waiting:
    """People who qualified or asked for us and whom nobody of sales has tried to reach, the longest first.

    Everyone sees how many; who they are is filtered by what the viewer may see. Attempts that the mirror
    has not read yet are taken from the record, so that nobody attended to is called waiting. Whose a lead is, its
    hand-off says, else the CRM.
    """
    require(viewer, Right.see_board)
    with open_current(mirror_folder(), now) as mirror:
        scope = scope_for(current(now), mirror, window=None, now=now)
        attended = _attended_since(mirror)
        rows = [r for r in mirror.ask("waiting", **scope.bound()) if r["contact"] not in attended]
        as_of = mirror.as_of
    mine: set[int] = set()
    if may(viewer, Right.see_contacts):
        mine = find_visible_ids(viewer, {row["contact"] for row in rows})
    shown = [row for row in rows if row["contact"] in mine]
    owners = find_open_owners(row["contact"] for row in shown)
    people = tuple(_waiter(row | {"owner": owners.get(row["contact"], row["owner"])}, now) for row in shown)
    return Waiting(people, len(rows), as_of, scope.reading or Reading("", False))


def _waiter(row: dict[str, Any], now: datetime) -> Waiter:
    since = row["since"].replace(tzinfo=UTC)
    asked = FactKind(row["asked"]).name if row["asked"] else ""
    days = max((now - since).days, 0)
    return Waiter(row["contact"], row["account"], since, asked, row["channel"] or "", row["owner"], days)


def _attended_since(mirror: Mirror) -> set[int]:
    """Contacts whom a person of sales tried to reach after the mirror's last fact."""
    kinds = sorted(int(kind) for kind in GENUINE_ATTEMPTS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT DISTINCT subject FROM ledger_fact WHERE seq > %s AND kind IN ({marks(len(kinds))})",  # noqa: S608
            [mirror.manifest.seq, *kinds],
        )
        subjects = [row[0] for row in cursor.fetchall()]
    return set(contacts_of(subjects).values())
