"""What templates need beyond Django: assets, icons, words for roles, times, numbers and their doors."""

from datetime import date, datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accord.interfaces.web import figures
from accord.interfaces.web.assets import address_of
from accord.interfaces.web.icons import ICONS, MARK
from accord.interfaces.web.words import ROLES, TEAMS

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


@register.simple_tag
def mark() -> SafeString:
    """Marketing's circle, the line, sales' square."""
    return MARK


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


@register.inclusion_tag("web/parts/door.html")
def door(number: Any, href: str = "", place: str = "") -> dict[str, Any]:
    """A number as a door: formula and clause on hover and focus, its rows on click."""
    return {"number": number, "href": href or figures.address(number), "id": f"why-{place}{number.name}"}
