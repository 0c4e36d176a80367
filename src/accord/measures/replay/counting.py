"""From what was found to the answer."""

from zlib import crc32

from accord.measures.number import Reading
from accord.measures.replay.differing import differing
from accord.measures.replay.found import Found
from accord.measures.replay.lines import Brought, Replay
from accord.measures.replay.outcomes import Estimated, estimate
from accord.measures.replay.parts import cells, figures_of, people_of, promises_of, refused_of
from accord.measures.replay.stands import Lead
from accord.measures.replay.words import NOTES, summary
from accord.measures.scope import Scope


def count(scope: Scope, draft: Reading, found: Found) -> Replay:
    """The answer over the scope's window. A difference is a lead that differs, or a clause that refuses otherwise."""
    inside = found.inside()
    rows = tuple(row for lead in inside if (row := differing(found, lead)) is not None)
    figures, refused = figures_of(found, inside, rows), refused_of(found)
    promises, estimated, brought = (
        promises_of(found, inside),
        _estimated(found, inside, draft),
        _gone(found, inside),
    )
    otherwise = [e for e in refused if (e.against_now, e.stopped_now) != (e.against_draft, e.stopped_draft)]
    differences = len(rows) + len(otherwise)
    told = summary(
        figures,
        estimated,
        brought,
        promises,
        refused,
        differences,
        scope.currency,
        changed=bool(found.changed),
    )
    assert scope.window is not None
    return Replay(
        window=scope.window,
        zone=scope.zone,
        now=scope.reading,
        draft=draft,
        as_of=scope.as_of,
        made_at=scope.now,
        currency=scope.currency,
        summary=told,
        changed=found.changed,
        differences=differences,
        figures=figures,
        by_source=cells(found, inside, lambda lead, _stand: lead.source),
        by_class=cells(found, inside, lambda _lead, stand: stand.klass or "(no class)"),
        people=people_of(found, inside),
        promises=promises,
        contact=refused,
        estimated=estimated,
        brought=brought,
        rows=rows,
        folded=(found.both.leads, found.both.facts),
        notes=NOTES,
    )


def _estimated(found: Found, inside: list[Lead], draft: Reading) -> Estimated:
    new = [(lead.source, lead.draft.klass) for lead in inside if lead.now is None and lead.draft is not None]
    matched = [
        (lead.source, lead.draft.klass, found.outcomes.of[lead.key])
        for lead in found.both.rows
        if lead.now and lead.draft and lead.key in found.outcomes.matured
    ]
    return estimate(new, matched, crc32(draft.hash.encode()))


def _gone(found: Found, inside: list[Lead]) -> Brought:
    gone = [found.outcomes.of[lead.key] for lead in inside if lead.draft is None]
    return Brought(len(gone), int(sum(each.won for each in gone)), sum(each.revenue for each in gone))
