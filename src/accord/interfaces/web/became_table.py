"""What became of leads by source and campaign, as it is sorted: how many, and how many in each group of states."""

from functools import partial
from operator import attrgetter

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.interfaces.web.sorting import Table
from accord.interfaces.web.templatetags.desk import lead_state, of_group
from accord.reporting.desk.shapes import BecameCount, BecameGroup, BecamePage
from accord.reporting.ordering import figure, words


def sources_of(found: BecamePage) -> Table:
    """The table, with a column for each group of states."""
    labels: dict[str, Promise | str] = {"source": _("Source"), "leads": _("Leads")}
    groups = {f"in-{group.name}": group for group in found.groups}
    return Table(
        labels | {name: lead_state(group.name) for name, group in groups.items()},
        (
            words("source", lambda row: f"{row.source} {row.campaign_name or row.campaign}"),
            figure("leads", attrgetter("total")),
            *(figure(name, partial(_in_group, group)) for name, group in groups.items()),
        ),
    )


def _in_group(group: BecameGroup, row: BecameCount) -> int:
    return of_group(row.counts, group)
