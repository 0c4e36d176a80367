"""HubSpot: exports by label, by API name, and as copied into a warehouse."""

from accord.connectors.hubspot import deals, emails, engagements, history, others, people
from accord.connectors.hubspot.statuses import STATUSES
from accord.connectors.objects.system import System

OBJECTS = (
    people.CONTACT,
    people.COMPANY,
    *deals.OBJECTS,
    *emails.OBJECTS,
    *engagements.OBJECTS,
    *history.OBJECTS,
    *others.OBJECTS,
)
connector = System("hubspot", OBJECTS, "property", STATUSES)
