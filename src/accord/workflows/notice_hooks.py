"""Where chats and programs hear of notices: a name, a way, kinds; its address and secrets in a file beside.

A chat is an incoming webhook as Slack understands it. A program is told by Standard Webhooks, signed.
"""

import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from accord.connectors.outgoing import read_target
from accord.ledger.acts import record_act
from accord.teams.models import NoticeHook
from accord.teams.notices import find_users_at
from accord.teams.rights import Right, require
from accord.vocabulary.errors import Invalid, NotFound
from accord.vocabulary.notices import NoticeKind, Way
from accord.vocabulary.people import Viewer
from accord.workflows.outgoing import outgoing_rules
from accord.workflows.sealed_hooks import Sealed, forget_sealed, seal, sealed_of
from accord.workflows.standard_webhooks import draw_secret


@dataclass(frozen=True, slots=True)
class HookView:
    """A hook as lists show it: the host it goes to, never its address or secrets."""

    name: str
    way: str
    kinds: tuple[str, ...]
    person: str
    host: str
    names: bool
    secrets: int
    ended_at: datetime | None
    ended_why: str


def connect_hook(
    by: Viewer,
    name: str,
    way: Way,
    *,
    address: str,
    kinds: Sequence[str] = (),
    person: str = "",
    names: bool = False,
    now: datetime,
) -> tuple[HookView, str]:
    """Tell a chat or a program from now on; returns the hook, and the signing secret of a program (shown once).

    `person`: whose own chat it is, by e-mail address; without it, it is everybody's and hears of every notice of
    its `kinds` (none named: all). `names`: whether buyers' names may stand in what it is told.
    Raises `Refused` without the right or for an address that is never asked for, `Invalid`, `NotFound`.
    """
    require(by, Right.manage_people)
    read_target(address, outgoing_rules())
    _check(name, way, kinds, person)
    user = find_users_at([person]).get(person.strip().lower()) if person else None
    if person and user is None:
        raise NotFound(
            "people.unknown", f"nobody active signs in as {person}", "accord people list shows who does"
        )
    if user is not None and find_chat_of(user) is not None:
        raise Invalid("notices.chat_taken", f"{person} has a chat already", "end that hook first")
    secret = draw_secret() if way is Way.webhook else ""
    # The address first: should the machine stop between the two, an address without a hook tells nobody anything.
    seal(name, Sealed(address, (secret,) if secret else ()))
    with transaction.atomic():
        hook = NoticeHook.objects.create(
            name=name,
            way=way.value,
            kinds=list(kinds),
            user_id=user,
            names=names,
            actor=by.actor,
            made_at=now,
        )
        _note(by, "notice_hook_connected", name, now)
    return _view(hook), secret


def change_hook_secret(by: Viewer, name: str) -> str:
    """A new signing secret; what leaves is signed with both until `drop_old_secret`. Shown once."""
    require(by, Right.manage_people)
    hook = get_hook(name)
    if hook.way != Way.webhook:
        raise Invalid(
            "notices.unsigned", f"a chat checks no signature, so {name} has no secret", "nothing to do"
        )
    sealed, secret = sealed_of(hook), draw_secret()
    seal(name, Sealed(sealed.address, (secret, *sealed.secrets[:1])))
    return secret


def drop_old_hook_secret(by: Viewer, name: str) -> None:
    """Sign with the newest secret alone from now on."""
    require(by, Right.manage_people)
    sealed = sealed_of(get_hook(name))
    seal(name, Sealed(sealed.address, sealed.secrets[:1]))


def end_hook(by: Viewer, name: str, *, now: datetime) -> None:
    """Tell it nothing more, and forget its address and secrets."""
    require(by, Right.manage_people)
    hook = get_hook(name)
    with transaction.atomic():
        NoticeHook.objects.filter(pk=hook.pk).delete()
        _note(by, "notice_hook_ended", name, now)
    forget_sealed(name)


def list_hooks(viewer: Viewer) -> list[HookView]:
    """Every hook, by name. Raises `Refused` without the right."""
    require(viewer, Right.manage_people)
    return [_view(hook) for hook in NoticeHook.objects.select_related("user").order_by("name")]


def get_hook(name: str) -> NoticeHook:
    """A hook by name; raises `NotFound`."""
    hook = NoticeHook.objects.filter(name=name).first()
    if hook is None:
        raise NotFound("notices.no_hook", f'there is no hook "{name[:40]}"', "accord notices list shows them")
    return hook


def find_chat_of(user_id: int) -> NoticeHook | None:
    """A person's own chat; None where operations connected none."""
    return NoticeHook.objects.filter(user_id=user_id, ended_at=None, way=Way.chat.value).first()


def _check(name: str, way: Way, kinds: Sequence[str], person: str) -> None:
    if not name.isidentifier() or len(name) > 40:
        raise Invalid(
            "notices.hook_name", f'"{name[:40]}" is no name for a hook', "use letters, digits and _"
        )
    if NoticeHook.objects.filter(name=name).exists():
        raise Invalid(
            "notices.hook_taken", f'there is a hook "{name}" already', "choose another name, or end it"
        )
    if way not in (Way.chat, Way.webhook):
        raise Invalid("notices.hook_way", f'"{way}" has no hook', "connect a chat or a webhook")
    if unknown := [kind for kind in kinds if kind not in set(NoticeKind)]:
        raise Invalid(
            "notices.kind", f'there is no notice "{unknown[0][:40]}"', f"use: {', '.join(NoticeKind)}"
        )
    if person and (way is not Way.chat or kinds):
        raise Invalid(
            "notices.personal_hook",
            "only a chat is a person's own, and it hears what they are told",
            "leave out --person, or the kinds",
        )


def _note(by: Viewer, kind: str, name: str, now: datetime) -> None:
    record_act(key=f"{kind}:{name}:{now.isoformat()}", kind=kind, actor=by.actor, reason=name, now=now)


def _view(hook: NoticeHook) -> HookView:
    try:
        sealed: Any = sealed_of(hook)
        host, held = read_target(sealed.address, outgoing_rules()).host, len(sealed.secrets)
    except (NotFound, Invalid, binascii.Error):
        host, held = "", 0
    return HookView(
        hook.name,
        hook.way,
        tuple(hook.kinds),
        hook.user.email if hook.user else "",
        host,
        hook.names,
        held,
        hook.ended_at,
        hook.ended_why,
    )
