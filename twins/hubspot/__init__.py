"""A pretend HubSpot portal over HTTP: `python -m twins.hubspot --port 0 --print-url`, or in process:

with twins.hubspot.serve(seed) as twin:
    twin.url, twin.settings["token"], twin.act("log_call", who=..., by="Rita Rep")
"""

from pathlib import Path
from typing import Any

from twins.hubspot.seed import make_seed
from twins.hubspot.twin import HubSpotTwin

__all__ = ["HubSpotTwin", "make_seed", "serve"]


def serve(seed: dict[str, Any] | None = None, *, path: Path | None = None, port: int = 0) -> HubSpotTwin:
    """A twin that already answers at `twin.url`; leaving the `with` stops it."""
    return HubSpotTwin(seed if seed is not None else make_seed(60, 1), path=path).start(port)
