"""One module per family of commands; importing them declares them."""

from accord.interfaces.cli.commands import (
    agreement,
    backup,
    board,
    capture,
    consent,
    contacts,
    demo,
    hooks,
    imports,
    networks,
    people,
    serve,
    setup,
    sync,
    upkeep,
)

__all__ = [
    "agreement",
    "backup",
    "board",
    "capture",
    "consent",
    "contacts",
    "demo",
    "hooks",
    "imports",
    "networks",
    "people",
    "serve",
    "setup",
    "sync",
    "upkeep",
]
