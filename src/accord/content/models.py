"""Pieces of content, who wants them too, and every step of each."""

from django.db import models

from accord.ledger.guards import guard


class PieceRow(models.Model):
    """One piece as it stands. The customer's question is personal: it goes with whoever asked it."""

    key = models.BigIntegerField(primary_key=True)  # random
    title = models.CharField(max_length=200)
    question = models.TextField(default="")  # the customer's, in the words of who asks for the piece
    subject = models.BigIntegerField(default=0)  # the lead's identity key; 0: about no lead
    link = models.CharField(max_length=2000, default="")  # on the company's drive
    text = models.TextField(default="")  # what it says: searched, and held against retired phrases
    stage = models.CharField(max_length=60, default="")
    persona = models.CharField(max_length=60, default="")
    segment = models.CharField(max_length=60, default="")
    tags = models.JSONField(default=list)
    owner = models.CharField(max_length=80, default="")  # an actor; empty: nobody yet
    review_on = models.DateField(null=True)  # when somebody looks whether it still holds
    state = models.CharField(max_length=12)  # vocabulary.content.PieceState
    same_as = models.BigIntegerField(default=0)  # the piece that answered it already
    version = models.BigIntegerField(default=1)  # grows with every step: of two, one wins
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta:
        """Listed by when they were made."""

        indexes = [models.Index(fields=["made_at"], name="piece_made")]


class PieceVote(models.Model):
    """Somebody wants a piece too."""

    piece = models.ForeignKey(PieceRow, on_delete=models.CASCADE, related_name="+")
    actor = models.CharField(max_length=80)
    voted_at = models.DateTimeField()

    class Meta:
        """One vote a person."""

        constraints = [models.UniqueConstraint(fields=["piece", "actor"], name="piece_vote_once")]


class PieceStep(models.Model):
    """One step of a piece: what was done, from where to where. Undoing is a step too."""

    piece = models.ForeignKey(PieceRow, on_delete=models.CASCADE, related_name="+")
    version = models.BigIntegerField()  # of the piece after it
    act = models.CharField(max_length=12)  # vocabulary.content.PieceAct
    before = models.CharField(max_length=12, default="")
    after = models.CharField(max_length=12)
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=300, default="")
    at = models.DateTimeField()

    class Meta:
        """Each version is reached once."""

        constraints = [models.UniqueConstraint(fields=["piece", "version"], name="piece_step_once")]


class PieceDraft(models.Model):
    """What a piece said in one version: comments stand beside the version that they were said of."""

    piece = models.ForeignKey(PieceRow, on_delete=models.CASCADE, related_name="+")
    version = models.BigIntegerField()  # of the piece that the draft made
    link = models.CharField(max_length=2000, default="")
    text = models.TextField(default="")
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        """Each version is drafted once."""

        constraints = [models.UniqueConstraint(fields=["piece", "version"], name="piece_draft_once")]


class PieceShare(models.Model):
    """A piece that reached one buyer: by a tracked link of theirs, or shown. Counts for whoever the person is now."""

    key = models.BigIntegerField(primary_key=True)  # random
    piece = models.ForeignKey(PieceRow, on_delete=models.CASCADE, related_name="+")
    subject = models.BigIntegerField()  # identity key; 0: erased
    way = models.CharField(max_length=10)  # vocabulary.content.ShareWay
    token = models.CharField(max_length=32, default="")  # of the tracked link; empty where it was shown
    note = models.CharField(max_length=300, default="")  # in the rep's words: goes with the person
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        """Read by person and by piece."""

        indexes = [
            models.Index(fields=["subject"], name="piece_share_subject"),
            models.Index(fields=["piece", "at"], name="piece_share_piece"),
        ]


guard("content_piecestep")
