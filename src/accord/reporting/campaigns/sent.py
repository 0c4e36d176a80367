"""Everything that was sent under a name, whoever sent it: what results can be asked of. The same for every role."""

from datetime import UTC, datetime

from accord.campaigns.find import find_campaigns
from accord.campaigns.shapes import Campaign
from accord.measures.mirror import Mirror, Row
from accord.measures.scope import Scope
from accord.reporting.campaign_names import find_campaign_names
from accord.reporting.campaigns.shapes import Sent, SentUnder
from accord.reporting.ordering import AS_GIVEN, Sorting, figures, ordered, when, words
from accord.reporting.paging import page_of
from accord.reporting.reckoned import reckoned
from accord.vocabulary.people import Viewer

TO_SORT = (words("name"), *figures("people", "mails"), when("first_at"), when("last_at"))


def find_sent(
    viewer: Viewer, now: datetime, *, offset: int = 0, limit: int = 50, sorting: Sorting = AS_GIVEN
) -> SentUnder:
    """Every name but those of plans, the latest sent first or in the order of a column of `TO_SORT`, a page of them.

    Raises `Refused` without the right to see the board.
    """
    rows = reckoned(viewer, "campaigns-sent", _sent, window=None, now=now)
    names = find_campaign_names({row["campaign"] for row in rows})
    planned = {name for one in find_campaigns(viewer, now) for name in _names_of(one)}
    found = [_row(row, names.get(row["campaign"], "")) for row in rows]
    others = [one for one in found if planned.isdisjoint((one.campaign, one.name))]
    listed, more = page_of(ordered(others, TO_SORT, sorting), offset, limit)
    return SentUnder(tuple(listed), len(others), more)


def _sent(mirror: Mirror, scope: Scope) -> tuple[Row, ...]:
    return tuple(mirror.ask("sent_by_campaign"))


def _names_of(one: Campaign) -> tuple[str, ...]:
    return (one.plan.name, *one.plan.called)


def _row(row: Row, name: str) -> Sent:
    return Sent(
        campaign=row["campaign"],
        name=name or row["campaign"],
        source=row["source"],
        mails=row["mails"],
        people=row["people"],
        first_at=row["first_at"].replace(tzinfo=UTC),
        last_at=row["last_at"].replace(tzinfo=UTC),
    )
