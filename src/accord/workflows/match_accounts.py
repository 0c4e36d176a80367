"""The job that compares all company names: queued by an import that brought a new one."""

from datetime import datetime

from accord.contacts.account_matching import match_accounts
from accord.ledger.jobs import ClaimedJob


def do_match(job: ClaimedJob, now: datetime) -> None:
    """Bring links and questions between company names up to date; repeating it changes nothing."""
    match_accounts(now)
