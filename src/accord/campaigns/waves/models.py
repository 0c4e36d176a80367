"""A wave with its frozen text and its audience: one row a person, from waiting to its end."""

from django.db import models


class Wave(models.Model):
    """Letters of one campaign that leave together. What is sent is `text`, the signed part when it was frozen."""

    key = models.BigIntegerField(primary_key=True)  # random
    campaign = models.ForeignKey("campaigns.CampaignRow", on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()  # from 1
    hash = models.CharField(max_length=64)  # of `text`: what was signed
    text = models.TextField()
    agreement_hash = models.CharField(max_length=64)
    state = models.CharField(max_length=8)  # vocabulary.waves.WaveState
    why = models.CharField(max_length=300, default="")  # why it is paused or was stopped
    frozen_at = models.DateTimeField(null=True)  # when its audience was whole; nothing leaves before
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=80)
    moved_at = models.DateTimeField()
    moved_by = models.CharField(max_length=80)
    version = models.BigIntegerField(default=1)

    class Meta:
        """A campaign has each wave once."""

        constraints = [models.UniqueConstraint(fields=["campaign", "number"], name="wave_once")]


class Addressee(models.Model):
    """One person of a wave's audience, under the identity key whose address is written to."""

    wave = models.ForeignKey(Wave, on_delete=models.PROTECT, related_name="+")
    campaign = models.BigIntegerField()  # its key, so that a person gets a campaign once
    subject = models.BigIntegerField()  # identity key
    arm = models.CharField(max_length=200, default="")
    fate = models.CharField(max_length=8)  # vocabulary.waves.Fate
    due_at = models.DateTimeField(null=True)
    chance = models.FloatField(null=True)  # of its slot, where that was drawn at random
    why = models.CharField(max_length=20, default="")  # agreement.contact.Why, or vocabulary.waves.Left
    sentence = models.CharField(max_length=300, default="")
    clause = models.CharField(max_length=80, default="")
    until = models.DateTimeField(null=True)
    message_id = models.CharField(max_length=64, default="")
    claim = models.BigIntegerField(default=0)  # of whoever carries it
    lease = models.CharField(max_length=32, default="")  # the slot of the contact policy that it used
    tries = models.SmallIntegerField(default=0)
    answer = models.CharField(max_length=200, default="")  # the mail server's, without any address
    moved_at = models.DateTimeField()

    class Meta:
        """A person gets a campaign once; what is due and what is on its way is found quickly."""

        constraints = [models.UniqueConstraint(fields=["campaign", "subject"], name="addressee_once")]
        indexes = [
            models.Index(fields=["wave", "fate", "due_at"], name="addressee_due"),
            models.Index(fields=["message_id"], condition=~models.Q(message_id=""), name="addressee_message"),
            models.Index(fields=["subject"], name="addressee_subject"),
        ]
