"""Rows of two sources that meet: versions, ties, links, stubs, statements, shared addresses, one hour."""

from datetime import UTC, datetime, timedelta
from typing import Any

from accord.vocabulary.facts import FactDraft, FactKind, RecordDraft, RecordKind, Ref

START = datetime(2026, 1, 5, tzinfo=UTC)
Row = tuple[str, tuple[RecordDraft, ...], tuple[FactDraft, ...]]
Happening = tuple[FactKind, int] | tuple[FactKind, int, str]
KINDS = {"p": RecordKind.person, "a": RecordKind.company, "d": RecordKind.deal}


def ref(name: str) -> Ref:
    """`hub:p1` is a person of the source hub, `crm:a1` a company, `crm:d1` a deal."""
    source, _, own = name.partition(":")
    return Ref(source, KINDS[own[0]], own)


def row(name: str, day: int | None, /, *happened: Happening, values: bool = True, **fields: Any) -> Row:
    """One version of a record (None: the source gives no time; no `values`: a statement), and its facts."""
    about = ref(name)
    cells = {"Id": name, "Day": str(day)} | {k: str(v) for k, v in fields.items() if isinstance(v, str)}
    modified_at = None if day is None else START + timedelta(days=day)
    draft = RecordDraft(about, cells if values else {}, modified_at, **fields)
    return about.source, (draft,), tuple(fact(about, *one) for one in happened)


def only(name: str, *happened: Happening) -> Row:
    """Facts about a record that this row says nothing of."""
    about = ref(name)
    return about.source, (), tuple(fact(about, *one) for one in happened)


def fact(about: Ref, kind: FactKind, hour: int, value: str = "") -> FactDraft:
    """One fact, named by what it is."""
    natural = f"{about.external_id}|{kind}|{hour}|{value}"
    return FactDraft(natural, about, kind, START + timedelta(hours=hour), value=value)


def make_rows() -> list[Row]:
    """The rows, in the order of the files."""
    k = FactKind
    ann, acme = "ann.berg@acme.com", ref("crm:a1")
    called = (k.call_attempted, 9)
    return [
        row("hub:p1", 1, (k.form_submitted, 1), email="ann@acme.com", name="Ann Berg", company="Acme GmbH"),
        row("hub:p1", 4, (k.pricing_request, 5), email=ann, name="Ann Berg"),
        row("hub:p2", 2, (k.webinar_attended, 5), email="ben@mail.com", name="Ben Ode"),
        row("hub:p2", 2, email="ben@other.org", name="Ben Ode"),
        row("hub:p3", None, (k.demo_request, 5), email=ann, name="A. Berg"),
        row("hub:p4", 3, email="info@acme.com", name="Ann Berg", company="ACME"),
        only("hub:p5", (k.content_download, 7)),
        row("hub:p5", 6, email="cy@globex.de", name="Cy Tan", merged=(ref("hub:p6"),)),
        row("hub:p6", 1, (k.form_submitted, 3), email="cyril@globex.de", name="Cyril Tan"),
        row("crm:p1", 2, (k.lead_status, 9, "open"), email=ann, name="Ann Berg", belongs_to=acme),
        row("crm:p2", 2, called, (k.call_connected, 9), name="Ben Ode", same_as=(ref("hub:p2"),)),
        row("crm:a1", 1, company="Acme", domain="acme.com", country="DE"),
        row("crm:a1", 5, company="Acme GmbH", domain="acme.com", country="DE"),
        row("crm:a2", 1, company="Globex", domain="globex.de"),
        row("crm:d1", 1, (k.deal_created, 20), name="Big deal", belongs_to=acme, people=(ref("crm:p1"),)),
        row("crm:d1", None, (k.deal_won, 30), values=False, people=(ref("crm:p2"),)),
        row("crm:p3", None, (k.owner_assigned, 8, "rita"), values=False, belongs_to=ref("crm:a2")),
        row("crm:p3", 3, (k.owner_assigned, 4, "sam"), email="cy@globex.de", name="Cy Tan"),
        only("crm:p1", (k.owner_assigned, 9, "rita"), (k.owner_assigned, 9, "sam")),
        row("crm:p2", 2, called, name="Ben Ode", same_as=(ref("hub:p2"),)),
    ]
