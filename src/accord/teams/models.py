"""Who we are: users with one role each, and the agreement's drafts, sealed versions and signatures."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from accord.ledger.guards import guard
from accord.vocabulary.people import Role

_SESSION = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"  # sessions outlive the upgrade


class UserManager(BaseUserManager["User"]):
    """Makes users."""

    def create_user(self, email: str, password: str | None, **fields: object) -> "User":
        """A user who can sign in; the e-mail address is the user name."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person of either team, or an integration."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=12, choices=[(r.value, r.value) for r in Role])
    team = models.CharField(max_length=40, default="", blank=True)
    position = models.CharField(max_length=40, default="", blank=True)  # as the agreement names signers: cmo
    sales_id = models.CharField(
        max_length=80, default="", blank=True
    )  # their id in the CRM: owns leads there
    manager = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    zone = models.CharField(max_length=40, default="UTC")
    is_active = models.BooleanField(default=True)
    epoch = models.IntegerField(default=0)  # grows when access ends: no session from before it holds again

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = ["name"]
    objects = UserManager()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must match: the password, and the epoch of this person's access."""
        held = f"{self.password}\0{self.epoch}" if self.epoch else self.password
        return salted_hmac(_SESSION, held, secret=secret, algorithm="sha256").hexdigest()


class ApiKey(models.Model):
    """A key that acts as its user. Only its digest is kept; it is shown once, when it is made."""

    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    label = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    epoch = models.IntegerField(default=0)  # of its user's access when it was made: it ends with that


class FailedTries(models.Model):
    """When passwords or keys were wrong in one bucket (a keyed digest), newest last; rows end by themselves."""

    bucket = models.CharField(max_length=64, unique=True)
    times = models.JSONField(default=list)
    last = models.DateTimeField(db_index=True)


class AgreementDraft(models.Model):
    """A text under discussion; nothing acts on it."""

    text = models.TextField()
    title = models.CharField(max_length=120, default="")
    author = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)


class SealedAgreement(models.Model):
    """A text as it was signed, byte for byte. Never changed."""

    hash = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    agreement_id = models.CharField(max_length=80)
    version = models.IntegerField()
    in_force_from = models.DateTimeField()
    sealed_at = models.DateTimeField()


class Signature(models.Model):
    """One person's signature for one team on one hash."""

    hash = models.CharField(max_length=64)
    team = models.CharField(max_length=20)
    actor = models.CharField(max_length=80)
    signer = models.CharField(max_length=80)  # role named by the agreement (cmo, cro, cfo)
    signed_at = models.DateTimeField()

    class Meta:
        """A team signs a hash once."""

        constraints = [models.UniqueConstraint(fields=["hash", "team"], name="signature_once")]


guard("teams_sealedagreement")
guard("teams_signature")


class WriteKey(models.Model):
    """What a site or a program sends events with. A browser's is public and stands whole; of a server's, a digest."""

    prefix = models.CharField(
        max_length=40, unique=True
    )  # a browser's whole key; what is shown of a server's
    digest = models.CharField(max_length=64, default="")  # empty: public
    source = models.CharField(max_length=40)
    origins = models.TextField(default="")  # a browser's: the sites that may use it, a line each
    label = models.CharField(max_length=80, default="")
    actor = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)


# Django finds a room's tables in this module; those of its parts stand in files of their own.
from accord.teams.absence.models import Absence as Absence  # noqa: E402
from accord.teams.absence.models import AbsenceFeed as AbsenceFeed  # noqa: E402
from accord.teams.charge.models import Charge as Charge  # noqa: E402
from accord.teams.notices.models import Notice as Notice  # noqa: E402
from accord.teams.notices.models import NoticeHook as NoticeHook  # noqa: E402
from accord.teams.notices.models import NoticeWish as NoticeWish  # noqa: E402
from accord.teams.roster.models import RosterSeat as RosterSeat  # noqa: E402
