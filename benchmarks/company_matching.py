"""Company names against hand-checked organisations: pair precision and recall of each way, one after another.

    python benchmarks/company_matching.py [FOLDER with patstat_reference.csv]

A pair is two rows of the same organisation; ways build up, the last is what the product does. Organisations
are cut in two by a hash of their id: rules were tuned on half A (849 rows) and never on half B (1,530 rows,
with the largest organisation), and both are shown beside the whole.
"""

import csv
import hashlib
import platform
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

from accord.contacts.components import Edge, find_components
from accord.contacts.matching.anatomy import dissect
from accord.contacts.matching.companies import company_name_key
from accord.contacts.matching.fuzzy import Rules, Verdict, judge_names
from accord.contacts.matching.text import compact

DEFAULT = Path(__file__).resolve().parents[2] / "shared" / "data" / "company_matching"
Rows = list[tuple[str, str]]  # name, organisation


def read(folder: Path) -> Rows:
    """Every row: the applicant's name and its organisation."""
    with (folder / "patstat_reference.csv").open(encoding="utf-8") as file:
        return [(row["person_name"], row["leuven_id"]) for row in csv.DictReader(file)]


def half(organisation: str) -> str:
    """A or B, by a hash."""
    return "AB"[hashlib.blake2b(organisation.encode(), digest_size=4).digest()[-1] % 2]


def score(rows: Rows, label: Callable[[str], object]) -> tuple[float, float]:
    """Pair precision and recall of a labelling."""
    truth, said, both = Counter[object](), Counter[object](), Counter[object]()
    for name, organisation in rows:
        group = label(name)
        truth[organisation] += 1
        said[group] += 1
        both[group, organisation] += 1
    right = _pairs(both.values())
    return right / max(1, _pairs(said.values())), right / _pairs(truth.values())


def _pairs(counts: Iterable[int]) -> int:
    return sum(n * (n - 1) // 2 for n in counts)


def fuzzy(rows: Rows, rules: Rules) -> tuple[dict[str, int], int]:
    """The group of each name key, and how many pairs of keys a person would be asked about."""
    spelt: dict[str, str] = {}
    for name, _ in rows:
        key = company_name_key(name)
        spelt[key] = min(name, spelt.get(key, name))
    keys = sorted(spelt)
    judged = list(judge_names([dissect(spelt[key]) for key in keys], rules))
    edges = [Edge(0, pair.left, pair.right) for pair in judged if pair.verdict is Verdict.join]
    groups = find_components(range(len(keys)), edges, {i: i for i in range(len(keys))})
    asked = sum(pair.verdict is Verdict.ask for pair in judged)
    return {keys[i]: number for number, group in enumerate(groups) for i in group}, asked


def token_cosine(rows: Rows, floor: float) -> dict[str, int]:
    """For comparison: cosine of IDF-weighted words over name keys, joined above `floor`."""
    import math

    from accord.contacts.matching.companies import core_words

    words = {company_name_key(name): set(core_words(name)) for name, _ in rows}
    keys = sorted(words)
    frequency = Counter(word for key in keys for word in words[key])
    weight = {word: math.log(len(keys) / n) + 0.01 for word, n in frequency.items()}
    norm = {key: math.sqrt(sum(weight[w] ** 2 for w in words[key])) for key in keys}
    edges, places = [], {key: i for i, key in enumerate(keys)}
    for left in keys:
        for right in keys:
            if left < right:
                shared = sum(weight[w] ** 2 for w in words[left] & words[right])
                if shared / (norm[left] * norm[right]) >= floor:
                    edges.append(Edge(0, places[left], places[right]))
    groups = find_components(range(len(keys)), edges, {i: i for i in range(len(keys))})
    return {keys[i]: number for number, group in enumerate(groups) for i in group}


def main() -> None:
    """Print the table."""
    rows = read(Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT)
    halves = {
        "all": rows,
        "A": [r for r in rows if half(r[1]) == "A"],
        "B": [r for r in rows if half(r[1]) == "B"],
    }
    print(
        f"{platform.machine()}, Python {platform.python_version()}; {len(rows)} rows, "
        f"{len({r[1] for r in rows})} organisations, "
        f"{_pairs(Counter(r[1] for r in rows).values()):,} true pairs"
    )
    ways: dict[str, tuple[Callable[[str], object], int]] = {
        "as written": (lambda name: name, 0),
        "letters and digits": (compact, 0),
        "legal forms, address cut (exact step)": (company_name_key, 0),
    }
    for floor in (0.5, 0.7):
        cosine = token_cosine(rows, floor)
        ways[f"  + word IDF cosine >= {floor} (not used)"] = (
            lambda name, g=cosine: g[company_name_key(name)],
            0,
        )
    for title, rules in {
        "  + typing errors in the whole name": Rules(brands=False),
        "  + equal brand, same activity and place": Rules(bare_brands=False, bare_places=False),
        "  + place on one side only": Rules(bare_brands=False),
        "  + activity on one side only (the product)": Rules(),
    }.items():
        started = time.perf_counter()
        groups, asked = fuzzy(rows, rules)
        ways[f"{title}  [{time.perf_counter() - started:.2f} s]"] = (
            lambda name, g=groups: g[company_name_key(name)],
            asked,
        )
    print(f"{'':60}{'all P':>8}{'R':>7}{'A P':>8}{'R':>7}{'B P':>8}{'R':>7}{'asked':>7}")
    for title, (label, asked) in ways.items():
        cells = "".join(f"{p:8.4f}{r:7.3f}" for p, r in (score(part, label) for part in halves.values()))
        print(f"{title:60}{cells}{asked:7}")


if __name__ == "__main__":
    main()
