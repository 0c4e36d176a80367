"""A deal that is won asks for a word to both teams: a row in the transaction that brings the news."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from accord.ledger.installed import find_installed
from accord.ledger.jobs import enqueue_job
from accord.ledger.prepare import ReadyFact
from accord.ledger.sql import bind
from accord.vocabulary.facts import FactKind, Ref

WON = "tell_won"
LIVE_FROM = "live_from"


def ask_for_wins(facts: Iterable[ReadyFact], keys: Mapping[Ref, int], now: datetime) -> None:
    """Queue a word of each deal that these facts say is won; nothing before go-live, nothing of what was before it.

    Whether it is a word, and once, is decided by whoever does it. Expects the transaction of the facts.
    """
    won = [fact for fact in facts if fact.columns[0] == FactKind.deal_won and fact.about is not None]
    if not won:
        return
    live = find_installed(LIVE_FROM)
    if live is None:
        return
    since = bind(datetime.fromisoformat(live))
    for deal in {keys[fact.about] for fact in won if fact.about is not None and fact.columns[1] >= since}:
        enqueue_job(WON, str(deal), due_at=now)
