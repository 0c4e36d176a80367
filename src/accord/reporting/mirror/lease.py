"""One writer per mirror folder. The lock is the operating system's: it ends with its process."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def writing(folder: Path, *, wait: bool = True) -> Iterator[bool]:
    """Hold the folder for writing; yields False when another writer does and `wait` is off."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".writer").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            yield False
            return
        yield True
