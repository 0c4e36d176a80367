"""When people opened what a tracked link led to: clicks that the bot filter released as a person's, no others."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from accord.ledger.hits import latest_judgements
from accord.ledger.models import Fact
from accord.ledger.sql import in_chunks
from accord.vocabulary.facts import Agent, FactKind

SOURCE = "accord"


def find_opened(subjects: Collection[int], now: datetime) -> dict[tuple[int, str], list[datetime]]:
    """By identity key and what the link was about, the instants at which a person opened it, in order."""
    found: dict[tuple[int, str], list[datetime]] = defaultdict(list)
    for some in in_chunks(sorted({key for key in subjects if key})):
        rows = Fact.objects.filter(subject__in=some, kind=FactKind.email_click, source=SOURCE)
        clicks = list(
            rows.order_by("occurred_at", "seq").values_list("seq", "subject", "value", "occurred_at")
        )
        judged = latest_judgements({subject for _, subject, _, _ in clicks}) if clicks else {}
        for seq, subject, about, opened_at in clicks:
            one = judged.get(seq)
            by_person = one is not None and one.klass.agent is Agent.human
            if one and by_person and one.released_at is not None and one.released_at <= now:
                found[subject, about].append(opened_at)
    return dict(found)
