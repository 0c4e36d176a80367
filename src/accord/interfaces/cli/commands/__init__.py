"""One module per family of commands; importing them declares them."""

from accord.interfaces.cli.commands import agreement, board, imports, people, serve, setup

__all__ = ["agreement", "board", "imports", "people", "serve", "setup"]
