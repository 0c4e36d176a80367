"""The table of tracked links. Rows go with their person: nothing here is kept for ever."""

from django.db import models


class TrackedLink(models.Model):
    """A link made for one person. It follows its identity key: after a merge it is the whole person's."""

    token = models.CharField(max_length=32, unique=True)  # 128 random bits; no address, no key in it
    subject = models.BigIntegerField()  # identity key of the person it was made for
    target = models.CharField(max_length=2000)  # where it leads, decided when it was made
    about = models.CharField(max_length=40)  # `campaign:KEY` or `piece:KEY`
    campaign = models.CharField(max_length=200, default="")  # as facts name it
    asset = models.CharField(max_length=200, default="")
    message = models.CharField(max_length=200, default="")  # which mail it stands in
    actor = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        """Found by token, by person, and by what it is about."""

        indexes = [
            models.Index(fields=["subject"], name="link_subject"),
            models.Index(fields=["about"], name="link_about"),
        ]
