"""Guesses a mapping from a header and its first rows: each column's meaning with how sure that is."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from ruamel.yaml import YAML

from accord.connectors.csv_file.cells import ADDRESS
from accord.connectors.csv_file.draft import draft_mapping
from accord.connectors.csv_file.shipped import find_shipped
from accord.connectors.csv_file.synonyms import SYNONYMS
from accord.connectors.protocol import Sniffed
from accord.connectors.tabular.dateforms import find_day
from accord.connectors.tabular.numbers import undress

UNSURE = 0.5  # below this a column is left to the user
DATES = ("at", "modified", "won_at")
AMOUNTS = ("amount",)


@dataclass(frozen=True, slots=True)
class Guessed:
    """A column, what it probably means (empty: kept, unused), how sure that is (0 to 1), and why."""

    column: str
    meaning: str
    sureness: float
    why: str


@dataclass(frozen=True, slots=True)
class Guess:
    """A guessed mapping as a value, with the guess of each column; `unsure` names what to look at."""

    mapping: Mapping[str, Any]
    columns: tuple[Guessed, ...]
    unsure: tuple[str, ...]

    def text(self) -> str:
        """The mapping as YAML, with a comment for each column that was guessed."""
        out = StringIO()
        for column in self.columns:
            meaning = column.meaning or "kept, not used"
            out.write(f"# {_one_line(column.column)}: {meaning} ({column.sureness:.0%}, {column.why})\n")
        for line in self.unsure:
            out.write(f"# look at: {_one_line(line)}\n")
        yaml = YAML(typ="safe", pure=True)
        yaml.default_flow_style = False
        yaml.sort_base_mapping_type_on_output = False
        yaml.dump(dict(self.mapping), out)
        return out.getvalue()


def guess(sniffed: Sniffed) -> Guess:
    """The mapping shipped for the file, else the likeliest; to be looked over where `unsure` says so."""
    found = [_guess_column(sniffed, index) for index in range(len(sniffed.header))]
    best: dict[str, Guessed] = {}
    for one in found:
        if one.meaning and one.sureness > getattr(best.get(one.meaning), "sureness", UNSURE):
            best[one.meaning] = one
    columns = tuple(one if best.get(one.meaning) is one else _unused(one, best) for one in found)
    values = {one.meaning: _values(sniffed, one.column) for one in columns if one.meaning}
    shipped = find_shipped(sniffed.header)
    if shipped:
        return Guess(shipped.mapping, columns, ())
    meanings = {one.meaning: one.column for one in columns if one.meaning}
    mapping, unsure = draft_mapping(meanings, values)
    if "id" in mapping and mapping["id"] in sniffed.header:
        known = _values(sniffed, mapping["id"])
        if len(set(known)) < len(known):
            unsure.append(f'the id "{mapping["id"]}" repeats: add the column that tells the rows apart')
    weak = [
        f'column "{one.column}" as {one.meaning}' for one in columns if one.meaning and one.sureness < 0.8
    ]
    return Guess(mapping, columns, (*unsure, *weak))


def _unused(one: Guessed, best: Mapping[str, Guessed]) -> Guessed:
    """A column that is kept whole in the record and says nothing more."""
    why = f'"{best[one.meaning].column}" is surer' if one.meaning in best else one.why
    return Guessed(one.column, "", round(1 - one.sureness, 2), why)


def plain(header: str) -> str:
    """A header without case, accents, spaces and signs: `E-Mail Adresse` is `emailadresse`."""
    folded = unicodedata.normalize("NFKD", header.casefold().replace("ß", "ss"))
    return re.sub(r"[^a-z0-9]", "", folded)


def _values(sniffed: Sniffed, column: str) -> list[str]:
    place = sniffed.header.index(column)
    return [row[place].strip() for row in sniffed.sample if row[place].strip()]


def _guess_column(sniffed: Sniffed, index: int) -> Guessed:
    column = sniffed.header[index]
    values = [row[index].strip() for row in sniffed.sample if row[index].strip()]
    name = plain(column)
    meaning, sureness, why = SYNONYMS.get(name, ""), 0.9, "by its name"
    if not meaning:
        meaning, sureness, why = _by_part(name)
    if not values:
        return Guessed(column, meaning, sureness / 2, "no values seen")
    shown = _by_values(values)
    if meaning:
        return Guessed(column, meaning, *_weigh(meaning, sureness, why, values))
    if shown == "email":
        return Guessed(column, "email", 0.8, "by its values")
    if shown == "date" and not name.isdigit():
        return Guessed(column, "at", 0.7, "by its values")
    if name.endswith("id") and len(set(values)) == len(values):
        return Guessed(column, "id", 0.7, "ends in id, every value once")
    return Guessed(column, "", 0.0, "not known")


def _by_part(name: str) -> tuple[str, float, str]:
    """A header that begins or ends with a known word of five letters or more."""
    for word, meaning in SYNONYMS.items():
        if len(word) >= 5 and (name.startswith(word) or name.endswith(word)) and len(name) <= 2 * len(word):
            return meaning, 0.6, f'its name holds "{word}"'
    return "", 0.0, ""


_LOOKS: dict[str, Callable[[str], object]] = {"email": ADDRESS.fullmatch, "date": find_day, "number": undress}
MOST = 0.9  # of the values, where nothing but they say what a column is
HALF = 0.5  # where its name says it: some bad values are rejects, not another meaning


def _by_values(values: list[str]) -> str:
    """What the values look like: email, date, number or nothing special."""
    return next((kind for kind in _LOOKS if _share(kind, values) >= MOST), "")


def _share(kind: str, values: list[str]) -> float:
    return sum(_LOOKS[kind](value) is not None for value in values) / len(values)


def _weigh(meaning: str, sureness: float, why: str, values: list[str]) -> tuple[float, str]:
    """The name's guess against what the values look like."""
    wanted = "email" if meaning == "email" else "date" if meaning in DATES else ""
    wanted = "number" if meaning in AMOUNTS else wanted
    if wanted and _share(wanted, values) >= HALF:
        return min(sureness + 0.09, 0.99), f"{why} and its values"
    if wanted:
        return sureness / 3, f"{why}, but its values are no {wanted}s"
    return sureness, why


def _one_line(text: str) -> str:
    return " ".join(text.split())[:100]
