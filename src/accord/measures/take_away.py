"""Take a number away: its slice of the mirror, its SQL, and a short script that reckons it again.

The script needs DuckDB and nothing of ours, so that nobody has to believe us.
"""

import io
import json
import re
import zipfile
from datetime import date, datetime
from typing import Any

import pyarrow.parquet as pq

from accord.measures.layout import SMALL
from accord.measures.mirror import Mirror, plain_values
from accord.measures.notebook import as_notebook
from accord.measures.number import Number, as_json
from accord.measures.scope import Scope
from accord.measures.sql import parameters, sql

_TABLES = ("facts", "stages", *SMALL)
_SCRIPT = '''"""Reckons "{label}" again from the files beside it. Needs: pip install duckdb"""

import json
from datetime import date, datetime
from pathlib import Path

import duckdb

here = Path(__file__).resolve().parent
bound = json.loads((here / "bound.json").read_text())
for name, value in bound.items():
    if isinstance(value, str) and name in {days}:
        bound[name] = date.fromisoformat(value)
    elif isinstance(value, str) and name in {instants}:
        bound[name] = datetime.fromisoformat(value)

connection = duckdb.connect()
connection.execute("SET TimeZone = 'UTC'")
for file in sorted(here.glob("*.parquet")):
    connection.execute(f"CREATE VIEW {{file.stem}} AS SELECT * FROM read_parquet('{{file}}')")

# {formula}
# On the board it was: {value} {unit}
print(connection.sql((here / "query.sql").read_text(), params=bound))
'''


def take_away(mirror: Mirror, scope: Scope, number: Number, **more: Any) -> bytes:
    """A zip of Parquet, SQL, bound values, script and notebook. Keys in it are random: it names no person."""
    text = sql(number.sql)
    bound = scope.bound(**more)
    bound = {name: bound[name] for name in parameters(text)}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("query.sql", text)
        package.writestr("bound.json", json.dumps(as_json(plain_values(bound)), indent=1))
        package.writestr("number.json", json.dumps(as_json(number), indent=1))
        package.writestr("recompute.py", _script(number, bound))
        package.writestr("recompute.ipynb", as_notebook(_script(number, bound)))
        for table in tables_of(text):
            part = io.BytesIO()
            pq.write_table(mirror.arrow(f"SELECT * FROM {table}"), part, compression="zstd")  # noqa: S608
            package.writestr(f"{table}.parquet", part.getvalue())
    return buffer.getvalue()


def tables_of(text: str) -> list[str]:
    """The mirror's tables that a query reads."""
    bare = re.sub(r"--[^\n]*", "", text)
    read = set(re.findall(r"\b(?:FROM|JOIN)\s+([a-z_]+)", bare))
    return [table for table in _TABLES if table in read]


def _script(number: Number, bound: dict[str, Any]) -> str:
    instants = [name for name, value in bound.items() if isinstance(value, datetime)]
    days = [name for name, value in bound.items() if isinstance(value, date) and name not in instants]
    return _SCRIPT.format(
        label=number.label,
        formula=number.formula,
        value=number.value,
        unit=number.unit,
        days=days,
        instants=instants,
    )
