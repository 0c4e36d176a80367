"""An account's owner takes it out of a campaign, with a reason, and puts it back. Expects a transaction; repeatable."""

from datetime import datetime

from accord.campaigns.models import CampaignRow, PulledAccount
from accord.campaigns.plan import locked
from accord.contacts.account_owners import aliases_of, find_account_owners, owns_account
from accord.contacts.find import visible_accounts
from accord.ledger.acts import record_act
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound, Refused
from accord.vocabulary.people import Viewer

PULLED, PUT_BACK = "campaign_account_pulled", "campaign_account_back"


def pull_account(by: Viewer, key: int, account: int, reason: str, *, now: datetime) -> CampaignRow:
    """Take an account out; signed or not, none of its people gets it from now on. Pulled twice it is out once.

    Raises `NotFound` for an account the owner may not see, `Refused` for whoever does not own it, `Invalid` without a
    reason.
    """
    require(by, Right.pull_accounts)
    row = locked(key)
    _check_owner(by, account)
    said = " ".join(reason.split())[:300]
    if not said:
        raise Invalid("campaign.reason", "taking an account out needs a reason", "say in a sentence why")
    _, new = PulledAccount.objects.get_or_create(
        campaign=row,
        account=account,
        back_at=None,
        defaults={"aliases": aliases_of(account), "reason": said, "actor": by.actor, "pulled_at": now},
    )
    if new:
        _record(row, PULLED, account, by, said, now)
    return row


def put_account_back(by: Viewer, key: int, account: int, *, now: datetime) -> CampaignRow:
    """Put it back, by whoever owns it; one that is not out stays as it is."""
    require(by, Right.pull_accounts)
    row = locked(key)
    _check_owner(by, account)
    aliases = set(aliases_of(account))
    out = [
        one.pk
        for one in PulledAccount.objects.filter(campaign=row, back_at=None)
        if one.account == account or aliases & set(one.aliases)
    ]
    if PulledAccount.objects.filter(pk__in=out).update(back_at=now, back_by=by.actor):
        _record(row, PUT_BACK, account, by, "", now)
    return row


def _check_owner(by: Viewer, account: int) -> None:
    if not visible_accounts(by).filter(pk=account).exists():
        raise NotFound("account.unknown", f"there is no account {account}", "look at the list of companies")
    if not owns_account(by, find_account_owners([account]).get(account, ())):
        raise Refused(
            "campaign.not_your_account",
            "only the account's owner takes it out of a campaign",
            "ask its owner, or their manager",
        )


def _record(row: CampaignRow, kind: str, account: int, by: Viewer, reason: str, now: datetime) -> None:
    record_act(
        key=f"{kind}:{row.key}:{account}:{now.isoformat()}",
        kind=kind,
        actor=by.actor,
        now=now,
        reason=reason,
        payload={"campaign": str(row.key), "account": account},
    )
