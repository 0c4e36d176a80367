"""The tables of a replay: figures, sources and classes, people, promises, refusals, each side by side."""

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from accord.measures.replay.found import Decided, Found
from accord.measures.replay.handing import Handed
from accord.measures.replay.keeping import Kept
from accord.measures.replay.lines import (
    BEYOND,
    CLASS,
    LATER,
    NEWLY,
    NO_LONGER,
    OWNER,
    SOONER,
    ReplayCell,
    ReplayFigure,
    ReplayLoad,
    ReplayPromise,
    ReplayRefused,
    ReplayRow,
)
from accord.measures.replay.stands import Lead, Stand

_QUALIFIES = "leads that qualify in the window, each lead once"
_CLAUSE = "qualified_lead"


def figures_of(found: Found, inside: Sequence[Lead], rows: Sequence[ReplayRow]) -> tuple[ReplayFigure, ...]:
    """The figures on top; what only a draft can change is 0 under the agreement in force."""
    changes = Counter(change for row in rows for change in row.changes)
    beyond = [sum(h.beyond for h in _handed(found, inside, side)) for side in (found.now, found.draft)]
    broken = [
        sum(side.kept.get(lead.key) == Kept.broken for lead in inside if lead.now and lead.draft)
        for side in (found.now, found.draft)
    ]
    return (
        ReplayFigure(
            "qualifies", "Leads that qualify", sum(found.holds(lead.now) for lead in inside),
            sum(found.holds(lead.draft) for lead in inside), _QUALIFIES, _CLAUSE,
        ),
        *(
            ReplayFigure(name.replace(" ", "_"), label, 0, changes[name], formula, clause, name)
            for name, label, formula, clause in _CHANGES
        ),
        ReplayFigure(
            "beyond_capacity", "Given beyond capacity", beyond[0], beyond[1],
            "leads whose owner had as many open already as the agreement promises to work", "sales_promises.capacity",
            BEYOND,
        ),
        ReplayFigure(
            "broken", "Promised first attempts broken", broken[0], broken[1],
            "leads that qualify under both: the real first response came after the due time, or none came",
            "sales_promises.first_attempt",
        ),
    )  # fmt: skip


_CHANGES = (
    (NEWLY, "Newly qualify", "leads that qualify in the window under the draft, and never under the agreement in force",
     _CLAUSE),
    (NO_LONGER, "Qualify no longer", "leads that qualify in the window, and never under the draft", _CLAUSE),
    (SOONER, "Qualify sooner", "leads that qualify under both, earlier under the draft", _CLAUSE),
    (LATER, "Qualify later", "leads that qualify under both, later under the draft", _CLAUSE),
    (CLASS, "In another class", "leads that qualify under both, in another class", "qualified_lead.classes"),
    (OWNER, "With another owner", "leads that qualify under both, and that the draft would give to somebody else",
     "route"),
)  # fmt: skip


def cells(
    found: Found, inside: Sequence[Lead], label: Callable[[Lead, Stand], str]
) -> tuple[ReplayCell, ...]:
    """Leads by a label, the most first; newly and no longer are told by the label of the side that has them."""
    counts: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for lead in inside:
        for place, stand, other in ((0, lead.now, lead.draft), (1, lead.draft, lead.now)):
            if stand is not None and found.holds(stand):
                mine = counts[label(lead, stand)]
                mine[place] += 1
                mine[3 - place] += other is None
    ordered = sorted(counts.items(), key=lambda each: (-max(each[1][:2]), each[0]))
    return tuple(ReplayCell(name, *each) for name, each in ordered)


def people_of(found: Found, inside: Sequence[Lead]) -> tuple[ReplayLoad, ...]:
    """Who would have got leads of the window, the most first under the draft."""
    got = [Counter(h.owner for h in _handed(found, inside, side)) for side in (found.now, found.draft)]
    beyond = [
        Counter(h.owner for h in _handed(found, inside, side) if h.beyond)
        for side in (found.now, found.draft)
    ]
    loads = [_load(found, who, got, beyond) for who in got[0].keys() | got[1].keys()]
    return tuple(sorted(loads, key=lambda load: (-load.draft, -load.now, load.who)))


def _load(found: Found, who: str, got: Sequence[Counter[str]], beyond: Sequence[Counter[str]]) -> ReplayLoad:
    now, draft = found.now.people.get(who), found.draft.people.get(who)
    one = draft or now
    return ReplayLoad(
        who,
        one.team if one else "",
        got[0][who],
        got[1][who],
        found.now.most.get(who, 0),
        found.draft.most.get(who, 0),
        beyond[0][who],
        beyond[1][who],
        now.capacity if now else None,
        draft.capacity if draft else None,
    )


def promises_of(found: Found, inside: Sequence[Lead]) -> tuple[ReplayPromise, ...]:
    """Kept and broken by the clause that promises, over leads that qualify under both."""
    tallies: dict[str, Counter[tuple[int, Kept]]] = defaultdict(Counter)
    for lead in inside:
        if lead.now is None or lead.draft is None:
            continue
        for place, side in enumerate((found.now, found.draft)):
            handed = side.handed.get(lead.key)
            if handed is not None and handed.promise:
                tallies[handed.promise][place, side.kept.get(lead.key, Kept.none)] += 1
    order = (Kept.kept, Kept.broken, Kept.running)
    return tuple(
        ReplayPromise(clause, *(tally[place, what] for place in (0, 1) for what in order))
        for clause, tally in sorted(tallies.items())
    )


def refused_of(found: Found) -> tuple[ReplayRefused, ...]:
    """What the contact policy would have refused, by clause."""
    sides = [{each.clause: each for each in side.refused} for side in (found.now, found.draft)]
    return tuple(
        ReplayRefused(
            clause,
            *(
                number
                for side in sides
                for number in ((side[clause].against, side[clause].stopped) if clause in side else (0, 0))
            ),
        )
        for clause in sorted(sides[0].keys() | sides[1].keys())
    )


def _handed(found: Found, inside: Sequence[Lead], side: Decided) -> list[Handed]:
    """What was handed over in the window as a lead of its own."""
    stands = [(lead.key, lead.now if side is found.now else lead.draft) for lead in inside]
    keys = [key for key, stand in stands if found.holds(stand) and key in side.handed]
    return [side.handed[key] for key in keys if side.handed[key].counted]
