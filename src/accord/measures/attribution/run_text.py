"""A credit run as the text that is kept, read again, and what two runs that say the same have in common."""

import json
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from accord.measures.attribution.run_shapes import (
    CreditNote,
    CreditRun,
    RunDeal,
    RunRow,
    RunSettings,
    RunTouch,
)
from accord.vocabulary.plain import plain

_SAID = ("settings", "agreement", "deals", "table")


def text_of(run: CreditRun) -> str:
    """A run as canonical JSON: what is kept."""
    return json.dumps(plain(run), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def run_from(text: str) -> CreditRun:
    """The run that a kept text says."""
    told = json.loads(text)
    settings = told["settings"]
    deals = (
        RunDeal(deal=d["deal"], minor=d["minor"], touches=tuple(RunTouch(**t) for t in d["touches"]))
        for d in told["deals"]
    )
    return CreditRun(
        settings=RunSettings(**{**settings, "start": _day(settings["start"]), "end": _day(settings["end"])}),
        agreement=told["agreement"],
        seq=told["seq"],
        mirror=told["mirror"],
        as_of=datetime.fromisoformat(told["as_of"]) if told["as_of"] else None,
        deals=tuple(deals),
        table=tuple(RunRow(**row) for row in told["table"]),
        before=told["before"],
        notes=tuple(CreditNote(**{**note, "day": _day(note["day"])}) for note in told["notes"]),
    )


def digest_of(run: CreditRun) -> str:
    """What two runs that say the same have in common: settings, agreement, deals, touches and table; SHA-256.

    Not the mirror's version nor the ledger's end, which move without anything that is credited.
    """
    told = {name: plain(getattr(run, name)) for name in _SAID}
    return sha256(
        json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()


def _day(text: Any) -> Any:
    return date.fromisoformat(text) if text else None
