"""The pack of a week as it was closed, and decisions."""

from django.db import models

from accord.ledger.guards import guard


class ClosedPack(models.Model):
    """The weekly pack as it was shown in the meeting: random keys, dimensions and numbers only. Never changed."""

    week = models.CharField(max_length=8, unique=True)  # 2027-W05
    content = models.TextField()  # JSON
    digest = models.CharField(max_length=64)
    closed_at = models.DateTimeField()
    closed_by = models.CharField(max_length=80)


class DecisionRow(models.Model):
    """One decision. Its text may hold a name, so it stands here and not in an act; erased with the person."""

    key = models.CharField(max_length=40, unique=True)
    about = models.CharField(
        max_length=200, default=""
    )  # clause:<path>, contact:<identity key>; empty: neither
    text = models.CharField(max_length=500)
    who = models.BigIntegerField(default=0)
    due = models.DateField(null=True)
    week = models.CharField(max_length=8)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    done_at = models.DateTimeField(null=True)
    done_by = models.CharField(max_length=80, default="")
    evidence = models.TextField(default="")  # JSON: the numbers it was made on; empty: none

    class Meta:
        """The open ones are few, and asked for every week."""

        indexes = [models.Index(fields=["week"], name="decision_week")]


guard("alignment_closedpack")
