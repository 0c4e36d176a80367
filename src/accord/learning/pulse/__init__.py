"""The pulse of a campaign: ramp up, hold or halt from its first minutes, wrong at most so often whoever looks.

Minutes are counted from the first send. A mail is dated to the minute it left in, an answer to the minute from which
it counts; curves are learnt on that same clock. Nothing that comes later rewrites a look.
"""

from accord.learning.pulse.control import weigh_against_control
from accord.learning.pulse.curve import Curve
from accord.learning.pulse.decide import decide, find_looks, find_stop, read_looks
from accord.learning.pulse.evidence import weigh
from accord.learning.pulse.guard import Guard, weigh_guard
from accord.learning.pulse.procedure import BAR, LOOKS, settings
from accord.learning.pulse.shapes import Action, Benchmark, Counts, Look, Reason, Verdict

__all__ = [
    "BAR",
    "LOOKS",
    "Action",
    "Benchmark",
    "Counts",
    "Curve",
    "Guard",
    "Look",
    "Reason",
    "Verdict",
    "decide",
    "find_looks",
    "find_stop",
    "read_looks",
    "settings",
    "weigh",
    "weigh_against_control",
    "weigh_guard",
]
