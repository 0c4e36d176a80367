"""The tables of machine or human: what was told of each hit, for a while, and every judgement, for ever."""

from django.db import models

from accord.ledger.guards import guard


class HitEvidence(models.Model):
    """What a source told of one hit beside its fact. No address of a person; erased with them, and by age."""

    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=32)  # the fact's
    subject = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    block = models.CharField(max_length=50, default="")  # the address cut to its network
    said = models.TextField(default="{}")  # JSON: the other fields of `vocabulary.hits.Evidence`
    received_at = models.DateTimeField(null=True)  # null: what was told has expired

    class Meta:
        """One a fact; found by subject, by network and day, by age."""

        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="hit_evidence_once")]
        indexes = [
            models.Index(fields=["subject"], name="hit_evidence_subject"),
            models.Index(fields=["block", "occurred_at"], name="hit_evidence_block"),
            models.Index(fields=["received_at"], name="hit_evidence_age"),
        ]


class Judgement(models.Model):
    """Who stands behind one hit. Append-only: the latest of a fact counts, an earlier one is what was thought."""

    seq = models.BigIntegerField()  # of the fact
    subject = models.BigIntegerField()
    klass = models.SmallIntegerField()  # vocabulary.hits.AgentClass
    why = models.CharField(max_length=200, default="")  # the reasons, separated by blanks
    version = models.CharField(max_length=20)  # of the filter / date of its network list
    occurred_at = models.DateTimeField()  # the fact's
    released_at = models.DateTimeField(
        null=True
    )  # a counted click weighs nothing before; null: it never weighs
    decided_at = models.DateTimeField()

    class Meta:
        """Read by fact, by subject, and in order of decision."""

        indexes = [
            models.Index(fields=["seq"], name="judgement_seq"),
            models.Index(fields=["subject"], name="judgement_subject"),
        ]


class FilterCursor(models.Model):
    """How far the filter has read the ledger; one row."""

    name = models.CharField(max_length=20, primary_key=True)
    seq = models.BigIntegerField(default=0)


guard("ledger_judgement")
