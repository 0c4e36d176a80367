"""Deliver to an address that a user chose: they learn how it ended, never what was answered."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accord.connectors.outgoing.connect import Resolver, left, open_connection, resolve
from accord.connectors.outgoing.target import Rules, Target, read_target
from accord.vocabulary.errors import ForGood, ForNow

LONGEST_WAIT = 86_400  # seconds: no answer makes us wait longer than a day


@dataclass(frozen=True, slots=True)
class Limits:
    """What one delivery may cost: seconds from the first look-up to the last byte, bytes of the answer."""

    seconds: float = 10.0
    answer: int = 64 * 1024


@dataclass(frozen=True, slots=True)
class Delivery:
    """How it ended: the status, and the seconds the other side asked to wait (0: it asked for none)."""

    status: int
    retry_after: int

    @property
    def accepted(self) -> bool:
        """Whether the other side took it."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered, whole."""

    status: int
    body: bytes


def send(
    address: str,
    body: bytes,
    *,
    rules: Rules,
    headers: Mapping[str, str] | None = None,
    method: str = "POST",
    limits: Limits = Limits(),
    resolver: Resolver = resolve,
    trust: ssl.SSLContext | None = None,
) -> Delivery:
    """Deliver once. The answer's body is not read; a redirect is not followed.

    Raises `Invalid` or `Refused` for an address that is never asked for, `ForGood` for a redirect, `ForNow`
    when nobody answers, the time is over, or the answer is none.
    """
    answer, _ = _exchange(address, body, rules, headers, method, limits, resolver, trust, whole=False)
    return Delivery(answer.status, _seconds(answer.headers.get("Retry-After", "")))


def fetch(
    address: str,
    *,
    rules: Rules,
    headers: Mapping[str, str] | None = None,
    limits: Limits = Limits(),
    resolver: Resolver = resolve,
    trust: ssl.SSLContext | None = None,
) -> Fetched:
    """Read once, within the limits; a redirect is not followed. For programs that understand the answer.

    Raises as `send`; `ForNow` for an answer that is longer than the limit.
    """
    answer, body = _exchange(address, b"", rules, headers, "GET", limits, resolver, trust, whole=True)
    return Fetched(answer.status, body)


def _exchange(
    address: str,
    body: bytes,
    rules: Rules,
    headers: Mapping[str, str] | None,
    method: str,
    limits: Limits,
    resolver: Resolver,
    trust: ssl.SSLContext | None,
    *,
    whole: bool,
) -> tuple[http.client.HTTPResponse, bytes]:
    """One request and its answer; the answer's body only where it is wanted."""
    target = read_target(address, rules)
    until = time.monotonic() + limits.seconds
    connection = _Connection(target, rules, until, limits.answer, resolver, trust)
    try:
        sent = {"User-Agent": "accord", "Connection": "close", **(headers or {}), "Host": target.host_header}
        connection.request(method, target.path, body=body or None, headers=sent)
        answer = connection.getresponse()
        found = answer.read() if whole else b""
    except TimeoutError as problem:
        raise ForNow(
            "outgoing.too_slow", "the answer took too long", "look at the other side, or try later"
        ) from problem
    except ssl.SSLError as problem:
        raise ForNow(
            "outgoing.tls",
            "no trusted encrypted connection came about",
            "look at the certificate of the other side",
        ) from problem
    except (OSError, http.client.HTTPException) as problem:
        raise ForNow(
            "outgoing.no_answer", "the answer could not be read", "try later, or look at the address"
        ) from problem
    finally:
        connection.close()
    if 300 <= answer.status < 400:
        raise ForGood(
            "outgoing.redirect", "the other side points elsewhere", "name the last address yourself"
        )
    return answer, found


def _seconds(text: str) -> int:
    return min(int(text), LONGEST_WAIT) if text.isdecimal() and len(text) < 10 else 0


class _Connection(http.client.HTTPConnection):
    """A connection to a target under the rules, within a time and a number of bytes."""

    def __init__(
        self,
        target: Target,
        rules: Rules,
        until: float,
        most: int,
        resolver: Resolver,
        trust: ssl.SSLContext | None,
    ) -> None:
        super().__init__(target.host, target.port)
        self._target, self._rules, self._until, self._resolver = target, rules, until, resolver
        self._trust = trust

        def respond(sock: socket.socket, *given: Any, **named: Any) -> "_Response":
            return _Response(sock, until, most, *given, **named)

        self.response_class = respond  # type: ignore[assignment]

    def connect(self) -> None:
        """Connect to an address that was looked at; the certificate must be the name's."""
        target = self._target
        made = open_connection(
            target.host, target.port, self._rules, until=self._until, resolver=self._resolver
        )
        try:
            made.settimeout(left(self._until))
            if target.scheme == "https":
                trust = self._trust or ssl.create_default_context()
                made = trust.wrap_socket(made, server_hostname=target.host)
        except BaseException:
            made.close()
            raise
        self.sock = made


class _Response(http.client.HTTPResponse):
    """An answer whose every byte is read before the time is over and counted."""

    def __init__(self, sock: socket.socket, until: float, most: int, *given: Any, **named: Any) -> None:
        super().__init__(sock, *given, **named)
        # The file that http.client made keeps the socket open once the connection lets go of it.
        self.fp = io.BufferedReader(_Timed(sock, until, most, self.fp), 4096)


class _Timed(io.RawIOBase):
    """Bytes of a socket until the time is over or enough was read."""

    def __init__(self, sock: socket.socket, until: float, most: int, held: io.IOBase) -> None:
        self._sock, self._until, self._most, self._held = sock, until, most, held

    def close(self) -> None:
        """Let the socket go."""
        self._held.close()
        super().close()

    def readable(self) -> bool:
        """It can be read."""
        return True

    def readinto(self, into: Any) -> int:
        """Raises `TimeoutError` and, beyond the number of bytes, `HTTPException`."""
        if self._most <= 0:
            raise http.client.HTTPException("the answer is too long")
        self._sock.settimeout(left(self._until))
        count = self._sock.recv_into(into)
        self._most -= count
        return count
