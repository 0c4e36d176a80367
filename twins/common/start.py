"""`python -m twins.<vendor>`: start one twin in its own process."""

import argparse
import json
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from twins.common.twin import Seed, Twin


def run(make: type[Twin], made_up: Callable[[int, int], Seed], arguments: list[str] | None = None) -> int:
    """Parse the options, start, print the address, serve until interrupted."""
    parser = argparse.ArgumentParser(prog=f"python -m twins.{make.vendor}", description=make.__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    parser.add_argument("--seed", type=Path, help="JSON file of the company to start with (docs/twins.md)")
    parser.add_argument("--people", type=int, default=60, help="without --seed: how many people to make up")
    parser.add_argument("--random", type=int, default=1, help="the dice's seed")
    parser.add_argument("--state", type=Path, help="SQLite file that keeps the state across kill -9")
    parser.add_argument("--print-url", action="store_true", help="print only the address, on one line")
    options = parser.parse_args(arguments)
    seed = json.loads(options.seed.read_text()) if options.seed else made_up(options.people, options.random)
    twin = make(seed, path=options.state).start(options.port)
    sys.stdout.write(
        f"{twin.url}\n" if options.print_url else f"{make.vendor} twin on {twin.url} (pages, API, /__twin/)\n"
    )
    sys.stdout.flush()
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        twin.stop()
    return 0
