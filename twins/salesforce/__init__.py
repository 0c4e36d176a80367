"""A pretend Salesforce org over HTTP: `python -m twins.salesforce --port 0 --print-url`, or in process:

with twins.salesforce.serve(seed) as twin:
    twin.url, twin.act("log_call", who=..., by="Rita Rep")
"""

from pathlib import Path
from typing import Any

from twins.salesforce.seed import make_seed
from twins.salesforce.twin import SalesforceTwin

__all__ = ["SalesforceTwin", "make_seed", "serve"]


def serve(seed: dict[str, Any] | None = None, *, path: Path | None = None, port: int = 0) -> SalesforceTwin:
    """A twin that already answers at `twin.url`; leaving the `with` stops it."""
    return SalesforceTwin(seed if seed is not None else make_seed(60, 1), path=path).start(port)
