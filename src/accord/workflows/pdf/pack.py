"""The weekly pack on paper: five pages and the decisions, from the same frozen value as the page; as PDF here."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from accord.reporting.hears import SORTS
from accord.reporting.pack import PackView
from accord.reporting.pack_shapes import Figure, Pack, PackColumn
from accord.workflows.pdf.sheet import WIDTH, Sheet

_WHY = {
    "overdue": "past its time",
    "contradiction": "reason and evidence differ",
    "waiting": "nobody has tried yet",
}
_NOTHING = "–"


class Paper(Protocol):
    """Where a pack is written: titles, tables, lines."""

    def page(self, title: str, says: str = "") -> None:
        """A new page with its title."""

    def heading(self, text: str, team: str = "") -> None:
        """A heading within a page."""

    def line(self, text: str, *, broken: bool = False) -> None:
        """A sentence."""

    def table(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> None:
        """A table; nothing where it has no rows."""

    def side_by_side(self, left: Any, right: Any) -> None:
        """Two tables of equal weight."""

    def grid(self, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Any:
        """A table to stand in one of the two columns."""


def pack_pdf(view: PackView) -> bytes:
    """The file of a pack as this viewer sees it."""
    sheet = Sheet(f"Weekly pack {view.pack.week}", pack_line(view))
    write_pack(sheet, view)
    return sheet.written()


def pack_line(view: PackView) -> str:
    """Which pack it is, under which agreement, and whether it is closed."""
    pack = view.pack
    state = (
        f"closed {_at(view.closed_at, pack.zone)}, {view.digest[:12]}" if view.closed_at else "not closed yet"
    )
    signed = "" if pack.signed else ", draft, unsigned"
    return f"Weekly pack {pack.week} · {pack.title}{signed} · {state}"


def write_pack(sheet: Paper, view: PackView) -> None:
    """Its five pages, in their order."""
    _pace(sheet, view)
    _promises(sheet, view)
    _needing(sheet, view)
    _quality(sheet, view)
    _ahead(sheet, view)


def _pace(sheet: Paper, view: PackView) -> None:
    pack, pace = view.pack, view.pack.pace
    sheet.page(f"1 · Pace, {pack.week}", f"as of {_at(pack.as_of, pack.zone)}")
    if pace is None:
        sheet.line("No cycle has begun: there is no pace to keep.")
        return
    sheet.line(f"Cycle {pace.cycle}: working day {pace.elapsed} of {pace.working_days}.")
    sheet.table(
        ("", "now", "at an even pace", "agreed", ""),
        [
            (
                each.figure.label,
                _figure(each.figure),
                _NOTHING if each.expected is None else f"{each.expected:,.0f}",
                _value(each.figure.target, each.figure.unit),
                _NOTHING if each.ahead is None else "ahead" if each.ahead else "behind",
            )
            for each in pace.lines
        ],
        (0.3, 0.18, 0.2, 0.18, 0.14),
    )
    levels = [(each.label, _figure(each), _value(each.target, each.unit), each.note) for each in pace.levels]
    sheet.table(("Levels", "now", "agreed", ""), levels, (0.25, 0.18, 0.17, 0.4))
    weeks = [(each.start.isoformat(), f"{each.leads:,}") for each in pace.weeks]
    sheet.table(
        (f"Week of ({pace.agreed_pace or 'no pace agreed'})", "new qualified leads"), weeks, (0.6, 0.4)
    )


def _promises(sheet: Paper, view: PackView) -> None:
    sheet.page(
        "2 · What both teams promised", "Two columns of equal weight: promised, measured, how it stands."
    )
    columns = view.pack.columns
    if len(columns) == 2:
        sheet.side_by_side(_column(sheet, columns[0]), _column(sheet, columns[1]))
    for column in columns:
        for promise in column.promises:
            for each in promise.consequences:
                broken = each.state == "broken"
                sheet.line(f"If {each.when}: {each.then}. {each.state}: {each.says}", broken=broken)
    meetings = [(each.name, f"{each.held} of {each.due} due") for each in view.pack.rhythm]
    sheet.table(("Meeting", "held"), meetings, (0.4, 0.6))


def _column(sheet: Paper, column: PackColumn) -> list[object]:
    width = WIDTH / 2 - 8
    rows = [
        (
            f"{promise.label.replace('_', ' ')}: {part.label} {part.promised}",
            f"{_figure(part.figure)} {part.kept}",
        )
        for promise in column.promises
        for part in promise.parts
    ]
    return [sheet.grid((column.team, "measured"), rows, (0.62 * width, 0.38 * width))]


def _needing(sheet: Paper, view: PackView) -> None:
    pack = view.pack
    sheet.page(
        "3 · Leads that need a decision", f"{view.says}; the first ten of {pack.needing_all} are shown."
    )
    rows = [
        (
            view.names.get(each.contact, str(each.contact)),
            _WHY.get(each.why, each.why),
            each.detail.replace("_", " "),
            _at(each.since, pack.zone),
            view.owners.get(each.owner, (each.owner or "nobody", True))[0],
        )
        for each in pack.needing
    ]
    sheet.table(("Who", "why", "", "since", "owner"), rows, (0.25, 0.22, 0.2, 0.15, 0.18))


def _quality(sheet: Paper, view: PackView) -> None:
    sheet.page("4 · Quality by source, and what sales hears")
    rows = [
        (each.source.replace("_", " "), _figure(each.leads), _figure(each.accepted), _figure(each.won))
        for each in view.pack.sources
    ]
    sheet.table(
        ("Source", "leads", "accepted, of matured", "won, of matured"), rows, (0.34, 0.16, 0.25, 0.25)
    )
    if view.pack.credit:
        changed = view.pack.credit
        sheet.heading(f"Credit: what run {changed.run} changed since run {changed.before}")
        sheet.line(f"{_at(changed.made_at, view.pack.zone)}: {changed.says}.")
    _hears(sheet, view.pack)
    sheet.heading("Customers' own questions")
    for question in view.questions:
        sheet.line(question)
    if not view.questions:
        sheet.line(f"0 of {len(view.pack.questions)} noted in the last four weeks are visible to you.")


def _hears(sheet: Paper, pack: Pack) -> None:
    if pack.hears is None:  # closed before topics were held against their past
        heard = [(each.what, each.reason or "no reason given", f"{each.people:,}") for each in pack.heard]
        sheet.heading("Reasons of the last four weeks")
        sheet.table(("What", "reason", "people"), heard, (0.25, 0.55, 0.2))
        if not heard:
            sheet.line("No reason was given in the last four weeks.")
        return
    made = pack.hears
    sheet.heading(f"What sales heard, {made.start.isoformat()} to {made.end.isoformat()}: {made.says}")
    rows = [
        (
            f"{SORTS.get(each.sort, each.sort)}: {each.topic or 'no reason given'}",
            f"{each.people:,}",
            f"{sum(each.before):,} in {len(each.before)}",
            f"{'SPIKE. ' if each.spike else ''}{each.says}",
        )
        for each in made.topics
    ]
    sheet.table(("Topic", "people", "weeks before", "says"), rows, (0.32, 0.1, 0.16, 0.42))
    if not rows:
        sheet.line("No topic was named by five people yet.")
    elif made.topics_all > len(rows):
        sheet.line(f"{len(rows)} of {made.topics_all} topics.")


def _ahead(sheet: Paper, view: PackView) -> None:
    pack = view.pack
    sheet.page("5 · The next two weeks, and what is decided")
    days = [(each.day.isoformat(), f"{each.handoffs:,}") for each in pack.days]
    sheet.table(("Day", "hand-offs due"), days, (0.4, 0.6))
    if not days:
        sheet.line("No hand-off falls due in the next two weeks.")
    sheet.heading("Decisions")
    decided = [
        (each.text, each.who_name or "nobody named", str(each.due or ""), "open" if each.open else "done")
        for each in view.decisions
    ]
    sheet.table(("What", "who", "until", ""), decided, (0.55, 0.2, 0.15, 0.1))
    if not decided:
        sheet.line("Nothing is decided, and nothing is open.")


def _figure(figure: Figure | None) -> str:
    if figure is None:
        return _NOTHING
    of = f" ({figure.part.hits} of {figure.part.cases})" if figure.part else ""
    return _value(figure.value, figure.unit) + of


def _value(value: object, unit: str) -> str:
    if value is None or isinstance(value, str):
        return value or _NOTHING
    number = value if isinstance(value, Decimal) else Decimal(str(value))
    if unit == "share":
        return f"{number * 100:.0f} %"
    whole = number == number.to_integral_value() or abs(number) >= 100
    shown = f"{number:,.0f}" if whole else f"{number:,.1f}"
    return (
        f"{unit} {shown}" if len(unit) == 3 and unit.isupper() else f"{shown} h" if unit == "hours" else shown
    )


def _at(instant: datetime | None, zone: str) -> str:
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}" if instant else _NOTHING
