"""HubSpot: exports by label, by API name, and as copied into a warehouse."""

from accord.connectors.hubspot.people import COMPANY, CONTACT
from accord.connectors.hubspot.statuses import STATUSES
from accord.connectors.objects.system import System

connector = System("hubspot", (CONTACT, COMPANY), "property", STATUSES)
