"""The simulated company: seeded, with a known truth; writes exports and mirror segments."""

from accord.simulation.company import simulate
from accord.simulation.exports import write_exports, write_spend, write_talks, write_truth
from accord.simulation.mirror import write_segments
from accord.simulation.plan import ALIGNED, HALDEN, SILOED, Behaviour, Channel, CompanyPlan, of_touches
from accord.simulation.shapes import Simulated

__all__ = [
    "ALIGNED",
    "HALDEN",
    "SILOED",
    "Behaviour",
    "Channel",
    "CompanyPlan",
    "Simulated",
    "of_touches",
    "simulate",
    "write_exports",
    "write_segments",
    "write_spend",
    "write_talks",
    "write_truth",
]
