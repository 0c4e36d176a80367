"""What templates need beyond Django: assets, icons, words for roles, times, numbers and their doors."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from django import template
from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accord.interfaces.web import figures, frame
from accord.interfaces.web.assets import address_of
from accord.interfaces.web.icons import ICONS, MARK
from accord.interfaces.web.measured import Measured
from accord.interfaces.web.measured import beside as measured_beside_clause
from accord.interfaces.web.words import ROLES, STATES, TEAMS, proper, source_name, translated

register = template.Library()
_ICON = '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>'
_TIME = '<time datetime="{}" title="{}">{}</time>'


@register.simple_tag
def asset(path: str) -> str:
    """The address of a style, script or picture."""
    return address_of(path)


@register.simple_tag
def sheet_of(name: str) -> str:
    """The address of one of our style sheets."""
    return address_of(f"{name}.css")


@register.filter
def words(text: str) -> list[str]:
    """A text as its words."""
    return text.split()


@register.simple_tag
def icon(name: str) -> SafeString:
    """One line icon; it says nothing to a screen reader."""
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', ICONS[name]
    )


@register.simple_tag(takes_context=True)
def opens(context: Any, name: str, *args: object) -> str:
    """The address of a page, if this viewer may open it; else nothing: no page shows a link that is refused."""
    viewer = context.get("viewer")
    return reverse(name, args=args) if viewer is not None and frame.may_open(viewer, name) else ""


@register.simple_tag
def mark() -> SafeString:
    """Marketing's circle, the line, sales' square."""
    return MARK


@register.filter
def source_word(source: str) -> str:
    """A source as people say it."""
    return source_name(source)


@register.filter
def source_words(sources: list[str]) -> str:
    """Several sources, with commas between."""
    return ", ".join(map(source_name, sources))


@register.filter
def role_word(role: str) -> str:
    """A role as people say it."""
    return str(ROLES.get(role, role))


@register.simple_tag
def team(owner: str, label: str = "") -> SafeString:
    """A team's name with its mark and colour."""
    kind = owner if owner in {"marketing", "sales"} else "other"
    return format_html('<span class="team team-{}">{}</span>', kind, label or str(TEAMS.get(owner, owner)))


@register.filter
def when(value: datetime | date | None) -> SafeString | str:
    """A time in the reader's zone; the whole of it, with the zone, on hover."""
    if value is None:
        return "–"
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), figures.day(value))
    local = timezone.localtime(value)
    return format_html(
        _TIME,
        value.isoformat(),
        figures.full_time(local),
        figures.short_time(local),
    )


@register.filter
def stamp(value: datetime | None) -> str:
    """A time with its date and zone, for what leaves the page."""
    return figures.NOTHING if value is None else figures.full_time(timezone.localtime(value))


@register.filter
def day_or_time(value: datetime | None) -> SafeString | str:
    """A time as `when`; a day where an export named a day and no hour, which is kept as its midnight in UTC."""
    utc = value.astimezone(UTC) if value else None
    return when(utc.date() if utc and utc.time() == time() else value)


@register.filter
def ago(value: datetime | None) -> SafeString | str:
    """How long ago, in words, with the time on hover."""
    if value is None:
        return _("never")
    gone = timezone.now() - value
    return format_html(
        _TIME,
        value.isoformat(),
        figures.full_time(timezone.localtime(value)),
        figures.span(max(gone, timedelta(0))),
    )


@register.filter
def figure(number: Any) -> str:
    """The value of a number, written as its unit asks."""
    return figures.written(number)


@register.filter
def count(value: int | None) -> str:
    """A count with its thousands parted."""
    return figures.count(value)


@register.filter
def share(value: float | None) -> str:
    """A share (0-1) in per cent."""
    return figures.share(value)


@register.inclusion_tag("web/parts/door.html", takes_context=True)
def door(context: Any, number: Any, place: str = "", shown: str = "") -> dict[str, Any]:
    """A number as a door: formula and clause on hover and focus, its rows on click. `shown`: written otherwise."""
    href = f"{figures.address(number)}?period={context.get('period', 'all')}"
    anchor = f"why-{place}{quote(number.name, safe='')}"
    return {"number": number, "href": href, "id": anchor, "shown": shown or figures.written(number)}


@register.simple_tag
def part_of(number: Any, how: str = "") -> str:
    """What a share is a share of: "23 of 133 matured leads"; `short` "23 of 133 matured", `bare` "23 of 133"."""
    if number.part is None:
        return ""
    counted = {"hits": figures.count(number.part.hits), "cases": figures.count(number.part.cases)}
    if how == "short" and number.part.what.startswith("matured"):
        return _("%(hits)s of %(cases)s matured") % counted
    if how:
        return _("%(hits)s of %(cases)s") % counted
    return _("%(hits)s of %(cases)s %(what)s") % {**counted, "what": tell(number.part.what)}


@register.simple_tag(takes_context=True)
def beside(context: Any, path: str) -> Measured | None:
    """What is measured of a clause; None where nothing could be, or on a page that shows no measures."""
    measured = context.get("measured")
    return None if measured is None else measured_beside_clause(measured, path)


@register.filter
def target(number: Any) -> str:
    """A number's target, written as its value is."""
    return figures.of_unit(number.target, number.unit)


@register.filter
def interval(number: Any) -> str:
    """The 95 % interval of a number, written as its value is."""
    low, high = number.interval.low, number.interval.high
    return f"{figures.of_unit(low, number.unit)} – {figures.of_unit(high, number.unit)}"


@register.filter
def exactly(number: Any) -> str:
    """A share to the hundredth of a per cent: 18.28 %."""
    return figures.NOTHING if number.value is None else f"{100 * number.value:.2f} %"


@register.filter
def exact_span(number: Any) -> str:
    """The 95 % interval of a share to the hundredth of a per cent: 17.76 – 18.80."""
    return f"{100 * number.interval.low:.2f} – {100 * number.interval.high:.2f}"


@register.filter
def money(amount: Any, currency: str) -> str:
    """An amount of a currency, as figures of money are written."""
    return figures.money(amount, currency)


@register.filter
def lift_points(number: Any) -> str:
    """A difference of shares in points: +7.66."""
    return f"{100 * number.value:+.2f}"


@register.filter
def lift_span(number: Any) -> str:
    """The 95 % interval of a difference of shares, in points."""
    return f"{100 * number.interval.low:+.2f} – {100 * number.interval.high:+.2f}"


@register.filter
def month(value: date) -> str:
    """A month with its year."""
    return figures.month(value)


@register.filter
def plain(name: object) -> str:
    """A name of ours or of a source as words: `paid_search` is "paid search", `mql` is "MQL"."""
    return proper(str(name).replace("_", " ").replace("-", " "))


@register.filter
def say(text: str) -> str:
    """A sentence of the rooms below: in the reader's language, its first letter large."""
    told = proper(translated(text))
    first = told.partition(" ")[0]
    return told if "_" in first or "." in first.rstrip(".") else capfirst(told)


@register.filter
def tell(text: str) -> str:
    """Words of the rooms below in the reader's language, as they stand within a line."""
    return proper(translated(text))


@register.filter
def plain_number(value: float) -> str:
    """A number for an SVG attribute: never in the reader's own decimal sign."""
    return f"{value:.1f}"


@register.filter
def side(owner: str) -> str:
    """Whose fill: marketing's hatch, sales' solid, or neutral."""
    return owner if owner in {"marketing", "sales"} else "away"


@register.filter
def sign(value: int) -> str:
    """The sign of a step of the bridge."""
    return {1: "+", -1: "−"}.get(value, "")


@register.filter
def item(values: dict[Any, Any], key: object) -> Any:
    """One value of a mapping, None where it has no such key."""
    return values.get(key)


@register.filter
def hyphens(name: str) -> str:
    """A template's name as its journey: `awareness-engage` is "awareness – engage"."""
    return name.replace("-", " – ") if name.count("-") > 1 else plain(name).replace("-", " ")


@register.filter
def state_word(state: str) -> str:
    """The state of an import in words."""
    return str(STATES.get(state, state))


@register.filter
def lines_shown(text: str) -> int:
    """How many lines a text field shows: the text's own, between 4 and 28."""
    return min(28, max(4, text.count("\n") + 2))


@register.filter
def breakable(path: str) -> SafeString:
    """A clause's path that may break after its dots and underscores."""
    parts = path.replace(".", ".\n").replace("_", "_\n").split("\n")
    return format_html_join(mark_safe("<wbr>"), "{}", ((part,) for part in parts))


@register.filter
def attribute(value: object, name: str) -> Any:
    """One attribute by its name, for tables whose rows are fields."""
    return getattr(value, name)


@register.filter
def team_word(team: str) -> str:
    """A team as people say it."""
    return str(TEAMS[team]) if team in TEAMS else proper(team)


@register.filter
def deal_amount(deal: Any) -> str:
    """A deal's amount in its own currency; a dash where it is not known."""
    return figures.NOTHING if deal.amount is None else figures.minor_units(deal.amount, deal.currency)


@register.filter
def compared(pair: Any) -> list[tuple[str, str, str]]:
    """Both sides of a question, field by field, those that say something."""
    fields = (
        (_("Name"), "name"),
        (_("Domain") if pair.what == "account" else _("E-mail address"), "email"),
        (_("Telephone"), "phone"),
        (_("Company"), "company"),
        (_("Country"), "country"),
    )
    rows = [(label, getattr(pair.left, name), getattr(pair.right, name)) for label, name in fields]
    return [row for row in rows if row[1] or row[2]]


@register.filter
def name_of(names: dict[int, str], contact_id: int) -> str:
    """A person's name; their number where no source gives one."""
    return names.get(contact_id) or _("Unnamed %(id)s") % {"id": contact_id}


@register.simple_tag
def owner(owners: dict[str, tuple[str, bool]], sales_id: str) -> SafeString:
    """Whose it is: a name, the id where nobody here has it, or plainly nobody's."""
    name, here = owners.get(sales_id, (sales_id, True))
    if sales_id and here:
        return format_html(
            "<span{}>{}</span>", "" if sales_id in owners else mark_safe(' class="mono"'), name
        )
    said = _("%(name)s has left") % {"name": name} if sales_id else _("nobody's")
    return format_html('<span class="chip amber">{}{}</span>', icon("warn"), said)


@register.filter
def stage_word(stage: str) -> str:
    """A deal's stage as its system calls it, without our type before it (`ongoing:Proposal`)."""
    return stage.rpartition(":")[2].replace("_", " ")
