"""The platforms' history tables: names of campaigns as records, and tables that are only looked up."""

from accord.connectors.objects.declared import Object, columns, needs
from accord.connectors.objects.names import read_campaign


def names(name: str, becomes: str, own: str, *needed: str) -> Object:
    """A history table whose rows name a campaign."""
    found = columns(
        "id: id\nname: name\nmodified: updated_at | updated_time | last_modified_time\ncreated: "
        "created_time\nstatus: status\n" + own
    )
    return Object(name, becomes, found, needs("id", "name", "modified", *needed), read_campaign)


def known(name: str, why: str, text: str, *needed: str) -> Object:
    """A table that gives no rows of its own."""
    return Object(name, why, columns(text), needs(*needed))
