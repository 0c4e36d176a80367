"""When a customer is at risk: the agreed signs and their limits (`retention.at risk`), pure."""

from dataclasses import dataclass
from typing import Any

from accord.agreement.shape import Document
from accord.vocabulary.quantity import Duration, Share

CLAUSE = "retention.at risk"
# The signs there are, each with the limit that holds where the clause names none.
USUAL: dict[str, Duration | Share] = {
    "silent": Duration.read("90 days") or Share(0),
    "untouched": Duration.read("60 days") or Share(0),
    "renewal near": Duration.read("60 days") or Share(0),
    "use down": Share.read("30 %") or Share(0),
}


@dataclass(frozen=True, slots=True)
class AtRisk:
    """The limits in whole days and as a share; `agreed` are the signs that the clause itself names."""

    silent_days: int
    untouched_days: int
    renewal_days: int
    use_down: float
    agreed: tuple[str, ...] = ()

    def bound(self) -> dict[str, Any]:
        """The parameters that the queries of customers at risk bind."""
        return {
            "silent_days": self.silent_days,
            "untouched_days": self.untouched_days,
            "renewal_days": self.renewal_days,
            "use_down": self.use_down,
        }


def at_risk_of(document: Document | None) -> AtRisk:
    """The signs of an agreement; what it does not name has its usual limit."""
    clause = document.retention.at_risk if document and document.retention else None
    said = dict(clause.items()) if clause else {}
    limits = {**USUAL, **{name: limit for name, limit in said.items() if name in USUAL}}
    share = limits["use down"]
    return AtRisk(
        _days(limits["silent"]),
        _days(limits["untouched"]),
        _days(limits["renewal near"]),
        float(share.as_share) if isinstance(share, Share) else 0.0,
        tuple(name for name in said if name in USUAL),
    )


def find_wrong(document: Document) -> list[tuple[str, str]]:
    """The signs that are none, or whose limit is of the wrong sort: name and sentence."""
    clause = document.retention.at_risk if document.retention else None
    found = []
    for name, limit in clause.items() if clause else ():
        if name not in USUAL:
            found.append((name, f'a customer is at risk when "{name}": no such sign is known'))
        elif type(limit) is not type(USUAL[name]) or (isinstance(limit, Duration) and limit.days is None):
            found.append((name, f'"{name}: {limit}" is no limit of its sort, as "{USUAL[name]}" is'))
    return found


def _days(limit: Duration | Share) -> int:
    return (limit.days or 0) if isinstance(limit, Duration) else 0
