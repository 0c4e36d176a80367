"""What may have paused the clock of each person's lead: held as it was said, cut by each agreement's own clause."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import UTC, datetime

from accord.agreement.clocks.pauses import SAYS, Said
from accord.measures.mirror import Mirror
from accord.vocabulary.facts import HUMAN_BUYER_TOUCHES, FactKind

KINDS = sorted(int(kind) for kind in SAYS)
TOUCHES = sorted(int(kind) for kind in HUMAN_BUYER_TOUCHES)
_BACK = min(HUMAN_BUYER_TOUCHES)  # whatever the buyer did: it says that they are back


def said_of(mirror: Mirror, contacts: Collection[int], since: datetime) -> Mapping[int, tuple[Said, ...]]:
    """By contact: replies that they are away and booked meetings, and what they did first after each."""
    found: dict[int, list[Said]] = defaultdict(list)
    rows = mirror.ask("replay_pauses", contacts=list(contacts), kinds=KINDS, touches=TOUCHES, since_at=since)
    for row in rows:
        said = found[row["contact"]]
        said.append(Said(FactKind(row["kind"]), _utc(row["occurred_at"]), row["value"]))
        if row["back_at"] is not None:
            said.append(Said(_BACK, _utc(row["back_at"])))
    return {contact: tuple(each) for contact, each in found.items()}


def _utc(when: datetime) -> datetime:
    return when.replace(tzinfo=UTC)
