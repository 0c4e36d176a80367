"""Numbers over a mirror folder, by named SQL. Importable without Django: a notebook needs nothing else.

from accord import measures
mirror = measures.open_mirror("data/mirror")
print(measures.sql("leads_by_source"))
board = measures.reckon(mirror, measures.Scope(now=...))
"""

from accord.measures.mirror import Limits, Mirror, open_mirror
from accord.measures.number import Number, Window, as_json
from accord.measures.reckon import reckon
from accord.measures.scope import Scope, scope_of
from accord.measures.sql import names, sql, words

__all__ = [
    "Limits",
    "Mirror",
    "Number",
    "Scope",
    "Window",
    "as_json",
    "names",
    "open_mirror",
    "reckon",
    "scope_of",
    "sql",
    "words",
]
