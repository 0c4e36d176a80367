"""The agreement as it is read: sections in words, each clause with its id, its owner, what is wrong."""

from accord.interfaces.web.prose.kept import parse
from accord.interfaces.web.prose.read import read_prose
from accord.interfaces.web.prose.values import Clause, Piece, Section

__all__ = ["Clause", "Piece", "Section", "parse", "read_prose"]
