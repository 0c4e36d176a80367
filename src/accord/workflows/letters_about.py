"""Letters that name a person, for the person who asks what we know: only what is theirs of each."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote_plus

from accord.ledger.dead_letters import read_buried
from accord.ledger.erasure import Traces
from accord.ledger.erasure_places import stands_in
from accord.ledger.inbox import read_inbox, read_texts
from accord.vocabulary.doors import Letter
from accord.workflows.inbox_readers import open_letter

_ADDRESS = re.compile(r"[^\s<>,;:()\"'&=\[\]{}]+@[^\s<>,;:()\"'&=\[\]{}]+")
_SOMEBODY = "(somebody else)"


def find_letters_about(traces: Traces) -> list[dict[str, Any]]:
    """Bodies from outside that name the person, taken, waiting or dead; of a batch only their events."""
    found = []
    for letter, why in (*((each, "") for each in read_inbox()), *read_buried()):
        if said := _theirs(letter, traces):
            head = {"door": letter.door.value, "source": letter.source, "received_at": letter.received_at}
            found.append(head | {"unreadable_because": why, "said": said})
    return found


def _theirs(letter: Letter, traces: Traces) -> list[str]:
    stands = stands_in(traces)
    if not stands(read_texts(letter.body)):
        return []
    mine = {word.casefold() for word in traces.words}

    def mask(found: "re.Match[str]") -> str:
        return found[0] if found[0].casefold() in mine else _SOMEBODY

    texts = (unquote_plus(read_texts(body)) for body in _parts(letter))
    return [_ADDRESS.sub(mask, text) for text in texts if stands(text)]


def _parts(letter: Letter) -> Iterator[bytes]:
    """The body of each event by itself, where its reader can take the letter apart."""
    try:
        opened = open_letter(letter)
        bodies = [opened.alone(place).body for place in range(opened.events)]
    except Exception:  # what no reader understands is shown whole: a dead letter is what it is
        bodies = [letter.body]
    yield from bodies
