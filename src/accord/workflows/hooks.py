"""The hooks of this installation: an address each, a secret each, two secrets while one is being changed.

Secrets lie in `hooks.json` in the data folder, mode 0600, beside the connections: never in the record, a log or a
list. The address holds a random token, the guard of senders who sign nothing.
"""

import hmac
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from django.conf import settings

from accord.ledger.imports import check_source
from accord.teams.rights import Right, require
from accord.vocabulary.doors import DeadReason, Unreadable
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.people import Viewer
from accord.workflows.hook_signatures import check_signature
from accord.workflows.mail_events import PROVIDERS, SIGNED, check_mail_hook

OTHERS = ("chatwoot", "hubspot", "mautic")
KINDS = (*PROVIDERS, *OTHERS)
_SHORTEST_SECRET = 8


@dataclass(frozen=True, slots=True)
class Hook:
    """One hook. `secrets`: the present one first, then the one it replaces."""

    name: str
    kind: str
    source: str
    token: str
    secrets: tuple[str, ...]

    @property
    def signed(self) -> bool:
        """Whether its sender signs what it sends."""
        return self.kind in SIGNED or self.kind in OTHERS


@dataclass(frozen=True, slots=True)
class HookView:
    """A hook as lists show it: never its secret."""

    name: str
    kind: str
    source: str
    address: str
    signed: bool
    secrets: int


def make_hook(by: Viewer, name: str, kind: str, *, source: str, secret: str) -> HookView:
    """A new hook; its address is for the sender alone. Raises `Invalid` for a name taken or a kind unknown."""
    require(by, Right.manage_people)
    check_source(source)
    if kind not in KINDS:
        raise Invalid("hook.kind", f'nobody calls "{kind}" here', f"use one of {', '.join(KINDS)}")
    if not name.isidentifier() or len(name) > 40:
        raise Invalid("hook.name", f'"{name[:40]}" is no name for a hook', "use letters, digits and _")
    found = _read()
    if name in found:
        raise Invalid(
            "hook.taken", f'there is a hook "{name}" already', "choose another name, or change its secret"
        )
    hook = Hook(name, kind, source, secrets.token_urlsafe(24), (_checked(secret),))
    _keep({**found, name: hook})
    return _view(hook)


def change_secret(by: Viewer, name: str, secret: str) -> HookView:
    """A new secret; the one it replaces holds beside it until `drop_old_secret`."""
    require(by, Right.manage_people)
    hook = get_hook(name)
    changed = Hook(hook.name, hook.kind, hook.source, hook.token, (_checked(secret), hook.secrets[0]))
    _keep({**_read(), name: changed})
    return _view(changed)


def drop_old_secret(by: Viewer, name: str) -> HookView:
    """From now on only the present secret holds."""
    require(by, Right.manage_people)
    hook = get_hook(name)
    changed = Hook(hook.name, hook.kind, hook.source, hook.token, hook.secrets[:1])
    _keep({**_read(), name: changed})
    return _view(changed)


def end_hook(by: Viewer, name: str) -> None:
    """Its address answers nobody any more."""
    require(by, Right.manage_people)
    get_hook(name)
    found = dict(_read())
    del found[name]
    _keep(found)


def list_hooks(viewer: Viewer) -> list[HookView]:
    """Every hook, by name."""
    require(viewer, Right.manage_people)
    return [_view(hook) for _, hook in sorted(_read().items())]


def get_hook(name: str) -> Hook:
    """A hook by name; raises `NotFound`."""
    hook = _read().get(name)
    if hook is None:
        raise NotFound("hook.unknown", f'there is no hook "{name[:40]}"', "accord hooks list shows them")
    return hook


def check_caller(
    hook: Hook, token: str, body: bytes, headers: Mapping[str, str], address: str, now: float
) -> None:
    """Raise `Unreadable` unless the address is whole and, where the sender signs, its signature holds."""
    if not hmac.compare_digest(hook.token.encode(), token.encode()):
        raise Unreadable(DeadReason.bad_signature, "the address of the hook is not whole")
    if hook.kind in OTHERS:
        check_signature(hook.kind, hook.secrets, body, headers, address, now)
    else:
        check_mail_hook(hook.kind, hook.secrets, body, headers, address)


def _checked(secret: str) -> str:
    if len(secret) < _SHORTEST_SECRET:
        raise Invalid(
            "hook.secret",
            f"a secret has at least {_SHORTEST_SECRET} characters",
            "copy the signing key from the sender's page, or choose user:password where it signs nothing",
        )
    return secret


def _view(hook: Hook) -> HookView:
    address = f"/hooks/{hook.name}/{hook.token}"
    return HookView(hook.name, hook.kind, hook.source, address, hook.signed, len(hook.secrets))


def _file() -> Path:
    return Path(settings.INSTALLATION.data) / "hooks.json"


_held: tuple[tuple[int, int], Mapping[str, Hook]] = ((0, 0), {})


def _read() -> Mapping[str, Hook]:
    """Every hook; the file is read again when it was replaced."""
    global _held
    try:
        stat = _file().stat()
    except FileNotFoundError:
        return {}
    seen = (stat.st_mtime_ns, stat.st_ino)
    if _held[0] != seen:
        said = json.loads(_file().read_text())
        _held = (seen, {name: _hook(each) for name, each in said.items()})
    return _held[1]


def _hook(said: Mapping[str, str | Sequence[str]]) -> Hook:
    words = {key: str(said[key]) for key in ("name", "kind", "source", "token")}
    return Hook(**words, secrets=tuple(said["secrets"]))


def _keep(hooks: Mapping[str, Hook]) -> None:
    path = _file()
    beside = path.with_name(f"hooks.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump({name: asdict(hook) for name, hook in hooks.items()}, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
