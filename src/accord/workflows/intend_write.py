"""Decide that a value shall stand in the CRM: an act, an outbox message, and a row that follows its way.

Only under a signed agreement in force, only a field that it names for that system. Nothing is sent here.
"""

import json
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accord.connectors.objects.live import LiveRow
from accord.contacts.models import Identity
from accord.ledger.acts import record_act
from accord.ledger.jobs import enqueue_job
from accord.ledger.keys import make_digest
from accord.ledger.models import SourceRecord, SyncWrite
from accord.ledger.sql import in_chunks
from accord.ledger.sync import find_systems, get_system
from accord.ledger.sync_writes import FAILED, WAITING, find_last, put_write
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.ids import salesforce_id_18
from accord.vocabulary.people import Viewer
from accord.workflows.follow_up_task import TASK, read_due
from accord.workflows.masters import Masters, read_masters

SEND = "write_crm"
MEMBER, MEMBER_STATUS = "campaign_member", "member_status"
_BY_PREFIX = {"00Q": "lead", "003": "contact"}


@dataclass(frozen=True, slots=True)
class Target:
    """The record that a value is meant for; `base`: what stands in the field, as it was last read."""

    system: str
    object: str
    external_id: str
    subject: int
    base: str


def intend_write(
    by: Viewer, system: str, subject: int, field: str, value: str, why: str, now: datetime
) -> str:
    """Mean that `field` of a person shall be `value` in a system; returns the message's id.

    `subject` is an identity key of the person, of any system: the person's record there is found by identity;
    of a converted lead, the contact it became. The value that stands, meant again, adds nothing (returns the
    message that stands). Raises `Refused` without the right, or where no signed agreement names the field
    for this system; `NotFound` where the person has no record there; `Invalid` for a task's due time that is none.
    """
    require(by, Right.run_sync)
    masters = read_masters(now)
    _check(masters, system, field)
    if field == TASK:
        read_due(value)
    with transaction.atomic():
        record = _find_record(system, subject)
        name = object_of(system, record.external_id)
        target = Target(system, name, record.external_id, subject, base_of(system, record, field))
        return _put(masters, by.actor, target, field, value, why, now)


def intend_member_status(
    by: Viewer, system: str, campaign: str, subject: int, status: str, why: str, now: datetime
) -> str:
    """Mean that a person's status in a campaign shall be `status`; returns the message's id.

    `campaign` is the campaign's id there. Whether that campaign has such a status is asked when it is sent: one
    it has not is shown as a gap. Raises as `intend_write`; `Invalid` where the system has no campaign members.
    """
    require(by, Right.run_sync)
    masters = read_masters(now)
    _check(masters, system, MEMBER_STATUS)
    if system != "salesforce":
        raise Invalid("crm.no_members", f"{system} has no campaign members", "name salesforce")
    with transaction.atomic():
        record = _find_record(system, subject)
        key = member_key(campaign, record.external_id)
        return _put(
            masters, by.actor, Target(system, MEMBER, key, subject, ""), MEMBER_STATUS, status, why, now
        )


def member_key(campaign: str, person: str) -> str:
    """How a membership is named here: it is found there by campaign and person."""
    return f"{salesforce_id_18(campaign)}:{salesforce_id_18(person)}"


def _check(masters: Masters, system: str, field: str) -> None:
    if not masters.signed:
        raise Refused(
            "crm.unsigned",
            "no signed agreement is in force, so nothing is written",
            "both teams sign first: accord agreement sign, or the agreement's page",
        )
    if not masters.may_write(system, field):
        named = ", ".join(sorted(masters.writes.get(system, ()))) or "nothing"
        raise Refused(
            "crm.not_agreed",
            f"the agreement does not let Accord write {field} to {system} (it names: {named})",
            f"amend systems.accord.writes.{system}, and sign",
        )


def find_lacking(subject: int, now: datetime) -> list[str]:
    """The connected systems that a signed agreement lets Accord write to, and that have no record of this person."""
    masters = read_masters(now)
    named = [row.system for row in find_systems() if masters.signed and masters.writes.get(row.system)]
    return [system for system in named if not _has_record(system, subject)]


def _has_record(system: str, subject: int) -> bool:
    try:
        _find_record(system, subject)
    except NotFound:
        return False
    return True


def _find_record(system: str, subject: int) -> SourceRecord:
    """The person's record in the system: their own, else one of the same contact; the newest, not converted."""
    source = get_system(system).source
    contact = Identity.objects.filter(key=subject).values("contact_id")
    keys = Identity.objects.filter(contact_id__in=contact).values("key")
    rows = SourceRecord.objects.filter(source=source, kind="person", deleted=False)
    found = list(rows.filter(key=subject)) + list(
        rows.filter(key__in=keys).exclude(key=subject).order_by("-modified_at", "key")
    )
    found = [one for one in found if one.values and not one.external_id.startswith(("email:", "recipient:"))]
    standing = [one for one in found if not _converted(one)]
    if not standing:
        raise NotFound(
            "crm.no_record",
            f"this person has no record in {system} that can be written",
            "wait until it is read, or make one there",
        )
    return standing[0]


def _converted(record: SourceRecord) -> bool:
    """Whether a lead was converted: it is read-only since, and the contact carries on."""
    values = json.loads(record.values)
    return str(values.get("IsConverted", "")).casefold() == "true"


def object_of(system: str, external_id: str) -> str:
    """Which live object a person's record is."""
    if system == "hubspot":
        return "contact"
    found = _BY_PREFIX.get(external_id[:3])
    if found is None:
        raise Invalid("crm.bad_id", f'"{external_id}" is no lead and no contact', "read the record again")
    return found


def _put(
    masters: Masters, actor: str, target: Target, field: str, value: str, why: str, now: datetime
) -> str:
    """The act, the message and the job, in the caller's transaction."""
    system, external_id = target.system, target.external_id
    held = find_last(system, external_id, field) if field != TASK else None
    if held is not None and held.value == value[:400]:
        return held.message_id
    # What was meant before is part of the key: meaning A, B and A again are three acts, meaning A twice is one.
    earlier = str(held.id) if held is not None else ""
    # Acts stay for ever: the record's id there, which leads to the person, stands in its key as a digest only.
    digest = make_digest(settings.INSTALLATION.secret)("\x1f".join((external_id, value, earlier)))
    key = f"crm:{system}:{field}:{digest}"
    payload = {"system": system, "field": field, "value": value[:200]}
    record_act(
        key=key,
        kind="crm_write",
        actor=actor,
        now=now,
        subject=target.subject,
        reason=why[:300],
        agreement_hash=masters.hash,
        payload=payload,
    )
    message = put_write(
        system=system,
        object=target.object,
        external_id=external_id,
        subject=target.subject,
        field=field,
        value=value,
        base=target.base,
        why=why,
        cause=key,
        now=now,
    )
    enqueue_job(SEND, system, due_at=now)
    return message


def base_of(system: str, record: SourceRecord, field: str) -> str:
    """What stands there, as it was last read."""
    from accord.workflows.connections import get_connection, get_live
    from accord.workflows.vendor_values import vendor_name

    live, connection = get_live(system), get_connection(system)
    name = vendor_name(live, connection, live.get(object_of(system, record.external_id)), field)
    values = json.loads(record.values) if record.values else {}
    return str(values.get(name, ""))


def put_again(write: SyncWrite, row: LiveRow, now: datetime) -> None:
    """Ours wins and was overwritten: mean the same value again, once for each change of theirs.

    Expects a transaction. One that has not left yet will say so anyway.
    """
    if write.state == WAITING:
        return
    stamp = row.modified.isoformat() if row.modified else ""
    digest = make_digest(settings.INSTALLATION.secret)(f"{write.external_id}\x1f{stamp}")
    key = f"crm:{write.system}:{write.field}:again:{digest}"
    record_act(
        key=key,
        kind="crm_write",
        actor="rule",
        now=now,
        subject=write.subject,
        reason="the agreement makes Accord master of this field",
        corrects="",
        payload={"system": write.system, "field": write.field, "value": write.value[:200]},
    )
    SyncWrite.objects.filter(id=write.id).update(state="dropped", error="overwritten there, meant again")
    put_write(
        system=write.system,
        object=write.object,
        external_id=write.external_id,
        subject=write.subject,
        field=write.field,
        value=write.value,
        base="",
        why=write.why,
        cause=key,
        now=now,
    )
    enqueue_job(SEND, write.system, due_at=now)


def try_again(by: Viewer, system: str, now: datetime) -> int:
    """Put refused writes back, after what they lacked was mended; how many.

    One whose field has been meant anew since stays as it is.
    """
    require(by, Right.run_sync)
    with transaction.atomic():
        refused = [one for one in SyncWrite.objects.filter(system=system, state=FAILED) if _newest(one)]
        ids = [one.id for one in refused]
        for chunk in in_chunks(ids):
            SyncWrite.objects.filter(id__in=chunk).update(state=WAITING, error="", sent_at=None, attempts=0)
        if ids:
            enqueue_job(SEND, system, due_at=now)
    return len(ids)


def _newest(write: SyncWrite) -> bool:
    """Whether nothing was meant for the same field since; every task stands for itself."""
    later = SyncWrite.objects.filter(system=write.system, external_id=write.external_id, field=write.field)
    return write.field == TASK or not later.filter(id__gt=write.id).exists()
