"""After a restore: letters and refused values that name somebody who was erased since, by address or full name.

The records of an erased person may be newer than the backup: then only the list of erasures knows them.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from accord.ledger.dead_letters import erase_from_buried
from accord.ledger.inbox import erase_from_inbox
from accord.ledger.keys import Digest
from accord.ledger.models import Reject
from accord.ledger.suppression import any_suppressed, find_suppressed, name_email, name_full_name

_ADDRESS = re.compile(r"[^\s<>,;:()\"'&=\[\]{}\\/]{1,64}@[^\s<>,;:()\"'&=\[\]{}\\/]{1,255}")
_PIECES = re.compile(r"[^\w\s.\'-]+")
_LONGEST_NAME = 4  # words


def erase_named(digest: Digest) -> int:
    """Delete taken and dead letters, and blank refused values, that hold an erased address or name; how many."""
    if not any_suppressed():
        return 0

    def named(text: str) -> bool:
        found = {each for form in (text, unquote_plus(text)) for each in _names(form)}
        return bool(find_suppressed(found, digest=digest))

    gone = erase_from_inbox(named) + erase_from_buried(named)
    rows = Reject.objects.exclude(value="").values_list("id", "value")
    held = [number for number, value in rows.iterator() if named(value)]
    return gone + sum(Reject.objects.filter(id=number).update(value="") for number in held)


def _names(text: str) -> Iterator[str]:
    """The suppression list's texts for all addresses and runs of two to four words."""
    yield from map(name_email, _ADDRESS.findall(text))
    for piece in _PIECES.split(text):
        words = piece.split()
        for first in range(len(words)):
            for last in range(first + 2, min(first + _LONGEST_NAME, len(words)) + 1):
                yield name_full_name(" ".join(words[first:last]))
