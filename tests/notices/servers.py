"""Real servers on this machine: one that takes mail, one that takes what is posted; each remembers what came."""

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """What the mail server took, and what it answers."""

    port: int = 0
    answer: str = "250 taken"
    takes: float = 0.0  # seconds until it answers
    came: list[EmailMessage] = field(default_factory=list)
    raw: list[tuple[str, bytes]] = field(default_factory=list)  # to whom, every byte of it
    answers: dict[str, str] = field(default_factory=dict)  # to these addresses, before any letter
    drops: bool = False  # the line breaks after the letter, before the answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Some mailboxes are not there."""
        if answer := self.answers.get(address):
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """Every letter is kept, also one that is then answered otherwise: it may have been taken."""
        await asyncio.sleep(self.takes)
        self.came.append(message_from_bytes(bytes(envelope.content or b""), policy=policy.default))
        self.raw.append((envelope.rcpt_tos[0], bytes(envelope.content or b"")))
        if self.drops and server.transport is not None:
            server.transport.close()
        return self.answer


@contextmanager
def mail_server() -> Iterator[Mailbox]:
    """An SMTP server on a free port."""
    box = Mailbox()
    controller = _Free(box, hostname="127.0.0.1", port=0)
    controller.start()
    box.port = controller.server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        controller.stop()


class _Free(Controller):
    def _trigger_server(self) -> None:
        """The free port is known once it is bound."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@dataclass
class Posts:
    """What was posted: headers and body of each, and the statuses to answer, the last for ever."""

    port: int = 0
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=lambda: [(200, {})])
    came: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    takes: float = 0.0  # seconds until it answers

    @property
    def address(self) -> str:
        """Where to post."""
        return f"http://127.0.0.1:{self.port}/in"


@contextmanager
def post_server() -> Iterator[Posts]:
    """A web server on a free port."""
    posts = Posts()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(posts.takes)
            posts.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
            status, headers = posts.answers[0]
            if len(posts.answers) > 1:
                posts.answers.pop(0)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    posts.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield posts
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
