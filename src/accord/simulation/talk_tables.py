"""What sales notes beside its CRM, in a sheet: each talk with what came of it and why, and the customer's own words.

In the last whole week many ask the same: a competitor has announced something.
"""

import numpy as np
import pyarrow as pa

from accord.simulation import words
from accord.simulation.identifiers import instants
from accord.simulation.losing import drawn, parts
from accord.simulation.sales_tables import lead_of
from accord.simulation.shapes import DAY, HOUR, NONE, Array, Simulated

_TALKS = 17  # the stream it is drawn from
_RUNG_BACK = 18  # people rung in the last whole week about what a competitor had just announced
_OF_THEM_ASK = 15
_MONDAY = 4 * DAY  # 1970-01-01 was a Thursday


def talks(sim: Simulated) -> pa.Table:
    """One row a talk that a rep noted: when, with which lead, what came of it and why, and the customer's own words."""
    draws, held = drawn(sim, _TALKS), sim.handovers
    ended = np.flatnonzero((held.attempt_at != NONE) & (held.closed_at != NONE) & ~held.converted)
    spoken = np.flatnonzero(held.connected & ((held.closed_at == NONE) | held.converted))
    back, at_back = _rung_back(sim)
    which = np.concatenate((ended, spoken, back))
    at = np.concatenate((held.closed_at[ended], held.attempt_at[spoken] + 2 * DAY, at_back))
    n, before = len(which), len(ended) + len(spoken)
    reason = np.full(n, -1)
    reason[: len(ended)] = draws.choice(len(words.REASONS), len(ended), p=parts(words.REASON_WEIGHTS))
    asked = draws.choice(len(words.QUESTIONS), n, p=parts(tuple(often for often, _ in words.QUESTIONS)))
    asked[before : before + _OF_THEM_ASK] = words.ANNOUNCED
    forms = np.array([len(texts) for _, texts in words.QUESTIONS])[asked]
    wording = (draws.random(n) * forms).astype(np.int64)
    silent = draws.random(n) < 0.25
    silent[before:] = False
    columns = {
        "Date": instants(at),
        "Lead": lead_of(sim)[held.person[which]],
        "Outcome": np.array([*(outcome for outcome, _ in words.REASONS), ""])[reason],
        "Reason": np.array([*(why for _, why in words.REASONS), ""])[reason],
        "Question": np.where(
            silent, "", [words.QUESTIONS[each][1][how] for each, how in zip(asked, wording, strict=True)]
        ),
        "Challenge": np.array(words.CHALLENGES)[draws.integers(0, len(words.CHALLENGES), n)],
        "Informed by": np.array(words.INFORMED)[draws.integers(0, len(words.INFORMED), n)],
    }
    order = np.lexsort((which, at))
    order = order[(at[order] < sim.until) & (columns["Lead"][order] != "")]
    number = np.char.zfill((np.arange(len(order)) + 1).astype("<U10"), 4)
    return pa.table(
        {"No": np.char.add("T-", number), **{name: each[order] for name, each in columns.items()}}
    )


def _rung_back(sim: Simulated) -> tuple[Array, Array]:
    """The hand-offs worked on last before the last whole week, and an hour of that week for each."""
    held = sim.handovers
    monday = (sim.until - _MONDAY) // (7 * DAY) * 7 * DAY + _MONDAY - 7 * DAY
    tried = np.flatnonzero((held.attempt_at != NONE) & (held.attempt_at < monday))
    newest = tried[np.argsort(-held.attempt_at[tried], kind="stable")][:_RUNG_BACK]
    place = np.arange(len(newest))
    return newest, monday + DAY + place % 3 * DAY + (9 + place % 7) * HOUR
