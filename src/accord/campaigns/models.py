"""Campaigns, every version of what is signed, the answers to it, and the accounts pulled out of it."""

from django.db import models

from accord.ledger.guards import guard


class CampaignRow(models.Model):
    """One campaign as it stands. What is signed of it (`hash`) stands in its versions too, whole."""

    key = models.BigIntegerField(primary_key=True)  # random
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)  # one of the clause's `includes`
    called = models.JSONField(default=list)  # under which names other tools' touches carry it
    goal = models.TextField(default="")
    target_ppm = models.IntegerField(null=True)  # of those reached, how many shall answer
    segment = models.TextField(default="")  # the rule that says who gets it
    arms = models.JSONField(default=list)
    channels = models.JSONField(default=list)
    sending = models.JSONField(default=dict)  # how it is sent from here; empty: another tool sends it
    budget = models.BigIntegerField(null=True)  # minor units of the agreement's currency
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    marketing_owner = models.BigIntegerField(default=0)  # user ids; 0: nobody yet
    sales_owner = models.BigIntegerField(default=0)
    checked = models.JSONField(default=list)  # items of the agreed list that somebody ticked
    hash = models.CharField(max_length=64)
    version = models.BigIntegerField(default=1)  # grows with every change: of two editors one wins
    asked_at = models.DateTimeField(null=True)  # when sales was asked to sign
    asked_by = models.CharField(max_length=80, default="")
    planned_at = models.DateTimeField()
    planned_by = models.CharField(max_length=80)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=80)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_why = models.CharField(max_length=300, default="")

    class Meta:
        """Listed by when they start."""

        indexes = [models.Index(fields=["starts_at"], name="campaign_starts")]


class CampaignVersion(models.Model):
    """What would be signed from an instant on: content, audience rule and schedule, as canonical JSON."""

    campaign = models.ForeignKey(CampaignRow, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64)
    text = models.TextField()
    actor = models.CharField(max_length=80)
    since = models.DateTimeField()

    class Meta:
        """Read by campaign, in order."""

        indexes = [models.Index(fields=["campaign", "since"], name="campaign_version_since")]


class CampaignAnswer(models.Model):
    """One person's signature or refusal, of one hash, for one team."""

    campaign = models.ForeignKey(CampaignRow, on_delete=models.CASCADE, related_name="+")
    hash = models.CharField(max_length=64)
    answer = models.CharField(max_length=8)  # vocabulary.campaigns.SignAnswer
    team = models.CharField(max_length=20)  # marketing, sales
    emergency = models.BooleanField(default=False)
    actor = models.CharField(max_length=80)
    position = models.CharField(max_length=60, default="")  # as the agreement names the signer
    reason = models.CharField(max_length=300, default="")
    agreement_hash = models.CharField(max_length=64)
    answered_at = models.DateTimeField()

    class Meta:
        """Read by campaign, in order."""

        indexes = [models.Index(fields=["campaign", "answered_at"], name="campaign_answer_when")]


class PulledAccount(models.Model):
    """An account that its owner took out, with the aliases it had: merging and splitting follow them."""

    campaign = models.ForeignKey(CampaignRow, on_delete=models.CASCADE, related_name="+")
    account = models.BigIntegerField()
    aliases = models.JSONField(default=list)
    reason = models.CharField(max_length=300)
    actor = models.CharField(max_length=80)
    pulled_at = models.DateTimeField()
    back_at = models.DateTimeField(null=True)
    back_by = models.CharField(max_length=80, default="")

    class Meta:
        """Out of one campaign once at a time."""

        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "account"],
                condition=models.Q(back_at=None),
                name="campaign_pulled_once",
            )
        ]


guard("campaigns_campaignversion")
guard("campaigns_campaignanswer", may_change=("reason",))  # an erased person is named no more


# Django finds a room's tables in this module; those of the first hour of a send, and of sending, have folders of
# their own.
from accord.campaigns.pulse.models import Send as Send  # noqa: E402
from accord.campaigns.pulse.models import SendEvent as SendEvent  # noqa: E402
from accord.campaigns.pulse.models import SendLook as SendLook  # noqa: E402
from accord.campaigns.pulse.models import SendMail as SendMail  # noqa: E402
from accord.campaigns.waves.models import Addressee as Addressee  # noqa: E402
from accord.campaigns.waves.models import Wave as Wave  # noqa: E402
