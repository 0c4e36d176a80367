"""The addresses and signing secrets of hooks that notices go to: in a file beside the connections, mode 0600."""

from dataclasses import dataclass

from accord.teams.models import NoticeHook
from accord.vocabulary.errors import NotFound
from accord.workflows.kept_secrets import keep_secrets, read_secrets

_FILE = "notice-hooks"


@dataclass(frozen=True, slots=True)
class Sealed:
    """What is kept apart: the address, and the signing secrets, the newest first."""

    address: str
    secrets: tuple[str, ...]


def sealed_of(hook: NoticeHook) -> Sealed:
    """Its address and secrets; raises `NotFound` where the file lost them (a restore without it)."""
    held = read_secrets(_FILE).get(hook.name)
    if held is None:
        raise NotFound(
            "notices.no_address",
            f'the address of the hook "{hook.name}" is not kept here',
            f"accord notices end {hook.name}, and connect it again",
        )
    return Sealed(str(held["address"]), tuple(str(one) for one in held["secrets"]))


def seal(name: str, sealed: Sealed) -> None:
    """Keep them, replacing what stood for the name."""
    held = read_secrets(_FILE)
    keep_secrets(_FILE, {**held, name: {"address": sealed.address, "secrets": list(sealed.secrets)}})


def forget_sealed(name: str) -> None:
    """Keep them no longer."""
    held = read_secrets(_FILE)
    held.pop(name, None)
    keep_secrets(_FILE, held)
