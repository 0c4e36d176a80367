"""Where the tests write: in memory where the machine has room for it, else on the disk.

Tests make and drop thousands of small databases; on a disk most of their time is waiting for it.
"""

import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ROOM = 4 * 2**30
"""Bytes that must be free: a whole run uses about a tenth of it."""


def quick_folder(memory: Path = MEMORY, room: int = ROOM) -> str:
    """The folder for temporary files: TMPDIR where it is set, else memory, else the usual one.

    Memory counts where it is writable, has `room` bytes free, and may hold programs.
    """
    if "TMPDIR" in os.environ or not memory.is_dir() or not os.access(memory, os.W_OK):
        return tempfile.gettempdir()
    stands = os.statvfs(memory)
    if stands.f_bavail * stands.f_frsize < room or stands.f_flag & os.ST_NOEXEC:
        return tempfile.gettempdir()
    return str(memory)
