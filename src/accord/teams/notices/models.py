"""The tables of notices: what each person is told, how they wish to be told, and our hooks (without secrets)."""

from datetime import time

from django.conf import settings
from django.db import models

from accord.vocabulary.notices import NoticeKind


class Notice(models.Model):
    """One person told once of one cause. Keys and dimensions only: names are looked up when it is read."""

    key = models.BigIntegerField(primary_key=True)  # random
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20, choices=[(k.value, k.value) for k in NoticeKind])
    about = models.CharField(max_length=200)  # "lead:<key>", "number:<name>", "clause:<path>", "deal:<id>"
    cause = models.CharField(max_length=120)
    actor = models.CharField(max_length=80, default="")  # whose act it tells of; empty: the system's
    values = models.JSONField(default=dict)  # dimensions: instants, words of closed lists, keys
    agreement_hash = models.CharField(max_length=64, default="")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()  # shown and sent from here on
    read_at = models.DateTimeField(null=True)

    class Meta:
        """Told once; read by person, newest first."""

        constraints = [models.UniqueConstraint(fields=["user", "cause"], name="notice_once")]
        indexes = [
            models.Index(fields=["user", "-due_at"], name="notice_of_user"),
            models.Index(fields=["user"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(fields=["cause"], name="notice_cause"),
        ]


class NoticeWish(models.Model):
    """How one person wishes to be told; without a row, what a new one says."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", primary_key=True
    )
    email = models.BooleanField(default=True)
    chat = models.BooleanField(default=True)  # where operations connected a chat of theirs
    quiet_from = models.TimeField(null=True)  # in their own zone; both or none
    quiet_until = models.TimeField(null=True)
    quiet_days = models.CharField(max_length=7, default="")  # ISO days that are quiet all day: "67"
    digest = models.BooleanField(default=False)  # what may wait comes once a day
    digest_at = models.TimeField(default=time(8, 0))


class NoticeHook(models.Model):
    """Where a chat or a program hears of notices; its address and secrets lie in a file beside the connections."""

    name = models.CharField(max_length=40, unique=True)
    way = models.CharField(max_length=8)  # vocabulary.notices.Way: chat or webhook
    kinds = models.JSONField(default=list)  # empty: all of them
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", null=True
    )  # whose chat it is; null: everybody's
    names = models.BooleanField(default=False)  # whether buyers' names may stand in what it is told
    actor = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_why = models.CharField(max_length=120, default="")
