"""Facts about one record, with natural ids that are the same whenever and however the same thing is read."""

import re
from datetime import datetime, timedelta
from typing import Any

from accord.connectors.objects.statuses import is_hashed
from accord.connectors.objects.values import count
from accord.vocabulary.facts import FactDraft, FactKind, Ref

_RANGE = re.compile(r"[\d,]+\s*(?:[-\u2013]\s*[\d,]+|\+)", re.ASCII)


class Happenings:
    """Collects the facts of one row about one record. A happening without an instant is not collected."""

    def __init__(self, about: Ref) -> None:
        self.about = about
        self._stem = f"{about.kind}:{about.external_id}"
        self.facts: list[FactDraft] = []

    def once(self, kind: FactKind, when: datetime | None, **dims: Any) -> None:
        """What can happen to a record only once: its natural id is the record and the kind."""
        if when is not None:
            self.facts.append(FactDraft(f"{self._stem}:{kind.name}", self.about, kind, when, **dims))

    def at(self, kind: FactKind, when: datetime | None, key: str = "", **dims: Any) -> None:
        """What may happen again: the instant and `key` (else the value) are part of its natural id."""
        if when is not None:
            key = key or dims.get("value", "") or dims.get("actor", "")
            natural = f"{self._stem}:{kind.name}:{key}:{when.isoformat()}"
            self.facts.append(FactDraft(natural, self.about, kind, when, **dims))

    def named(self, natural: str, kind: FactKind, when: datetime, **dims: Any) -> None:
        """What the source itself gave an id."""
        self.facts.append(FactDraft(natural, self.about, kind, when, **dims))

    def attribute(self, name: str, text: str, when: datetime | None) -> None:
        """A dimension of the record as of an instant:
        `industry=water`. Digests and empty cells say nothing.
        """
        if text and not is_hashed(text):
            value = f"{name}={' '.join(text.replace('_', ' ').casefold().split())}"
            self.at(FactKind.attribute, when, value=value[:200])

    def employees(self, text: str, when: datetime | None) -> None:
        """The head count: a whole number, or the range as it is written (`51-200`)."""
        number = count(text)
        if number is not None:
            self.attribute("employees", str(number), when)
        elif _RANGE.fullmatch(text):
            self.attribute("employees", text, when)


def in_order(created: datetime | None, ended: datetime | None) -> tuple[datetime | None, datetime | None]:
    """A deal ends after it began. A close date is a day: its midnight may lie before the hour of creation.

    Closed on the day it was created, it ended just after. Closed on an earlier day (entered when it was
    over), it began just before: the close date is what sales reports by.
    """
    if created is None or ended is None or created < ended:
        return created, ended
    if created < ended + timedelta(days=1):
        return created, created + timedelta(microseconds=1)
    return ended - timedelta(microseconds=1), ended
