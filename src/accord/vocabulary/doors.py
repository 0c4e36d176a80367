"""What programs outside send us: through which door, how far it is trusted, why it could not be read."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Door(StrEnum):
    """By which door a request came in; each has one reader."""

    segment = "segment"
    form = "form"
    webhook = "webhook"
    link = "link"


class Trust(StrEnum):
    """Who can have sent it: a holder of a secret, or anybody who looked at a page's source."""

    server = "server"
    browser = "browser"


class DeadReason(StrEnum):
    """Why a letter, or one event of it, became a dead letter: the closed list."""

    not_json = "not_json"
    wrong_shape = "wrong_shape"
    too_deep = "too_deep"
    too_many = "too_many"
    too_large = "too_large"
    unknown_type = "unknown_type"
    missing_id = "missing_id"
    bad_id = "bad_id"
    bad_time = "bad_time"
    bad_text = "bad_text"
    bad_number = "bad_number"
    unknown_reference = "unknown_reference"
    bad_signature = "bad_signature"
    no_reader = "no_reader"
    our_fault = "our_fault"


class Letter(NamedTuple):
    """One accepted request, as it came. `context`: small and personal (query, user agent, truncated address).

    Body and context expire together, some days after the worker has taken the letter.
    """

    door: Door
    source: str
    trust: Trust
    received_at: datetime
    body: bytes
    context: Mapping[str, str]


class Unreadable(Exception):
    """A letter, or one event of it, that its reader cannot read: the reason, and what was seen."""

    def __init__(self, reason: DeadReason, detail: str) -> None:
        super().__init__(reason, detail)
        self.reason = reason
        self.detail = detail
