"""What the sign-off asks of people is told in time: an answer that is due, a start that came without one, a send that
nobody signed.

One row of work comes round. Reminders lie where the agreement's clock warns (`clock.warns`): shares of the time from
being asked to the last instant at which reps can still be told in time, or to the start where no notice is promised.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction

from accord.agreement.campaigning import UNSIGNED, breaches_count, notice_of
from accord.agreement.clocks import clock_terms
from accord.agreement.dated import instants_of
from accord.agreement.handing_over import act_until
from accord.agreement.shape import Document
from accord.campaigns.find import find_campaigns
from accord.campaigns.shapes import Campaign
from accord.campaigns.signers import find_signers
from accord.ledger.acts import record_act
from accord.ledger.jobs import ClaimedJob, enqueue_job
from accord.reporting.campaigns.shapes import Unsigned
from accord.reporting.campaigns.unsigned import find_unsigned
from accord.teams.agreements import Current, current
from accord.teams.notices import find_of_team, notify
from accord.teams.people import SYSTEM
from accord.vocabulary.campaigns import CampaignStanding
from accord.vocabulary.notices import NoticeKind

WATCH_CAMPAIGNS = "watch_campaigns"
UNSIGNED_TOLD = "unsigned_told"
_EVERY = timedelta(minutes=5)


def plan_watch_campaigns(now: datetime) -> None:
    """See to it that campaigns are watched; repeating it changes nothing."""
    enqueue_job(WATCH_CAMPAIGNS, "all", due_at=now)


def do_watch_campaigns(job: ClaimedJob, now: datetime) -> datetime:
    """The worker's part; returns when it is due again."""
    watch_campaigns(now)
    return now + _EVERY


def watch_campaigns(now: datetime) -> None:
    """Remind who has not answered, tell of starts without an answer and of sends without a signature, each once.

    Nothing without a signed agreement, and nothing of what became known after its `act_within`.
    """
    standing = current(now)
    if standing is None or not standing.signed:
        return
    with transaction.atomic():
        for campaign in find_campaigns(SYSTEM, now):
            if campaign.standing is CampaignStanding.waiting:
                _remind(campaign, standing.document, now)
            elif campaign.standing is CampaignStanding.unanswered:
                _tell_unanswered(campaign, standing.document, now)
    found = find_unsigned(SYSTEM, now)
    for row in found.rows if breaches_count(standing.document) else ():
        if act_until(standing.document, row.last_at) >= now:
            with transaction.atomic():
                _tell_unsigned(row, standing, now)


def reminders(document: Document, campaign: Campaign) -> Iterator[datetime]:
    """When whoever signs is reminded, the earliest first; none once the time is over, or without warnings."""
    asked, start = campaign.asked_at, campaign.plan.starts_at
    if asked is None:
        return
    promised = notice_of(document)
    if promised is not None:
        instants = instants_of(document, promised, asked, start.date())
        yield from (at for share, at in instants if share < 1 and at > asked)
    elif document.clock:
        shares = sorted(share for share, _ in clock_terms(document.clock).warns if share < 1)
        yield from (asked + (start - asked) * float(share) for share in shares)


def _remind(campaign: Campaign, document: Document, now: datetime) -> None:
    """Only the latest reminder that has come: who was away is not told of all that were missed."""
    passed = [at for at in reminders(document, campaign) if at <= now]
    if not passed:
        return
    approvers = find_signers(document, campaign.plan.segment, now).approvers
    notify(
        NoticeKind.decision_needed, campaign.about, approvers, now=now,
        cause=f"{campaign.about}:reminded:{campaign.asked_at}:{len(passed)}",
        values={"due": campaign.plan.starts_at.isoformat()},
    )  # fmt: skip


def _tell_unanswered(campaign: Campaign, document: Document, now: datetime) -> None:
    if act_until(document, campaign.plan.starts_at) < now:
        return
    owners = [one for one in (campaign.plan.marketing_owner, campaign.plan.sales_owner) if one]
    notify(
        NoticeKind.campaign_moved, campaign.about, owners, now=now,
        cause=f"{campaign.about}:unanswered:{campaign.plan.starts_at}",
        values={"what": "not sent: its start came without an answer"},
    )  # fmt: skip


def _tell_unsigned(row: Unsigned, standing: Current, now: datetime) -> None:
    """Both sides' signers, once for each name and week in which such mails left."""
    monday = row.last_at.date() - timedelta(days=row.last_at.weekday())
    # A cause is of at most 120 letters; a name may be of more.
    key = f"{UNSIGNED_TOLD}:{monday}:{sha256(row.campaign.encode()).hexdigest()[:16]}"
    if not record_act(
        key=key, kind=UNSIGNED_TOLD, actor="accord", agreement_hash=standing.hash, now=now,
        payload={"campaign": row.campaign, "mails": row.mails, "clause": UNSIGNED},
    ):  # fmt: skip
        return
    signers = find_signers(standing.document, "everybody", now)
    to = [*signers.sales, *signers.marketing] or [*find_of_team("marketing"), *find_of_team("sales")]
    values = {"campaign": row.name, "mails": row.mails}
    notify(NoticeKind.unsigned, f"unsigned:{row.campaign[:180]}", to, now=now, cause=key, values=values)
