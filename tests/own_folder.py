"""A data folder for each test process: what one writes, counts or removes is never another's.

A plugin (`-p tests.own_folder`), because the settings are read before any conftest.
"""

import os
import tempfile

WORKER = os.environ.get("PYTEST_XDIST_WORKER")

if WORKER:
    # The controller's folder came along in the environment; two processes in it would meet.
    os.environ["ACCORD_DATA"] += f"/{WORKER}"
else:
    os.environ.setdefault("ACCORD_DATA", tempfile.mkdtemp(prefix="accord-tests-"))
