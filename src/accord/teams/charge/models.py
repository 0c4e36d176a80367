"""What somebody is in charge of, as operations say: territories, segments, named accounts."""

from django.db import models


class Charge(models.Model):
    """One territory, segment or account of one member."""

    seat = models.BigIntegerField()  # a seat of the member
    kind = models.CharField(max_length=10)  # territory, segment, account
    value = models.CharField(max_length=60)  # a name or a country; of an account its key
    actor = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        """Each once; asked by what it is."""

        constraints = [models.UniqueConstraint(fields=["seat", "kind", "value"], name="charge_once")]
        indexes = [models.Index(fields=["kind", "value"], name="charge_of_value")]
