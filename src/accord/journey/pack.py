"""From the compiled agreement to the integers the fold reads, as lists (one live lead) or arrays (many)."""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import numpy as np

from accord.agreement.tables import AtomType, Ints, Outcome, Tables
from accord.journey import kernel as k
from accord.journey.kernel import Kernel, Work
from accord.vocabulary.errors import OurFault
from accord.vocabulary.facts import FactKind

KINDS = 128  # every number a kind of fact can ever have
# What is true of the person stays true in the next pass.
ABOUT_THE_PERSON = frozenset(
    {
        FactKind.record_created,
        FactKind.attribute,
        FactKind.opted_out,
        FactKind.work_address_known,
        FactKind.unsubscribed,
        FactKind.complained,
    }
)
# Both sides were there: an answer, a talk.
TWO_WAY = frozenset(
    {
        FactKind.call_connected,
        FactKind.call_received,
        FactKind.meeting_held,
        FactKind.conversation,
        FactKind.sales_email_reply,
    }
)
HAND_RAISES = frozenset({FactKind.demo_request, FactKind.pricing_request, FactKind.contact_request})


@lru_cache(maxsize=16)
def lists(tables: Tables) -> Kernel:
    """The tables as plain lists: what an interpreted fold reads fastest; `OurFault` if they cannot fold."""
    _check(tables)
    kinds = range(KINDS)
    bits = [_atoms_of(tables, kind) for kind in kinds]
    once = _mask(a for a, (n, days) in enumerate(_happened(tables)) if n == 1)
    slow = [[a for a in range(len(tables.atom_type)) if (bits[kind] & ~once) >> a & 1] for kind in kinds]
    quiet = sorted((int(tables.atom_days[a]) * k.DAY, a) for a in _of_type(tables, AtomType.silence))
    fit, traits = _of_type(tables, AtomType.fit), _of_type(tables, AtomType.trait)
    scores = _of_type(tables, AtomType.engagement)
    masks = [
        (s, int(tables.entry_masks[m]))
        for s in range(len(tables.stage_ids))
        for m in range(tables.entry_ptr[s], tables.entry_ptr[s + 1])
    ]
    hush_mask = _mask(a for _, a in quiet)
    return Kernel(
        role=[_role(tables, kind) for kind in kinds],
        sets=[b & once for b in bits],
        moves=bits,
        slow_ptr=[0, *np.cumsum([len(atoms) for atoms in slow]).tolist()],
        slow_atoms=[a for atoms in slow for a in atoms],
        atom_n=tables.atom_n.tolist(),
        atom_span=(tables.atom_days * k.DAY).tolist(),
        lasting=_lasting(tables, bits),
        decided=_mask(fit) | _mask(traits),
        fit_atoms=fit,
        fit_least=[int(tables.atom_n[a]) for a in fit],
        trait_atoms=traits,
        trait_rules=[int(tables.atom_n[a]) for a in traits],
        hush_bits=[1 << a for _, a in quiet],
        hush_spans=[span for span, _ in quiet],
        hush_mask=hush_mask,
        mask_stage=[s for s, _ in masks],
        mask_rest=[m & ~_mask(scores) for _, m in masks],
        mask_score=[
            max((int(tables.atom_n[a]) for a in scores if m >> a & 1), default=k.NO_SCORE) for _, m in masks
        ],
        mask_live=[int(m & hush_mask != 0) for _, m in masks],
        blocks=tables.entry_blocks.tolist(),
        clears=[_at(tables.clears, kind, 0) for kind in kinds],
        closes=[_at(tables.closes, kind, 0) for kind in kinds],
        criterion=[_at(tables.kind_criterion, kind, -1) for kind in kinds],
        points=tables.criterion_points.tolist(),
        caps=tables.criterion_cap.tolist(),
        engagement_cap=int(tables.engagement_cap),
        decay=tables.decay.tolist(),
        fit_points=[rule.milli_points for rule in tables.fit_rules],
        fit_cap=int(tables.fit_cap),
        class_fit=tables.class_fit.tolist(),
        class_engagement=tables.class_engagement.tolist(),
        qualified_stage=int(tables.qualified_stage),
    )


@lru_cache(maxsize=16)
def arrays(tables: Tables) -> Kernel:
    """The same tables as int64 arrays: what the compiled fold reads."""
    return Kernel(*(_array(value) for value in lists(tables)))


def list_work(t: Kernel, room: int) -> Work:
    """Somewhere to write for an interpreted fold: room for so many passes, and stays in proportion."""
    blank = [0] * len(t.points)
    passes = [[0] * len(k.PASS_COLUMNS) for _ in range(room)]
    return Work([0] * k.MIND, blank, blank[:], passes, [[0] * len(k.STAY_COLUMNS) for _ in range(4 * room)])


def _array(value: Any) -> Any:
    return value if isinstance(value, int) else np.asarray(value, np.int64)


def _mask(atoms: Iterable[int]) -> int:
    return sum(1 << a for a in set(atoms))


def _of_type(tables: Tables, atom_type: AtomType) -> list[int]:
    return [a for a, kind in enumerate(tables.atom_type.tolist()) if kind == atom_type]


def _happened(tables: Tables) -> list[tuple[int, int]]:
    """(times, days) of each atom; atoms of other types never count as happening once."""
    rows = zip(tables.atom_type.tolist(), tables.atom_n.tolist(), tables.atom_days.tolist(), strict=True)
    return [(n, days) if kind == AtomType.happened else (0, 0) for kind, n, days in rows]


def _at(table: Ints, kind: int, otherwise: int) -> int:
    """What a table says of a kind; kinds beyond its end do nothing."""
    return int(table[kind]) if kind < len(table) else otherwise


def _atoms_of(tables: Tables, kind: int) -> int:
    if kind + 1 >= len(tables.kind_ptr):
        return 0
    return _mask(tables.kind_atoms[tables.kind_ptr[kind] : tables.kind_ptr[kind + 1]].tolist())


def _lasting(tables: Tables, bits: list[int]) -> int:
    """Atoms moved by nothing but what is about the person."""
    moved = 0
    for kind, atoms in enumerate(bits):
        if kind not in ABOUT_THE_PERSON:
            moved |= atoms
    person = 0
    for kind in ABOUT_THE_PERSON:
        person |= bits[kind]
    return person & ~moved


def _role(tables: Tables, kind: int) -> int:
    """What a kind can do, as bits. A machine's touch arrives as kind 0 and can do nothing."""
    opens = _at(tables.opens, kind, 0)
    closes = _at(tables.closes, kind, 0)
    can = (
        (k.HUMAN, _at(tables.human, kind, 0)),
        (k.OPENS, opens == 1),
        (k.OPENS_ANEW, opens == 2),
        (k.CLOSES, closes),
        (k.CLEARS, _at(tables.clears, kind, 0)),
        (k.ATTRIBUTE, kind == FactKind.attribute),
        (k.SCORES, _at(tables.kind_criterion, kind, -1) >= 0),
        (k.ACCEPTS, kind == FactKind.accepted),
        (k.ATTEMPTS, _at(tables.attempt, kind, 0)),
        (k.CONNECTS, kind in TWO_WAY),
        (k.ASKS, kind in HAND_RAISES),
        (k.WINS, closes == 1 + Outcome.won),
        (k.REOPENS, kind == FactKind.deal_reopened),
    )
    return sum(bit for bit, true in can if true)


def _check(tables: Tables) -> None:
    """Raise `OurFault` for tables that would not fold exactly: they should never have been compiled."""
    scores = _mask(_of_type(tables, AtomType.engagement))
    quiet = _mask(_of_type(tables, AtomType.silence))
    masks = tables.entry_masks.tolist()
    faults = {
        "more than 62 atoms, entries or fit rules": max(
            len(tables.atom_type), len(masks), len(tables.fit_rules)
        )
        > 62,
        "negative points or caps": any(
            np.any(points < 0) for points in (tables.criterion_points, tables.criterion_cap)
        ),
        "decay that rises or does not end at 0": bool(np.any(np.diff(tables.decay) > 0))
        or tables.decay[-1] != 0,
        "engagement that blocks": any(block & scores for block in tables.entry_blocks.tolist()),
        "an entry that asks for engagement and for silence": any(m & scores and m & quiet for m in masks),
    }
    for fault, found in faults.items():
        if found:
            raise OurFault(
                "journey.tables",
                f"the compiled agreement has {fault}",
                "report this: compile must not write it",
            )
