"""Paths out of touches by buyer are those that the SQL over the facts gives, to the cent; streamed or held at once."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from accord.agreement import templates
from accord.measures.attribution import cut as cutting
from accord.measures.attribution import pieces as cut_pieces
from accord.measures.attribution.company import CompanyPaths, gather_paths
from accord.measures.attribution.compiled import kernels
from accord.measures.attribution.credited import credit_company
from accord.measures.attribution.cycles import cutting_of, cycles_of
from accord.measures.attribution.reckon import attribute
from accord.measures.attribution.stream import attribute_touches
from accord.measures.mirror import Mirror
from accord.measures.number import Window
from accord.measures.scope import Scope
from accord.measures.touches.pieces import open_pieces
from accord.vocabulary.credit import BY_NAME
from accord.vocabulary.errors import Invalid
from accord.vocabulary.facts import FactKind as K
from tests.measures.company import TEMPLATE, Company, day, scope

KINDS = [
    K.ad_click,
    K.page_view,
    K.form_submitted,
    K.email_click,
    K.email_click,
    K.call_connected,
    K.email_sent,
]
WINDOWS = [None, Window(date(2027, 1, 5), date(2027, 2, 10)), Window(date(2026, 10, 1), date(2027, 3, 1))]
TOUCHES = ["marketing", "marketing and first sales conversation", "marketing and sales"]


def company(seed: int) -> Company:
    """People with and without accounts, mails clicked again, deals that overlap, follow one another, stay open."""
    made, chance = Company(), Random(seed)
    for who in range(1, 25):
        made.person(who, account=chance.choice([None, 100, 101, 102, 103, 104]))
    for _ in range(260):
        at = f"{chance.choice(['2026-02', '2026-06', '2026-12', '2027-01', '2027-02'])}-{chance.randrange(1, 29):02}"
        at += f" {chance.choice([9, 9, 12]):02}:00"  # instants that coincide
        more = {
            "channel": chance.choice(["ads", "email", "", "direct"]),
            "asset": chance.choice(["m1", "m2", ""]),
        }
        made.fact(chance.randrange(1, 27), chance.choice(KINDS), at, agent=int(chance.random() < 0.1), **more)
    for key in range(200, 214):
        who = chance.choice([None, *range(1, 25)])
        began, ended = sorted(
            f"2027-0{chance.randrange(1, 4)}-{chance.randrange(1, 29):02}" for _ in range(2)
        )
        about: dict[str, Any] = {
            "account": chance.choice([None, None, 100, 105]),
            "created_at": chance.choice([None, day(began)]),
        }
        what = chance.choice(["won", "won", "lost", "open"])
        if what == "won":
            made.deal(key, who, won=ended, amount=chance.randrange(1, 10**6), currency="EUR", **about)
        else:
            made.deal(key, who, lost_at=day(ended) if what == "lost" else None, **about)
    return made


def without(mirror: Mirror) -> Mirror:
    """The same mirror as an older release left it."""
    tables = {name: parts for name, parts in mirror.manifest.tables.items() if name != "touches"}
    return replace(mirror, manifest=replace(mirror.manifest, tables=tables))


def of(mirror: Mirror, window: Window | None, touches: str, look_back: str) -> Scope:
    text = templates.read(TEMPLATE)
    before = "touches: marketing and first sales conversation"
    assert before in text and "look_back: 270 days" in text
    text = text.replace(before, f"touches: {touches}").replace(
        "look_back: 270 days", f"look_back: {look_back}"
    )
    return scope(mirror, text, window=window)


def told(found: CompanyPaths) -> dict[object, object]:
    """What paths say, whatever their channels' numbers."""
    paths = found.paths
    words = {grain: [found.words[grain][c] for c in found.codes[grain]] for grain in found.codes}
    return {
        "words": words,
        "offset": paths.offset.tolist(),
        "won": paths.won.tolist(),
        "value": paths.value.tolist(),
        "lead": paths.lead_at.tolist() if paths.lead_at is not None else None,
        "deal": paths.deal_at.tolist() if paths.deal_at is not None else None,
        "age": paths.age.tolist() if paths.age is not None else None,
        "who": (found.buyer.tolist(), found.deal.tolist(), found.seq.tolist()),
        "source": dict(found.source),
        "open": found.open,
        "money": (found.currency, found.unpriced, found.apart),
    }


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("touches", TOUCHES)
def test_the_paths_are_those_of_the_facts(tmp_path: Path, seed: int, touches: str) -> None:
    mirror = company(seed).write(tmp_path)
    for window in WINDOWS:
        for look_back in ("270 days", "30 days"):
            at = of(mirror, window, touches, look_back)
            assert told(gather_paths(mirror, at)) == told(gather_paths(without(mirror), at))
    mirror.close()


def test_the_credit_is_the_same_to_the_cent(tmp_path: Path) -> None:
    mirror = company(1).write(tmp_path)
    at = scope(mirror)
    one, other = credit_company(mirror, at), credit_company(without(mirror), at)
    assert one.deals > 3
    assert (one.signed, one.compare, one.spread, one.amount) == (
        other.signed, other.compare, other.spread, other.amount,
    )  # fmt: skip
    mirror.close()


@pytest.mark.parametrize("wrong", ["again", "cycle"])
def test_a_cut_that_forgets_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    """Mutants: repeated clicks stay; a cycle begins whenever."""
    found = 0
    plain = dict(kernels(0))

    def keep(mark: object, again: object, *rest: object) -> None:
        cutting.keep(np.asarray(mark) & ~1, again, *rest)  # type: ignore[arg-type]

    def cut(
        buyer: object,
        moment: object,
        mark: object,
        changed: object,
        who: object,
        since: object,
        *rest: object,
    ) -> None:
        cutting.cut(buyer, moment, mark, changed, who, np.full_like(since, cutting.NEVER), *rest)  # type: ignore[arg-type]

    for seed in range(6):
        mirror = company(seed).write(tmp_path / str(seed))
        at = of(mirror, None, TOUCHES[1], "30 days")
        with monkeypatch.context() as patched:
            mutant = plain | ({"keep": keep} if wrong == "again" else {"cut": cut})
            patched.setattr("accord.measures.attribution.by_buyer.kernels", lambda _, mutant=mutant: mutant)
            found += told(gather_paths(mirror, at)) != told(gather_paths(without(mirror), at))
        mirror.close()
    assert found


@pytest.mark.parametrize("seed", range(4))
def test_streamed_they_give_the_same_credit(tmp_path: Path, seed: int) -> None:
    mirror = company(seed).write(tmp_path)
    models = [
        BY_NAME[n]
        for n in ("first", "last", "linear", "u matomo", "markov 1", "markov 2", "markov 3", "shapley count")
    ]
    for window in WINDOWS:
        at = of(mirror, window, TOUCHES[1], "270 days")
        held = gather_paths(mirror, at)
        rows = mirror.arrow(_cycles_text(), {k: v for k, v in at.bound().items() if k in _NAMED})
        worth = dict(zip(held.deal.tolist(), held.paths.value.tolist(), strict=True))
        value = np.array([worth.get(deal, 0.0) for deal in rows["deal"].to_pylist()])
        pieces = open_pieces(tmp_path, mirror.manifest.tables["touches"])
        made = attribute_touches(pieces, cycles_of(rows, value), cutting_of(at), models)
        assert (made.paths, made.touches, made.open) == (len(held.paths), len(held.seq), held.open)
        for one, other in zip(made.credits, attribute(held.paths, models), strict=True):
            mine = dict(zip(made.channels, one.credit.tolist(), strict=True))
            for name, credit in zip(held.paths.channels, other.credit.tolist(), strict=True):
                assert mine[name] == pytest.approx(credit, rel=1e-9, abs=1e-6), one.model.name
            assert one.nobody == pytest.approx(other.nobody, rel=1e-9, abs=1e-6)
    mirror.close()


_NAMED = ("look_back", "from_day", "to_day", "zone")


def _cycles_text() -> str:
    from accord.measures.sql import sql

    return sql("credit_cycles")


def test_a_model_that_needs_milestones_is_not_streamed(tmp_path: Path) -> None:
    mirror = company(0).write(tmp_path)
    pieces = open_pieces(tmp_path, mirror.manifest.tables["touches"])
    nothing = cut_pieces.Cutting(now=0)
    with pytest.raises(Invalid, match="a piece at a time"):
        attribute_touches(
            pieces,
            cycles_of(mirror.arrow(_cycles_text(), dict.fromkeys(_NAMED, None) | {"zone": "UTC"})),
            nothing,
            [BY_NAME["w"]],
        )
    mirror.close()
