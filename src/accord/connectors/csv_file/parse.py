"""Reads a mapping strictly: every mistake at once, each with the nearest word known."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from accord.connectors.csv_file.node import Node
from accord.connectors.csv_file.shape import (
    FIELDS,
    FORMAT,
    RECORD_ROWS,
    AttributesShape,
    Cell,
    FactShape,
    FileMapping,
    RecordShape,
    RefShape,
    Rows,
    StatusShape,
)
from accord.connectors.tabular import Look
from accord.connectors.tabular.columns import nearest
from accord.connectors.tabular.currencies import MINOR_DIGITS
from accord.connectors.tabular.dates import DateOrder
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import FactKind, RecordKind
from accord.vocabulary.heard import WORDS_OF
from accord.vocabulary.issues import Issue
from accord.vocabulary.status import StatusType

DIMENSIONS = ("channel", "campaign", "asset", "actor", "value")
COUNTED = frozenset({FactKind.impressions, FactKind.ad_clicks})  # their amount is a count
DEAL_MEANS = {StatusType.won: FactKind.deal_won, StatusType.lost: FactKind.deal_lost}
RECORD_KEYS = ("fields", "same_as", "belongs_to", "people", "merged", "deleted", "words")
TOP_KEYS = (
    "format", "about", "rows", "id", "file", "dates", "decimals", "currency", "modified",
    "recognise", "not_with", *RECORD_KEYS, "also", "facts", "attributes", "statuses",
)  # fmt: skip


def parse_mapping(value: Mapping[str, Any]) -> FileMapping:
    """The mapping as frozen values. Raises `Invalid` with an issue for each mistake."""
    issues: list[Issue] = []
    top = Node(dict(value), "", issues)
    top.keys(*TOP_KEYS)
    if top.need("format").value != FORMAT:
        top.complain("format", f"The mapping's format is not {FORMAT}.", f"Write `format: {FORMAT}`.")
    parsed = _top(top)
    if issues:
        more = f" (and {len(issues) - 1} more)" if len(issues) > 1 else ""
        raise Invalid(issues[0].code, issues[0].sentence + more, issues[0].remedy, issues)
    return parsed


def _top(top: Node) -> FileMapping:
    rows = top.need("rows").one_of(Rows, Rows.touch)
    identifier = found.texts() if (found := top.get("id")) else ()
    kind = RECORD_ROWS.get(rows)
    if kind and not identifier:
        top.complain("missing_key", "The mapping lacks `id`.", f"Name the column that is the {kind}'s id.")
    look, zone = _look(top.get("file"))
    currency = _currency(found) if (found := top.get("currency")) else None
    about = _about(top)
    if kind is RecordKind.person and top.get("words") and not top.get("modified"):
        top.complain("missing_key", "No column says when the words were said.", "Write `modified: COLUMN`.")
    return FileMapping(
        rows=rows,
        id=identifier,
        about=found.text() if (found := top.get("about")) else "",
        look=look,
        zone=zone,
        dates=_per_column(top.get("dates"), lambda node: node.one_of(DateOrder, DateOrder.dmy)),
        decimals=_per_column(top.get("decimals"), _decimal),
        modified=found.text() if (found := top.get("modified")) else "",
        record=_record(top, RefShape(kind, identifier)) if kind else None,
        also=tuple(_also(node) for node in _each(top, "also")),
        facts=tuple(_fact(node, about, currency) for node in _each(top, "facts")),
        attributes=tuple(_attributes(node, about) for node in _each(top, "attributes")),
        statuses=_statuses(found, rows, about) if (found := top.get("statuses")) else None,
    )


def _about(top: Node) -> RefShape | None:
    """What the rows' facts are about where a fact does not say: the row's own record."""
    rows = top.get("rows")
    identifier = top.get("id")
    kind = RECORD_ROWS.get(Rows(rows.value)) if rows and rows.value in Rows.__members__ else None
    return RefShape(kind, identifier.texts()) if kind and identifier else None


def _each(node: Node, key: str) -> list[Node]:
    found = node.get(key)
    return list(found.each()) if found else []


def _look(node: Node | None) -> tuple[Look, str]:
    if node is None or not node.keys("encoding", "delimiter", "header_line", "sheet", "quotes", "zone"):
        return Look(), ""
    texts = {key: found.text() for key in ("encoding", "delimiter", "sheet") if (found := node.get(key))}
    line = node.get("header_line")
    if line and (isinstance(line.value, bool) or not isinstance(line.value, int) or line.value < 1):
        line.complain("shape", "file.header_line is no line number.", "Write 1 for the first line.")
        line = None
    if len(texts.get("delimiter", ",")) != 1:
        node.complain("shape", "file.delimiter is not one character.", 'Write for example ";" or "\\t".')
    quotes = node.get("quotes")
    if quotes and quotes.value not in ("none", "double"):
        quotes.complain("unknown_word", "file.quotes is neither none nor double.", "Write none or double.")
    zone = found.text() if (found := node.get("zone")) else ""
    if zone and zone not in available_timezones():
        remedy = nearest(zone, sorted(available_timezones()))
        node.complain("unknown_zone", f'file.zone "{zone}" is no time zone.', remedy)
    look = Look(
        encoding=texts.get("encoding", ""),
        delimiter=texts.get("delimiter", ""),
        header_line=line.value if line else 0,
        sheet=texts.get("sheet", ""),
        quotes=not (quotes and quotes.value == "none"),
    )
    return look, zone


def zone_of(mapping: FileMapping, given: str) -> ZoneInfo:
    """The zone of naive times: the mapping's, else the one given with the import."""
    if not mapping.zone and given not in available_timezones():
        raise Invalid("file.unknown_zone", f'"{given}" is no time zone.', "Write for example Europe/Berlin.")
    return ZoneInfo(mapping.zone or given)


def _per_column(node: Node | None, read: Any) -> dict[str, Any]:
    """`dmy` for every column, or a table by column."""
    if node is None:
        return {}
    if isinstance(node.value, dict):
        return {key: read(one) for key, one in node.items()}
    return {"": read(node)}


def _decimal(node: Node) -> str:
    mark = node.text()
    if mark not in (".", ","):
        node.complain("unknown_word", f"{node.path} is neither a point nor a comma.", 'Write "." or ",".')
    return mark


def _cell(node: Node) -> Cell:
    if not isinstance(node.value, dict):
        return Cell(columns=node.texts())
    node.keys("is", "column", "values", "empty")
    if constant := node.get("is"):
        return Cell(constant=constant.text())
    values = {key: one.text() for key, one in found.items()} if (found := node.get("values")) else {}
    empty = found.text() if (found := node.get("empty")) else ""
    return Cell(node.need("column").texts(), "", values, empty)


def _currency(node: Node) -> Cell:
    """A column, or a code that exists: a guessed mapping leaves `???` for a human to replace."""
    cell = _cell(node)
    if not cell.columns and cell.constant.upper() not in MINOR_DIGITS:
        remedy = "Write a code of ISO 4217, for example {is: EUR}, or name a column."
        node.complain("currency", f'{node.path} is "{cell.constant}", which is no currency.', remedy)
    return cell


def _ref(node: Node, kind: RecordKind) -> RefShape:
    """`{rows: person, id: column, source: crm}`, or only the column."""
    if not isinstance(node.value, dict):
        return RefShape(kind, node.texts())
    node.keys("rows", "id", "source")
    rows = found.one_of(RecordKind, kind) if (found := node.get("rows")) else kind
    return RefShape(rows, node.need("id").texts(), found.text() if (found := node.get("source")) else "")


def _record(node: Node, ref: RefShape) -> RecordShape:
    fields: dict[str, Cell] = {}
    if (found := node.get("fields")) and found.keys(*FIELDS):
        fields = {key: _cell(one) for key, one in found.items()}
    company = node.get("belongs_to")
    return RecordShape(
        ref,
        fields,
        tuple(_ref(one, ref.kind) for one in _each(node, "same_as")),
        _ref(company, RecordKind.company) if company else None,
        tuple(_ref(one, RecordKind.person) for one in _each(node, "people")),
        tuple(_ref(one, ref.kind) for one in _each(node, "merged")),
        _cell(found) if (found := node.get("deleted")) else None,
        _words(found, ref.kind) if (found := node.get("words")) else {},
    )


def _words(node: Node, kind: RecordKind) -> dict[str, Cell]:
    """Free words of a person or a deal, by sort."""
    if not node.keys(*WORDS_OF.get(kind, ())):
        return {}
    return {key: _cell(one) for key, one in node.items()}


def _also(node: Node) -> RecordShape:
    node.keys("rows", "id", "source", *RECORD_KEYS)
    rows = node.need("rows").one_of(RecordKind, RecordKind.person)
    source = found.text() if (found := node.get("source")) else ""
    return _record(node, RefShape(rows, node.need("id").texts(), source))


def _fact(node: Node, about: RefShape | None, currency: Cell | None) -> FactShape:
    node.keys("kind", "at", "about", *DIMENSIONS, "amount", "currency", "where", "optional", "once")
    kind = node.need("kind").one_of(FactKind, FactKind.note)
    if found := node.get("about"):
        about = _ref(found, RecordKind.person)
    if about is None and kind < FactKind.spend:
        remedy = "Write `about: {rows: person, id: ...}`."
        node.complain("missing_key", f"{node.path} does not say who it is about.", remedy)
    where = {key: one.texts() for key, one in found.items()} if (found := node.get("where")) else {}
    optional, once = node.get("optional"), node.get("once")
    own = node.get("currency")
    if node.get("amount") and not own and currency is None and kind not in COUNTED:
        node.complain("missing_key", f"{node.path} has an amount without a currency.", "Write `currency:`.")
    return FactShape(
        kind,
        node.need("at").text(),
        about,
        {key: _cell(found) for key in DIMENSIONS if (found := node.get(key))},
        _cell(found) if (found := node.get("amount")) else None,
        _currency(own) if own else currency,
        where,
        optional.flag() if optional else False,
        once.flag() if once else False,
    )


def _attributes(node: Node, about: RefShape | None) -> AttributesShape:
    node.keys("at", "about", "columns")
    if found := node.get("about"):
        about = _ref(found, RecordKind.person)
    columns = {key: one.text() for key, one in node.need("columns").items()}
    return AttributesShape(node.need("at").text(), columns, about)


def _statuses(node: Node, rows: Rows, about: RefShape | None) -> StatusShape:
    node.keys("column", "at", "about", "means", *StatusType)
    table: dict[str, StatusType] = {}
    for kind in StatusType:
        for word in found.texts() if (found := node.get(kind)) else ():
            if table.setdefault(word.strip().casefold(), kind) is not kind:
                node.complain("twice", f'The status "{word}" stands under two types.', "Keep one of them.")
    means = dict(DEAL_MEANS) if rows is Rows.deal else {}
    if found := node.get("means"):
        found.keys(*StatusType)
        means = {
            StatusType(key): one.one_of(FactKind, FactKind.note)
            for key, one in found.items()
            if key in StatusType.__members__
        }
    if found := node.get("about"):
        about = _ref(found, RecordKind.person)
    return StatusShape(node.need("column").text(), node.need("at").text(), table, means, about)
