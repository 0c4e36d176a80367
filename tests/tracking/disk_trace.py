"""What a disk may hold after a power cut: rebuilt from a trace of every write and sync of the real processes.

The model is the one databases are written for: a write is safe once a later sync of its file has returned; until then
each may be there, be missing, or be torn at a sector, whatever its neighbours are. That a file exists, or was deleted,
is safe.
"""

import random
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

SECTOR = 512
_LINE = re.compile(r"(?:(?P<pid>\d+)\s+)?(?P<at>\d+\.\d+) (?P<rest>.*)")
_CALL = re.compile(
    r"(?P<call>pwrite64|fdatasync|fsync|ftruncate)\(\d+<(?P<path>[^>]+)>(?:, (?P<more>.*?))?"
    r"(?P<open> <unfinished \.\.\.>|\) += (?P<said>-?\d+|\?).*)$"
)
_UNLINK = re.compile(r'unlink\("(?P<path>[^"]+)"\) += (?P<said>-?\d+)')
_RESUMED = re.compile(r"<\.\.\. (?P<call>\w+) resumed>.*\) += (?P<said>-?\d+)")
_DATA = re.compile(r'"(?P<hex>(?:\\x[0-9a-f]{2})*)"(?P<cut>\.\.\.)?, (?P<size>\d+), (?P<offset>\d+)')
STRACE = (
    "strace", "-f", "-ttt", "-y", "-xx", "-s", "1000000", "--seccomp-bpf",
    "-e", "trace=pwrite64,pwritev,write,fdatasync,fsync,ftruncate,unlink,unlinkat,rename",
)  # fmt: skip


@dataclass(slots=True)
class Op:
    """One write, truncation or sync of a file, and when it began."""

    at: float
    path: str
    kind: str  # write, truncate, sync, unlink
    offset: int = 0
    data: bytes = b""
    before: int = 0  # of a sync: how many operations had begun when it was asked for


def read_trace(lines: Iterable[str]) -> list[Op]:
    """The operations in order. Raises `ValueError` for a call that this model does not know."""
    ops: list[Op] = []
    open_calls: dict[str, Op] = {}
    for line in lines:
        found = _LINE.match(line)
        if not found or not line.endswith("\n"):
            continue  # the last line breaks off where tracing ended
        pid, at, rest = found["pid"] or "", float(found["at"]), found["rest"]
        if rest.startswith("<..."):
            resumed = _RESUMED.match(rest)
            op = open_calls.pop(pid, None)
            if resumed and op and op.kind == "sync" and resumed["said"] == "0":
                ops.append(op)
            continue
        call = _CALL.match(rest)
        if not call:
            if gone := _UNLINK.match(rest):
                ops += [Op(at, _bytes(gone["path"]).decode(), "unlink")] if gone["said"] == "0" else []
                continue
            if rest.startswith(("+++", "---", "strace:")):
                continue
            raise ValueError(f"no model of this call: {rest[-160:]}")
        op = _op(at, call, len(ops))
        if call["open"].startswith(" <unfinished"):
            open_calls[pid] = op
            if op.kind == "sync":
                continue  # it makes safe when it returns
        elif op.kind == "sync" and call["said"] != "0":
            continue  # the process was killed in it, or it failed
        ops.append(op)
    return ops


def _op(at: float, call: "re.Match[str]", begun: int) -> Op:
    name, path, more = call["call"], _bytes(call["path"]).decode(), call["more"] or ""
    if name in ("fdatasync", "fsync"):
        return Op(at, path, "sync", before=begun)
    if name == "ftruncate":
        return Op(at, path, "truncate", offset=int(more))
    written = _DATA.match(more)
    if not written or written["cut"]:
        raise ValueError(f"a write that was not traced whole: {more[:80]}")
    data = _bytes(written["hex"])
    if len(data) != int(written["size"]):
        raise ValueError("a write of another length than its data")
    return Op(at, path, "write", int(written["offset"]), data)


def _bytes(written: str) -> bytes:
    return bytes.fromhex(written.replace("\\x", ""))


@dataclass
class Disk:
    """The files of one image, and what is not safe yet."""

    safe: dict[str, bytearray]
    pending: list[tuple[int, Op]] = field(default_factory=list)

    def play(self, place: int, op: Op) -> None:
        """Let one operation happen."""
        if op.kind == "unlink":
            self.safe[op.path] = bytearray()
            self.pending = [(at, each) for at, each in self.pending if each.path != op.path]
            return
        if op.kind != "sync":
            self.pending.append((place, op))
            return
        left = []
        for at, each in self.pending:
            if each.path == op.path and at < op.before:
                _apply(self.safe[each.path], each, each.data)
            else:
                left.append((at, each))
        self.pending = left

    def cut(self, chance: random.Random) -> dict[str, bytes]:
        """What stands after a power cut now: of what is pending, any part."""
        files = {path: bytearray(content) for path, content in self.safe.items()}
        keep = chance.choice((0.0, 0.0, 0.5, 0.9, 1.0))
        for _, op in self.pending:
            draw = chance.random()
            if draw < keep:
                _apply(files[op.path], op, op.data)
            elif draw < keep + 0.1 and op.kind == "write":
                sectors = chance.randrange(len(op.data) // SECTOR + 1)
                _apply(files[op.path], op, op.data[: sectors * SECTOR])
        return {path: bytes(content) for path, content in files.items()}


def _apply(content: bytearray, op: Op, data: bytes) -> None:
    if op.kind == "truncate":
        del content[op.offset :]
        content.extend(b"\0" * (op.offset - len(content)))
        return
    if len(content) < op.offset:
        content.extend(b"\0" * (op.offset - len(content)))
    content[op.offset : op.offset + len(data)] = data


def images(
    base: dict[str, bytes], ops: list[Op], count: int, chance: random.Random
) -> Iterator[tuple[float, dict[str, bytes]]]:
    """So many power cuts, in order of time: the instant before which everything acknowledged must stand, the files."""
    places = sorted(chance.randrange(len(ops) + 1) for _ in range(count))
    disk = Disk({path: bytearray(content) for path, content in base.items()})
    for op in ops:
        disk.safe.setdefault(op.path, bytearray())
    played = 0
    for place in places:
        while played < place:
            disk.play(played, ops[played])
            played += 1
        yield (ops[place].at if place < len(ops) else float("inf")), disk.cut(chance)


def write_image(folder: Path, files: dict[str, bytes]) -> None:
    """Lay an image down, by the files' own names."""
    for path, content in files.items():
        (folder / Path(path).name).write_bytes(content)
