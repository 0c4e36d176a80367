"""`python -m twins.<vendor>`: start one twin in its own process."""

import argparse
import json
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from twins.common.twin import Seed, Twin


def run(
    make: type[Twin],
    made_up: Callable[[int, int], Seed],
    load: Callable[[Path], Seed],
    arguments: list[str] | None = None,
) -> int:
    """Parse the options, start, print the address, serve until interrupted."""
    options = _parser(make).parse_args(arguments)
    try:
        twin = make(_seed(options, made_up, load), path=options.state).start(options.port)
    except (ValueError, OSError) as problem:
        sys.stderr.write(f"error  twins.{make.vendor} - {problem}\ntry    look at the options: --help\n")
        return 2
    # Before the address is said: whoever reads it may end this process at once.
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if options.news:
        twin.store.on_change = lambda version: _tell(options.news, version)
        _tell(options.news, 0)
    if not options.quiet:
        said = twin.url if options.print_url else f"{make.vendor} twin on {twin.url} (pages, API, /__twin/)"
        sys.stdout.write(f"{said}\n")
        sys.stdout.flush()
    parent = os.getppid()
    while not stop.wait(1):
        if options.with_parent and os.getppid() != parent:
            break
    twin.stop()
    return 0


def _parser(make: type[Twin]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"python -m twins.{make.vendor}", description=make.__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any free port")
    begin = parser.add_mutually_exclusive_group()
    begin.add_argument("--seed", type=Path, help="JSON file of the company to start with (docs/twins.md)")
    begin.add_argument("--load", type=Path, help="folder of CSV files of the vendor's objects to start with")
    parser.add_argument("--people", type=int, default=60, help="otherwise: how many people to make up")
    parser.add_argument("--random", type=int, default=1, help="the dice's seed")
    parser.add_argument("--state", type=Path, help="SQLite file that keeps the state across kill -9")
    parser.add_argument("--news", type=Path, help="file that is written anew at each change of a record")
    parser.add_argument(
        "--with-parent", action="store_true", help="end when the process that started it is gone"
    )
    parser.add_argument("--quiet", action="store_true", help="print nothing")
    parser.add_argument("--print-url", action="store_true", help="print only the address, on one line")
    return parser


def _seed(
    options: argparse.Namespace, made_up: Callable[[int, int], Seed], load: Callable[[Path], Seed]
) -> Seed:
    if options.seed:
        seed: Seed = json.loads(options.seed.read_text())
        return seed
    if not options.load:
        return made_up(options.people, options.random)
    seed = load(options.load)
    if options.quiet:
        return seed
    counts = ", ".join(f"{len(rows):,} {name}" for name, rows in seed["objects"].items())
    sys.stderr.write(f"loaded {counts or 'nothing'}\n")
    if seed["left_out"]:
        sys.stderr.write(f"of no object here, left out: {', '.join(seed['left_out'])}\n")
    return seed


def _tell(path: Path, version: int) -> None:
    """One line, in place at once: whoever watches never reads half of it."""
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(f"{version}\n")
    beside.replace(path)
