"""One mix of people and machines, with the truth written beside each row."""

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.agents.simulated.machines import MACHINES, SHADOWED, shadow
from tests.agents.simulated.people import PEOPLE
from tests.agents.simulated.world import World, make_world

ARCHETYPES = (*PEOPLE, *MACHINES, "shadow")
# Shown to nobody who tunes a filter until a release is judged.
HELD_BACK = frozenset({"behind_a_carrier", "forwarded", "appliance", "rescan", "preview"})


def simulate(
    seed: int,
    scanner_share: float,
    human_clicks: int,
    *,
    evenly: bool = False,
    without: frozenset[str] = frozenset(),
) -> Iterator[dict[str, Any]]:
    """Rows of `Hit` fields in order of time, with `truth` and `archetype`.

    `scanner_share` is the share of all clicks that are machines' (0 to below 1); at 0 nothing but people.
    `evenly` gives each kind of people the same number of clicks; `without` leaves kinds out.
    """
    chance = Random(seed)
    # One mail in a few is pressed by anybody: mailboxes grow with all clicks, whoever makes them.
    world = make_world(chance, max(2000, round(human_clicks / (1 - scanner_share) / 3)))
    rows = _people(world, human_clicks, evenly, without, shadows=scanner_share > 0)
    machines = sum(_is_click(row) and row["truth"] == "machine" for row in rows)
    people = sum(_is_click(row) for row in rows) - machines
    wanted = round(people * scanner_share / (1 - scanner_share))
    rows += _machines(world, wanted - machines, without)
    rows.sort(key=lambda row: (row["at"], row["hit_id"]))
    yield from rows


def _people(
    world: World, clicks: int, evenly: bool, without: frozenset[str], shadows: bool
) -> list[dict[str, Any]]:
    kinds = {name: kind for name, kind in PEOPLE.items() if name not in without}
    total = sum(weight for weight, _ in kinds.values())
    found: list[dict[str, Any]] = []
    for name, (weight, visit) in kinds.items():
        wanted = clicks / len(kinds) if evenly else clicks * weight / total
        made = 0
        while made < wanted:
            rows = visit(world, world.chance.choice(world.mails))
            made += sum(map(_is_click, rows))
            found += [row | {"truth": "human", "archetype": name} for row in rows]
            if name == "behind_a_rewriter" and shadows and world.chance.random() < SHADOWED:
                found += [row | {"truth": "machine", "archetype": "shadow"} for row in shadow(world, rows[0])]
    return found


def _machines(world: World, clicks: int, without: frozenset[str]) -> list[dict[str, Any]]:
    kinds = {name: kind for name, kind in MACHINES.items() if name not in without}
    guarded = [mail for mail in world.mails if mail.gateway]
    total = sum(weight for weight, _ in kinds.values())
    found: list[dict[str, Any]] = []
    for name, (weight, scan) in kinds.items():
        made = 0
        while made < clicks * weight / total:
            rows = scan(world, world.chance.choice(guarded if world.chance.random() < 0.8 else world.mails))
            made += sum(map(_is_click, rows))
            found += [row | {"truth": "machine", "archetype": name} for row in rows]
    return found


def _is_click(row: dict[str, Any]) -> bool:
    return bool(row["kind"] == "click")
