"""What a signature is bound to: content, audience rule and schedule as canonical JSON, its hash, and what changed."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any

from accord.campaigns.shapes import Arm, Plan, Sending


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: where (`arms.1.subject`), what was signed, what stands now. Empty: it was not there."""

    where: str
    signed: str
    now: str


def text_of(plan: Plan) -> str:
    """The signed part as one line: keys in order, no blanks, instants in UTC; the same plan, the same text.

    Name, goal, target, budget, owners and ticks are no part of it: they change nobody's mailbox.
    """
    said: dict[str, Any] = {
        "kind": plan.kind,
        "called": sorted(plan.called),
        "segment": " ".join(plan.segment.split()),
        "channels": sorted(plan.channels),
        "arms": [
            {
                "name": arm.name,
                "percent": arm.percent,
                "subject": arm.subject,
                "body": arm.body,
                "link": arm.link,
                "asset": arm.asset,
            }
            for arm in plan.arms
        ],
        "starts_at": plan.starts_at.astimezone(UTC).isoformat(),
        "ends_at": plan.ends_at.astimezone(UTC).isoformat(),
    }
    if plan.sending is not None:  # what other tools send is signed without: its hash stays what it was
        said["sending"] = asdict(plan.sending)
    return json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def hash_of(text: str) -> str:
    """The SHA-256 of a signed part, in hex."""
    return sha256(text.encode()).hexdigest()


def signed_words(text: str) -> tuple[tuple[Arm, ...], Sending | None]:
    """Arms and way of sending out of a signed part: what is sent is what was signed, letter by letter."""
    import json

    said = json.loads(text)
    kept = said.get("sending")
    sending = Sending(kept["holdout"], tuple(kept["waves"]), kept["slots"]) if kept else None
    return tuple(Arm(**arm) for arm in said["arms"]), sending


def changes_between(signed: str, now: str) -> tuple[Change, ...]:
    """What differs between two signed parts, in the order of their places; none where they are the same."""
    before, after = _leaves(json.loads(signed)), _leaves(json.loads(now))
    places = [*before, *(place for place in after if place not in before)]
    return tuple(
        Change(place, before.get(place, ""), after.get(place, ""))
        for place in places
        if before.get(place) != after.get(place)
    )


def _leaves(value: Any, place: str = "") -> dict[str, str]:
    """Every single value by its place; the arms count from 1, a list of words is one value."""
    if isinstance(value, Mapping):
        pairs = value.items()
    elif isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        pairs = {str(at): each for at, each in enumerate(value, 1)}.items()
    elif isinstance(value, list):
        return {place: ", ".join(map(str, value))}
    else:
        return {place: str(value)}
    found: dict[str, str] = {}
    for key, inner in pairs:
        found |= _leaves(inner, f"{place}.{key}" if place else key)
    return found
