"""The one place that opens a connection outwards: resolve once, look at every address, connect to what was seen."""

import socket
import threading
import time
from collections.abc import Callable

from accord.connectors.outgoing.addresses import is_public
from accord.connectors.outgoing.target import Rules
from accord.vocabulary.errors import ForNow, Refused

Resolver = Callable[[str, int], list[str]]


def resolve(host: str, port: int) -> list[str]:
    """Every address of a host, as the machine's resolver gives them. Raises `OSError` when there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check_reachable(
    host: str, port: int, rules: Rules, *, until: float, resolver: Resolver = resolve
) -> list[str]:
    """The addresses of a host, each looked at. Raises `Refused` if any lies inside, `ForNow` if there is none.

    `until` is an instant of `time.monotonic()`. A host that the rules name may lie anywhere.
    """
    addresses = _in_time(lambda: resolver(host, port), until)
    if not addresses:
        raise ForNow("outgoing.unknown_host", "the host has no address", "look at its spelling, or try later")
    if not rules.knows(host, port) and not all(map(is_public, addresses)):
        raise Refused(
            "outgoing.private_address",
            "the address leads into a private network",
            "use a public address, or have operations name the host in ACCORD_PRIVATE_HOSTS",
        )
    return addresses


def open_connection(
    host: str, port: int, rules: Rules, *, until: float, resolver: Resolver = resolve
) -> socket.socket:
    """A connection to one of the addresses that were looked at: the name is not resolved a second time.

    Raises `Refused` for a host inside, `ForNow` when nothing answers in time.
    """
    for address in check_reachable(host, port, rules, until=until, resolver=resolver):
        try:
            return _dial(address, port, until)
        except OSError:
            continue
    raise ForNow("outgoing.unreachable", "nobody answers there", "try later, or look at the address")


def left(until: float) -> float:
    """Seconds that remain. Raises `TimeoutError` when none do."""
    remaining = until - time.monotonic()
    if remaining <= 0:
        raise TimeoutError
    return remaining


def _dial(address: str, port: int, until: float) -> socket.socket:
    made = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.settimeout(left(until))
        made.connect((address, port))
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        made.close()
        raise
    return made


def _in_time(ask: Callable[[], list[str]], until: float) -> list[str]:
    """What the resolver says, or nothing: it knows no time limit of its own, so it is left behind."""
    said: list[list[str]] = []

    def run() -> None:
        try:
            said.append(ask())
        except (OSError, UnicodeError):
            said.append([])

    thread = threading.Thread(target=run, daemon=True, name="resolver")
    thread.start()
    thread.join(max(0.0, until - time.monotonic()))
    return said[0] if said else []
