"""Sends that were seen and that no sign-off covered at their instant: breaches where the clause says so."""

from datetime import UTC, datetime
from typing import Any

from accord.agreement.campaigning import UNSIGNED, breaches_count
from accord.agreement.clocks.instants import micros
from accord.campaigns.find import find_covered
from accord.contacts.naming import find_names
from accord.contacts.visible import find_visible_ids
from accord.ledger.models import SourceRecord
from accord.reporting.campaign_names import find_campaign_names
from accord.reporting.campaigns.shapes import Breaches, Unsigned, UnsignedMail, UnsignedMails
from accord.reporting.mirror.current import open_current
from accord.reporting.paging import page_of
from accord.reporting.sight import mirror_folder
from accord.teams.agreements import chain_at, current
from accord.teams.rights import Right, may, require
from accord.vocabulary.facts import RecordKind
from accord.vocabulary.people import Viewer


def find_unsigned(viewer: Viewer, now: datetime) -> Breaches:
    """Every name that mails were sent under without a sign-off that stood then; the same for every role.

    Only what was sent since the first agreement was signed. Raises `Refused` without the right to see the board.
    """
    require(viewer, Right.see_board)
    bound = _bound(now)
    standing = current(now)
    breach = breaches_count(standing.document if standing else None)
    if bound is None:
        return Breaches(UNSIGNED, breach, (), 0, "no agreement is signed: nobody promised a sign-off yet")
    with open_current(mirror_folder(), now) as mirror:
        rows = mirror.ask("unsigned_by_campaign", **bound)
        as_of = mirror.as_of
    names = find_campaign_names({row["campaign"] for row in rows})
    found = tuple(
        Unsigned(
            campaign=row["campaign"],
            name=names.get(row["campaign"], ""),
            source=row["source"],
            mails=row["mails"],
            people=row["people"],
            of_sequences=row["of_sequences"],
            first_at=row["first_at"].replace(tzinfo=UTC),
            last_at=row["last_at"].replace(tzinfo=UTC),
        )
        for row in rows
    )
    return Breaches(UNSIGNED, breach, found, sum(one.mails for one in found), as_of=as_of)


def find_unsigned_mails(
    viewer: Viewer, campaign: str, now: datetime, *, offset: int = 0, limit: int = 50
) -> UnsignedMails:
    """The mails of one name that no sign-off covered, the newest first, to people whom the viewer may see."""
    require(viewer, Right.see_rows)
    bound = _bound(now)
    if bound is None:
        return UnsignedMails((), 0, 0, None)
    with open_current(mirror_folder(), now) as mirror:
        rows = mirror.ask("rows_unsigned_sends", **bound, word=campaign)
    contacts = {row["contact"] for row in rows if row["contact"] is not None}
    seen = find_visible_ids(viewer, contacts) if may(viewer, Right.see_contacts) else set()
    mine = [row for row in rows if row["contact"] in seen]
    listed, more = page_of(mine, offset, limit)
    names = find_names(viewer, {row["contact"] for row in listed})
    shown = tuple(
        UnsignedMail(
            row["contact"],
            names.get(row["contact"], ""),
            row["occurred_at"].replace(tzinfo=UTC),
            row["value"],
        )
        for row in listed
    )
    return UnsignedMails(shown, len(mine), len(rows), more)


def _bound(now: datetime) -> dict[str, Any] | None:
    """What the queries bind; None before an agreement was signed."""
    versions = [each.since for each in chain_at(now) if each.signed and each.since]
    if not versions:
        return None
    spans = [(name, span) for span in find_covered(now) for name in span.called]
    ids = ids_of_names({name for name, _ in spans})
    every = [(each, span) for name, span in spans for each in {name, *ids.get(name, ())}]
    return {
        "covered_names": [name for name, _ in every],
        "covered_from": [micros(span.since) for _, span in every],
        "covered_until": [micros(span.until) for _, span in every],
        "first_since": versions[0],
    }


def ids_of_names(names: set[str]) -> dict[str, set[str]]:
    """The ids by which facts name the campaigns that a system calls so."""
    found: dict[str, set[str]] = {}
    rows = SourceRecord.objects.filter(kind=RecordKind.campaign.value, name__in=sorted(names), deleted=False)
    for name, external_id in rows.values_list("name", "external_id"):
        found.setdefault(name, set()).add(external_id)
    return found
