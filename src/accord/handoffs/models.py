"""Hand-offs and their turns: what was offered to whom, and where it stands. What was decided are acts."""

from django.db import models
from django.db.models import Q

from accord.vocabulary.handoffs import OPEN

_OPEN = sorted(state.value for state in OPEN)


class Handoff(models.Model):
    """One lead passed from one team to another. It carries the identity key that opened the lead."""

    key = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=40)  # the id of the agreement's hand-off
    subject = models.BigIntegerField()
    account = models.BigIntegerField(default=0)  # as it stood when it was offered
    agreement_hash = models.CharField(max_length=64)
    lead_at = models.DateTimeField()  # when the lead began
    qualified_at = models.DateTimeField()
    touched_at = models.DateTimeField()  # the buyer's touch that started their clock
    hot = models.BooleanField(default=False)
    by_event = models.BooleanField(default=False)
    klass = models.CharField(max_length=20, default="")
    fit = models.IntegerField(default=0)  # milli-points, frozen
    engagement = models.IntegerField(default=0)
    lines = models.JSONField(default=list)  # the contributions, frozen: they sum to the two scores
    state = models.CharField(max_length=12)
    owner = models.CharField(max_length=80)  # as facts name them: an id in the CRM, or `user:17`
    turn = models.SmallIntegerField(default=1)
    version = models.BigIntegerField(
        default=1
    )  # grows with every change: of two acts on one version, one wins
    offered_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    responded_at = models.DateTimeField(null=True)  # the first response, stamped once
    worked_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    moved_by = models.CharField(max_length=80, default="")  # whose act the present state is
    reason = models.CharField(max_length=120, default="")
    back_at = models.DateTimeField(null=True)  # a recycled lead: not before
    contradicts = models.CharField(max_length=200, default="")  # evidence that the reason needs and has not
    joined = models.BigIntegerField(default=0)  # the hand-off that the same account had that week
    accept_by = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # of the first attempt, for this turn
    aside_until = models.DateTimeField(null=True)  # its owner looks at it again then; stops no clock

    class Meta:
        """A lead is handed over once a kind; found by subject, owner, account."""

        constraints = [
            models.UniqueConstraint(fields=["kind", "subject", "lead_at"], name="handoff_once"),
            models.CheckConstraint(condition=~Q(owner=""), name="handoff_has_owner"),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, closed_at=None)
                | ~Q(state__in=_OPEN) & Q(closed_at__isnull=False),
                name="handoff_open_or_closed",
            ),
        ]
        indexes = [
            models.Index(fields=["subject"], name="handoff_subject"),
            models.Index(fields=["owner"], condition=Q(closed_at=None), name="handoff_owner"),
            models.Index(fields=["account"], name="handoff_account"),
        ]


class HandoffTurn(models.Model):
    """Whose a hand-off was from when: each reassignment restarts the human part of its clocks."""

    handoff = models.ForeignKey(Handoff, on_delete=models.CASCADE, related_name="+")
    turn = models.SmallIntegerField()
    owner = models.CharField(max_length=80)
    since = models.DateTimeField()
    step = models.CharField(max_length=60)  # which step of the route, or `reassigned`
    why = models.CharField(max_length=200, default="")

    class Meta:
        """One owner a turn."""

        constraints = [models.UniqueConstraint(fields=["handoff", "turn"], name="handoff_turn_once")]


class CustomerWords(models.Model):
    """What the customer said, at the outcome. Free text and personal: erased with the person it is about."""

    handoff = models.BigIntegerField(primary_key=True)
    subject = models.BigIntegerField()
    question = models.TextField(default="")  # the customer's own
    informed_by = models.TextField(default="")  # where they inform themselves
    challenge = models.TextField(default="")  # their biggest
    papers = models.JSONField(default=dict)  # what the next team must know, by what its hand-off needs
    actor = models.CharField(max_length=80)
    said_at = models.DateTimeField()

    class Meta:
        """Erased by subject."""

        indexes = [models.Index(fields=["subject"], name="customer_words_subject")]
