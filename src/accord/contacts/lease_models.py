"""The table of taken slots: who may reach whom until when, and what became of it."""

from django.db import models

from accord.ledger.guards import guard


class ContactLease(models.Model):
    """One slot of the contact policy, taken by one asker. Its identity key keeps it with the person it was for."""

    token = models.CharField(max_length=32, unique=True)
    subject = models.BigIntegerField()  # identity key: after a merge it counts for the whole person
    team = models.CharField(max_length=10)
    medium = models.CharField(max_length=8)
    automatic = models.BooleanField()
    campaign = models.CharField(max_length=200, default="")
    actor = models.CharField(max_length=80)
    advised = models.BooleanField(
        default=False
    )  # taken against advice: the policy said no and stopped nobody
    agreement_hash = models.CharField(max_length=64)
    taken_at = models.DateTimeField()
    until = models.DateTimeField()
    ended = models.CharField(max_length=10, default="")  # used, given_back; empty: open, or expired by time
    ended_at = models.DateTimeField(null=True)
    fact = models.BigIntegerField(default=0)  # the touch that used it, by its number in the ledger

    class Meta:
        """Read by subject; the open ones by their end."""

        indexes = [
            models.Index(fields=["subject"], name="lease_subject"),
            models.Index(fields=["until"], condition=models.Q(ended_at=None), name="lease_open"),
        ]


guard("contacts_contactlease", may_change=("ended", "ended_at", "fact"))
