"""Sockets that nobody may reach, and servers that behave badly on purpose."""

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

Behaviour = Callable[[socket.socket], None]


@dataclass(slots=True)
class Canary:
    """A listener on every loopback address of one port: how many connected, and what they sent first."""

    port: int
    seen: list[bytes] = field(default_factory=list)


def hang_up(sock: socket.socket) -> None:
    """Say nothing."""


def answer(status: str = "200 OK", headers: str = "", body: bytes = b"") -> Behaviour:
    """One ordinary answer."""
    head = f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\n\r\n".encode()

    def say(sock: socket.socket) -> None:
        sock.sendall(head + body)

    return say


@contextmanager
def listen(behave: Behaviour = hang_up) -> Iterator[Canary]:
    """Listen on loopback (IPv4 and, where there is one, IPv6) until the end of the block."""
    with ExitStack() as stack:
        first = stack.enter_context(socket.socket(socket.AF_INET))
        first.bind(("0.0.0.0", 0))
        canary = Canary(first.getsockname()[1])
        sockets = [first]
        if socket.has_ipv6:
            second = stack.enter_context(socket.socket(socket.AF_INET6))
            second.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            try:
                second.bind(("::", canary.port))
                sockets.append(second)
            except OSError:
                second.close()
        stop = threading.Event()
        threads = [threading.Thread(target=_serve, args=(s, canary, behave, stop)) for s in sockets]
        for listening, thread in zip(sockets, threads, strict=True):
            listening.listen(64)
            listening.settimeout(0.1)
            thread.start()
        try:
            yield canary
        finally:
            stop.set()
            for thread in threads:
                thread.join()


@contextmanager
def listen_tls(context: ssl.SSLContext) -> Iterator[int]:
    """A server behind TLS on 127.0.0.1 that accepts whatever it is sent; gives its port."""
    stop = threading.Event()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(8)
        listening.settimeout(0.1)

        def serve() -> None:
            while not stop.is_set():
                try:
                    sock, _ = listening.accept()
                except TimeoutError:
                    continue
                sock.settimeout(5)
                try:
                    with context.wrap_socket(sock, server_side=True) as wrapped:
                        wrapped.recv(65536)
                        answer()(wrapped)
                except OSError:
                    sock.close()

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield int(listening.getsockname()[1])
        finally:
            stop.set()
            thread.join()


def _serve(listening: socket.socket, canary: Canary, behave: Behaviour, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            sock, _ = listening.accept()
        except TimeoutError:
            continue
        with sock:
            sock.settimeout(1)
            try:
                canary.seen.append(sock.recv(65536))
                behave(sock)
                # What came after is read away, so that closing sends no reset into an unread answer.
                sock.shutdown(socket.SHUT_WR)
                while sock.recv(65536):
                    pass
            except OSError:
                pass
