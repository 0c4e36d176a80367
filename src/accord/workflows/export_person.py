"""Everything kept about a person, as one JSON value: for the person who asks what we know of them."""

import json
from datetime import datetime
from typing import Any

from accord.contacts.forget import find_identity_keys
from accord.ledger.subject import collect_acts, collect_facts, collect_records, collect_rejects
from accord.teams.rights import Right, require
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer


def export_person(by: Viewer, contact_id: int, *, now: datetime) -> dict[str, Any]:
    """Source records whole, every fact and act, and refused rows that hold the person's address or name.

    Raises `Refused` without the right and `NotFound` for an unknown contact. The value is plain JSON.
    """
    require(by, Right.export_person)
    keys = find_identity_keys(contact_id)
    if not keys:
        raise NotFound("contact.unknown", f"there is no contact {contact_id}", "look the contact up again")
    value = {
        "format": 1,
        "made_at": now,
        "contact": contact_id,
        "records": collect_records(keys),
        "facts": collect_facts(keys),
        "acts": collect_acts(keys),
        "refused_rows": collect_rejects(keys),
    }
    plain: dict[str, Any] = json.loads(json.dumps(value, default=str))
    return plain
