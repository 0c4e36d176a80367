"""Reading files: what every connector shares. `sniff(path)`, then `read_rows(sniffed)`.

Dates are in `dates`, amounts in `numbers`, what a whole column says of both in `survey`.
"""

from accord.connectors.tabular.rows import Look, read_rows, sniff

__all__ = ["Look", "read_rows", "sniff"]
