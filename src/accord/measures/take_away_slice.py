"""Take a number away whose arithmetic is more than SQL: its slice of the mirror, its agreement, and a script.

Credit, return and lead quality are split to the cent, drawn towards each other or drawn anew; what sales hears is held
against its own past. Their script needs the base package, and no Django and no database: `pip install accord`.
"""

import io
import json
import tempfile
import zipfile
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from accord.measures.manifest import files_of
from accord.measures.mirror import Mirror
from accord.measures.mirror_slice import CREDIT, HEARS, QUALITY, ROI, Reads, slice_mirror
from accord.measures.notebook import as_notebook
from accord.measures.number import Number, as_json
from accord.measures.scope import Scope
from accord.measures.sql import sql
from accord.vocabulary.errors import Refused


@dataclass(frozen=True, slots=True)
class _How:
    """What gives numbers again of `mirror` and `scope`, and what it reads of a mirror."""

    imports: str
    made: str
    reads: Reads


# By how the names of numbers begin.
MADE_BY = {
    "credit:": _How(
        "from accord.measures.attribution.credited import credit_company",
        "credit_company(mirror, scope)",
        CREDIT,
    ),
    "roi:": _How(
        "from accord.measures.attribution.credited import credit_company\nfrom accord.measures.roi import roi",
        "roi(mirror, scope, credit_company(mirror, scope))",
        ROI,
    ),
    "hears:": _How(
        "from accord.measures.hears.hears import hears, segment_of",
        'hears(mirror, scope, segment_of(asked["name"]))',
        HEARS,
    ),
    "quality:": _How(
        "from accord.measures.quality import quality",
        'quality(mirror, scope, asked["name"].split(":")[1])',
        QUALITY,
    ),
}
MOST = 2**29  # bytes of a slice: a larger one is not made into one file while somebody waits
_SCRIPT = '''"""Reckons "{label}" again from the mirror beside it. Needs: pip install accord"""

import json
from datetime import date, datetime
from pathlib import Path

from accord.agreement import parse
from accord.measures.mirror import open_mirror
from accord.measures.number import Reading, Window
from accord.measures.scope import scope_of
{imports}

here = Path(__file__).resolve().parent
asked = json.loads((here / "asked.json").read_text())
text = (here / "agreement.yaml").read_text()
mirror = open_mirror(here / "mirror")
days = asked["window"]
scope = scope_of(
    parse(text).get_document() if text else None,
    Reading(asked["agreement"], asked["signed"], asked["title"]),
    mirror.manifest,
    window=Window(*(date.fromisoformat(day) for day in days)) if days else None,
    now=datetime.fromisoformat(asked["now"]),
)
made = {made}
mirror.close()
found = next(n for n in made.numbers() if n.name == asked["name"])

# {formula}
# On the page it was: {value} {unit}
print(found.value, found.unit)
if found.interval:
    print("from", found.interval.low, "to", found.interval.high)
'''
_SHARES = """
# Its share of all that was won, with the 90 % interval over buyers drawn anew
for row in (row for table in made.signed for row in table.rows if row.number.name == found.name):
    print("share", row.share, *(("from", row.low, "to", row.high) if row.low is not None else ()))
"""


def is_sliced(name: str) -> bool:
    """Whether a number of this name is taken away with a slice of the mirror and our own arithmetic."""
    return name.startswith(tuple(MADE_BY))


def take_away_slice(mirror: Mirror, scope: Scope, number: Number, text: str) -> bytes:
    """A zip of the slice its measure reads, the agreement's text, the number, its SQL, the script and a notebook of it.

    Keys in it are random: it names no person. Raises `Refused` for a slice of more than 512 MB.
    """
    how = next(how for start, how in MADE_BY.items() if number.name.startswith(start))
    script = _script(how, number)
    buffer = io.BytesIO()
    with (
        tempfile.TemporaryDirectory(prefix="accord-away-") as place,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as package,  # Parquet is compressed already
    ):
        folder = Path(place)
        files = sorted(files_of(slice_mirror(mirror, how.reads, folder)))
        _refuse_too_large(sum((folder / file).stat().st_size for file in files))
        package.writestr("recompute.py", script)
        package.writestr("recompute.ipynb", as_notebook(script))
        package.writestr("query.sql", sql(number.sql))
        package.writestr("number.json", json.dumps(as_json(number), indent=1))
        package.writestr("agreement.yaml", text)
        package.writestr("asked.json", json.dumps(_asked(scope, number), indent=1))
        for file in ("manifest.json", *files):
            package.write(folder / file, f"mirror/{file}")
    return buffer.getvalue()


def _refuse_too_large(size: int) -> None:
    if size > MOST:
        raise Refused(
            "measure.too_large",
            f"what this number is reckoned from is of {size / 2**20:,.0f} MB, too large to be taken away with it",
            "take its rows away, or reckon it beside the mirror's folder",
        )


def _script(how: _How, number: Number) -> str:
    text = _SCRIPT.format(
        label=number.label,
        imports=how.imports,
        made=how.made,
        formula=number.formula,
        value=number.value,
        unit=number.unit,
    )
    return text + (_SHARES if number.name.startswith("credit:") else "")


def _asked(scope: Scope, number: Number) -> dict[str, object]:
    window = scope.window
    return {
        "name": number.name,
        "now": scope.now.astimezone(UTC).isoformat(),
        "window": [window.start.isoformat(), window.end.isoformat()] if window else None,
        "agreement": scope.reading.hash,
        "signed": scope.reading.signed,
        "title": scope.reading.title,
    }
