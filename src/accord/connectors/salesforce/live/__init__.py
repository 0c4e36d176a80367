"""Salesforce, live: polled by change time, read in bulk for history, written field by field."""

from accord.connectors.salesforce.live.objects import OBJECTS, OWN_FIELDS
from accord.connectors.salesforce.live.session import SalesforceSession, open_session

__all__ = ["OBJECTS", "OWN_FIELDS", "SalesforceSession", "open_session"]
