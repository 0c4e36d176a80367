"""Who is out there: a view over source records and recorded decisions that can be rebuilt."""

from django.db import models

from accord.ledger.guards import guard


class Account(models.Model):
    """A company. `name` is as its best source spells it."""

    name = models.CharField(max_length=200, default="")
    domain = models.CharField(max_length=200, default="")
    country = models.CharField(max_length=60, default="")

    class Meta:
        """Listed by name."""

        indexes = [models.Index(fields=["name"], name="account_name")]


class AccountAlias(models.Model):
    """One spelling (a domain, a cleaned name, a vendor's id) that leads to an account."""

    kind = models.CharField(max_length=8)  # domain, name, record
    value = models.CharField(max_length=200)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    home = models.BigIntegerField(default=0)  # the account it first stood for: a split gives it back
    spelling = models.CharField(max_length=200, default="")  # a name as a source writes it

    class Meta:
        """A spelling leads to one account."""

        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="alias_once")]


class AccountLink(models.Model):
    """Why two aliases lead to one account: a company record holds both, a person's row did, names match."""

    left = models.ForeignKey(AccountAlias, on_delete=models.CASCADE, related_name="+")
    right = models.ForeignKey(AccountAlias, on_delete=models.CASCADE, related_name="+")
    key = models.BigIntegerField(default=0)  # the company record that says so; 0: said by more than one
    why = models.CharField(max_length=8)  # merged, domain, name, seen, fuzzy, human, apart

    class Meta:
        """Once per record and pair."""

        constraints = [
            models.UniqueConstraint(fields=["left", "right", "key", "why"], name="account_link_once")
        ]
        indexes = [models.Index(fields=["key"], name="account_link_key")]


class Contact(models.Model):
    """A person: one contact from many records. Holds nothing personal; that is the source records' part."""

    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    owner = models.CharField(max_length=80, default="")  # the owner's id in the CRM
    version = models.BigIntegerField(default=0)  # of the last change of members, account or owner
    gone = models.BooleanField(default=False)  # nobody left: merged away; kept so that a split gives it back

    class Meta:
        """The mirror follows those that went."""

        indexes = [models.Index(fields=["version"], condition=models.Q(gone=True), name="contact_gone")]


class Identity(models.Model):
    """An identity key and the contact it belongs to now. Merging moves identities, never facts."""

    key = models.BigIntegerField(primary_key=True)  # SourceRecord.key
    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="+")
    version = models.BigIntegerField(default=0)
    home = models.BigIntegerField(default=0)  # the contact opened for it: a split gives it back
    alias = models.ForeignKey(AccountAlias, null=True, on_delete=models.SET_NULL, related_name="+")
    alias_rank = models.SmallIntegerField(default=9)  # 0 an association, 1 the record, 2 domain, 3 name

    class Meta:
        """The mirror follows by version."""

        indexes = [models.Index(fields=["version"], name="identity_version")]


class Evidence(models.Model):
    """A keyed digest that several records may share: same address, same external id, same work name."""

    kind = models.CharField(max_length=12)  # see contacts.evidence.Kind
    digest = models.CharField(max_length=32)
    key = models.BigIntegerField()

    class Meta:
        """Found by digest; one row per record and kind of evidence."""

        constraints = [models.UniqueConstraint(fields=["digest", "key"], name="evidence_once")]
        indexes = [models.Index(fields=["key"], name="evidence_key")]


class Ruling(models.Model):
    """What a person decided about two identity keys; a view over the acts of merging, so it is read fast."""

    act_key = models.CharField(max_length=120)
    left = models.BigIntegerField()
    right = models.BigIntegerField()
    same = models.BooleanField()
    active = models.BooleanField(default=True)

    class Meta:
        """Found by either side; an act rules once on a pair."""

        constraints = [models.UniqueConstraint(fields=["act_key", "left", "right"], name="ruling_once")]
        indexes = [
            models.Index(fields=["left"], name="ruling_left"),
            models.Index(fields=["right"], name="ruling_right"),
        ]


class Counter(models.Model):
    """One row: the last version given, the last contact and account opened, the last fact followed."""

    version = models.BigIntegerField(default=0)
    contact = models.BigIntegerField(default=0)
    account = models.BigIntegerField(default=0)
    seen_fact = models.BigIntegerField(default=0)  # facts up to this sequence number are followed


class Deal(models.Model):
    """A deal's place: which account and which contacts. What happened to it are facts under its key."""

    key = models.BigIntegerField(primary_key=True)  # SourceRecord.key of the deal
    account = models.ForeignKey(Account, null=True, on_delete=models.SET_NULL, related_name="+")
    owner = models.CharField(max_length=80, default="")
    version = models.BigIntegerField(default=0)
    contact = models.BigIntegerField(default=0)  # whose journey it ends: counted once; 0: not known
    alias = models.ForeignKey(AccountAlias, null=True, on_delete=models.SET_NULL, related_name="+")
    alias_rank = models.SmallIntegerField(default=9)

    class Meta:
        """The mirror follows by version."""

        indexes = [models.Index(fields=["version"], name="deal_version")]


class DealPerson(models.Model):
    """A person's role in a deal, by identity key."""

    deal_key = models.BigIntegerField()
    person_key = models.BigIntegerField()
    said = models.BooleanField(default=False)  # by an association of its own: a later deal row leaves it

    class Meta:
        """Once each."""

        constraints = [models.UniqueConstraint(fields=["deal_key", "person_key"], name="deal_person_once")]
        indexes = [models.Index(fields=["person_key"], name="deal_person_person")]


class ReviewPair(models.Model):
    """Two contacts or accounts that may be the same; a person decides, with the evidence side by side."""

    what = models.CharField(max_length=8)  # contact, account
    left = models.BigIntegerField()  # identity key, or account id
    right = models.BigIntegerField()
    score = models.FloatField()
    evidence = models.JSONField(default=list)
    state = models.CharField(max_length=8, default="open")  # open, same, apart
    opened_at = models.DateTimeField()

    class Meta:
        """A pair is asked once."""

        constraints = [models.UniqueConstraint(fields=["what", "left", "right"], name="pair_once")]


class Consent(models.Model):
    """One statement about one purpose and medium of one identity key. Append-only; no words of the person."""

    key = models.CharField(max_length=120, unique=True)  # the same statement twice is one
    subject = models.BigIntegerField()
    purpose = models.CharField(max_length=20)
    medium = models.CharField(max_length=8)
    state = models.CharField(max_length=10)
    origin = models.CharField(max_length=10)
    source = models.CharField(max_length=80)  # a system, or `user:17`
    wording = models.CharField(max_length=40, default="")
    evidence = models.CharField(max_length=64, default="")  # digest of the form, letter or recording
    jurisdiction = models.CharField(max_length=2, default="")
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()

    class Meta:
        """Read by subject."""

        indexes = [models.Index(fields=["subject"], name="consent_subject")]


guard("contacts_consent")

# Django finds a room's tables in this module; taken slots, holds and links stand in files of their own.
from accord.contacts.hold_models import HoldCursor as HoldCursor  # noqa: E402
from accord.contacts.lease_models import ContactLease as ContactLease  # noqa: E402
from accord.contacts.links.models import TrackedLink as TrackedLink  # noqa: E402
