"""An erased person leaves the bodies that came in: those that were taken, and those that could not be read."""

from accord.connectors.segment import bare_id
from accord.ledger.dead_letters import erase_from_buried
from accord.ledger.erasure import SHORTEST_ID, Traces
from accord.ledger.inbox import erase_from_inbox


def erase_letters(traces: Traces) -> int:
    """Delete every letter in which the person stands; how many. One not yet taken meets the suppression list.

    An id counts where it stands as a whole text, an address or a full name anywhere.
    """
    words = [word.casefold() for word in traces.words]
    bare = (bare_id(each) for each in traces.ids)
    ids = [f'"{each}"' for each in bare if len(each) >= SHORTEST_ID]

    def stands_in(text: str) -> bool:
        folded = text.casefold()
        return any(word in folded for word in words) or any(each in text for each in ids)

    return erase_from_inbox(stands_in) + erase_from_buried(stands_in)
