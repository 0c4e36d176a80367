"""Numbers, money, spans and times as people write them, by Babel, in the reader's language."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from babel.core import Locale
from babel.dates import format_date, format_datetime, get_timezone_name
from babel.numbers import format_currency, format_decimal, format_percent, get_currency_precision
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

NOTHING = "–"


def locale() -> Locale:
    """The reader's locale; English words take European dates and a 24-hour clock."""
    language = (get_language() or "en").replace("-", "_")
    return Locale.parse("en_GB" if language.startswith("en") else language)


def count(value: float | None) -> str:
    """A whole count with its thousands parted."""
    return NOTHING if value is None else str(format_decimal(value, format="#,##0.##", locale=locale()))


def share(value: float | None) -> str:
    """A share as per cent: whole above 10 %, one place below, so that 0.4 % does not read as 0."""
    if value is None:
        return NOTHING
    pattern = "#,##0 %" if abs(value) >= 0.1 or value == 0 else "#,##0.0 %"
    return str(format_percent(value, format=pattern, locale=locale()))


def money(value: Decimal | float | None, currency: str) -> str:
    """An amount: whole units from 100 on, with cents below."""
    if value is None:
        return NOTHING
    pattern = "¤#,##0" if abs(float(value)) >= 100 else "¤#,##0.00"
    return str(format_currency(value, currency, format=pattern, locale=locale(), currency_digits=False))


def minor_units(amount: int, currency: str) -> str:
    """An amount that is kept in the currency's smallest unit; without a currency, a count."""
    if not currency:
        return count(amount)
    return money(Decimal(amount).scaleb(-get_currency_precision(currency)), currency)


def written(number: Any) -> str:
    """The value of a `Number`, as its unit asks; a dash where there is nothing to say."""
    return of_unit(number.value, number.unit)


def of_unit(value: Any, unit: str) -> str:
    """A value in its unit: shares in per cent, money with its sign, spans with their word, else a count."""
    if value is None or isinstance(value, str):
        return value or NOTHING
    if unit == "share":
        return share(float(value))
    if unit == "days":
        return _("%(days)s days") % {"days": format_decimal(value, format="#,##0.#", locale=locale())}
    if unit == "hours":
        return _("%(hours)s h") % {"hours": format_decimal(value, format="#,##0.#", locale=locale())}
    if len(unit) == 3 and unit.isupper():
        return money(value, unit)
    return count(float(value))


def day(value: date) -> str:
    """21 Nov 2026."""
    return str(format_date(value, format="medium", locale=locale()))


def month(value: date) -> str:
    """November 2026."""
    return str(format_date(value, format="LLLL y", locale=locale()))


def short_month(value: date) -> str:
    """Nov 26."""
    return str(format_date(value, format="LLL yy", locale=locale()))


def short_time(local: datetime) -> str:
    """The clock today, day and clock this year, the whole date before."""
    today = timezone.localdate()
    if local.date() == today:
        return str(format_datetime(local, "HH:mm", locale=locale()))
    if local.year == today.year:
        return str(format_datetime(local, "d MMM, HH:mm", locale=locale()))
    return str(format_datetime(local, "d MMM y", locale=locale()))


def full_time(local: datetime) -> str:
    """Day, date, clock and zone, as the hover text of every time."""
    name = get_timezone_name(local, width="short", locale=locale(), return_zone=False)
    return f"{format_datetime(local, 'EEEE d MMMM y, HH:mm:ss', locale=locale())} {name} ({local.tzinfo})"


def span(length: timedelta) -> str:
    """A span in its largest unit."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    if minutes < 48 * 60:
        return ngettext("%(n)d hour", "%(n)d hours", minutes // 60) % {"n": minutes // 60}
    return ngettext("%(n)d day", "%(n)d days", length.days) % {"n": length.days}


def address(number: Any) -> str:
    """Where the rows behind a number stand."""
    return f"/board/numbers/{quote(number.name, safe='')}"
