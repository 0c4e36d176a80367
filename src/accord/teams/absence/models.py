"""When our people are away: rows entered here, and rows read from somebody's calendar.

Why somebody is away stands nowhere: routing and clocks need to know when, and nothing else.
"""

from django.conf import settings
from django.db import models


class AbsenceFeed(models.Model):
    """The calendar that says when somebody is away. Its address is a secret, and in a file, never here."""

    seat = models.BigIntegerField(default=0)  # a seat of the member; 0: a user who is on no roster
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    actor = models.CharField(max_length=80)
    set_at = models.DateTimeField()
    host = models.CharField(max_length=200)  # all that is shown of the address
    busy = models.BooleanField(default=False)  # plain busy events count too, not only "out of office"
    tried_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)  # the last good reading
    reach = models.DateTimeField(null=True)  # up to which instant that reading looked
    skipped = models.IntegerField(default=0)  # entries of it that could not be understood
    digest = models.CharField(max_length=64, default="")  # of what was read: unchanged, nothing is written
    error = models.CharField(max_length=300, default="")
    remedy = models.CharField(max_length=300, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """One calendar a person."""

        constraints = [
            models.UniqueConstraint(
                fields=["seat"], condition=~models.Q(seat=0) & models.Q(ended_at=None), name="feed_of_seat"
            ),
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(seat=0, ended_at=None), name="feed_of_user"
            ),
        ]


class Absence(models.Model):
    """Somebody is away from `since` to `until`; whole days are days of their own time zone, both included."""

    seat = models.BigIntegerField(default=0)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    since = models.DateTimeField()
    until = models.DateTimeField()
    first_day = models.DateField(null=True)  # of whole days: their instants follow the person's zone
    last_day = models.DateField(null=True)
    feed = models.ForeignKey(AbsenceFeed, null=True, on_delete=models.CASCADE, related_name="+")
    actor = models.CharField(max_length=80, default="")  # who entered it; empty: read from the feed
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        """Asked by person and time."""

        indexes = [
            models.Index(fields=["seat", "until"], name="absence_of_seat"),
            models.Index(fields=["user", "until"], name="absence_of_user"),
        ]
