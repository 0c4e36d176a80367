"""A proxy that loses, doubles, delays and reorders: requests before they arrive, answers before they are heard."""

import asyncio
import random
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

PASS, LOSE, DEAF, TWICE, LATER = "pass", "lose", "deaf", "twice", "later"
BROKEN = (OSError, EOFError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, TimeoutError)


@dataclass
class Lossy:
    """Forwards one request after the other of each connection to `port`; what it did is counted."""

    port: int
    chance: random.Random
    did: Counter[str] = field(default_factory=Counter)
    _late: set["asyncio.Task[object]"] = field(default_factory=set)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client's connection; it ends with the first loss."""
        up: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None
        try:
            while True:
                request = await _read_message(reader)
                fate = self._fate()
                self.did[fate] += 1
                if fate == LOSE:
                    return
                await asyncio.sleep(self.chance.expovariate(200))
                if fate in (TWICE, LATER):
                    self._again(request, 0.0 if fate == TWICE else self.chance.uniform(0.5, 5.0))
                up = up or await asyncio.open_connection("127.0.0.1", self.port)
                up[1].write(request)
                answer = await _read_message(up[0])
                if fate == DEAF:
                    return
                writer.write(answer)
                await writer.drain()
        except BROKEN:
            self.did["broken"] += 1
        finally:
            writer.close()
            if up:
                up[1].close()

    def _fate(self) -> str:
        draw = self.chance.random()
        for share, fate in ((0.03, LOSE), (0.08, DEAF), (0.13, TWICE), (0.16, LATER)):
            if draw < share:
                return fate
        return PASS

    def _again(self, request: bytes, after: float) -> None:
        task = asyncio.create_task(self._send_alone(request, after))
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _send_alone(self, request: bytes, after: float) -> None:
        await asyncio.sleep(after)
        with suppress(*BROKEN):
            reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
            writer.write(request)
            await _read_message(reader)
            writer.close()

    async def settle(self) -> None:
        """Wait for what is sent later."""
        while self._late:
            await asyncio.gather(*self._late, return_exceptions=True)


@asynccontextmanager
async def lossy(port: int, seed: int) -> AsyncIterator[tuple[Lossy, int]]:
    """The proxy before a port, and its own port."""
    proxy = Lossy(port, random.Random(seed))
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0, limit=2**21)
    try:
        yield proxy, server.sockets[0].getsockname()[1]
        await proxy.settle()
    finally:
        server.close()


async def _read_message(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    folded = head.lower()
    at = folded.find(b"content-length:")
    length = 0 if at < 0 else int(folded[at + 15 : folded.index(b"\r\n", at)])
    return head + (await reader.readexactly(length) if length else b"")
