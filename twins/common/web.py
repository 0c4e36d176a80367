"""Requests, answers, routes: the little HTTP both twins need, on the standard library's threaded server."""

import json
import re
import socket
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit


class BadJsonError(ValueError):
    """The request's body is no JSON."""


class DropConnection(Exception):
    """Close the connection without an answer, as a lost network does."""


@dataclass
class Request:
    """One request as it came: header names in lower case, query values as lists."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: Mapping[str, str]
    body: bytes

    def first(self, name: str, default: str = "") -> str:
        """The first value of a query parameter."""
        return self.query.get(name, [default])[0]

    def flag(self, name: str) -> bool:
        """Whether a query parameter says true, in any case (Python clients write `True`)."""
        return self.first(name).lower() == "true"

    def json(self) -> Any:
        """The body as JSON; an empty body is an empty object."""
        if not self.body.strip():
            return {}
        try:
            return json.loads(self.body)
        except ValueError as problem:
            raise BadJsonError(str(problem)) from problem

    def form(self) -> dict[str, str]:
        """The body as a form, first values only."""
        return {k: v[0] for k, v in parse_qs(self.body.decode(), keep_blank_values=True).items()}


@dataclass
class Response:
    """One answer."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)

    def json(self) -> Any:
        """The body read back, for acts made in process."""
        return json.loads(self.body) if self.body else None


def answer_json(status: int, value: Any, **headers: str) -> Response:
    """An answer of JSON; a header's `_` stands for `-`."""
    named = {"Content-Type": "application/json;charset=UTF-8"}
    named |= {name.replace("_", "-"): text for name, text in headers.items()}
    return Response(status, json.dumps(value).encode(), named)


def answer_html(text: str, status: int = 200) -> Response:
    """An answer of HTML that runs no script."""
    policy = (
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; img-src data:; base-uri 'none'"
    )
    return Response(
        status,
        text.encode(),
        {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": policy},
    )


Handler = Callable[..., Response]


@dataclass(frozen=True)
class Route:
    """Method and path pattern (`{name}` is one segment), with the endpoint's name for the request log."""

    method: str
    pattern: re.Pattern[str]
    name: str
    handler: Handler


class Router:
    """Routes in the order they were added; the first that fits answers."""

    def __init__(self) -> None:
        self.routes: list[Route] = []

    def add(self, method: str, path: str, handler: Handler) -> None:
        """Add one route; `{name}` matches one path segment and is handed over unquoted."""
        pattern = re.compile("^" + re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/]+)", re.escape(path)) + "/?$")
        self.routes.append(Route(method, pattern, f"{method} {path}", handler))

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route and its path values, or None."""
        for route in self.routes:
            if route.method == method and (match := route.pattern.match(path)):
                return route, {k: unquote(v) for k, v in match.groupdict().items()}
        return None

    def methods(self, path: str) -> list[str]:
        """The methods this path would take (for 405)."""
        return sorted({r.method for r in self.routes if r.pattern.match(path)})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, handle: Callable[[Request], Response]) -> None:
        self.handle = handle
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
        """Quiet: the twin keeps its own request log."""

    def _answer(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(
            self.command,
            parts.path,
            parse_qs(parts.query, keep_blank_values=True),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(length) if length else b"",
        )
        try:
            response = self.server.handle(request)
        except DropConnection:
            self.close_connection = True
            return
        self._send(response)

    def _send(self, response: Response) -> None:
        # One write: headers and body in two packets would wait for the client's delayed acknowledgement.
        lines = [f"HTTP/1.1 {response.status} {_phrase(response.status)}", "Server: pretend-crm-twin"]
        headers = {**response.headers, "Content-Length": str(len(response.body))}
        lines += [f"{name}: {value}" for name, value in headers.items()]
        head = "\r\n".join(lines) + "\r\n\r\n"
        body = b"" if self.command == "HEAD" else response.body
        self.wfile.write(head.encode("latin-1") + body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _answer  # noqa: N815


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Status"


def start_server(port: int, handle: Callable[[Request], Response]) -> _Server:
    """A server bound to 127.0.0.1 (port 0: any free one), not yet serving."""
    return _Server(port, handle)
