"""What was promised of a single lead after its hand-off: an owner, an outcome, its reason, the attempts, the load.

One share a part, judged from the record alone: nothing is late before its time has passed by the newest fact that
arrived. None of a part that is not promised, or that needs a calendar where none is agreed.
"""

from accord.agreement.dated import TO_OWNER
from accord.agreement.shape import Document
from accord.measures.mirror import Mirror
from accord.measures.number import Number, Part, Rows
from accord.measures.promised_times import HOT, REST, first_calendar
from accord.measures.scope import Scope
from accord.measures.wilson import ENOUGH, wilson
from accord.vocabulary.said import said

_OF = "kept:"  # the name of a number that is measured of a part: this and the part's path
_HOT, _ALL = -2, -1
_SPEED, _OUTCOME = "marketing_promises.speed", "sales_promises.outcome"
_ATTEMPTS, _CAPACITY = "sales_promises.attempts", "sales_promises.capacity"
_Counts = dict[tuple[str, int], tuple[int, int]]


def name_of(path: str) -> str:
    """The name of the number that is measured of a part of a promise."""
    return _OF + path


def handed(mirror: Mirror, scope: Scope) -> tuple[Number, ...]:
    """The numbers of every part of this kind that the document promises."""
    document = scope.document
    if document is None:
        return ()
    rows = mirror.ask("parts_kept", **scope.bound())
    counts = {(row["part"], row["place"]): (row["hits"], row["cases"]) for row in rows}
    return (
        *_owners(scope, document, counts),
        *_of_sales(scope, document, counts),
        *_load(mirror, scope, document),
    )


def _owners(scope: Scope, document: Document, counts: _Counts) -> list[Number]:
    """Time until somebody has it, by the class that is promised it (`hot to owner`)."""
    marketing, lead = document.marketing_promises, document.qualified_lead
    table = {
        key.removesuffix(TO_OWNER): key
        for key in (marketing.speed if marketing else ())
        if key.endswith(TO_OWNER)
    }
    names = list(lead.classes) if lead else []
    found = []
    for key, whole in table.items():
        of_class = [at for at, name in enumerate(names) if _key_of(table, name) == key]
        places = [_HOT] if key == HOT else of_class
        if places and scope.times.hours is not None:
            found.append(
                _share(
                    scope, f"{_SPEED}.{whole}", said("%(key)s in time", key=whole), "owner", places, counts,
                    "leads that somebody of sales had in time / leads whose time has passed; from qualifying",
                    "leads whose time until an owner has passed",
                )
            )  # fmt: skip
    return found


def _key_of(table: dict[str, str], name: str) -> str:
    """The key under which a class falls: its own, else that of the rest, else none."""
    own = next((key for key in table if name in key.split()), "")
    return own or (REST if REST in table else "")


def _of_sales(scope: Scope, document: Document, counts: _Counts) -> list[Number]:
    sales, found = document.sales_promises, []
    if sales is None:
        return []
    if sales.outcome is not None and first_calendar(document) is not None:
        found.append(
            _share(
                scope, f"{_OUTCOME}.within", "An outcome in time", "outcome", [_ALL], counts,
                "leads with an outcome in time, sales-ready among them / leads that sales took and whose time for an "
                "outcome has passed; from sales' first act",
                "leads whose time for an outcome has passed",
            )
        )  # fmt: skip
    if sales.outcome is not None and sales.outcome.with_reason is not None:
        found.append(
            _share(
                scope, f"{_OUTCOME}.with_reason", "Outcomes with a reason", "reason", [_ALL], counts,
                "leads returned, recycled or disqualified with a reason / all of these", "leads given up or given back",
            )
        )  # fmt: skip
    if sales.attempts is not None:
        found.append(
            _share(
                scope, f"{_ATTEMPTS}.at_least", "Attempts as agreed", "attempts", [_ALL], counts,
                "leads tried as often and on as many channels as agreed / leads that were called out of reach",
                "leads that were called out of reach",
            )
        )  # fmt: skip
    return found


def _share(
    scope: Scope, path: str, label: str, part: str, places: list[int], counts: _Counts, formula: str, what: str
) -> Number:  # fmt: skip
    found = [counts.get((part, place), (0, 0)) for place in places]
    hits, cases = sum(each[0] for each in found), sum(each[1] for each in found)
    one = [("reached", str(places[0]))] if part == "owner" else []
    where = (("reason", part), ("tried", "kept"), *one)
    rows = Rows("rows_parts_kept", hits, where) if len(places) == 1 else None
    few = "" if cases >= ENOUGH else said("only %(n)s leads: read the interval, not the share", n=cases)
    return scope.number(
        name_of(path), label, hits / cases if cases else None, "share", formula, "parts_kept",
        clause=path, interval=wilson(hits, cases), enough=not few,
        note=few if cases else "nothing of it could be judged yet", rows=rows, part=Part(hits, cases, what),
    )  # fmt: skip


def _load(mirror: Mirror, scope: Scope, document: Document) -> list[Number]:
    """Open leads now for each of those who develop leads, as many as the agreement counts on."""
    sales = document.sales_promises
    if sales is None or sales.capacity is None or sales.capacity.sdrs < 1:
        return []
    value = len(mirror.ask("rows_open_now", **scope.bound()))
    formula = said("open leads that sales holds now / %(n)s who develop leads", n=sales.capacity.sdrs)
    path = f"{_CAPACITY}.open leads per sdr"
    return [
        scope.number(
            name_of(path), "Open leads of each", value / sales.capacity.sdrs, "leads", formula, "rows_open_now",
            clause=path, rows=Rows("rows_open_now", value),
        )
    ]  # fmt: skip
