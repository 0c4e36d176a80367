"""The compiled agreement: integer tables that the fold runs on. Written by `compile`, read by `journey`.

A stage's entry is a closed list of *atoms* (things that can hold), combined as "any of these sets of
atoms, and none of the blocking ones". At most 62 atoms: they live in one int64 bit mask.
"""

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]


class AtomType(IntEnum):
    """What makes an atom hold."""

    happened = 0  # any of its kinds, n times within d days (d = 0: ever in this pass)
    fit = 1  # fit >= n milli-points
    engagement = 2  # engagement >= n milli-points
    silence = 3  # no human buyer touch for d days
    trait = 4  # the fit rule of index n holds (a rule may weigh nothing and only block)


class Outcome(IntEnum):
    """How a pass ends. Numbers are permanent: passes are stored with them."""

    won = 0
    lost = 1
    returned = 2
    recycled = 3
    disqualified = 4
    churned = 5  # a customer who left: only a won pass can end so, and it stays won


@dataclass(frozen=True, slots=True, eq=False)
class FitRule:
    """One fit rule as the encoder needs it: which attribute, which values satisfy it, how many points."""

    attribute: str  # industry, employees, role, country
    one_of: frozenset[str]  # casefolded values; empty when a range
    low: int | None
    high: int | None
    milli_points: int
    text: str  # as written, for explanations


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """Everything the fold needs; points are milli-points, times are seconds, days are whole days."""

    agreement_hash: str
    stage_ids: tuple[str, ...]
    stage_owners: tuple[str, ...]
    handoff_line: int  # index of the first stage owned by sales; len(stage_ids) if none
    qualified_stage: int  # index of the stage entered by the qualified_lead clause; -1 if none
    won_stage: int  # index of the stage entered by a won deal; -1 if none
    # atoms
    atom_type: Ints
    atom_n: Ints  # times, or milli-points
    atom_days: Ints  # 0: ever in this pass
    atom_text: tuple[str, ...]
    kind_ptr: Ints  # kind k moves atoms kind_atoms[kind_ptr[k]:kind_ptr[k + 1]]
    kind_atoms: Ints
    # stages: any of the masks, none of the blocking atoms
    entry_ptr: Ints  # stage s: entry_masks[entry_ptr[s]:entry_ptr[s + 1]]
    entry_masks: Ints
    entry_blocks: Ints  # one mask a stage
    # score
    kind_criterion: Ints  # engagement criterion of a kind, -1 none
    criterion_points: Ints
    criterion_cap: Ints
    criterion_text: tuple[str, ...]
    engagement_cap: int
    decay: Ints  # parts per million left after d whole days; the last entry is 0
    fit_rules: tuple[FitRule, ...]
    fit_cap: int
    # passes
    # 1 where a kind may open a pass: human buyer touches, and what sales begins by itself (accepted,
    # need_confirmed, converted, deal_created); 2: opens one even while the last pass is a customer's
    opens: Ints
    closes: Ints  # 1 + Outcome where a kind closes it, else 0
    clears: Ints  # atoms that a kind takes back (a reopened deal is not won)
    human: Ints  # 1 where a kind is a human buyer touch
    attempt: Ints  # 1 where a kind is a genuine attempt of sales
    # class: first row whose minima hold
    class_fit: Ints
    class_engagement: Ints
    class_names: tuple[str, ...]
