"""A send with the rules it is judged by, its mails and what came back, and every look that was taken."""

from django.db import models

from accord.ledger.guards import guard


class Send(models.Model):
    """One campaign's mails that left together. Its rules are frozen when it is first seen."""

    key = models.BigIntegerField(primary_key=True)  # random
    campaign = models.CharField(max_length=200)  # as its facts name it
    since = models.DateTimeField()  # the first mail left; minutes are counted from here
    last_mail_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    rules = models.JSONField(default=dict)  # see `rules.py`
    agreement_hash = models.CharField(max_length=64, default="")
    # Whether it is judged by its own control: said at the first look, and held to.
    by_control = models.BooleanField(null=True)
    closed_at = models.DateTimeField(null=True)  # from then on nothing more is counted
    mails = models.BigIntegerField(null=True)  # at its end, as `answered`
    answered = models.BigIntegerField(null=True)

    class Meta:
        """One send of a campaign begins at one instant."""

        constraints = [models.UniqueConstraint(fields=["campaign", "since"], name="send_once")]
        indexes = [models.Index(fields=["since"], name="send_since")]


class SendMail(models.Model):
    """One recipient's mail, the first of the send."""

    send = models.ForeignKey(Send, on_delete=models.PROTECT, related_name="+")
    contact = models.BigIntegerField()
    sent_at = models.DateTimeField()
    known_at = models.DateTimeField()  # when its event came in
    control = models.BooleanField(default=False)  # of the drawn control beside the new words

    class Meta:
        """A person is written to once by a send."""

        constraints = [models.UniqueConstraint(fields=["send", "contact"], name="send_mail_once")]
        indexes = [models.Index(fields=["contact"], name="send_mail_contact")]


class SendEvent(models.Model):
    """What came back from one recipient: an answer, a bounce, a complaint, a word to stop."""

    send = models.ForeignKey(Send, on_delete=models.PROTECT, related_name="+")
    contact = models.BigIntegerField()
    fact = models.BigIntegerField()  # the fact's number in the ledger
    kind = models.SmallIntegerField()  # vocabulary.facts.FactKind
    occurred_at = models.DateTimeField()
    known_at = models.DateTimeField()

    class Meta:
        """A fact counts for one send."""

        constraints = [models.UniqueConstraint(fields=["fact"], name="send_event_once")]
        indexes = [models.Index(fields=["send", "kind"], name="send_event_kind")]


class SendLook(models.Model):
    """One look as it was taken, by what had arrived until then. Never rewritten."""

    send = models.ForeignKey(Send, on_delete=models.PROTECT, related_name="+")
    minute = models.SmallIntegerField()
    looked_at = models.DateTimeField()
    mails = models.BigIntegerField()
    answered = models.BigIntegerField()
    expected = models.FloatField()  # answers that the benchmark would have brought by then
    drop = models.FloatField()  # how many times likelier a drop is than an ordinary campaign, as `rise`
    rise = models.FloatField()
    action = models.CharField(max_length=8)  # learning.pulse.Action
    reason = models.CharField(max_length=20)  # the name of a learning.pulse.Reason
    metric = models.CharField(max_length=20, default="")
    since_minute = models.SmallIntegerField(null=True)  # the minute from which the action holds
    procedure = models.CharField(max_length=12)

    class Meta:
        """One look a minute."""

        constraints = [models.UniqueConstraint(fields=["send", "minute"], name="send_look_once")]


guard("campaigns_sendlook")
