"""A small HTTP client for load: one kept-alive connection each, little work per request."""

import asyncio
import base64
import json
from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Answer:
    """Status, the headers in small letters, and the body."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Wire:
    """One connection to the Segment API of a served installation; it is opened again when it broke."""

    port: int
    key: str
    host: str = "127.0.0.1"
    _reader: asyncio.StreamReader | None = None
    _writer: asyncio.StreamWriter | None = None
    _head: str = field(default="")

    async def post(self, call: str, said: Any, timeout: float = 60.0) -> Answer:
        """Send one call and wait for its answer. Raises `OSError` or `EOFError` when the connection breaks."""
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        if not self._head:
            user = base64.b64encode(f"{self.key}:".encode()).decode()
            self._head = (
                f"host: {self.host}:{self.port}\r\nauthorization: Basic {user}\r\n"
                "content-type: application/json\r\ncontent-length: "
            )
        try:
            async with asyncio.timeout(timeout):
                if self._writer is None:
                    self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
                self._writer.write(
                    f"POST /v1/{call} HTTP/1.1\r\n{self._head}{len(body)}\r\n\r\n".encode() + body
                )
                return await self._read()
        except BaseException:
            self.close()
            raise

    async def _read(self) -> Answer:
        assert self._reader is not None
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        headers = {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in head[1:])
            if name
        }
        body = await self._reader.readexactly(int(headers.get("content-length", "0")))
        return Answer(int(head[0].split()[1]), headers, body)

    def close(self) -> None:
        """Drop the connection."""
        if self._writer is not None:
            self._writer.close()
        self._reader = self._writer = None
