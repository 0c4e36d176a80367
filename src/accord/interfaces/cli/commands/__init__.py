"""One module per family of commands; importing them declares them."""

from accord.interfaces.cli.commands import imports, people, setup

__all__ = ["imports", "people", "setup"]
