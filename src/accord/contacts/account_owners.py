"""Whose an account is: who owns its people and its open deals, and who is in charge of it by name."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from accord.contacts.deal_views import view_deals
from accord.contacts.models import AccountAlias, Contact, Deal
from accord.ledger.sql import in_chunks
from accord.teams.charge.models import Charge
from accord.teams.charge.reads import ChargeKind
from accord.teams.roster.models import RosterSeat
from accord.vocabulary.people import Viewer


def find_account_owners(accounts: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The owners of each account as facts name them: of its people the newest first, then of its open deals.

    Who is in charge of it by name comes before them all. Accounts that nobody has are absent.
    """
    found: dict[int, dict[str, None]] = defaultdict(dict)
    for account, owner in _in_charge(accounts):
        found[account][owner] = None
    for chunk in in_chunks(sorted(accounts)):
        people = Contact.objects.filter(account_id__in=chunk, gone=False).exclude(owner="")
        for account, owner in people.order_by("-version", "pk").values_list("account_id", "owner"):
            if account is not None:
                found[account][owner] = None
        for view in view_deals(Deal.objects.filter(account_id__in=chunk)):
            if view.state == "open" and view.owner and view.account_id is not None:
                found[view.account_id][view.owner] = None
    return {account: tuple(owners) for account, owners in found.items()}


def owns_account(viewer: Viewer, owners: Collection[str]) -> bool:
    """Whether one of these owners is this person, or of the team that they lead."""
    own = viewer.sales_ids | {viewer.actor}
    return bool(set(owners) & (own | viewer.team_sales_ids if viewer.role == "manager" else own))


def aliases_of(account: int) -> list[int]:
    """The aliases that lead to an account now: they follow it through merges and splits."""
    return sorted(AccountAlias.objects.filter(account_id=account).values_list("pk", flat=True))


def accounts_of_aliases(aliases: Collection[int]) -> Mapping[int, int]:
    """Where these aliases lead now."""
    found: dict[int, int] = {}
    for chunk in in_chunks(sorted(aliases)):
        found |= dict(AccountAlias.objects.filter(pk__in=chunk).values_list("pk", "account_id"))
    return found


def _in_charge(accounts: Collection[int]) -> list[tuple[int, str]]:
    """Who is in charge of which of these accounts by name, by an id that facts name them by."""
    wanted = {str(account) for account in accounts}
    rows = Charge.objects.filter(kind=ChargeKind.account.value).values_list("seat", "value")
    charged = [(seat, value) for seat, value in rows if value in wanted]
    seats = dict(
        RosterSeat.objects.filter(key__in=[seat for seat, _ in charged]).values_list("key", "external_id")
    )
    return [(int(value), seats[seat]) for seat, value in sorted(charged) if seats.get(seat)]
