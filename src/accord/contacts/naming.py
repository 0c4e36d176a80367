"""How a contact is called: the name its best source record gives, else its address, else its company."""

from collections.abc import Collection, Iterable

from django.db import connection

from accord.contacts.visible import find_visible_ids
from accord.ledger.sql import in_chunks, marks
from accord.teams.rights import Right, may
from accord.vocabulary.people import Viewer


def find_names(viewer: Viewer, contact_ids: Iterable[int]) -> dict[int, str]:
    """The display name of each contact the viewer may see; the others are absent.

    Two queries, whatever the number of contacts (a page's worth).
    """
    wanted = {int(contact) for contact in contact_ids}
    if not wanted or not may(viewer, Right.see_contacts):
        return {}
    return spell_names(find_visible_ids(viewer, wanted))


def spell_names(contacts: Collection[int]) -> dict[int, str]:
    """The display name of each contact: ties between records go by their natural names."""
    best: dict[int, tuple[tuple[bool, str, str, str], str]] = {}
    with connection.cursor() as cursor:
        for chunk in in_chunks(sorted(contacts)):
            cursor.execute(
                "SELECT i.contact_id, r.name, r.email, r.company, r.source, r.kind, r.external_id "  # noqa: S608
                "FROM contacts_identity i JOIN ledger_sourcerecord r ON r.key = i.key "
                f"WHERE i.contact_id IN ({marks(len(chunk))})",
                list(chunk),
            )
            for contact, name, email, company, *natural in cursor.fetchall():
                spelt = name.strip() or email or company
                rank = (not name.strip(), str(natural[0]), str(natural[1]), str(natural[2]))
                if spelt and (contact not in best or rank < best[contact][0]):
                    best[contact] = (rank, spelt)
    return {contact: spelt for contact, (_, spelt) in best.items()}
