"""No lead is ever nobody's: random days on either database, and a mutant of each guard that they catch."""

import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from accord.agreement.routing import Decision
from accord.workflows import import_batch
from accord.workflows.handoffs import alarm, begin, clock, one_person, requeue
from tests.handoffs import campaign

pytestmark = pytest.mark.django_db
SOME = 60
STEPS = int(os.environ.get("ACCORD_HANDOFF_STEPS", "300"))
SEED = int(os.environ.get("ACCORD_HANDOFF_SEED", "1"))  # another one: other companies


@pytest.mark.parametrize("steps", [SOME, pytest.param(STEPS, marks=pytest.mark.long)])
def test_no_lead_is_ever_nobodys(steps: int) -> None:
    assert campaign.run(SEED, steps) == []
    print(f"{steps} random steps on {connection.vendor}, seed {SEED}: no lead was nobody's")


def _nobody(*_: Any, **__: Any) -> Decision:
    return Decision("user:0", "nobody", "a mutant", ())


MUTANTS: dict[str, tuple[Any, str, Callable[..., Any]]] = {
    "who left is given leads": (begin, "decide_owner", _nobody),
    "news asks for no look": (import_batch, "ask_for_looks", lambda *_: 0),
    "no clock is started": (begin, "ask_for_clock", lambda *_: None),
    "a new owner's clock is not started": (clock, "ask_for_clock", lambda *_: None),
    "a clock is looked at once": (alarm, "_sound", lambda *_: None),
    "who left keeps their leads": (requeue, "hand_on", lambda *_, **__: False),
    "who became one person keeps two leads": (one_person, "_join", lambda *_: None),
    "a lead is passed on without a turn": (requeue, "pass_on", lambda *_, **__: False),
}


SEEDS = (5, 1, 2, 3, 4)  # the first of them catches soonest whoever keeps two leads after a merge
SLOW = pytest.param("a new owner's clock is not started", marks=pytest.mark.long)  # seldom the only clock


@pytest.mark.parametrize("mutant", [SLOW if each in SLOW.values else each for each in MUTANTS])
def test_a_broken_guard_is_caught(mutant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, broken = MUTANTS[mutant]
    monkeypatch.setattr(where, name, broken)
    found: list[str] = []
    for seed in SEEDS:
        try:
            found = campaign.run(seed, 200)
        except Exception as problem:
            found = [repr(problem)]
        if found:
            break
    assert found, f"{mutant}: not caught"
