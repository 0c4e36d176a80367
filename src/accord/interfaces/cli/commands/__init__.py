"""One module per family of commands; importing them declares them."""

from accord.interfaces.cli.commands import people, setup

__all__ = ["people", "setup"]
