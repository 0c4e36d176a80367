"""Which HubSpot objects are read live, by which change time, and the properties of our own there."""

from datetime import timedelta

from accord.connectors.hubspot.live.preferences import FLAG
from accord.connectors.hubspot.live.tasks import TASK_KEY
from accord.connectors.objects.session import LiveObject

# What was written is found by search only after a while, longer under load.
OVERLAP = timedelta(minutes=10)
FORMS = "form_submissions"  # no object of the CRM: each form has a list of its own
LISTS, MEMBERS = "lists", "list_memberships"
NO_PROPERTIES = frozenset({"owners", "email_events", FORMS, LISTS, MEMBERS})

_OWNED = ("hubspot_owner_id", "hs_lead_status", "lifecyclestage")  # whose earlier values are read too
CONTACT = LiveObject("contact", "contacts", "lastmodifieddate", writable=True, versions=_OWNED)
OBJECTS = (
    LiveObject("owner", "owners", "", every=4, history=False),
    LiveObject("user_profile", "users", "hs_lastmodifieddate", every=20, history=False),
    LiveObject("company", "companies", "hs_lastmodifieddate", versions=_OWNED),
    CONTACT,
    LiveObject("deal", "deals", "hs_lastmodifieddate", versions=("hubspot_owner_id", "dealstage", "amount")),
    LiveObject("engagement_call", "calls", "hs_lastmodifieddate"),
    LiveObject("engagement_email", "emails", "hs_lastmodifieddate"),
    LiveObject("engagement_meeting", "meetings", "hs_lastmodifieddate"),
    LiveObject("engagement_note", "notes", "hs_lastmodifieddate"),
    LiveObject("engagement_task", "tasks", "hs_lastmodifieddate"),
    LiveObject("engagement_communication", "communications", "hs_lastmodifieddate"),
    LiveObject("email_event", "email_events", "created", history=False),
    LiveObject("contact_form_submission", FORMS, "submitted_at", every=2),
    LiveObject("contact_list", LISTS, "updatedAt", every=60, history=False),
    LiveObject("contact_list_member", MEMBERS, "added_at", every=15),
    LiveObject("archived", "contacts", "lastmodifieddate", every=12, history=False, of="contact"),
    *(
        LiveObject(f"archived_{of}", vendor, "hs_lastmodifieddate", every=15, history=False, of=of)
        for of, vendor in (
            ("deal", "deals"),
            ("engagement_call", "calls"),
            ("engagement_email", "emails"),
            ("engagement_meeting", "meetings"),
            ("engagement_note", "notes"),
            ("engagement_task", "tasks"),
            ("engagement_communication", "communications"),
        )
    ),
)

# Whom a row is with: (associated object, the header under which the file reader looks for its ids).
LINKS: dict[str, tuple[tuple[str, str], ...]] = {
    "deals": (("contacts", "Associated Contact IDs"), ("companies", "Associated Company IDs")),
    **dict.fromkeys(
        ("calls", "emails", "meetings", "notes", "tasks", "communications"),
        (
            ("contacts", "Associated Contact IDs"),
            ("deals", "Associated Deal IDs"),
            ("companies", "Associated Company IDs"),
        ),
    ),
}

# What the agreement calls a field, by object, and the property's name. The mapping may rename ours.
OWN_FIELDS: dict[str, dict[str, str]] = {
    "contact": {
        "owner": "hubspot_owner_id",
        "stage": "lifecyclestage",
        "class": "accord_class",
        "due": "accord_due",
        "why": "accord_why_qualified",
        "dossier": "accord_dossier",
        "reason": "accord_reason",
        "recycle_date": "accord_recycle_date",
        "hold_until": "accord_hold_until",
        "opt_out": FLAG,  # read there; written through the communication preferences
    },
    "engagement_task": {"task_key": TASK_KEY},  # unique: the same task is made once, however often it is sent
}
# How a property of ours is made there: type, field type, how the settings page calls it, whether it is unique.
MAKE: dict[str, tuple[str, str, str, bool]] = {
    "class": ("string", "text", "single-line text", False),
    "due": ("datetime", "date", "date and time picker", False),
    "why": ("string", "textarea", "multi-line text", False),
    "dossier": ("string", "text", "single-line text", False),
    "reason": ("string", "text", "single-line text", False),
    "recycle_date": ("datetime", "date", "date and time picker", False),
    "hold_until": ("datetime", "date", "date and time picker", False),
    "task_key": ("string", "text", 'single-line text, "require unique values"', True),
}
BESIDE = {"contact": "email", "engagement_task": "hs_task_subject"}  # a new property joins this one's group
# HubSpot's own lifecycle, by the stages of the shipped templates; the mapping (`stages`) says others.
STAGES = {
    "aware": "subscriber",
    "interested": "lead",
    "qualified": "marketingqualifiedlead",
    "accepted": "salesqualifiedlead",
    "sales_ready": "opportunity",
    "won": "customer",
    "live": "customer",
    "renewed": "evangelist",
}
