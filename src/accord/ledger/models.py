"""The ledger's tables: facts and acts (append-only), imports and rejects, work to do, the personal store.

Facts and acts carry random keys and dimensions only. Names, addresses, free text and source records
live in `SourceRecord` alone, keyed by subject, and can be erased.
"""

from django.db import models


class Fact(models.Model):
    """One thing that happened. Never changed, never deleted. Idempotent by (source, source_id)."""

    seq = models.BigAutoField(primary_key=True)
    source = models.CharField(max_length=40)
    source_id = models.CharField(max_length=32)  # keyed digest of the natural id: no address can hide in it
    subject = models.BigIntegerField(default=0)  # identity key; 0: about nobody (spend)
    kind = models.SmallIntegerField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    channel = models.CharField(max_length=80, default="")
    campaign = models.CharField(max_length=200, default="")
    asset = models.CharField(max_length=200, default="")
    actor = models.CharField(max_length=80, default="")
    value = models.CharField(max_length=200, default="")
    amount = models.BigIntegerField(null=True)  # minor units of currency; a count where currency is empty
    currency = models.CharField(max_length=3, default="")
    agent = models.SmallIntegerField(default=0)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        """Natural key, and the one way in: by subject."""

        constraints = [models.UniqueConstraint(fields=["source", "source_id"], name="fact_natural_key")]
        indexes = [models.Index(fields=["subject"], name="fact_subject")]


class Act(models.Model):
    """One decision or human act: who, what, why, under which agreement. Append-only, idempotent by key."""

    key = models.CharField(max_length=120, unique=True)
    kind = models.CharField(max_length=40)
    subject = models.BigIntegerField(default=0)
    other = models.BigIntegerField(default=0)  # second subject (a merge names two)
    actor = models.CharField(max_length=80)
    reason = models.CharField(max_length=300, default="")
    agreement_hash = models.CharField(max_length=64, default="")
    corrects = models.CharField(max_length=120, default="")  # the key of the act this one corrects
    payload = models.JSONField(default=dict)  # dimensions only
    occurred_at = models.DateTimeField()

    class Meta:
        """Acts are read by subject, by kind, by when they were taken."""

        indexes = [
            models.Index(fields=["subject"], name="act_subject"),
            models.Index(fields=["kind"], name="act_kind"),
            models.Index(fields=["occurred_at", "id"], name="act_taken"),
        ]


class SourceRecord(models.Model):
    """The personal store: one source record, whole, erasable. Its random `key` is the identity key."""

    key = models.BigIntegerField(primary_key=True)
    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    external_id = models.CharField(max_length=200)
    values = models.TextField(default="")  # JSON: the row as it stood, by the source's own column names
    email = models.CharField(max_length=254, default="")
    name = models.CharField(max_length=200, default="")
    company = models.CharField(max_length=200, default="")
    domain = models.CharField(max_length=200, default="")
    phone = models.CharField(max_length=40, default="")
    country = models.CharField(max_length=60, default="")
    owner = models.CharField(max_length=80, default="")
    modified_at = models.DateTimeField(null=True)  # null: the source gives no time; a stub has no values
    received_at = models.DateTimeField()
    deleted = models.BooleanField(default=False)
    import_id = models.BigIntegerField(null=True)

    class Meta:
        """The vendor's id, once."""

        constraints = [
            models.UniqueConstraint(fields=["source", "kind", "external_id"], name="record_external_id")
        ]
        indexes = [models.Index(fields=["email"], name="record_email")]


class RecordWords(models.Model):
    """What the newest content of a record says in free words that is counted as topics: personal, erasable.

    Words that change are new rows, so that how many there are and the last id tell whether anything changed.
    """

    key = models.BigIntegerField()  # SourceRecord.key
    sort = models.CharField(max_length=12)  # vocabulary.heard
    text = models.TextField()
    said_at = models.DateTimeField(null=True)  # of a person's words; of a deal's, when it ended counts

    class Meta:
        """One text of a sort."""

        constraints = [models.UniqueConstraint(fields=["key", "sort"], name="record_words_once")]


class Suppression(models.Model):
    """The keyed hash of something erased: a new import of it is refused, a restore replays it."""

    digest = models.CharField(max_length=32, primary_key=True)
    erased_at = models.DateTimeField()


class Import(models.Model):
    """One file read: its cursor stands in the same transaction as the rows it vouches for."""

    source = models.CharField(max_length=40)
    connector = models.CharField(max_length=40)
    file_name = models.CharField(max_length=255)
    file_digest = models.CharField(max_length=64)
    mapping = models.TextField(default="")
    actor = models.CharField(max_length=80)
    state = models.CharField(max_length=12, default="running")  # running, done, cancelled, failed
    cursor = models.BigIntegerField(default=0)  # physical lines fully accounted for
    accepted = models.BigIntegerField(default=0)
    rejected = models.BigIntegerField(default=0)
    skipped = models.BigIntegerField(default=0)
    facts_new = models.BigIntegerField(default=0)
    facts_known = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, default="")


class Reject(models.Model):
    """A refused row: line, column, value, reason of the closed list, remedy. Personal: it expires."""

    import_id = models.BigIntegerField()
    line = models.BigIntegerField()
    column = models.CharField(max_length=120, default="")
    value = models.CharField(max_length=300, default="")
    reason = models.CharField(max_length=30)
    remedy = models.CharField(max_length=300)

    class Meta:
        """Read by import, in file order; one line is refused once."""

        constraints = [models.UniqueConstraint(fields=["import_id", "line"], name="reject_line")]


class Job(models.Model):
    """Work to be done, enqueued with the change that needs it; claimed by a conditional update."""

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    due_at = models.DateTimeField()
    attempts = models.SmallIntegerField(default=0)
    asked = models.BigIntegerField(default=1)  # grows when open work is asked for again
    lease_until = models.DateTimeField(null=True)
    claim = models.BigIntegerField(
        default=0
    )  # random: which worker holds it, however often it extends its lease
    done_at = models.DateTimeField(null=True)
    error = models.CharField(max_length=500, default="")

    class Meta:
        """The same work is queued once."""

        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"], condition=models.Q(done_at=None), name="job_open_once"
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(done_at=None), name="job_due")]


class OutboxMessage(models.Model):
    """Something to be sent outside, written with the change that causes it. A repeat carries the same id."""

    message_id = models.CharField(max_length=40, unique=True)
    channel = models.CharField(max_length=20)
    recipient = models.CharField(max_length=80)
    template = models.CharField(max_length=60)
    payload = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)


class Installed(models.Model):
    """One recorded instant or word of this installation (`live_from`, `demo`), set once each."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=200)
    set_at = models.DateTimeField()


class InboxItem(models.Model):
    """One accepted request from outside, whole, from its acknowledgement until its time of keeping has run out."""

    seq = models.BigAutoField(primary_key=True)
    door = models.CharField(max_length=10)
    source = models.CharField(max_length=40)
    trust = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    body = models.BinaryField()
    context = models.TextField(default="{}")  # JSON, small and personal: it goes with the body
    done = models.IntegerField(
        default=0
    )  # so many of its events are in the ledger; a long one is taken in parts
    taken_at = models.DateTimeField(null=True)

    class Meta:
        """Taken in order; expired by age."""

        indexes = [
            models.Index(fields=["seq"], condition=models.Q(taken_at=None), name="inbox_waiting"),
            models.Index(fields=["taken_at"], condition=models.Q(taken_at__isnull=False), name="inbox_taken"),
        ]


class DeadLetter(models.Model):
    """What was accepted or refused at a door and could not be read: kept with its reason, to be replayed."""

    door = models.CharField(max_length=10)
    source = models.CharField(max_length=40)
    trust = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    body = models.BinaryField()
    context = models.TextField(default="{}")
    reason = models.CharField(max_length=20)  # vocabulary.doors.DeadReason
    detail = models.CharField(max_length=300, default="")
    replayed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    class Meta:
        """Expired by age; the open ones are few."""

        indexes = [models.Index(fields=["expires_at"], name="dead_letter_expiry")]


class EventMapping(models.Model):
    """How the events of one source become facts: the text an operator saved; without one, the defaults hold."""

    source = models.CharField(max_length=40, primary_key=True)
    text = models.TextField()
    actor = models.CharField(max_length=80)
    saved_at = models.DateTimeField()


class SkippedEvent(models.Model):
    """Events that no mapping knows: counted by name, so that they can be seen and mapped."""

    source = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    count = models.BigIntegerField(default=0)
    last_at = models.DateTimeField()

    class Meta:
        """One row a name."""

        constraints = [models.UniqueConstraint(fields=["source", "name"], name="skipped_event_once")]


# Django finds a room's tables in this module; those of live connections and of hits stand in files of their own.
from accord.ledger.hit_models import FilterCursor as FilterCursor  # noqa: E402
from accord.ledger.hit_models import HitEvidence as HitEvidence  # noqa: E402
from accord.ledger.hit_models import Judgement as Judgement  # noqa: E402
from accord.ledger.network_models import CompanyNetwork as CompanyNetwork  # noqa: E402
from accord.ledger.sync_models import SyncConflict as SyncConflict  # noqa: E402
from accord.ledger.sync_models import SyncHeld as SyncHeld  # noqa: E402
from accord.ledger.sync_models import SyncListener as SyncListener  # noqa: E402
from accord.ledger.sync_models import SyncObject as SyncObject  # noqa: E402
from accord.ledger.sync_models import SyncSystem as SyncSystem  # noqa: E402
from accord.ledger.sync_models import SyncWrite as SyncWrite  # noqa: E402
from accord.ledger.withdrawal_models import Happening as Happening  # noqa: E402
from accord.ledger.withdrawal_models import Withdrawal as Withdrawal  # noqa: E402
