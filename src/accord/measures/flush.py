"""A name in a folder outlives a power cut only when the folder itself was written through."""

import os
from pathlib import Path


def flush_folder(folder: Path) -> None:
    """Write a folder's names through to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
