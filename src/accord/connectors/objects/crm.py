"""Ids of the CRM in a marketing tool's export: the strongest evidence that two records are one person."""

from accord.connectors.objects.row import Context
from accord.vocabulary.facts import RecordKind, Ref
from accord.vocabulary.ids import salesforce_id_18


def crm_ref(context: Context, kind: RecordKind, text: str) -> tuple[Ref, ...]:
    """The CRM's record of that id; () when the cell holds no Salesforce id.

    The CRM's source is named by the mapping (`crm_source`), else `salesforce`.
    """
    found = salesforce_id_18(text)
    if len(found) != 18 or not found.isalnum():
        return ()
    return (Ref(str(context.mapping.get("crm_source") or "salesforce"), kind, found),)


def crm_person(context: Context, text: str) -> tuple[Ref, ...]:
    """The CRM's lead or contact of that id; () for another kind of record."""
    return crm_ref(context, RecordKind.person, text) if text.startswith(("00Q", "003")) else ()
