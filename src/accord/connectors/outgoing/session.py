"""Connections for the vendors' own clients, under the same rules: looked at wherever a client connects.

They read answers of any size, so time and bytes are theirs; where a connection leads is decided here.
"""

import socket
import time
from functools import partial
from typing import Any

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection

from accord.connectors.outgoing.connect import Resolver, open_connection, resolve
from accord.connectors.outgoing.target import Rules
from accord.vocabulary.errors import ForNow

CONNECT_WITHIN = 10.0  # seconds


def guard_session(
    session: requests.Session, rules: Rules, *, resolver: Resolver = resolve
) -> requests.Session:
    """Every connection of this session is looked at; it follows no redirect and no proxy of the environment."""
    session.trust_env = False
    session.max_redirects = 0
    adapter = _Adapter(rules, resolver)
    session.adapters.clear()
    for scheme in ("http", "https") if rules.private_hosts else rules.schemes:
        session.mount(f"{scheme}://", adapter)
    return session


def new_session(rules: Rules) -> requests.Session:
    """A guarded session whose every request ends within `CONNECT_WITHIN` seconds of silence."""
    session = guard_session(requests.Session(), rules)
    session.request = partial(session.request, timeout=CONNECT_WITHIN)  # type: ignore[method-assign]
    return session


def read_json(session: requests.Session, address: str, **named: Any) -> dict[str, Any]:
    """The JSON object at an address. Raises `ForNow` where none is answered."""
    try:
        answer = session.get(address, **named)
        answer.raise_for_status()
        found = answer.json()
    except (requests.RequestException, ValueError) as problem:
        raise ForNow(
            "outgoing.no_answer",
            "no answer that could be read came back",
            "try later, or look at the address",
        ) from problem
    if not isinstance(found, dict):
        raise ForNow("outgoing.no_answer", "what came back is no JSON object", "look at the address")
    return found


def guard_pools(manager: PoolManager, rules: Rules, *, resolver: Resolver = resolve) -> PoolManager:
    """The same for a client that holds a pool manager of urllib3; forgets connections it had."""
    manager.clear()
    manager.pool_classes_by_scheme = _pools(rules, resolver)
    return manager


class _Adapter(HTTPAdapter):
    def __init__(self, rules: Rules, resolver: Resolver) -> None:
        self._given = (rules, resolver)
        super().__init__()

    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named)
        guard_pools(self.poolmanager, self._given[0], resolver=self._given[1])


def _pools(rules: Rules, resolver: Resolver) -> dict[str, Any]:
    def connect(connection: HTTPConnection) -> socket.socket:
        until = time.monotonic() + CONNECT_WITHIN
        port = connection.port or connection.default_port
        return open_connection(connection.host.strip("[]"), port, rules, until=until, resolver=resolver)

    class Plain(HTTPConnection):
        _new_conn = connect

    class Encrypted(HTTPSConnection):
        _new_conn = connect

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class EncryptedPool(HTTPSConnectionPool):
        ConnectionCls = Encrypted

    return {"http": PlainPool, "https": EncryptedPool}
