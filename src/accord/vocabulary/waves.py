"""Words of sending: how a wave stands, and what became of each of its letters. Words are permanent: only add."""

from enum import StrEnum


class WaveState(StrEnum):
    """How a wave stands."""

    running = "running"
    paused = "paused"
    stopped = "stopped"  # for good: what had not left never leaves
    done = "done"  # every letter has its end


class Fate(StrEnum):
    """What became of one person's letter."""

    waiting = "waiting"  # its time is still to come
    sending = "sending"  # on its way now; whoever carries it has said nothing yet
    sent = "sent"  # the mail server took it
    bounced = "bounced"  # the mail server said that there is no such mailbox
    refused = "refused"  # the mail server said no for good, for another reason
    unknown = (
        "unknown"  # whoever carried it died, or lost the line, before the answer: never sent again by itself
    )
    excluded = "excluded"  # not written to: see why
    held_out = "held_out"  # drawn to get nothing: what the others are held against
    dropped = "dropped"  # the wave ended before it left


class Left(StrEnum):
    """Why somebody of the audience is not written to, beside what the contact policy says."""

    no_address = "no_address"
    bounced_before = "bounced_before"
    account_pulled = "account_pulled"
    got_it = "got_it"  # another record of the same person got it already
    gone = "gone"  # nobody any more: erased, or merged away
    too_late = "too_late"  # what speaks against it ends after the campaign does


OVER = frozenset({Fate.sent, Fate.bounced, Fate.refused, Fate.excluded, Fate.held_out, Fate.dropped})
