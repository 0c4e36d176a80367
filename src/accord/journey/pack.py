"""From the compiled agreement to the integers the fold reads: a list (one live lead) or an array (many)."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from accord.agreement.tables import AtomType, Ints, Outcome, Tables
from accord.journey import kernel as k
from accord.vocabulary.errors import OurFault
from accord.vocabulary.facts import FactKind

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
def as_list(tables: Tables) -> list[int]:
    """The tables as `kernel` lays them out: what an interpreted fold reads fastest.

    Raises `OurFault` for tables that cannot be folded exactly; compile must not write them.
    """
    _check(tables)
    t = [0] * (k.DECAY + len(tables.decay))
    _per_kind(t, tables)
    _scores(t, tables)
    _entries(t, tables)
    return t


@lru_cache(maxsize=16)
def as_array(tables: Tables) -> NDArray[np.int64]:
    """The same integers as an array: what the compiled fold reads."""
    return np.array(as_list(tables), np.int64)


def work(make: Any, room: int) -> Any:
    """Somewhere to write: `make(n)` zeros, with room for so many passes and four stays each."""
    base = k.ROWS + k.PASS_WIDTH * room
    w = make(base + k.STAY_WIDTH * 4 * room)
    w[k.PASS_ROOM], w[k.STAY_ROOM], w[k.STAY_BASE] = room, 4 * room, base
    return w


def _per_kind(t: list[int], tables: Tables) -> None:
    once = _mask(
        a
        for a, (atom_type, n) in enumerate(zip(tables.atom_type, tables.atom_n, strict=True))
        if atom_type == AtomType.happened and n == 1
    )
    moved_by_others = 0
    for kind in range(k.KINDS):
        atoms = _atoms_of(tables, kind)
        t[k.ROLE + kind] = _role(tables, kind)
        t[k.SETS + kind], t[k.MOVES + kind], t[k.SLOW + kind] = atoms & once, atoms, atoms & ~once
        t[k.CLEARED + kind] = _at(tables.clears, kind, 0)
        t[k.CLOSING + kind] = _at(tables.closes, kind, 0)
        t[k.CRITERION + kind] = _at(tables.kind_criterion, kind, -1)
        if kind not in ABOUT_THE_PERSON:
            moved_by_others |= atoms
    for kind in ABOUT_THE_PERSON:
        t[k.LASTING] |= t[k.MOVES + kind] & ~moved_by_others


def _scores(t: list[int], tables: Tables) -> None:
    fit, traits = _of_type(tables, AtomType.fit), _of_type(tables, AtomType.trait)
    t[k.DECIDED] = _mask(fit) | _mask(traits)
    t[k.ENGAGEMENT_CAP], t[k.FIT_CAP] = int(tables.engagement_cap), int(tables.fit_cap)
    t[k.CRITERIA], t[k.RULES] = len(tables.criterion_points), len(tables.fit_rules)
    t[k.FITS], t[k.TRAITS], t[k.CLASSES] = len(fit), len(traits), len(tables.class_fit)
    t[k.DECAYS] = len(tables.decay)
    _put(t, k.POINTS, tables.criterion_points)
    _put(t, k.CAPS, tables.criterion_cap)
    _put(t, k.RULE_POINTS, [rule.milli_points for rule in tables.fit_rules])
    _put(t, k.FIT_ATOM, fit)
    _put(t, k.FIT_LEAST, [tables.atom_n[a] for a in fit])
    _put(t, k.TRAIT_ATOM, traits)
    _put(t, k.TRAIT_RULE, [tables.atom_n[a] for a in traits])
    _put(t, k.CLASS_FIT, tables.class_fit)
    _put(t, k.CLASS_ENGAGEMENT, tables.class_engagement)
    _put(t, k.DECAY, tables.decay)


def _entries(t: list[int], tables: Tables) -> None:
    scores = _of_type(tables, AtomType.engagement)
    quiet = sorted((int(tables.atom_days[a]) * k.DAY, a) for a in _of_type(tables, AtomType.silence))
    t[k.HUSH_MASK], t[k.HUSHES] = _mask(a for _, a in quiet), len(quiet)
    t[k.MASKS], t[k.QUALIFIED] = len(tables.entry_masks), int(tables.qualified_stage)
    _put(t, k.ATOM_N, tables.atom_n)
    _put(t, k.ATOM_SPAN, tables.atom_days * k.DAY)
    _put(t, k.HUSH_BIT, [1 << a for _, a in quiet])
    _put(t, k.HUSH_SPAN, [span for span, _ in quiet])
    _put(t, k.BLOCKS, tables.entry_blocks)
    for s in range(len(tables.stage_ids)):
        for m in range(tables.entry_ptr[s], tables.entry_ptr[s + 1]):
            mask = int(tables.entry_masks[m])
            t[k.MASK_STAGE + m] = s
            t[k.MASK_REST + m] = mask & ~_mask(scores)
            asked = (int(tables.atom_n[a]) for a in scores if mask >> a & 1)
            t[k.MASK_SCORE + m] = max(asked, default=k.NO_SCORE)
            t[k.MASK_LIVE + m] = int(mask & t[k.HUSH_MASK] != 0)


def _put(t: list[int], where: int, values: Sequence[Any] | Ints) -> None:
    t[where : where + len(values)] = [int(value) for value in values]


def _mask(atoms: Iterable[int]) -> int:
    return sum(1 << a for a in set(atoms))


def _of_type(tables: Tables, atom_type: AtomType) -> list[int]:
    return [a for a, found in enumerate(tables.atom_type.tolist()) if found == atom_type]


def _at(table: Ints, kind: int, otherwise: int) -> int:
    """What a table says of a kind; kinds beyond its end do nothing."""
    return int(table[kind]) if kind < len(table) else otherwise


def _atoms_of(tables: Tables, kind: int) -> int:
    if kind + 1 >= len(tables.kind_ptr):
        return 0
    return _mask(tables.kind_atoms[tables.kind_ptr[kind] : tables.kind_ptr[kind + 1]].tolist())


def _role(tables: Tables, kind: int) -> int:
    """What a kind can do, as bits. A machine's touch arrives as kind 0 and can do nothing."""
    opens, closes = _at(tables.opens, kind, 0), _at(tables.closes, kind, 0)
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
    scores = _mask(_of_type(tables, AtomType.engagement))
    quiet = _mask(_of_type(tables, AtomType.silence))
    masks = tables.entry_masks.tolist()
    points = np.concatenate((tables.criterion_points, tables.criterion_cap))
    lists = (
        tables.atom_type,
        masks,
        tables.fit_rules,
        tables.criterion_points,
        tables.class_fit,
        tables.stage_ids,
    )
    faults = {
        f"a list of more than {k.MOST}": max(len(each) for each in lists) > k.MOST,
        "negative points or caps": bool(np.any(points < 0)),
        "decay that rises or does not end at 0": bool(np.any(np.diff(tables.decay) > 0))
        or tables.decay[-1] != 0,
        "engagement that blocks": any(block & scores for block in tables.entry_blocks.tolist()),
        "an entry that asks for engagement and for silence": any(m & scores and m & quiet for m in masks),
    }
    for fault, found in faults.items():
        if found:
            raise OurFault(
                "journey.tables", f"the compiled agreement has {fault}", "report this to the makers"
            )
