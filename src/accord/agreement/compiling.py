"""The document to the integer tables that the fold runs on."""

from collections.abc import Iterable
from decimal import Decimal
from functools import cache

import numpy as np

from accord.agreement.atoms import MILLI, Atoms
from accord.agreement.rules.conditions import Condition, RuleUnclear
from accord.agreement.rules.reading import read_rule
from accord.agreement.shape import Document
from accord.agreement.shape.journey import Points, QualifiedLead
from accord.agreement.tables import AtomType, Ints, Outcome, Tables
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import GENUINE_ATTEMPTS, HUMAN_BUYER_TOUCHES, SALES_TOUCHES, FactKind
from accord.vocabulary.phrases import find_kinds

K = FactKind
KINDS = max(FactKind) + 1
MILLION = 1_000_000
CLOSES = {
    K.deal_won: Outcome.won,
    K.deal_lost: Outcome.lost,
    K.returned: Outcome.returned,
    K.recycled: Outcome.recycled,
    K.disqualified: Outcome.disqualified,
    K.renewal_lost: Outcome.churned,
}
# What sales begins by itself.
SALES_OPENS = frozenset({K.accepted, K.need_confirmed, K.converted, K.deal_created})


def compile(document: Document, agreement_hash: str) -> Tables:  # noqa: A001
    """The tables of a document; the same document always gives the same tables.

    Raises `Invalid` when a rule cannot be read, which `check` would have said with its line.
    """
    try:
        return _compile(document, agreement_hash)
    except RuleUnclear as unclear:
        raise Invalid("rule.unclear", unclear.sentence, "run the check; it names the line") from None


def _compile(document: Document, agreement_hash: str) -> Tables:
    atoms = Atoms(document)
    entries = [atoms.rule(stage.enters) for stage in document.stages]
    lead = document.qualified_lead or QualifiedLead()
    owners = tuple(stage.owner or "" for stage in document.stages)
    kind_ptr, kind_atoms = _moves(atoms.conditions)
    entry_ptr = _ints(np.cumsum([0, *(len(masks) for masks, _ in entries)]))
    class_fit, class_engagement, class_names = _classes(lead)
    return Tables(
        agreement_hash=agreement_hash,
        stage_ids=tuple(str(stage.id) for stage in document.stages),
        stage_owners=tuple(str(owner) for owner in owners),
        handoff_line=owners.index("sales") if "sales" in owners else len(owners),
        qualified_stage=_stage_entered_by(document, "clause qualified_lead"),
        won_stage=_won_stage(document),
        atom_type=_ints(each.type for each in atoms.conditions),
        atom_n=_ints(_atom_n(each) for each in atoms.conditions),
        atom_days=_ints(each.days for each in atoms.conditions),
        atom_text=tuple(each.text for each in atoms.conditions),
        kind_ptr=kind_ptr,
        kind_atoms=kind_atoms,
        entry_ptr=entry_ptr,
        entry_masks=_ints(mask for masks, _ in entries for mask in masks),
        entry_blocks=_ints(block for _, block in entries),
        kind_criterion=_criteria(lead),
        criterion_points=_ints(each.points * MILLI for each in lead.engagement),
        criterion_cap=_ints(_cap(each) * MILLI for each in lead.engagement),
        criterion_text=tuple(each.when for each in lead.engagement),
        engagement_cap=lead.engagement_at_most * MILLI,
        decay=decay_table(lead.half_life.days or 1),
        fit_rules=tuple(atoms.fit_rules),
        fit_cap=lead.fit_at_most * MILLI,
        opens=_opens(document),
        closes=_by_kind({kind: 1 + outcome for kind, outcome in CLOSES.items()}),
        clears=_clears(atoms.conditions),
        human=_by_kind(dict.fromkeys(HUMAN_BUYER_TOUCHES, 1)),
        attempt=_by_kind(dict.fromkeys(attempts(document), 1)),
        class_fit=class_fit,
        class_engagement=class_engagement,
        class_names=class_names,
    )


def decay_table(half_life_days: int) -> Ints:
    """Parts per million left after d whole days, halving every `half_life_days`; the last entry is 0.

    Reckoned in decimals, so that every machine has the same table.
    """
    return _ints(_decay(half_life_days))


@cache
def _decay(half_life_days: int) -> tuple[int, ...]:
    left = [MILLION]
    while left[-1] > 0:
        share = Decimal(2) ** (Decimal(-len(left)) / half_life_days)
        left.append(int((share * MILLION).to_integral_value()))
    return tuple(left)


def attempts(document: Document) -> frozenset[FactKind]:
    """Which acts of sales stop a clock: the clause `clock.stops`, else every genuine attempt."""
    stops = document.clock.stops if document.clock else ()
    named = frozenset(kind for each in stops for kind in find_kinds(each) or ())
    return named & SALES_TOUCHES or GENUINE_ATTEMPTS


def _ints(values: Iterable[int]) -> Ints:
    return np.array(list(values), dtype=np.int64)


def _cap(points: Points) -> int:
    """Without a cap an act counts once."""
    return points.points if points.cap is None else points.cap


def _by_kind(values: dict[FactKind, int]) -> Ints:
    table = np.zeros(KINDS, dtype=np.int64)
    for kind, value in values.items():
        table[kind] = value
    return table


def _atom_n(condition: Condition) -> int:
    return condition.n * (MILLI if condition.type in (AtomType.fit, AtomType.engagement) else 1)


def _moves(conditions: list[Condition]) -> tuple[Ints, Ints]:
    """Which atoms each kind moves, as one flat list with pointers."""
    pointers, flat = [0], []
    for kind in range(KINDS):
        flat += [at for at, each in enumerate(conditions) if kind in each.kinds]
        pointers.append(len(flat))
    return _ints(pointers), _ints(flat)


def _criteria(lead: QualifiedLead) -> Ints:
    table = np.full(KINDS, -1, dtype=np.int64)
    for at, each in enumerate(lead.engagement):
        kinds = find_kinds(each.when)
        if kinds is None:
            raise RuleUnclear(f'"{each.when}" is nothing that can happen')
        for kind in kinds:
            if table[kind] < 0:
                table[kind] = at
    return table


def _opens(document: Document) -> Ints:
    """What may begin a pass: the buyer's acts, sales' own beginnings, marketing's entries."""
    table = _by_kind(dict.fromkeys(HUMAN_BUYER_TOUCHES | SALES_OPENS, 1))
    for stage in document.stages:
        if stage.owner == "marketing":
            for leaf in read_rule(stage.enters).leaves:
                for kind in leaf.kinds if isinstance(leaf, Condition) else ():
                    table[kind] = 1
    return table


def _clears(conditions: list[Condition]) -> Ints:
    """A reopened deal is neither won nor lost; a lost renewal takes back a won one."""
    takes_back = {K.deal_reopened: {K.deal_won, K.deal_lost}, K.renewal_lost: {K.renewal_won}}
    table = np.zeros(KINDS, dtype=np.int64)
    for kind, gone in takes_back.items():
        for at, each in enumerate(conditions):
            if each.kinds and each.kinds <= gone:
                table[kind] |= np.int64(1 << at)
    return table


def _stage_entered_by(document: Document, text: str) -> int:
    for at, stage in enumerate(document.stages):
        if text in stage.enters:
            return at
    return -1


def _won_stage(document: Document) -> int:
    for at, stage in enumerate(document.stages):
        leaves = read_rule(stage.enters).leaves
        if any(isinstance(leaf, Condition) and K.deal_won in leaf.kinds for leaf in leaves):
            return at
    return -1


def _classes(lead: QualifiedLead) -> tuple[Ints, Ints, tuple[str, ...]]:
    """The minima of each class; a class that is "the rest" has none."""
    fits, engagements = [], []
    for text in lead.classes.values():
        least = {AtomType.fit: 0, AtomType.engagement: 0}
        if text != "the rest":
            for leaf in read_rule(text).any_of[0]:
                if not isinstance(leaf, Condition) or leaf.type not in least:
                    raise RuleUnclear(f'a class is made of fit and engagement, not of "{text}"')
                least[leaf.type] = leaf.n * MILLI
        fits.append(least[AtomType.fit])
        engagements.append(least[AtomType.engagement])
    return _ints(fits), _ints(engagements), tuple(lead.classes)
