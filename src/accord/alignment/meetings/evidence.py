"""What a decision was made on, as the text that is kept and read again."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from hashlib import sha256

from accord.alignment.shapes import Evidence, FrozenFigure
from accord.vocabulary.plain import plain


def freeze(
    what: str,
    figures: Sequence[FrozenFigure],
    *,
    days: tuple[date, date] | None,
    model: str,
    agreement: str,
    as_of: datetime | None,
) -> Evidence:
    """The evidence with its digest: SHA-256 of all of it but `as_of`."""
    start, end = days or (None, None)
    made = Evidence(what, start, end, model, agreement, tuple(figures), as_of, "")
    return replace(made, digest=digest_of(made))


def digest_of(evidence: Evidence) -> str:
    """The digest of what was decided on, reckoned anew from what is kept."""
    told = plain(replace(evidence, as_of=None, digest=""))
    text = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(text.encode()).hexdigest()


def text_of(evidence: Evidence | None) -> str:
    """As it is kept; empty for none."""
    return json.dumps(plain(evidence), sort_keys=True, ensure_ascii=False) if evidence else ""


def evidence_from(text: str) -> Evidence | None:
    """The evidence that a kept text says; None for an empty one."""
    if not text:
        return None
    told = json.loads(text)
    return Evidence(
        what=told["what"],
        start=date.fromisoformat(told["start"]) if told["start"] else None,
        end=date.fromisoformat(told["end"]) if told["end"] else None,
        model=told["model"],
        agreement=told["agreement"],
        figures=tuple(FrozenFigure(**figure) for figure in told["figures"]),
        as_of=datetime.fromisoformat(told["as_of"]) if told["as_of"] else None,
        digest=told["digest"],
    )
