"""HubSpot's forms, lists and campaigns; and the tables that are known and not taken."""

from accord.connectors.hubspot import our_people
from accord.connectors.hubspot.emails import address_record
from accord.connectors.objects.declared import Object, columns, needs, never
from accord.connectors.objects.forms import kind_of_form
from accord.connectors.objects.happenings import Happenings
from accord.connectors.objects.names import read_campaign
from accord.connectors.objects.row import Cells, Context, Said
from accord.connectors.objects.values import clear, email
from accord.vocabulary.channels import channel_of_utm, utm
from accord.vocabulary.facts import FactKind, RecordDraft, RecordKind


def read_submission(cells: Cells, context: Context) -> Said:
    """A form sent by a contact; the page's utm parameters name channel and campaign.

    The API names no contact but the address that was given: the sender is then known by it.
    """
    address = email(cells("email"))
    if cells.has("email") and not cells("contact") and not address:
        return Said(skipped="a form that names no address")
    sender = address_record(context, address, address) if address and not cells("contact") else None
    happened = Happenings(sender.ref if sender else context.ref(RecordKind.person, cells.need("contact")))
    page = cells("page_url")
    tags = utm(page)
    happened.named(
        f"form_submission:{cells.need('id')}",
        kind_of_form((cells("title"), cells("form")), page.partition("?")[0], context.mapping),
        context.need_moment(cells, "when"),
        channel=channel_of_utm(tags.get("utm_medium", ""), tags.get("utm_source", "")),
        campaign=tags.get("utm_campaign", ""),
        asset=clear(cells("title")) or cells("form"),
    )
    return Said((sender,) if sender else (), tuple(happened.facts))


def read_list_member(cells: Cells, context: Context) -> Said:
    """A contact put on a list: a dimension of the contact since that day."""
    if cells.yes("deleted"):
        return Said(skipped="no longer on the list")
    happened = Happenings(context.ref(RecordKind.person, cells.need("contact")))
    value = f"list:{cells.need('list')}=member"
    happened.at(FactKind.attribute, context.need_moment(cells, "added"), value=value)
    return Said((), tuple(happened.facts))


def read_list(cells: Cells, context: Context) -> Said:
    """A list: its name, kept as a record whose id no campaign shares."""
    ref = context.ref(RecordKind.campaign, f"list:{cells.need('id')}")
    return Said(
        (RecordDraft(ref, cells.kept(), context.moment(cells, "modified"), name=clear(cells("name"))),)
    )


SUBMISSION = Object(
    "contact_form_submission",
    "form_submitted, or demo_request, pricing_request, contact_request, content_download by the form's words",
    columns("""
        id: conversion_id | conversion-id
        contact: contact_id
        email: email
        form: form_id | form-id
        when: timestamp | submitted_at
        page_url: page_url | page-url
        title: title | form_name
        page: page_id
        portal: portal_id
    """),
    needs("id", "contact", "form", "when"),
    read_submission,
    dates=frozenset({"when"}),
)
LIST_MEMBER = Object(
    "contact_list_member",
    "attribute list:ID=member since the day of joining",
    columns(
        "contact: contact_id\nlist: contact_list_id | list_id\nadded: added_at\ndeleted: _fivetran_deleted"
    ),
    needs("contact", "list", "added"),
    read_list_member,
)
LIST = Object(
    "contact_list",
    "a list's name",
    columns("""
        id: id | list_id | ILS List ID
        name: name | List name
        kind: processing_type | processingType
        status: processing_status
        object_type: object_type_id
        created: created_at
        modified: updated_at | filters_updated_at
    """),
    needs("id", "name", "kind | status"),
    read_list,
)
CAMPAIGN = Object(
    "email_campaign",
    "a campaign's name",
    columns("""
        id: id
        app: app_id | appId
        name: name
        subject: subject
        type: type
        sub_type: sub_type | subType
        included: num_included | numIncluded
        queued: num_queued | numQueued
        content: content_id | contentId
        app_name: app_name | appName
    """),
    needs("id", "app", "name", "subject | included"),
    read_campaign,
    never("recipient | filtered_event"),
)


def _known(name: str, why: str, text: str, *needed: str, whole: bool = False) -> Object:
    found = columns("\n".join(f"{word}: {word}" for word in text.split()))
    return Object(name, why, found, needs(*needed), whole=whole)


_NAMES = "known and not needed: names only"
_SUPPORT = "not taken: support tickets are work after the sale"
NOT_TAKEN = (
    _known(
        "form",
        _NAMES,
        "guid name action form_type method redirect submit_text css_class",
        "guid",
        "form_type",
    ),
    _known(
        "property",
        _NAMES,
        "name label hubspot_object field_type group_name calculated",
        "name",
        "field_type",
        "hubspot_object",
    ),
    _known(
        "property_option",
        _NAMES,
        "property_id label value hidden display_order hubspot_object",
        "property_id",
        "value",
        "hidden",
    ),
    _known(
        "ticket",
        _SUPPORT,
        "hs_ticket_category hs_ticket_priority hs_pipeline_stage subject",
        "hs_ticket_priority",
    ),
    *(
        _known(f"ticket_{what}", _SUPPORT, f"ticket_id {what}_id category", "ticket_id", f"{what}_id")
        for what in ("company", "contact", "deal", "engagement")
    ),
    _known(
        "ticket_pipeline",
        _SUPPORT,
        "pipeline_id label object_type_id active",
        "pipeline_id",
        "object_type_id",
    ),
    _known(
        "ticket_pipeline_stage",
        _SUPPORT,
        "stage_id pipeline_id label ticket_state is_closed",
        "stage_id",
        "ticket_state",
    ),
    _known(
        "ticket_property_history",
        _SUPPORT,
        "ticket_id name value source source_id timestamp_instant",
        "ticket_id",
        "name",
        "value",
    ),
)
OBJECTS = (SUBMISSION, LIST_MEMBER, LIST, CAMPAIGN, *our_people.OBJECTS, *NOT_TAKEN)
