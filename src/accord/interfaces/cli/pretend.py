"""Run the demonstration's pretend CRM beside the product: found where the project's sources lie."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from accord.interfaces.cli.supervise import Child
from accord.vocabulary.errors import ForNow
from accord.workflows.pretend_crm import PretendCrm, find_pretend_crm

_ROOT = Path(__file__).resolve().parents[4]
_PATIENCE = 60.0  # seconds in which it must have loaded its people


def is_here() -> bool:
    """Whether the twins stand beside this product: they do in its sources, not in an installed package."""
    return (_ROOT / "twins" / "salesforce" / "__main__.py").exists()


def children() -> list[Child]:
    """The pretend CRM as a process to keep running; none outside a demonstration that has one."""
    crm = find_pretend_crm() if is_here() else None
    return [Child("pretend CRM", [*_command(crm), "--quiet"])] if crm else []


@contextmanager
def running(crm: PretendCrm) -> Iterator[None]:
    """The pretend CRM, answering, for the time of the block. Raises `ForNow` when it does not come up."""
    crm.state.parent.mkdir(mode=0o700, exist_ok=True)
    command = [*_command(crm), "--print-url"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if not process.stdout.readline().strip():
            _, said = process.communicate(timeout=_PATIENCE)
            raise ForNow(
                "demo.no_crm",
                f"the pretend CRM did not start: {said.strip().splitlines()[-1] if said.strip() else 'no word'}",
                "the rest of the demonstration works without it; --crm-port names another port",
            )
        yield
    finally:
        process.terminate()
        process.communicate(timeout=_PATIENCE)


def _command(crm: PretendCrm) -> list[str]:
    # Its module is found by a path that every process started from here inherits.
    paths = [str(_ROOT), *filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))]
    os.environ["PYTHONPATH"] = os.pathsep.join(dict.fromkeys(paths))
    options = {"port": crm.port, "load": crm.exports, "state": crm.state, "news": crm.news}
    said = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    return [sys.executable, "-m", "twins.salesforce", *said, "--with-parent"]
