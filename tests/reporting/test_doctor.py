"""The doctor names each broken promise with its rows: violations are planted past the guards, by raw SQL."""

from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from django.db import connection

from accord.ledger.guards import GUARDED, install_guards
from accord.ledger.models import Act, Fact, Import, Job, Reject
from accord.reporting import dashboard
from accord.reporting.checks.finding import Finding
from accord.reporting.doctor import check
from accord.teams.models import SealedAgreement, Signature
from accord.vocabulary.errors import Refused
from accord.vocabulary.facts import FactKind, RecordKind, Ref
from tests.cast import Cast
from tests.contacts.bringing import bring, fact, person
from tests.guards import lower_guards
from tests.reporting.made import NOW

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


def found(cast: Cast) -> dict[str, Finding]:
    return {finding.code: finding for finding in check(cast.olga, NOW)}


@pytest.fixture
def healthy(folder: Path, draft: str, cast: Cast) -> Cast:
    """A small installation in order, with a mirror."""
    refs = [Ref("crm", RecordKind.person, str(n)) for n in range(3)]
    bring(
        [person(str(n)) for n in range(3)],
        [fact(ref, FactKind.form_submitted, channel="event") for ref in refs],
    )
    dashboard.catch_up(NOW)
    assert check(cast.olga, NOW) == []
    return cast


def seal(text: bytes, digest: str, *teams: str) -> None:
    SealedAgreement.objects.create(
        hash=digest,
        sealed=text,
        agreement_id="a",
        version=1,
        in_force_from=NOW + timedelta(days=9),
        sealed_at=NOW,
    )
    for team in teams:
        Signature.objects.create(hash=digest, team=team, actor="user:1", signer="cmo", signed_at=NOW)


def book(**counts: int) -> Import:
    return Import.objects.create(
        source="crm", connector="csv_file", file_name="f.csv", file_digest="d", actor="user:1", state="done",
        cursor=99, started_at=NOW, **counts,
    )  # fmt: skip


def plant_orphan() -> str:
    row = Fact.objects.create(
        source="crm", source_id="f" * 32, subject=987654321, kind=1, occurred_at=NOW, received_at=NOW
    )
    return str(row.seq)


def plant_kind() -> str:
    seq = Fact.objects.order_by("seq").values_list("seq", flat=True)[0]
    sql("UPDATE ledger_fact SET kind = 99 WHERE seq = %s", seq)
    return str(seq)


def plant_address() -> str:
    seq = Fact.objects.order_by("seq").values_list("seq", flat=True)[1]
    sql("UPDATE ledger_fact SET actor = 'rita@acme.com' WHERE seq = %s", seq)
    return str(seq)


def plant_lost_reject() -> str:
    books = book(rejected=2)
    Reject.objects.create(import_id=books.id, line=3, reason="bad_date", remedy="write it as 2027-01-31")
    return str(books.id)


def plant_lost_fact() -> str:
    return str(book(facts_new=1).id)


def plant_too_many_rows() -> str:
    books = book(accepted=100)
    return str(books.id)


def plant_changed_agreement() -> str:
    digest = "0" * 64
    seal(b"agreement: {id: other}", digest, "marketing", "sales")
    return digest[:12]


def plant_half_signed() -> str:
    text = b"agreement: {id: half}"
    seal(text, sha256(text).hexdigest(), "marketing")
    return sha256(text).hexdigest()[:12]


def plant_act_under_nothing() -> str:
    return str(
        Act.objects.create(key="k", kind="offer", actor="user:1", agreement_hash="e" * 64, occurred_at=NOW).pk
    )


def plant_given_up() -> str:
    job = Job.objects.create(kind="mirror", key="1", due_at=NOW, attempts=20, error="no space left")
    return f"{job.id} (mirror: no space left)"


def plant_stuck() -> str:
    return f"{Job.objects.create(kind='mirror', key='2', due_at=NOW - timedelta(hours=2)).id} (mirror)"


PLANTS: dict[str, Callable[[], str]] = {
    "fact.about_nobody_known": plant_orphan,
    "fact.unknown_kind": plant_kind,
    "fact.address": plant_address,
    "import.rejects_missing": plant_lost_reject,
    "import.facts_missing": plant_lost_fact,
    "import.lines_missing": plant_too_many_rows,
    "agreement.changed": plant_changed_agreement,
    "agreement.unsigned": plant_half_signed,
    "act.under_nothing_signed": plant_act_under_nothing,
    "job.given_up": plant_given_up,
    "job.stuck": plant_stuck,
}


@pytest.mark.parametrize("code", PLANTS)
def test_each_violation_is_named_with_its_rows(healthy: Cast, code: str) -> None:
    lower_guards()
    row = PLANTS[code]()
    install_guards()
    finding = found(healthy)[code]
    assert finding.rows == (row,) and finding.count == 1
    assert str(finding).count("\n") == 1, "two lines: what, and what to do"


def test_a_guard_taken_down_is_missed(healthy: Cast) -> None:
    lower_guards()
    missing = found(healthy)["guard.missing"]
    acts = 3 if connection.vendor == "postgresql" else 2  # it alone can empty a table at once
    assert missing.count == acts * len(GUARDED) and "teams_sealedagreement" in GUARDED
    named = {f"{table}_no_{act}" for table in GUARDED for act in ("update", "delete", "truncate")}
    assert missing.rows and set(missing.rows) <= named, "the first of many, by their names"
    install_guards()
    assert "guard.missing" not in found(healthy)


def test_a_broken_identity_is_reported_too(healthy: Cast) -> None:
    sql("DELETE FROM contacts_identity WHERE key = (SELECT min(key) FROM contacts_identity)")
    assert "identity.missing" in found(healthy)


def test_a_mirror_that_lies_is_caught(healthy: Cast, folder: Path) -> None:
    lower_guards()
    sql("UPDATE ledger_fact SET channel = 'elsewhere' WHERE seq = (SELECT min(seq) FROM ledger_fact)")
    install_guards()
    assert found(healthy)["mirror.facts_differ"].rows == ("sum(length(channel)) is 15, in the record 19",)


def test_an_identity_the_mirror_has_wrong_is_caught(healthy: Cast) -> None:
    sql("UPDATE contacts_identity SET contact_id = (SELECT max(contact_id) FROM contacts_identity)")
    assert found(healthy)["mirror.identity_differs"].count == 2


@pytest.mark.parametrize("harm", ["torn", "gone"])
def test_a_damaged_file_is_named(healthy: Cast, folder: Path, harm: str) -> None:
    file = next((folder / "facts").glob("*.parquet"))
    if harm == "torn":
        file.write_bytes(file.read_bytes()[:-20])
    else:
        file.unlink()
    assert found(healthy)["mirror.damaged"].rows == (f"facts/{file.name}",)


@pytest.mark.parametrize("name", ["maya", "sam", "rita", "victor", "iris"])
def test_only_operations_run_the_doctor(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        check(cast.everyone()[name], NOW)
