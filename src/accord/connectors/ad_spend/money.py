"""What advertising cost and reached, a day at a time: facts about nobody, each amount at one level only."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from accord.connectors.objects.row import Bad, Cells, Context, Said
from accord.connectors.objects.values import clear, count, currency_of_header
from accord.vocabulary.facts import FactDraft, FactKind, Reason
from accord.vocabulary.money import Money

DIMENSIONS = ("account", "campaign", "group", "ad", "network", "device", "keyword", "term", "place")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row belongs: its channel and campaign, and how its account reckons money and days."""

    channel: str
    campaign: str
    currency: str = ""
    zone: str = ""


Where = Callable[[Cells, Context], Place]


def reader(platform: str, level: str, usual: str, where: Where) -> Callable[[Cells, Context], Said]:
    """A reader of one level's rows. A platform reports the same money at several levels; one is read.

    That is `usual`, unless the mapping says otherwise (`levels: {google: ad}`).
    """

    def read(cells: Cells, context: Context) -> Said:
        chosen = str((context.mapping.get("levels") or {}).get(platform, usual))
        if chosen != level:
            return Said(
                skipped=f"the same money as by {chosen}: to read this level, map levels: "
                f"{{{platform}: {level}}}"
            )
        return _day(platform, level, cells, context, where(cells, context))

    return read


def _day(platform: str, level: str, cells: Cells, context: Context, place: Place) -> Said:
    when = _midnight(cells, context, place.zone)
    named = ":".join(cells(d) or cells(f"{d}_name") for d in DIMENSIONS)
    stem = f"{platform}:{level}:{named}:{cells('day')[:10]}"
    spent, currency = _cost(cells, context, place)
    amounts = (
        (FactKind.spend, spent, currency),
        (FactKind.impressions, _count(cells, "impressions"), ""),
        (FactKind.ad_clicks, _count(cells, "clicks"), ""),
    )
    facts = tuple(
        FactDraft(
            f"{stem}:{kind.name}",
            None,
            kind,
            when,
            channel=place.channel,
            campaign=place.campaign,
            asset=cells("ad"),
            amount=amount,
            currency=unit,
        )
        for kind, amount, unit in amounts
        if amount is not None  # nothing is said too: an earlier report of the day may have said more
    )
    if not facts:
        return Said(skipped="a day of which neither cost nor impressions nor clicks are said")
    met = context.meets(stem, amounts)
    if met == "other":
        # Broken down further than any column known here says: which of the two is the day's is not ours to guess.
        raise Bad(cells.name("day"), cells("day"), Reason.duplicate_in_file)
    return Said((), facts) if met == "new" else Said(skipped="the same row stands earlier in the file")


def _midnight(cells: Cells, context: Context, zone: str) -> datetime:
    """The begin of the day where the account lives; in the reading's own zone where nothing says so."""
    found = context.need_moment(cells, "day")
    if not zone:
        return found
    try:
        return datetime.fromisoformat(cells("day")[:10]).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    except (ValueError, ZoneInfoNotFoundError):
        return found


def _cost(cells: Cells, context: Context, place: Place) -> tuple[int | None, str]:
    """What was paid, and in what: the row's currency, the header's, the account's;
    dollars where only they are sure.
    """
    known = (
        (context.currency_of(cells) if cells("currency") else "")
        or currency_of_header(cells.name("cost"))
        or place.currency
    )
    if not known and cells("usd"):
        return context.amount(cells, "usd", "USD"), "USD"
    currency = known or context.currency
    if not cells("micros"):
        return context.amount(cells, "cost", currency), currency
    try:
        return Money.of(Decimal(cells("micros")) / 1_000_000, currency).minor, currency
    except InvalidOperation:
        raise Bad(cells.name("micros"), cells("micros"), Reason.bad_number) from None


def _count(cells: Cells, key: str) -> int | None:
    text = cells(key)
    found = count(text) if text else None
    if text and found is None:
        raise Bad(cells.name(key), text, Reason.bad_number)
    return found


def name_or_id(cells: Cells) -> str:
    """The campaign as the platform's own id; its name where a report carries no id."""
    return cells("campaign") or clear(cells("campaign_name"))
