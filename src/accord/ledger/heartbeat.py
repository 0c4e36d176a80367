"""Who was alive when: a file that a running worker writes every few seconds, for whoever asks whether one runs."""

import os
from datetime import datetime
from pathlib import Path


def beat(folder: Path, who: str, now: datetime) -> None:
    """Say that `who` is alive; replaced whole, so that a reader sees the old instant or the new one."""
    beside = folder / f".{who}.{os.getpid()}.beat"
    beside.write_text(now.isoformat(), encoding="ascii")
    beside.replace(_file(folder, who))


def find_last_beat(folder: Path, who: str) -> datetime | None:
    """When `who` last said so; None when never, or when the file holds no instant."""
    try:
        return datetime.fromisoformat(_file(folder, who).read_text("ascii"))
    except (OSError, ValueError):
        return None


def _file(folder: Path, who: str) -> Path:
    return folder / f"{who}.beat"
