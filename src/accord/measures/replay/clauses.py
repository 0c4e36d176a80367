"""Which clause made the difference: the draft with one clause put back, folded again over the leads that differ."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import datetime

import numpy as np
import pyarrow as pa

from accord.agreement import compile as compile_agreement
from accord.agreement.diff import Sentence
from accord.agreement.put_back import put_back
from accord.agreement.tables import FitRule, Tables
from accord.measures.replay.folding import Tell, fold_side
from accord.measures.replay.handing import Key
from accord.measures.replay.stands import Lead, Stand, Under, differs
from accord.vocabulary.errors import Invalid


def find_clauses(
    rows: tuple[Lead, ...], facts: pa.Table | None, now: Under, draft: Under, at: datetime, tell: Tell
) -> dict[Key, tuple[str, ...]]:
    """The clauses that made each lead differ: put back alone, each of them would undo it.

    Where none does alone, all changes that move the fold are named: they did it together.
    """
    changed = [lead for lead in rows if differs(lead)]
    if not changed or facts is None:
        return {}
    moving = _moving(now, draft)
    if len(moving) == 1:
        return {lead.key: (moving[0][0].path,) for lead in changed}
    found: dict[Key, list[str]] = {lead.key: [] for lead in changed}
    for place, (sentence, under) in enumerate(moving):
        tell(place / len(moving), "finding the clause")
        stands = fold_side(facts, under, at)
        for lead in changed:
            if _same(stands, lead):
                found[lead.key].append(sentence.path)
    together = tuple(sentence.path for sentence, _ in moving)
    return {key: tuple(paths) or together for key, paths in found.items()}


def same_tables(one: Tables, other: Tables) -> bool:
    """Whether two compiled agreements fold alike: the same but for the hash and the words of explanations."""
    for each in fields(Tables):
        left, right = getattr(one, each.name), getattr(other, each.name)
        if each.name in ("agreement_hash", "atom_text", "criterion_text"):
            continue
        if isinstance(left, np.ndarray):
            if not np.array_equal(left, right):
                return False
        elif each.name == "fit_rules":
            if [_rule(rule) for rule in left] != [_rule(rule) for rule in right]:
                return False
        elif left != right:
            return False
    return True


def _moving(now: Under, draft: Under) -> list[tuple[Sentence, Under]]:
    """The changes without which the draft would fold otherwise, each with the draft without it."""
    found = []
    for sentence, document in put_back(now.document, draft.document):
        try:
            tables = compile_agreement(document, draft.tables.agreement_hash)
        except Invalid:
            continue  # the clause cannot stand without another of the changes
        if not same_tables(tables, draft.tables):
            found.append((sentence, Under(document, tables)))
    return found


def _same(stands: Mapping[Key, Stand], lead: Lead) -> bool:
    stand = stands.get(lead.key)
    return not differs(lead._replace(draft=stand))


def _rule(rule: FitRule) -> tuple[object, ...]:
    return tuple(getattr(rule, each.name) for each in fields(FitRule) if each.name != "text")
