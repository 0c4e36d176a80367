"""Credit runs: what was credited, as it was kept. Never changed; later facts make a new run."""

from django.db import models

from accord.ledger.guards import guard


class CreditRunRow(models.Model):
    """One run: random keys, dimensions and amounts only. Its number is the order in which runs were kept."""

    id = models.BigAutoField(primary_key=True)
    series = models.CharField(max_length=64)  # digest of its settings: runs of one series follow each other
    agreement_hash = models.CharField(max_length=80)
    content = models.TextField()  # JSON
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        """The last of a series is asked for by every new one."""

        indexes = [models.Index(fields=["series", "id"], name="credit_run_series")]


guard("alignment_creditrunrow")
