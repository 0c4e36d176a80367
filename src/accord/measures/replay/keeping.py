"""Promises kept and broken: when each lead was due under an agreement, and when it was really answered."""

from datetime import datetime
from enum import StrEnum

from accord.agreement.clocks import clock_terms
from accord.agreement.shape import Document
from accord.measures.replay.handing import Handed
from accord.measures.replay.material import Material
from accord.measures.replay.stands import Stand
from accord.vocabulary.facts import Agent


class Kept(StrEnum):
    """What became of a promised first attempt."""

    kept = "kept"
    broken = "broken"
    running = "running"  # it is not due yet
    none = ""  # nothing was promised


def answered_at(document: Document, material: Material, contact: int, touched: datetime) -> datetime | None:
    """The first act of a person that stops the agreement's clock from a touch on; None: there was none."""
    if document.clock is None:
        return None
    stops = clock_terms(document.clock).stops
    acts = material.acts.get(contact, ())
    return next(
        (act.at for act in acts if act.at >= touched and act.kind in stops and act.agent == Agent.human), None
    )


def kept(
    document: Document, material: Material, contact: int, handed: Handed, stand: Stand, at: datetime
) -> Kept:
    """Whether the first attempt was made as promised, as of an instant; who ended before it was due broke nothing."""
    if handed.due_at is None:
        return Kept.none
    answered = answered_at(document, material, contact, handed.touched_at)
    if answered is not None and answered <= at:
        return Kept.kept if answered <= handed.due_at else Kept.broken
    if stand.ends_at is not None and stand.ends_at <= handed.due_at:
        return Kept.none
    return Kept.broken if handed.due_at <= at else Kept.running
