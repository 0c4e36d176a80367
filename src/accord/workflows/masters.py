"""Whose value wins, and what Accord may write where: read from the agreement, never assumed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accord.teams.agreements import Current, current

ACCORD = "accord"
OPT_OUT = "opt_out"  # a person's refusal, told to the master of consent
# A field's name where something is written, and the word by which agreements say who is master of it.
_WORDS = {
    "why": "qualified",
    "recycle_date": "reason",
    "hold_until": "reason",
    "dossier": "qualified",
    "task": "due",
    "member_status": "campaigns",
    OPT_OUT: "consent",
}
_READ_EVERY = timedelta(minutes=5)  # where the agreement is silent: the slower of the two that it may name


@dataclass(frozen=True, slots=True)
class Masters:
    """The `systems` clause, as reading and writing ask it."""

    masters: Mapping[str, str] = field(default_factory=dict)
    writes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    every: Mapping[str, timedelta] = field(default_factory=dict)
    signed: bool = False
    hash: str = ""

    def of(self, name: str) -> str:
        """The system whose value of a field wins; empty where the agreement names none."""
        return self.masters.get(name) or self.masters.get(_WORDS.get(name, name), "")

    def may_write(self, system: str, name: str) -> bool:
        """Whether a signed agreement lets Accord write this field there."""
        named = self.writes.get(system, frozenset())
        if name == OPT_OUT and self.of(name) == system:
            return self.signed  # whoever is master of consent is told who refused, and of nothing else
        # The reason for a class, and the person's task, go with the field that they explain.
        return self.signed and (name in named or (name == "why" and "class" in named))

    def read_every(self, system: str) -> timedelta:
        """How often a system is read."""
        return self.every.get(system, _READ_EVERY)


def read_masters(now: datetime) -> Masters:
    """What the agreement of now says; nothing may be written without a signed one."""
    return _of(current(now))


def _of(standing: Current | None) -> Masters:
    systems = standing.document.systems if standing else None
    if standing is None or systems is None:
        return Masters()
    masters = {word: name for name, one in systems.each.items() for word in one.master_of}
    ours = systems.each.get(ACCORD)
    writes = {to: frozenset(fields) for to, fields in ours.writes.items()} if ours else {}
    every = {n: one.read_every.elapsed or _READ_EVERY for n, one in systems.each.items() if one.read_every}
    return Masters(masters, writes, every, standing.signed, standing.hash)
