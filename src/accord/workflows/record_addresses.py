"""Where a record stands in the system it came from: an address to open, for those who look at it here."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.connections import get_connection

_SYSTEM = "salesforce"
_LONG = 18  # characters of an id there; HubSpot's addresses need a portal's number, which no record carries


class _Record(Protocol):
    @property
    def source(self) -> str: ...

    @property
    def external_id(self) -> str: ...


def find_record_addresses(viewer: Viewer, records: Iterable[_Record]) -> Mapping[str, str]:
    """Addresses by external id, of records whose system is connected and has such addresses."""
    require(viewer, Right.see_contacts)
    try:
        connection = get_connection(_SYSTEM)
    except NotFound:
        return {}
    root = connection.base_url or connection.login_url
    if not root:
        return {}
    return {
        each.external_id: f"{root}/{each.external_id}"
        for each in records
        if each.source == connection.source and len(each.external_id) == _LONG and each.external_id.isalnum()
    }
