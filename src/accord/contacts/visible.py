"""Which contacts a viewer may see: one place, asked by every read and every act of this room."""

from django.db.models import Q, QuerySet

from accord.contacts.models import Contact
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Role, Viewer


def visible_contacts(viewer: Viewer) -> QuerySet[Contact]:
    """The living contacts this viewer may see.

    Marketing, managers and operations see all. A rep sees their own, their team's, and the queue (nobody's).
    Raises `Refused` for a role that sees aggregates only.
    """
    require(viewer, Right.see_contacts)
    contacts = Contact.objects.filter(gone=False)
    if viewer.role == Role.rep:
        mine = Q(owner="") | Q(owner__in=sorted(viewer.sales_ids | viewer.team_sales_ids))
        contacts = contacts.filter(mine)
    return contacts


def find_visible_ids(viewer: Viewer, contacts: set[int]) -> set[int]:
    """Those of these contacts that the viewer may see."""
    return set(visible_contacts(viewer).filter(pk__in=contacts).values_list("pk", flat=True))


def no_such_contact(contact_id: int) -> NotFound:
    """The one answer for a contact that does not exist, and for one that is not for this viewer."""
    return NotFound(
        "contact.unknown", f"there is no contact {contact_id}", "search for the person by name or e-mail"
    )
