"""A person's word on two accounts: one company, or two. Held as links between aliases, by an act."""

from datetime import datetime

from accord.contacts.account_clusters import settle_accounts
from accord.contacts.counter import keep_numbers, take_numbers
from accord.contacts.deal_contacts import settle_deals
from accord.contacts.models import AccountAlias, AccountLink, ReviewPair
from accord.contacts.ruled import Ruled
from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.vocabulary.errors import NotFound
from accord.vocabulary.people import Viewer

_WHY = {"merge_accounts": "human", "keep_accounts_apart": "apart"}


def rule_accounts(by: Viewer, left: int, right: int, same: bool, reason: str, now: datetime) -> Ruled:
    """Join or keep apart the accounts of two aliases; the newer word on a pair replaces the older."""
    if AccountAlias.objects.filter(pk__in=[left, right]).count() < 2:
        raise NotFound("account.unknown", "one of these accounts is gone", "open the review list again")
    kind = "merge_accounts" if same else "keep_accounts_apart"
    low, high = min(left, right), max(left, right)
    act_key = f"{kind}/{low}/{high}/{now.isoformat()}"
    record_act(
        key=act_key, kind=kind, actor=by.actor, now=now, reason=reason[:300], payload={"aliases": [low, high]}
    )
    return _stand(act_key, low, high)


def take_back_accounts(by: Viewer, act_key: str, reason: str, now: datetime) -> Ruled:
    """Take back a word on two accounts; the word before it, if it was not taken back, stands again.

    The question is open again when no word is left. Raises `NotFound` unless the act is such a word.
    """
    done = Act.objects.filter(key=act_key, kind__in=_WHY).first()
    if done is None:
        raise NotFound("act.unknown", f'there is no merge "{act_key}"', "take it from the contact's page")
    low, high = done.payload["aliases"]
    record_act(
        key=f"unmerge/{act_key}"[:120],
        kind="unmerge",
        actor=by.actor,
        now=now,
        reason=reason[:300],
        corrects=act_key,
    )
    return _stand(act_key, low, high)


def _stand(act_key: str, low: int, high: int) -> Ruled:
    """Let the newest word on this pair that nobody took back stand, and settle what it touches."""
    said = [act for kind in _WHY for act in Act.objects.filter(key__startswith=f"{kind}/{low}/{high}/")]
    corrected = Act.objects.filter(kind="unmerge", corrects__in=[act.key for act in said])
    left = set(corrected.values_list("corrects", flat=True))
    standing = sorted((act.occurred_at, act.key, act.kind) for act in said if act.key not in left)
    AccountLink.objects.filter(left_id=low, right_id=high, key=0, why__in=_WHY.values()).delete()
    if standing:
        AccountLink.objects.create(left_id=low, right_id=high, key=0, why=_WHY[standing[-1][2]])
    else:
        asked = ReviewPair.objects.filter(what="account", left__in=(low, high), right__in=(low, high))
        asked.update(state="open")
    return _after(act_key, low, high)


def _after(act_key: str, left: int, right: int) -> Ruled:
    numbers = take_numbers()
    settle_accounts({left, right}, numbers)
    settle_deals(numbers)
    keep_numbers(numbers)
    accounts = dict(AccountAlias.objects.filter(pk__in=[left, right]).values_list("pk", "account_id"))
    return Ruled(act_key, accounts[left], accounts[right])
