"""Keep a form that somebody posted: on return it is on disk, and where they asked to be led is known."""

from accord.connectors.segment.form import open_form
from accord.vocabulary.doors import DeadReason, Letter, Unreadable
from accord.workflows.receive_events import keep, keep_dead

_UNKEPT = frozenset({DeadReason.too_large, DeadReason.too_many})


def keep_form(letter: Letter) -> str:
    """Keep one form; the page it asks for next, as it was written, empty where it asks for none.

    Raises `Unreadable` (what was not too much is kept as a dead letter), `ForNow`: not kept, send it again.
    """
    try:
        form = open_form(letter.body, letter.context.get("content-type", ""))
    except Unreadable as problem:
        if problem.reason not in _UNKEPT:
            keep_dead(letter, problem.reason, problem.detail)
        raise
    keep(letter)
    return form.back_to
