"""Who stands behind the clicks: counted and set aside, by class and by reason. What is set aside is always shown."""

from datetime import date, datetime

from accord.journey.agents import SENTENCES, Why
from accord.journey.agents.networks import OLD_AFTER
from accord.measures.mirror import Mirror
from accord.measures.number import Number, Rows
from accord.measures.scope import Scope
from accord.vocabulary.hits import AgentClass
from accord.vocabulary.said import said

_CLASSES = {
    AgentClass.human: "Clicks by people, confirmed",
    AgentClass.likely_human: "Clicks by people, likely",
    AgentClass.unknown: "Clicks set aside, unknown",
    AgentClass.machine: "Clicks set aside, machines",
    AgentClass.prefetch: "Clicks set aside, fetched ahead",
}


def hits(mirror: Mirror, scope: Scope) -> list[Number]:
    """Clicks by class, then the set aside by reason. No judged click: no numbers."""
    rows = {row["klass"]: row for row in mirror.ask("trust_hits")}
    if not rows:
        return []
    note = network_note(max(row["filter"] for row in rows.values()), scope.as_of)
    numbers = [
        scope.number(
            f"hits:{klass.name}",
            label,
            count := rows[klass]["hits"] if klass in rows else 0,
            "clicks",
            "clicks by who stands behind them, as the filter says; people's count, the others are kept"
            " and set aside",
            "trust_hits",
            rows=Rows("rows_hits", count, (("klass", str(int(klass))), ("reason", ""))),
            note=note,
        )
        for klass, label in _CLASSES.items()
    ]
    for row in mirror.ask("trust_set_aside"):
        reason = Why(row["reason"])
        numbers.append(
            scope.number(
                f"set_aside:{reason}",
                said("Set aside: %(reason)s", reason=SENTENCES[reason]),
                row["hits"],
                "clicks",
                said("clicks set aside, among other reasons because: %(reason)s", reason=SENTENCES[reason]),
                "trust_set_aside",
                rows=Rows("rows_hits", row["hits"], (("klass", ""), ("reason", str(reason)))),
            )
        )
    return numbers


def network_note(version: str, as_of: datetime | None) -> str:
    """What must be said of the network list that the filter had; empty where nothing."""
    _, _, made_on = version.partition("/")
    if made_on in ("", "none"):
        return "no network list: scanners in unlisted networks are found less well; add networks.csv"
    if made_on == "undated":
        return "the network list says no date"
    if as_of is not None and as_of.date() - date.fromisoformat(made_on) > OLD_AFTER:
        return said("the network list is of %(date)s: older than 90 days", date=made_on)
    return ""
