"""One module per family of commands; importing them declares them."""

from accord.interfaces.cli.commands import (
    agreement,
    board,
    contacts,
    demo,
    imports,
    people,
    serve,
    setup,
    sync,
    upkeep,
)

__all__ = ["agreement", "board", "contacts", "demo", "imports", "people", "serve", "setup", "sync", "upkeep"]
