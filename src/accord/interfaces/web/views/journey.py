"""The journey of each person and company: lists, search, and the page of one."""

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.alignment.talk.subjects import get_subject, keys_beside
from accord.contacts.consent import find_consents
from accord.contacts.reads import find_accounts, find_contacts, get_account
from accord.interfaces.web.frame import may_open
from accord.interfaces.web.pages import offset_of, see_other, show
from accord.interfaces.web.timeline import moments
from accord.interfaces.web.views.contact_policy import reach_of
from accord.interfaces.web.words import MEDIA, ORIGINS, PURPOSES, SAID
from accord.reporting.desk.find import find_lead_of
from accord.reporting.leads import get_contact
from accord.teams.people import find_owners
from accord.vocabulary.people import Viewer
from accord.workflows.record_addresses import find_record_addresses

PAGE = 50


def contacts(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """People this viewer may see, found by name, address or company."""
    search = request.GET.get("q", "").strip()
    page = find_contacts(viewer, search, offset=offset_of(request), limit=PAGE)
    return show(
        request,
        viewer,
        "contacts.html",
        page=page,
        owners=find_owners(viewer, {row.owner for row in page.rows}),
        search=search,
        following=_following(page.offset, page.total),
        **tabs(viewer),
    )


def contact(request: HttpRequest, viewer: Viewer, contact_id: int) -> HttpResponse:
    """One person: what both teams did, what each source says, why these records are one."""
    found = get_contact(viewer, contact_id, datetime.now(UTC))
    if found.id != contact_id:
        return see_other(reverse("contact", args=[found.id]))
    return show(
        request,
        viewer,
        "contact.html",
        contact=found,
        talk_about=f"contact:{found.id}",
        handed_over=find_lead_of(viewer, keys_beside(get_subject(viewer, f"contact:{found.id}"))),
        owners=find_owners(viewer, {found.owner}),
        moments=moments(found.touches),
        record_fields=record_fields(),
        consents=find_consents(viewer, found.id),
        **reach_of(request, viewer, found.id),
        purposes=PURPOSES,
        media=MEDIA,
        said_words=SAID,
        origins=ORIGINS,
        columns=sorted({name for record in found.records for name in record.values}),
        there=find_record_addresses(viewer, found.records),
        **tabs(viewer),
    )


def record_fields() -> list[tuple[str, str]]:
    """The fields that every record has, with their words."""
    return [
        ("name", _("Name")),
        ("email", _("E-mail address")),
        ("phone", _("Telephone")),
        ("company", _("Company")),
        ("country", _("Country")),
    ]


def accounts(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Companies this viewer may see."""
    search = request.GET.get("q", "").strip()
    page = find_accounts(viewer, search, offset=offset_of(request), limit=PAGE)
    return show(
        request,
        viewer,
        "accounts.html",
        page=page,
        search=search,
        following=_following(page.offset, page.total),
        **tabs(viewer),
    )


def account(request: HttpRequest, viewer: Viewer, account_id: int) -> HttpResponse:
    """One company: who is active, what both teams did there, its deals."""
    found = get_account(viewer, account_id)
    owners = find_owners(viewer, {person.owner for person in found.people})
    about = f"account:{found.id}"
    return show(
        request, viewer, "account.html", account=found, owners=owners, talk_about=about, **tabs(viewer)
    )


def tabs(viewer: Viewer) -> dict[str, Any]:
    """The pages that stand under Journey, as far as this viewer may open them."""
    return {"journey_tabs": [name for name in ("journey", "accounts", "reviews") if may_open(viewer, name)]}


def _following(offset: int, total: int) -> int | None:
    return offset + PAGE if offset + PAGE < total else None
