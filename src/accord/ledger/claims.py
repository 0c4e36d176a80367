"""What a visitor's browser claimed, and whether anything has confirmed who the visitor is since."""

from collections.abc import Collection, Mapping
from datetime import datetime

from accord.ledger.acts import record_act
from accord.ledger.keys import Digest
from accord.ledger.models import Act, Fact
from accord.ledger.prepare import ReadyFact
from accord.ledger.sql import bind, in_chunks
from accord.vocabulary.facts import FactKind, Ref

CONFIRMED = "claim_confirmed"  # the kind of the act


def confirm_visitors(keys: Collection[int], *, now: datetime) -> None:
    """Record that something other than a browser's word says who these visitors are. Repeating changes nothing."""
    for key in sorted(keys):
        reason = "named by a server, a form or a tracked link"
        record_act(
            key=f"claim-confirmed:{key}", kind=CONFIRMED, actor="system", now=now, subject=key, reason=reason
        )


def find_confirmed(keys: Collection[int]) -> set[int]:
    """Those of the visitors who were confirmed."""
    found: set[int] = set()
    for chunk in in_chunks(list(keys)):
        found.update(Act.objects.filter(kind=CONFIRMED, subject__in=chunk).values_list("subject", flat=True))
    return found


def find_claimed(refs: Mapping[int, Ref], digest: Digest) -> dict[str, list[ReadyFact]]:
    """What these visitors claimed, as the facts it is once confirmed, by source.

    Each is named after the claim, so that confirming twice adds nothing; it happened when it was claimed.
    """
    found: dict[str, list[ReadyFact]] = {}
    for chunk in in_chunks(list(refs)):
        for fact in Fact.objects.filter(subject__in=chunk, kind=int(FactKind.claimed)):
            name, _, words = fact.value.partition(" ")
            if name not in FactKind.__members__:
                continue
            columns = (
                int(FactKind[name]),
                bind(fact.occurred_at),
                fact.channel,
                fact.campaign,
                fact.asset,
                fact.actor,
                words,
                None,
                "",
                fact.agent,
            )
            ready = ReadyFact(refs[fact.subject], digest(f"confirmed\x1f{fact.source_id}"), columns)
            found.setdefault(fact.source, []).append(ready)
    return found
