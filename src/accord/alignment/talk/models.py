"""The table of talk. Its text is free and personal: erased with the person it is about, or who stands in it."""

from django.db import models


class Remark(models.Model):
    """One thing said about a subject. A question is open until somebody answers it beside it."""

    key = models.BigIntegerField(primary_key=True)  # random
    about = models.CharField(max_length=200)
    subject = models.BigIntegerField(default=0)  # the identity key of a lead's or contact's person
    answers = models.BigIntegerField(default=0)  # the key of the question it answers
    actor = models.CharField(max_length=80)
    text = models.TextField()
    question = models.BooleanField(default=False)
    mentions = models.JSONField(default=list)  # user ids
    day = models.DateField(
        null=True
    )  # that a promise's time runs from, or up to: an event's, a campaign's start
    said_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)  # its text is gone; the row keeps the order

    class Meta:
        """Read by subject, in order; the open questions are few."""

        indexes = [
            models.Index(fields=["about", "said_at"], name="remark_about"),
            models.Index(fields=["subject"], condition=~models.Q(subject=0), name="remark_subject"),
            models.Index(
                fields=["said_at"],
                condition=models.Q(question=True, answered_at=None, removed_at=None),
                name="remark_open",
            ),
        ]
