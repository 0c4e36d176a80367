"""A lead's status in the CRM as the act it is: working it takes it, giving it up ends it, giving it back returns it.

What each label means is the mapping's (open, ongoing, won, lost). An agreed reason that stands in the field of reasons
says how it ended; else which label gives a lead back is the agreement's (`systems.in_salesforce.return: Status =
Returned + Reason`), else the one called Returned.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace

from accord.agreement.shape import Document
from accord.handoffs.work import reasons_for
from accord.ledger.models import SourceRecord, SyncSystem
from accord.reporting.lead_now import Known
from accord.vocabulary.errors import AccordError
from accord.vocabulary.facts import FactKind
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.status import StatusType
from accord.workflows.intend_write import base_of

_ENDS = {
    HandoffState.returned: FactKind.returned,
    HandoffState.recycled: FactKind.recycled,
    HandoffState.disqualified: FactKind.disqualified,
}
_RETURN, _RETURNED = "return", "returned"


def as_acts(
    known: Iterable[Known], document: Document, reason_of: Callable[[int], str] = lambda _: ""
) -> list[Known]:
    """The facts in their order, each status that changed as the act it means; one that says what it said before, none.

    A status called won stays what it is: whether a lead is sales-ready takes more than one fact. `reason_of` is what
    stands in a record's field of reasons.
    """
    given_back, stood, found = _labels(document), dict[int, str](), list[Known]()
    for each in known:
        if each.fact.kind != FactKind.lead_status:
            found.append(each)
            continue
        if stood.get(each.subject) == each.fact.value:
            continue
        stood[each.subject] = each.fact.value
        kind, _, label = each.fact.value.partition(":")
        if kind == StatusType.ongoing.value:
            found.append(_as(each, FactKind.accepted, label))
        elif kind == StatusType.lost.value:
            back = label.strip().casefold() in given_back
            agreed = _agreed(document, reason_of(each.subject))
            found.append(
                _as(each, *(agreed or (FactKind.returned if back else FactKind.disqualified, label)))
            )
        else:
            found.append(each)
    return found


def _as(each: Known, kind: FactKind, label: str) -> Known:
    return replace(each, fact=each.fact._replace(kind=int(kind), value=label))


def read_reason(subject: int) -> str:
    """What stands in the field of reasons of a record, as it was last read; empty where no system has such a field."""
    record = SourceRecord.objects.filter(key=subject).first()
    named = SyncSystem.objects.filter(source=record.source).values_list("system", flat=True) if record else ()
    for system in named:
        try:
            return base_of(system, record, "reason").strip() if record else ""
        except AccordError:
            return ""
    return ""


def _agreed(document: Document, reason: str) -> tuple[FactKind, str] | None:
    """How a lead ended by an agreed reason, spelled as agreed; None for any other text."""
    for outcome, kind in _ENDS.items():
        for agreed in reasons_for(outcome, document.outcomes):
            if reason.casefold() == agreed.casefold():
                return kind, agreed
    return None


def _labels(document: Document) -> frozenset[str]:
    """The labels that give a lead back."""
    systems = document.systems
    tables = (systems.in_salesforce, systems.in_hubspot) if systems else ()
    said = [table[_RETURN].partition("+")[0].partition("=")[2] for table in tables if _RETURN in table]
    return frozenset({_RETURNED, *(label.strip().casefold() for label in said if label.strip())})
