"""A lead's status in the CRM as the act it is: working it takes it, giving it up ends it, giving it back returns it.

What each label means is the mapping's (open, ongoing, won, lost); which one gives a lead back is the agreement's
(`systems.in_salesforce.return: Status = Returned + Reason`), else the one called Returned.
"""

from collections.abc import Iterable
from dataclasses import replace

from accord.agreement.shape import Document
from accord.reporting.lead_now import Known
from accord.vocabulary.facts import FactKind
from accord.vocabulary.status import StatusType

_RETURN, _RETURNED = "return", "returned"


def as_acts(known: Iterable[Known], document: Document) -> list[Known]:
    """The facts in their order, each status that changed as the act it means; one that says what it said before, none.

    A status called won stays what it is: whether a lead is sales-ready takes more than one fact.
    """
    given_back, stood, found = _labels(document), dict[int, str](), []
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
            found.append(_as(each, FactKind.returned if back else FactKind.disqualified, label))
        else:
            found.append(each)
    return found


def _as(each: Known, kind: FactKind, label: str) -> Known:
    return replace(each, fact=each.fact._replace(kind=int(kind), value=label))


def _labels(document: Document) -> frozenset[str]:
    """The labels that give a lead back."""
    systems = document.systems
    tables = (systems.in_salesforce, systems.in_hubspot) if systems else ()
    said = [table[_RETURN].partition("+")[0].partition("=")[2] for table in tables if _RETURN in table]
    return frozenset({_RETURNED, *(label.strip().casefold() for label in said if label.strip())})
