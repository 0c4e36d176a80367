"""The open questions of the review queue, with both sides' records next to each other."""

from collections.abc import Collection, Iterable

from accord.contacts.models import Account, AccountAlias, Identity, ReviewPair
from accord.contacts.shapes import Page, PairSide, PairView
from accord.contacts.visible import find_visible_ids
from accord.ledger.models import SourceRecord
from accord.teams.rights import Right, require
from accord.vocabulary.people import Viewer

_MOST = 2000  # open questions looked at for one page: the likeliest


def find_review_pairs(viewer: Viewer, *, offset: int = 0, limit: int = 50) -> Page[PairView]:
    """Open questions this viewer may decide, the likeliest first.

    A pair that became one meanwhile, or whose sides the viewer may not see, is not asked.
    """
    require(viewer, Right.merge_contacts)
    pairs = list(ReviewPair.objects.filter(state="open").order_by("-score", "pk")[:_MOST])
    sides = {"contact": _contact_sides(viewer, pairs), "account": _account_sides(pairs)}
    seen: set[tuple[str, int, int]] = set()
    views: list[PairView] = []
    for pair in pairs:
        left, right = sides[pair.what].get(pair.left), sides[pair.what].get(pair.right)
        if left is None or right is None or left.id == right.id:
            continue
        asked = (pair.what, min(left.id, right.id), max(left.id, right.id))
        if asked not in seen:
            seen.add(asked)
            views.append(
                PairView(pair.pk, pair.what, pair.score, tuple(pair.evidence), left, right, pair.opened_at)
            )
    return Page(tuple(views[offset : offset + max(1, min(limit, 200))]), len(views), offset)


def _ends(pairs: Iterable[ReviewPair], what: str) -> set[int]:
    return {end for pair in pairs if pair.what == what for end in (pair.left, pair.right)}


def _contact_sides(viewer: Viewer, pairs: Collection[ReviewPair]) -> dict[int, PairSide]:
    seats = dict(Identity.objects.filter(key__in=_ends(pairs, "contact")).values_list("key", "contact_id"))
    visible = find_visible_ids(viewer, set(seats.values()))
    records = SourceRecord.objects.filter(pk__in=seats).defer("values")
    return {
        r.pk: PairSide(seats[r.pk], r.name, r.email, r.phone, r.company, r.country, r.source)
        for r in records
        if seats[r.pk] in visible
    }


def _account_sides(pairs: Collection[ReviewPair]) -> dict[int, PairSide]:
    aliases = {a.pk: a for a in AccountAlias.objects.filter(pk__in=_ends(pairs, "account"))}
    accounts: dict[int, Account] = Account.objects.in_bulk([a.account_id for a in aliases.values()])
    return {
        alias.pk: PairSide(
            account.pk,
            alias.spelling or account.name,
            account.domain,
            "",
            account.name,
            account.country,
            "",
        )
        for alias in aliases.values()
        if (account := accounts.get(alias.account_id)) is not None
    }
