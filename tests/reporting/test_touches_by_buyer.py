"""The mirror's touches by buyer follow the record: merges, moves, withdrawals and late touches find the right buyer."""

from pathlib import Path
from random import Random
from typing import Any

import pytest

from accord.contacts.merge import merge, unmerge
from accord.contacts.models import Contact
from accord.ledger.models import Fact
from accord.ledger.withdrawn import DELETED, Step, find_withdrawn, record_steps
from accord.measures.mirror import open_mirror
from accord.measures.sql import sql
from accord.reporting.mirror.rebuild import rebuild
from accord.reporting.mirror.refresh import refresh
from accord.reporting.mirror.standing import StandingMirror
from accord.vocabulary.errors import AccordError
from accord.vocabulary.facts import FactKind, RecordKind, Ref
from tests.cast import Cast
from tests.contacts.bringing import bring, company, fact, person
from tests.reporting.made import NOW

pytestmark = pytest.mark.django_db
KINDS = [
    FactKind.form_submitted,
    FactKind.email_click,
    FactKind.page_view,
    FactKind.email_sent,
    FactKind.call_connected,
]


def ref(number: int, kind: RecordKind = RecordKind.person) -> Ref:
    return Ref("crm", kind, str(number))


def rows(folder: Path) -> tuple[list[Any], list[Any]]:
    """What stands by buyer, and what the SQL over the facts gives."""
    mirror = open_mirror(folder)
    columns = "buyer, contact, seq, moment, channel, campaign, asset, mark, again_at"
    kept = mirror.fetch(f"SELECT {columns} FROM touches ORDER BY buyer, moment, seq")
    given = mirror.fetch(sql("touches_by_buyer"))
    mirror.close()
    return [tuple(row.values()) for row in kept], [tuple(row.values()) for row in given]


class Record:
    """Random edits of a small record."""

    def __init__(self, cast: Cast, seed: int) -> None:
        self.cast, self.chance = cast, Random(seed)
        self.merged: list[str] = []
        self.version = 1

    def edit(self) -> None:
        """One of: a touch (also a late one), a move to another company, a merge or its undoing, a withdrawal."""
        chance, who = self.chance, self.chance.randrange(8)
        what = chance.choice(["touch"] * 4 + ["move", "merge", "unmerge", "withdraw"])
        self.version += 1
        if what == "touch":
            words = {"channel": chance.choice(["email", "ads"]), "asset": chance.choice(["m1", "m2"])}
            bring([], [fact(ref(who), chance.choice(KINDS), chance.randrange(100), **words)])
        elif what == "move":
            at = ref(chance.randrange(90, 94), RecordKind.company)
            bring([person(str(who), version=self.version, belongs_to=at)])
        elif what == "merge":
            self._merge()
        elif what == "unmerge" and self.merged:
            unmerge(self.cast.maya, self.merged.pop(), "two after all", NOW)
        elif what == "withdraw":
            self._withdraw()

    def _merge(self) -> None:
        standing = sorted(Contact.objects.filter(gone=False).values_list("id", flat=True))
        if len(standing) > 2:
            one, other = self.chance.sample(standing, 2)
            try:
                self.merged.append(merge(self.cast.maya, one, other, "one person", NOW).act_key)
            except AccordError:
                return

    def _withdraw(self) -> None:
        facts = list(
            Fact.objects.filter(kind__in=[int(kind) for kind in KINDS]).values_list("seq", "subject")
        )
        standing = [row for row in facts if row[0] not in find_withdrawn([row[1]])]
        gone = [row for row in facts if row not in standing]
        if gone and self.chance.random() < 0.4:
            record_steps([Step(*self.chance.choice(gone), -1)], DELETED, NOW)
        elif standing:
            record_steps([Step(*self.chance.choice(standing), 1)], DELETED, NOW)


def start(cast: Cast, seed: int) -> Record:
    bring([company(str(n), name=f"Firm {n} Ltd", domain=f"firm{n}.com") for n in range(90, 94)])
    bring(
        [
            person(str(n), belongs_to=ref(90 + n % 4, RecordKind.company)) if n < 6 else person(str(n))
            for n in range(8)
        ]
    )
    bring([], [fact(ref(n), FactKind.form_submitted, n, channel="ads") for n in range(8)])
    return Record(cast, seed)


@pytest.mark.parametrize("seed", range(6))
def test_whatever_is_edited_they_are_what_the_facts_give(
    folder: Path, draft: str, cast: Cast, seed: int
) -> None:
    record = start(cast, seed)
    refresh(folder, NOW)
    for _ in range(8):
        for _ in range(record.chance.randrange(1, 4)):
            record.edit()
        refresh(folder, NOW)
        kept, given = rows(folder)
        assert kept == given
    assert rebuild(folder, NOW, verify=True).differences == ()


def test_a_refresh_that_forgets_whose_they_were_is_found_out(
    folder: Path, draft: str, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The mutant: only the buyers as they are now are put right."""
    record = start(cast, 1)
    refresh(folder, NOW)
    assert len({row[0] for row in rows(folder)[0]}) > 4
    monkeypatch.setattr(StandingMirror, "buyers_of", lambda *_: set[int]())
    bring([person("1", version=9, belongs_to=ref(92, RecordKind.company))])
    for _ in range(12):
        record.edit()
    refresh(folder, NOW)
    kept, given = rows(folder)
    assert kept != given
    assert "touches" in {found.table for found in rebuild(folder, NOW, verify=True).differences}


def test_a_mirror_of_an_older_release_gets_them(folder: Path, draft: str) -> None:
    bring([person("1")], [fact(ref(1), FactKind.form_submitted, 1)])
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("accord.reporting.mirror.refresh.Refresh._touches", lambda *_: None)
        assert "touches" not in refresh(folder, NOW).tables
    bring([], [fact(ref(1), FactKind.page_view, 2)])
    refresh(folder, NOW)
    kept, given = rows(folder)
    assert len(kept) == 2
    assert kept == given
