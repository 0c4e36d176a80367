"""What our own connectors say of a folder of exports, as rows that can be compared."""

from collections import Counter
from datetime import UTC
from pathlib import Path

from accord.connectors.hubspot import connector as hubspot
from accord.connectors.protocol import Reading, Row
from accord.connectors.salesforce import connector as salesforce
from accord.connectors.tabular import sniff
from accord.vocabulary.facts import RowRead

CONNECTORS = {"hubspot": hubspot, "salesforce": salesforce}


def read_exports(paths: list[Path]) -> dict[str, list[Row]]:
    """Every row of every file, each read by the system it is of; the other must not claim it more surely."""
    rows = {}
    for path in paths:
        system = path.parent.name
        found = sniff(path)
        claims = {name: connector.recognise(found) for name, connector in CONNECTORS.items()}
        assert max(claims, key=lambda name: claims[name].sureness) == system, path
        rows[f"{system}/{path.stem}"] = list(
            CONNECTORS[system].read(found, Reading(system, claims[system].object))
        )
    return rows


def facts_said(rows: dict[str, list[Row]]) -> Counter:
    """Each fact once, as (source, record, kind, instant, dimensions); one natural id is one fact."""
    facts = {}
    for name, said in rows.items():
        for row in said:
            for fact in row.facts if isinstance(row, RowRead) else ():
                facts[name.partition("/")[0], fact.natural_id] = fact
    return Counter(
        (
            source,
            fact.about.external_id,
            int(fact.kind),
            fact.occurred_at.astimezone(UTC).replace(tzinfo=None),
            *(fact.channel, fact.campaign, fact.asset, fact.actor, fact.value, fact.amount, fact.currency),
            int(fact.agent),
        )
        for (source, _), fact in facts.items()
    )
