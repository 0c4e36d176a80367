"""The next best act on a lead, pure: from what happened, contact policy and agreement to what to do, and why."""

from accord.agreement.next_act.decide import MOST, decide_next_act
from accord.agreement.next_act.known import Asset, Attempts, Did, Known, Way
from accord.agreement.next_act.shapes import Act, ApprovedLine, Because, NextAct, Rule

__all__ = [
    "MOST",
    "Act",
    "ApprovedLine",
    "Asset",
    "Attempts",
    "Because",
    "Did",
    "Known",
    "NextAct",
    "Rule",
    "Way",
    "decide_next_act",
]  # fmt: skip
