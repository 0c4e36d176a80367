"""The roster's tables: each seat as one system names it, what people of Accord set, which seats are one person.

A seat is kept by the key of its source record, which the system's own id leads to: a new name or address
changes the row and keeps the key.
"""

from django.db import models


class RosterSeat(models.Model):
    """One user, owner or queue of one system: what it last said, and what was set here."""

    key = models.BigIntegerField(primary_key=True)  # of the source record
    source = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    seat = models.CharField(max_length=8)  # vocabulary.roster.Seat
    member = models.BigIntegerField(db_index=True)  # the smallest key among the seats of one person
    email = models.CharField(max_length=254, default="")
    name = models.CharField(max_length=200, default="")
    active = models.BooleanField(null=True)  # null: this record does not say
    manager = models.CharField(max_length=200, default="")  # their id in this source
    zone = models.CharField(max_length=80, default="")
    team = models.CharField(max_length=120, default="")
    same_as = models.CharField(max_length=200, default="")  # an id of the same person in this source
    members = models.JSONField(null=True)  # of a queue: ids in this source; null: not read
    said_at = models.DateTimeField(null=True)  # by the system's clock; null: it gives no time
    since = models.DateTimeField(null=True)  # when the seat was made there
    name_actor = models.CharField(max_length=80, default="", db_index=True)  # as facts name them by name
    email_actor = models.CharField(max_length=80, default="", db_index=True)
    set_zone = models.CharField(max_length=80, default="")  # by a person here: wins until taken back
    set_team = models.CharField(max_length=120, default="")
    set_zone_at = models.DateTimeField(null=True)  # also when it was taken back
    set_team_at = models.DateTimeField(null=True)

    class Meta:
        """A system's id, once; asked by id whatever the system."""

        constraints = [models.UniqueConstraint(fields=["source", "external_id"], name="roster_seat_once")]
        indexes = [
            models.Index(fields=["external_id"], name="roster_seat_id"),
            models.Index(fields=["email"], name="roster_seat_email"),
        ]
