"""Many at once: 32 workers and 32 of sales at 200 leads; what they were told fits what the record says."""

import os
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from accord.handoffs import move, work
from accord.handoffs.models import Handoff
from accord.handoffs.offer import offer
from accord.handoffs.shapes import Offer
from accord.ledger.acts import record_act
from accord.vocabulary.errors import Refused
from accord.vocabulary.handoffs import HandoffState
from accord.vocabulary.people import Viewer
from accord.workflows.handoffs import act, begin
from tests.guards import lower_guards
from tests.handoffs import checker
from tests.handoffs.histories import History

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.long]
HISTORIES = int(os.environ.get("ACCORD_HISTORIES", "10"))


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_what_many_are_told_at_once_fits_the_record(seed: int) -> None:
    history = History(seed)
    history.run()
    found = checker.violations(history)
    assert found == [], "\n".join(found)
    refused = sum(1 for each in history.said if each.view is None)
    print(f"{connection.vendor}: history {seed}: {len(history.said)} acts, {refused} refused: they fit")


def _take_whatever_stands(by: Viewer, key: int, *, now: datetime) -> Handoff:
    row = work.get_mine(by, key)
    move.move(row, HandoffState.accepted, actor=by.actor, at=now, now=now)
    return row


def _take_even_again(by: Viewer, key: int, *, now: datetime) -> Handoff:
    row = work.get_mine(by, key)
    if row.state != HandoffState.offered:
        raise move.taken(row)
    return _take_whatever_stands(by, key, now=now)


def _write_last(row: Handoff, changed: dict[str, Any]) -> None:
    time.sleep(0.05)  # whoever read the same row meanwhile is overwritten
    Handoff.objects.filter(key=row.key).update(version=row.version + 1, **changed)
    for name, value in {**changed, "version": row.version + 1}.items():
        setattr(row, name, value)


def _say_nobody(row: Handoff) -> Refused:
    return Refused("handoff.moved", "taken", "look again", state=row.state, by="user:0", owner="user:0")


def _pass_on_without_a_turn(row: Handoff, owner: str, **_: Any) -> bool:
    move.change(row, {"owner": owner, "turn": row.turn + 1})
    return True


_later = count(1)


def _record_twice(**act: Any) -> bool:
    return record_act(**act) and record_act(**act | {"key": act["key"] + "/2"})


def _offer_anew(new: Offer, *, now: datetime) -> tuple[Handoff, bool]:
    return offer(replace(new, lead_at=new.lead_at + timedelta(microseconds=next(_later))), now=now)


Mutant = list[tuple[Any, str, Callable[..., Any]]]
MUTANTS: dict[str, Mutant] = {
    "whatever stands is taken": [(work, "accept", _take_whatever_stands), (move, "may_go", lambda *_: True)],
    "who reads the same row writes last": [
        (move, "change", _write_last),
        (work, "change", _write_last),
        (act, "take_turn", lambda: None),
        (act, "transaction", SimpleNamespace(atomic=nullcontext)),  # type: ignore[list-item]
    ],
    "the act is not recorded": [(move, "record_act", lambda **_: True)],
    "the act is recorded twice": [(move, "record_act", _record_twice)],
    "the loser is told nobody": [(move, "taken", _say_nobody), (work, "taken", _say_nobody)],
    "an owner comes without a turn": [(work, "pass_on", _pass_on_without_a_turn)],
    "asking again is refused": [(work, "accept", _take_even_again)],
    "handed over once a look": [(begin, "_stands", lambda *_: False), (begin, "offer", _offer_anew)],
}


@pytest.mark.parametrize("mutant", MUTANTS)
def test_a_broken_guard_shows(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for where, name, broken in MUTANTS[mutant]:
        monkeypatch.setattr(where, name, broken)
    for seed in range(1, 6):  # who meets whom is the machine's to say: several meetings, until it shows
        history = History(seed, leads=12 if "again" in mutant else 6, workers=4, reps=16)
        history.run()
        if checker.violations(history):
            return
        lower_guards()
        call_command("flush", interactive=False, verbosity=0)  # the next meeting begins from nothing
    pytest.fail(f"{mutant}: not caught")
