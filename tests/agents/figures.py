"""How good the filter is, from labelled rows: the bias of what is counted, and whom it costs."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from accord.journey.agents import COUNTED, LIMITS, Limits, judge
from accord.vocabulary.hits import Hit, HitKind, LinkRole, Network, Verdict


class Figures(NamedTuple):
    """Counts of one run. `lost` are human clicks that are not counted, by archetype; `passed` machine ones."""

    human: Counter[str]
    machine: Counter[str]
    lost: Counter[str]
    passed: Counter[str]

    @property
    def bias(self) -> float:
        """Counted clicks per human click."""
        human = self.human.total()
        return (human - self.lost.total() + self.passed.total()) / human

    @property
    def lost_share(self) -> float:
        """Human clicks that are not counted."""
        return self.lost.total() / self.human.total()

    def add(self, other: "Figures") -> "Figures":
        """Both runs together."""
        return Figures(*(a + b for a, b in zip(self, other, strict=True)))


def to_hit(row: dict[str, Any], *, networks: bool = True) -> Hit:
    """A row as a hit; without the network list where `networks` is off."""
    values = {name: row[name] for name in Hit._fields if name in row}
    return Hit(**values)._replace(
        kind=HitKind(row["kind"]),
        link_role=LinkRole(row.get("link_role", "content")),
        verdict=Verdict(row.get("verdict", "none")),
        network=Network(row.get("network", "unknown")) if networks else Network.unknown,
    )


def measure(rows: Iterable[dict[str, Any]], *, networks: bool = True, limits: Limits = LIMITS) -> Figures:
    """Judge all rows and compare with their labels."""
    listed = list(rows)
    hits = [to_hit(row, networks=networks) for row in listed]
    counted = {j.hit_id for j in judge(hits, limits) if j.klass in COUNTED}
    figures = Figures(Counter(), Counter(), Counter(), Counter())
    for row in listed:
        if row["kind"] != "click":
            continue
        human = row["truth"] == "human"
        (figures.human if human else figures.machine)[row["archetype"]] += 1
        if human != (row["hit_id"] in counted):
            (figures.lost if human else figures.passed)[row["archetype"]] += 1
    return figures


def table(figures: Figures) -> str:
    """Each archetype with what is lost or passed."""
    lines = [f"bias {figures.bias:.3f}  lost {figures.lost_share:.4f}"]
    for name, n in sorted(figures.human.items()):
        lines.append(f"  human   {name:18} {n:7} lost   {figures.lost[name] / n:.4f}")
    for name, n in sorted(figures.machine.items()):
        lines.append(f"  machine {name:18} {n:7} passed {figures.passed[name] / n:.4f}")
    return "\n".join(lines)
