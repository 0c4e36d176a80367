"""The tables of a live connection: where reading stands, what was written, what waits, what contradicts.

They hold ids, instants and dimensions only. The secrets of a connection are in a file, never here.
"""

from django.db import models


class SyncSystem(models.Model):
    """One connected system: who we are there, what it lets us spend, until when it asked for silence."""

    system = models.CharField(max_length=20, primary_key=True)
    source = models.CharField(max_length=40)
    connected_at = models.DateTimeField()
    actor = models.CharField(max_length=40, default="")  # our own user there
    not_before = models.DateTimeField(null=True)  # the vendor asked to wait until then
    day = models.CharField(max_length=10, default="")  # of `calls`
    calls = models.IntegerField(default=0)  # ours, that day
    used = models.IntegerField(default=0)  # everybody's, as the vendor says
    allowed = models.IntegerField(default=0)  # the vendor's daily limit; 0: it does not say
    error = models.CharField(max_length=300, default="")
    remedy = models.CharField(max_length=300, default="")
    error_at = models.DateTimeField(null=True)


class SyncObject(models.Model):
    """One object of a system: the positions stand in the transaction of the rows they vouch for."""

    system = models.CharField(max_length=20)
    object = models.CharField(max_length=40)
    position = models.JSONField(default=dict)  # of polling, by the vendor's clock
    history = models.JSONField(default=dict)  # of the bulk read
    history_state = models.CharField(max_length=10, default="")  # "", waiting, running, done
    step = models.BigIntegerField(default=0)  # grows with each page: two readers cannot both book one
    fields = models.JSONField(default=list)
    fields_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)  # when it was last read up to its end
    read_through = models.DateTimeField(null=True)  # the latest change seen, by the vendor's clock
    swept_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    hinted_at = models.DateTimeField(null=True)  # somebody said since then that it changed: read it
    lag = models.FloatField(
        null=True
    )  # seconds from a change there to its being known here, the last round's longest
    rows = models.BigIntegerField(default=0)
    error = models.CharField(max_length=300, default="")
    remedy = models.CharField(max_length=300, default="")

    class Meta:
        """One row an object."""

        constraints = [models.UniqueConstraint(fields=["system", "object"], name="sync_object_once")]


class SyncListener(models.Model):
    """A system whose changes we want to hear of at once: the row is the wish; `state` says what came of it."""

    system = models.CharField(max_length=20, primary_key=True)
    state = models.CharField(max_length=10, default="waiting")  # waiting, listening, trouble, refused
    since = models.DateTimeField()  # of `state`
    heard = models.BigIntegerField(default=0)  # hints since it was asked for
    heard_at = models.DateTimeField(null=True)
    holder = models.CharField(max_length=32, default="")  # the worker that listens, alone until `held_until`
    held_until = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, default="")
    remedy = models.CharField(max_length=300, default="")


class SyncHeld(models.Model):
    """A row that waits: its status is in no table, or a cell cannot be read. Read again once that is mended."""

    system = models.CharField(max_length=20)
    object = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    reason = models.CharField(max_length=30)  # unknown_status, or the reason of the closed list
    field = models.CharField(max_length=80, default="")
    value = models.CharField(max_length=120, default="")  # of a picklist; empty for any other cell
    seen_at = models.DateTimeField()

    class Meta:
        """A record waits once an object."""

        constraints = [
            models.UniqueConstraint(fields=["system", "object", "external_id"], name="sync_held_once")
        ]


class SyncWrite(models.Model):
    """One value that Accord means to stand in a system: the outbox's message, and what became of it."""

    message_id = models.CharField(max_length=40, unique=True)
    system = models.CharField(max_length=20)
    object = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    subject = models.BigIntegerField()
    field = models.CharField(max_length=40)  # as the agreement calls it
    value = models.CharField(max_length=400)
    base = models.CharField(max_length=400, default="")  # what stood there when this was decided
    base_at = models.DateTimeField(
        null=True
    )  # the record's change time just before it was sent, by their clock
    state = models.CharField(max_length=12, default="waiting")  # waiting, sent, seen, dropped, failed
    why = models.CharField(max_length=300, default="")
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)  # when it came back and was recognised
    attempts = models.SmallIntegerField(default=0)
    error = models.CharField(max_length=300, default="")

    class Meta:
        """Asked by state, and by record when it comes back."""

        indexes = [
            models.Index(fields=["system", "state"], name="sync_write_state"),
            models.Index(fields=["system", "external_id"], name="sync_write_record"),
        ]


class SyncConflict(models.Model):
    """Both sides said something else of one field: both values, who, when, and what the rule did."""

    system = models.CharField(max_length=20)
    object = models.CharField(max_length=40)
    external_id = models.CharField(max_length=200)
    subject = models.BigIntegerField(default=0)
    field = models.CharField(max_length=40)
    ours = models.CharField(max_length=400, default="")
    theirs = models.CharField(max_length=400, default="")
    ours_at = models.DateTimeField(null=True)
    theirs_by = models.CharField(max_length=80, default="")
    theirs_at = models.DateTimeField(null=True)
    master = models.CharField(max_length=20)
    outcome = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, default="")

    class Meta:
        """One change of theirs is one conflict."""

        constraints = [
            models.UniqueConstraint(
                fields=["system", "external_id", "field", "theirs_at", "theirs"], name="sync_conflict_once"
            )
        ]
