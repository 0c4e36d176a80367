"""The tables of what was said anew: which facts are of one happening, and which of them stand no more."""

from django.db import models

from accord.ledger.guards import guard


class Happening(models.Model):
    """A fact's place in the one thing that its source calls by an id of its own: a call, a meeting, a deal's birth.

    The row without a fact says as of when that thing was read last, so that an older reading changes nothing.
    """

    source = models.CharField(max_length=40)
    item = models.CharField(max_length=32)  # keyed digest of the thing's own id
    source_id = models.CharField(max_length=32, default="")  # the fact's
    modified_at = models.DateTimeField(null=True)

    class Meta:
        """Found by the thing."""

        constraints = [
            models.UniqueConstraint(fields=["source", "item", "source_id"], name="happening_of_item")
        ]


class Withdrawal(models.Model):
    """A fact counts no more (step 1), or again (step -1). Append-only: a fact stands while its steps sum to 0."""

    seq = models.BigIntegerField()  # of the fact
    subject = models.BigIntegerField()
    step = models.SmallIntegerField()
    why = models.CharField(max_length=10)  # said_anew: its happening was corrected; deleted: its record was
    decided_at = models.DateTimeField()

    class Meta:
        """Read by fact, by subject, and in order of decision."""

        indexes = [
            models.Index(fields=["seq"], name="withdrawal_seq"),
            models.Index(fields=["subject"], name="withdrawal_subject"),
        ]


guard("ledger_withdrawal")
