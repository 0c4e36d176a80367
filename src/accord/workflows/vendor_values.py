"""A value as a vendor spells it: field names, lifecycle stages, instants, ids of two lengths."""

from accord.connectors.hubspot.live.objects import STAGES
from accord.connectors.objects.moments import Moments
from accord.connectors.objects.session import Connection, LiveObject
from accord.vocabulary.ids import salesforce_id_18
from accord.workflows.connections import Live

_MOMENTS = Moments("UTC")


def vendor_name(live: Live, connection: Connection, item: LiveObject, field: str) -> str:
    """The vendor's name of a field that the agreement names; the mapping's `fields` may rename it."""
    renamed = connection.mapping.get("fields") or {}
    return str(renamed.get(field) or live.own_fields.get(item.name, {}).get(field, ""))


def vendor_value(live: Live, connection: Connection, field: str, value: str) -> str:
    """The value as it stands there. A stage is HubSpot's lifecycle stage, by the mapping's `stages`.

    A campaign member's status is looked up in `member_statuses`.
    """
    if field == "stage" and live.system.name == "hubspot":
        said = connection.mapping.get("stages") or {}
        return str(said.get(value) or STAGES.get(value, value))
    if field == "member_status":
        return str((connection.mapping.get("member_statuses") or {}).get(value) or value)
    return value


def same_value(one: str, other: str) -> bool:
    """Whether two texts say the same: the same instant, the same id, the same word."""
    if one == other:
        return True
    if not one or not other:
        return False
    if salesforce_id_18(one) == salesforce_id_18(other):
        return True
    first, second = _MOMENTS.read("", one), _MOMENTS.read("", other)
    return not isinstance(first, str) and not isinstance(second, str) and first == second
