"""Second factors kept by allauth's tables: encrypted under the installation's key, no code right twice."""

import base64
import hashlib
from datetime import datetime
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.mfa.utils import decrypt
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import transaction
from django.utils.crypto import constant_time_compare

from accord.teams.models import User

STEP = 30  # seconds a code stands
DRIFT = 1  # steps by which a phone's clock may be off
_USED = "used"  # the newest step whose code was taken


class Encrypted(DefaultMFAAdapter):  # type: ignore[misc]  # the library is not typed
    """allauth's adapter, with secrets encrypted: a copy of the database alone opens no door."""

    def encrypt(self, text: str) -> str:
        """Under the installation's key."""
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Raises `InvalidToken` under another installation's key."""
        return _box().decrypt(encrypted_text.encode()).decode()

    def get_totp_issuer(self) -> str:
        """What an authenticator app calls us."""
        return "Accord"

    def get_totp_label(self, user: Any) -> str:
        """Whose code it is, in the app."""
        return str(user.email)


class Kept:
    """`teams.factors.Factors` over allauth's tables."""

    def has(self, user_id: int) -> bool:
        """Whether this person has one."""
        return bool(_of(user_id, Authenticator.Type.TOTP).exists())

    def check(self, user_id: int, code: str, now: datetime) -> str:
        """How the code is right: `app` or `recovery`; empty where it is not. No code is right twice."""
        typed = "".join(code.split())
        with transaction.atomic():
            row = _of(user_id, Authenticator.Type.TOTP).select_for_update().first()
            if row is None:
                return ""
            step = _step_of(decrypt(row.data["secret"]), typed, now)
            if step > row.data.get(_USED, 0):
                row.data[_USED] = step
                row.last_used_at = now
                row.save(update_fields=["data", "last_used_at"])
                return "app"
            spare = _of(user_id, Authenticator.Type.RECOVERY_CODES).select_for_update().first()
            return "recovery" if spare is not None and RecoveryCodes(spare).validate_code(typed) else ""

    def new_secret(self) -> str:
        """A secret that nobody has yet."""
        return str(generate_totp_secret())

    def picture(self, email: str, secret: str) -> str:
        """The secret as a picture (SVG) that an authenticator app reads."""
        adapter = Encrypted()
        return str(adapter.build_totp_svg(adapter.build_totp_url(User(email=email), secret)))

    def activate(self, user_id: int, secret: str, code: str, now: datetime) -> tuple[str, ...]:
        """Keep the secret if the code is right; the recovery codes, or nothing."""
        step = _step_of(secret, "".join(code.split()), now)
        if not step:
            return ()
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=user_id)
            row = TOTP.activate(user, secret).instance
            row.data[_USED] = step
            row.save(update_fields=["data"])
            return self.new_codes(user_id)

    def new_codes(self, user_id: int) -> tuple[str, ...]:
        """New recovery codes; the old ones are void."""
        with transaction.atomic():
            user = User.objects.select_for_update().get(pk=user_id)
            _of(user_id, Authenticator.Type.RECOVERY_CODES).delete()
            return tuple(RecoveryCodes.activate(user).generate_codes())

    def codes_left(self, user_id: int) -> int:
        """How many recovery codes are unused."""
        row = _of(user_id, Authenticator.Type.RECOVERY_CODES).first()
        return len(RecoveryCodes(row).get_unused_codes()) if row else 0

    def remove(self, user_id: int) -> bool:
        """Take it away with its recovery codes; whether there was one."""
        return bool(Authenticator.objects.filter(user_id=user_id).delete()[0])


def _of(user_id: int, kind: str) -> Any:
    return Authenticator.objects.filter(user_id=user_id, type=kind)


def _step_of(secret: str, code: str, now: datetime) -> int:
    """The newest step around now whose code this is; 0 where it is none's."""
    here = int(now.timestamp()) // STEP
    steps = range(here - DRIFT, here + DRIFT + 1)
    right = [s for s in steps if constant_time_compare(format_hotp_value(hotp_value(secret, s)), code)]
    return max(right, default=0)


def _box() -> Fernet:
    key = hashlib.blake2b(b"accord second factor", key=settings.SECRET_KEY.encode()[:64], digest_size=32)
    return Fernet(base64.urlsafe_b64encode(key.digest()))
