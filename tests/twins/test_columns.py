"""The twins know the columns of real exports: each standard one is a field of the twin, or stands here by name."""

import csv
import gzip
from pathlib import Path
from typing import Any

import pytest
from twins.hubspot.schema import read_objects as hubspot_objects
from twins.salesforce.schema import read_objects as salesforce_objects

# Standard columns Accord neither reads nor writes: coordinates, photos, recurrence, portals, scoring and the like.
NOT_SPOKEN = (
    "latitude",
    "longitude",
    "geocode",
    "photo",
    "recurrence",
    "jigsaw",
    "last_viewed",
    "last_referenced",
    "record_type",
    "state_code",
    "country_code",
    "shipping_",
    "mailing_",
    "billing_",
    "other_",
    "curequest",
    "cuupdate",
    "fivetran",
    "digest",
    "preferences",
    "notification",
    "pricebook",
    "quote",
    "territory",
    "invitee",
    "group_event",
    "reminder",
    "is_private",
    "push_count",
    "age_in_days",
    "has_opportunity_line_item",
)


def header(path: Path) -> list[str]:
    """The columns of a CSV."""
    with (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig") as file:
        return next(csv.reader(file))


@pytest.mark.shareddata
@pytest.mark.parametrize("name", ["lead", "contact", "task", "event", "opportunity"])
def test_salesforce_columns(shared_data: Path, name: str) -> None:
    columns = header(shared_data / "saas_export_seeds" / "salesforce" / f"sf_{name}_data.csv")
    fields = set(salesforce_objects()[name].fields)
    standard = [c for c in columns if not c.endswith("_c") and not any(word in c for word in NOT_SPOKEN)]
    unknown = [c for c in standard if c.replace("_", "") not in fields]
    known = [c for c in standard if c.replace("_", "") in fields]
    assert len(known) >= 15 and set(unknown) <= RARE, unknown


RARE = {
    "end_date",
    "individual_id",
    "home_phone",
    "assistant_name",
    "assistant_phone",
    "birthdate",
    "salutation",
    "call_object",
}


@pytest.mark.shareddata
def test_hubspot_columns(shared_data: Path) -> None:
    folder = shared_data / "saas_export_seeds" / "hubspot"
    objects: dict[str, Any] = {k: o.properties for k, o in hubspot_objects().items()}
    for kind, file in (
        ("calls", "engagement_call"),
        ("emails", "engagement_email"),
        ("notes", "engagement_note"),
        ("tasks", "engagement_task"),
        ("communications", "engagement_communication"),
    ):
        columns = [
            c.removeprefix("property_")
            for c in header(folder / f"{file}_data.csv")
            if c.startswith("property_hs_")
        ]
        assert {"hs_createdate", "hs_timestamp"} <= set(columns) & set(objects[kind]), kind
        assert set(columns) - set(objects[kind]) <= HUBSPOT_RARE, kind
    meetings = header(folder / "engagement_meeting_data.csv")
    spoken = {c for c in meetings if {f"hs_meeting_{c}", f"hs_{c}"} & set(objects["meetings"])}
    assert {"start_time", "end_time", "meeting_outcome", "title"} <= spoken


HUBSPOT_RARE = {
    "hs_all_owner_ids",
    "hs_all_team_ids",
    "hs_modified_by",
    "hs_body_preview",
    "hs_engagement_source",
}
