"""How accounts are called, for those who may see them."""

from collections.abc import Iterable

from accord.contacts.find import visible_accounts
from accord.ledger.sql import in_chunks
from accord.teams.rights import Right, may
from accord.vocabulary.people import Viewer


def find_account_names(viewer: Viewer, accounts: Iterable[int]) -> dict[int, str]:
    """The name (else the domain) of each account the viewer may see; the others are absent, all without the right."""
    wanted = sorted({int(account) for account in accounts})
    if not wanted or not may(viewer, Right.see_contacts):
        return {}
    found: dict[int, str] = {}
    for chunk in in_chunks(wanted):
        rows = visible_accounts(viewer).filter(pk__in=chunk).values_list("pk", "name", "domain")
        found |= {pk: name or domain for pk, name, domain in rows}
    return found
