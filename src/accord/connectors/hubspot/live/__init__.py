"""HubSpot, live: searched by change time, listed page by page for history, written property by property."""

from accord.connectors.hubspot.live.objects import OBJECTS, OWN_FIELDS
from accord.connectors.hubspot.live.session import HubSpotSession, open_session

__all__ = ["OBJECTS", "OWN_FIELDS", "HubSpotSession", "open_session"]
