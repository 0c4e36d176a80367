"""How far the record was followed for holds: one row a queue of facts."""

from django.db import models


class HoldCursor(models.Model):
    """Facts up to this number were looked at by this queue."""

    queue = models.CharField(max_length=10, primary_key=True)
    seq = models.BigIntegerField(default=0)
