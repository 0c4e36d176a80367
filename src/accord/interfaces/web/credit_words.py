"""The tables of the credit page as they are sorted: the labels of their heads, beside the columns of their files."""

from django.template.defaultfilters import capfirst
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.sorting import Table
from accord.interfaces.web.templatetags.accord import plain, say
from accord.reporting.attribution import CompanyCredit
from accord.reporting.credit_tables import LAST, sorted_by
from accord.reporting.roi import Roi

LABELS: dict[str, dict[str, Promise | str]] = {
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


def tables_of(made: CompanyCredit, returns: Roi, by: str) -> dict[str, Table]:
    """Every table of the page, by the name its address has for it; `by` is the grain of the credit."""
    return {
        name: Table(_labels(name, by, made, returns), sorted_by(name, made, returns), last=LAST.get(name))
        for name in LABELS
    }


def _labels(name: str, by: str, made: CompanyCredit, returns: Roi) -> dict[str, Promise | str]:
    """The labels of a table; of credit by its grain, of models by channel, of returns with what each step cost."""
    if name == "credit":
        return {**LABELS[name], "name": capfirst(gettext(by))}
    if name == "models":
        return {**LABELS[name], **{each.name: plain(each.name) for each in made.spread}}
    if name == "returns":
        cost = {f"cost: {step}": gettext("Cost: %(step)s") % {"step": say(step)} for step in returns.steps}
        return {**LABELS[name], **cost}
    return LABELS[name]
