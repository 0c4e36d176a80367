"""Can the numbers be trusted: machine hits, duplicates, refused rows by reason, freshness of each source."""

from datetime import UTC, datetime

from accord.measures.board import Freshness
from accord.measures.hits import hits
from accord.measures.mirror import Mirror
from accord.measures.number import Number, Rows
from accord.measures.scope import Scope
from accord.vocabulary.said import said


def trust(mirror: Mirror, scope: Scope) -> tuple[Number, ...]:
    """Machine hits and duplicates by source, duplicate leads, rows refused by source and reason."""
    numbers = []
    for row in mirror.ask("trust_facts"):
        if not row["of_people"]:  # a source of amounts alone has no touches to doubt
            continue
        numbers.append(
            scope.number(
                f"machine_hits:{row['source']}",
                said("Machine hits, %(source)s", source=row["source"]),
                row["by_machines"],
                "rows",
                said(
                    "facts of %(source)s that a machine caused: kept, never counted as a touch",
                    source=row["source"],
                ),
                "trust_facts",
                rows=Rows("rows_machine_hits", row["by_machines"], (("source", row["source"]),)),
            )
        )
    numbers += hits(mirror, scope)
    for row in mirror.ask("trust_records"):
        more = row["records"] - row["people"]
        numbers.append(
            scope.number(
                f"duplicates:{row['source']}",
                said("Duplicates, %(source)s", source=row["source"]),
                more,
                "records",
                said("person records of %(source)s beyond one per person", source=row["source"]),
                "trust_records",
                rows=Rows("rows_duplicates", more, (("source", row["source"]),)),
            )
        )
    twice = mirror.ask("trust_duplicate_leads")[0]["leads"]
    numbers.append(
        scope.number(
            "duplicate_leads",
            "Duplicate leads",
            twice,
            "leads",
            "leads begun by a second record of a person who was a lead already: closed as duplicate, "
            "counted nowhere else, no drop by sales",
            "trust_duplicate_leads",
            rows=Rows("rows_duplicate_leads", twice),
        )
    )
    for row in mirror.ask("trust_rejects"):
        numbers.append(
            scope.number(
                f"rejects:{row['source']}:{row['reason']}",
                said("%(reason)s, %(source)s", reason=row["reason"].replace("_", " "), source=row["source"]),
                row["rows"],
                "rows",
                said(
                    "rows of %(source)s refused because: %(reason)s",
                    source=row["source"],
                    reason=row["reason"].replace("_", " "),
                ),
                "trust_rejects",
                rows=Rows(
                    "rows_rejects", row["rows"], (("reason", row["reason"]), ("source", row["source"]))
                ),
            )
        )
    return tuple(numbers)


def freshness(mirror: Mirror) -> tuple[Freshness, ...]:
    """For each source its last arrival and its newest happening."""
    return tuple(
        Freshness(row["source"], _aware(row["received_at"]), _aware(row["newest_at"]))
        for row in mirror.ask("trust_facts")
    )


def _aware(instant: datetime | None) -> datetime | None:
    return instant.replace(tzinfo=UTC) if instant else None
