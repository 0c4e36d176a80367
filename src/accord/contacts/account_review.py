"""A person's word on two accounts: one company, or two. Held as links between aliases, by an act."""

from datetime import datetime

from accord.contacts.account_clusters import settle_accounts
from accord.contacts.counter import keep_numbers, take_numbers
from accord.contacts.deal_contacts import settle_deals
from accord.contacts.merge import Ruled
from accord.contacts.models import AccountAlias, AccountLink
from accord.ledger.acts import record_act
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer


def rule_accounts(by: Viewer, left: int, right: int, same: bool, reason: str, now: datetime) -> Ruled:
    """Join or keep apart the accounts of two aliases; the newer word on a pair replaces the older."""
    if AccountAlias.objects.filter(pk__in=[left, right]).count() < 2:
        raise NotFound("account.unknown", "one of these accounts is gone", "open the review list again")
    kind, why = ("merge_accounts", "human") if same else ("keep_accounts_apart", "apart")
    low, high = min(left, right), max(left, right)
    act_key = f"{kind}/{low}/{high}/{now.isoformat()}"
    record_act(
        key=act_key, kind=kind, actor=by.actor, now=now, reason=reason[:300], payload={"aliases": [low, high]}
    )
    AccountLink.objects.filter(left_id=low, right_id=high, key=0, why__in=["human", "apart"]).delete()
    AccountLink.objects.create(left_id=low, right_id=high, key=0, why=why)
    return _after(act_key, low, high)


def _after(act_key: str, left: int, right: int) -> Ruled:
    numbers = take_numbers()
    settle_accounts({left, right}, numbers)
    settle_deals(numbers)
    keep_numbers(numbers)
    accounts = dict(AccountAlias.objects.filter(pk__in=[left, right]).values_list("pk", "account_id"))
    return Ruled(act_key, accounts[left], accounts[right])
