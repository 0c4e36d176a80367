"""The tables of the credit page: the titles of their columns, and the address of each that sorts by it."""

from collections.abc import Callable

from django.http import HttpRequest
from django.template.defaultfilters import capfirst
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.templatetags.accord import plain, say
from accord.reporting.attribution import CompanyCredit
from accord.reporting.credit_tables import DOWN, UP
from accord.reporting.roi import Roi

HEADS: dict[str, dict[str, Promise]] = {
    "credit": {
        "name": _("Name"), "amount": _("Credit"), "deals": _("Deals"), "share": _("Share"), "low": _("90 % interval"),
    },
    "spread": {
        "name": _("Channel"), "least": _("Least"), "most": _("Most"), "least_by": _("Least by"),
        "most_by": _("Most by"),
    },
    "returns": {"channel": _("Channel"), "spend": _("Spend"), "credit": _("Credit"), "returned": _("Return, times")},
    "beside": {
        "name": _("Channel"), "sourced": _("Sourced"), "sourced_deals": _("Deals sourced"),
        "influenced": _("Influenced"), "influenced_deals": _("Deals influenced"),
    },
    "told": {
        "said": _("They said"), "channel": _("Our channel"), "number": _("Deals won"), "sourced": _("Sourced by it"),
        "touched": _("It is on the path"),
    },
    "ways": {"way": _("Way"), "won": _("Won"), "lost": _("Lost"), "open": _("Open"), "number": _("Deals")},
    "flows": {
        "at": _("Step"), "from": _("From"), "to": _("To"), "won": _("Won"), "lost": _("Lost"), "open": _("Open"),
        "number": _("Deals"),
    },
    "models": {"model": _("Model")},
}  # fmt: skip
Head = tuple[str, Promise | str, bool, str, bool]  # name, title, sorted by, address, a figure
Address = Callable[..., str]
WORDS = (
    "name",
    "channel",
    "said",
    "way",
    "from",
    "to",
    "model",
    "least_by",
    "most_by",
    "at",
)  # ascending at first


def sort_of(request: HttpRequest) -> tuple[str, str, str]:
    """Which table is sorted, by what and which way (`?sort=ways.won&way=up`); nothing where no such table is."""
    place, _dot, sort = request.GET.get("sort", "").partition(".")
    way = UP if request.GET.get("way") == UP else DOWN
    return (place, sort, way) if sort and place in HEADS else ("", "", way)


def heads_of(
    made: CompanyCredit, returns: Roi, by: str, chosen: tuple[str, str, str], address: Address
) -> dict[str, list[Head]]:
    """The heads of every table. `chosen` is the table, column and way of the address."""
    place, sort, way = chosen

    def head(name: str) -> list[Head]:
        mine = sort if name == place else ""
        return [
            (column, label, column == mine,
             address(sort=f"{name}.{column}", way=_turned(column, mine, way)) + f"#{name}-table", column not in WORDS)
            for column, label in _titles(name, by, made, returns).items()
        ]  # fmt: skip

    return {name: head(name) for name in HEADS}


def _titles(name: str, by: str, made: CompanyCredit, returns: Roi) -> dict[str, Promise | str]:
    """The titles of a table; of credit by its grain, of models by channel, of returns with what each step cost."""
    if name == "credit":
        return {**HEADS[name], "name": capfirst(gettext(by))}
    if name == "models":
        return {**HEADS[name], **{each.name: plain(each.name) for each in made.spread}}
    if name == "returns":
        cost = {f"cost: {step}": gettext("Cost: %(step)s") % {"step": say(step)} for step in returns.steps}
        return {**HEADS[name], **cost}
    return {**HEADS[name]}


def _turned(name: str, sort: str, way: str) -> str:
    if name != sort:
        return UP if name in WORDS else DOWN
    return DOWN if way == UP else UP
