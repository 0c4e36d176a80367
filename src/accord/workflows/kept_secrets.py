"""Files of secrets in the data folder, mode 0600, replaced whole: never in the record, a log or a list."""

import json
import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings


def read_secrets(name: str) -> dict[str, Any]:
    """What a file of secrets holds; {} where there is none."""
    try:
        found = json.loads(_file(name).read_text())
    except FileNotFoundError:
        return {}
    return found if isinstance(found, dict) else {}


def keep_secrets(name: str, held: dict[str, Any]) -> None:
    """Replace the file: whoever reads it meanwhile sees the old or the new one, never a part."""
    path = _file(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(held, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _file(name: str) -> Path:
    return Path(settings.INSTALLATION.data) / f"{name}.json"
