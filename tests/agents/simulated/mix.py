"""One mix of people and machines, with the truth written beside each row."""

from collections.abc import Iterator
from random import Random
from typing import Any

from tests.agents.simulated.machines import MACHINES, SHADOWED, Scan, shadow
from tests.agents.simulated.people import PEOPLE, Visit
from tests.agents.simulated.temper import Temper
from tests.agents.simulated.unseen import UNSEEN_MACHINES, UNSEEN_PEOPLE
from tests.agents.simulated.world import World, make_world

ARCHETYPES = (*PEOPLE, *MACHINES, "shadow")


def simulate(
    seed: int,
    scanner_share: float,
    human_clicks: int,
    *,
    evenly: bool = False,
    temper: Temper = Temper(),  # noqa: B008 - frozen
    unseen: bool = False,
) -> Iterator[dict[str, Any]]:
    """Rows of `Hit` fields in order of time, with `truth` and `archetype`.

    `scanner_share` is the share of all clicks that are machines' (0 to below 1); at 0 nothing but people.
    `evenly` gives each kind of people the same number of clicks; `unseen` adds the kinds of `unseen`.
    """
    chance = Random(seed)
    # One mail in a few is pressed by anybody: mailboxes grow with all clicks, whoever makes them.
    world = make_world(chance, max(2000, round(human_clicks / (1 - scanner_share) / 3)), temper)
    rows = _people(
        world, PEOPLE | UNSEEN_PEOPLE if unseen else PEOPLE, human_clicks, evenly, scanner_share > 0
    )
    machines = sum(_is_click(row) and row["truth"] == "machine" for row in rows)
    people = sum(_is_click(row) for row in rows) - machines
    wanted = round(people * scanner_share / (1 - scanner_share))
    rows += _machines(world, MACHINES | UNSEEN_MACHINES if unseen else MACHINES, wanted - machines)
    rows.sort(key=lambda row: (row["at"], row["hit_id"]))
    yield from rows


def _people(
    world: World, usual: dict[str, tuple[float, Visit]], clicks: int, evenly: bool, shadows: bool
) -> list[dict[str, Any]]:
    kinds = {name: (world.temper.weight(name, weight), visit) for name, (weight, visit) in usual.items()}
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


def _machines(world: World, usual: dict[str, tuple[float, Scan]], clicks: int) -> list[dict[str, Any]]:
    kinds = {name: (world.temper.weight(name, weight), scan) for name, (weight, scan) in usual.items()}
    guarded = [mail for mail in world.mails if mail.gateway] or world.mails
    total = sum(weight for weight, _ in kinds.values())
    found: list[dict[str, Any]] = []
    for name, (weight, scan) in kinds.items():
        made = 0
        while made < clicks * weight / total:
            aimed = world.chance.random() < world.temper.aimed
            rows = scan(world, world.chance.choice(guarded if aimed else world.mails))
            made += sum(map(_is_click, rows))
            found += [row | {"truth": "machine", "archetype": name} for row in rows]
    return found


def _is_click(row: dict[str, Any]) -> bool:
    return bool(row["kind"] == "click")
