"""The record's hits are judged: kept, held, released, judged anew; the mirror and the leads follow."""

import random
from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction

from accord.journey.agents import HOLD
from accord.journey.agents.networks import Networks
from accord.ledger.hits import EVIDENCE_KEPT, JUDGE, expire_evidence, forget_evidence, latest_judgements
from accord.ledger.models import Fact, HitEvidence, Job, Judgement
from accord.measures.mirror import open_mirror
from accord.reporting.mirror.rebuild import rebuild
from accord.reporting.mirror.refresh import refresh
from accord.vocabulary.facts import FactDraft, FactKind, RecordKind, Ref
from accord.vocabulary.hits import AgentClass, Evidence, LinkRole
from accord.vocabulary.people import Role, Viewer
from accord.workflows.import_export_file import import_export_file
from accord.workflows.judge_hits import judge_all, judge_new
from tests.contacts.bringing import NOW, bring, person

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36"
OFFICE = "198.51.100.0/24"


def ref(number: int) -> Ref:
    return Ref("crm", RecordKind.person, str(number))


def click(number: int, name: str, minutes: float, **told: object) -> FactDraft:
    said = Evidence(**({"link": name, "block": OFFICE, "user_agent": CHROME} | told))  # type: ignore[arg-type]
    at = NOW + timedelta(minutes=minutes)
    return FactDraft(
        f"c/{number}/{name}/{minutes}", ref(number), FactKind.email_click, at,
        channel="email", campaign="m1", evidence=said,
    )  # fmt: skip


def people(count: int = 3) -> list[object]:
    return [person(str(n), email=f"p{n}@acme.com") for n in range(1, count + 1)]


def classes() -> Counter[str]:
    subjects = set(Fact.objects.values_list("subject", flat=True))
    return Counter(each.klass.name for each in latest_judgements(subjects).values())


def test_a_click_is_held_then_counts_and_wakes_its_lead(folder: Path, draft: str) -> None:
    bring(people(1), [click(1, "a", 0)])  # type: ignore[arg-type]
    assert Job.objects.filter(kind=JUDGE, done_at=None).count() == 1
    soon, later = NOW + timedelta(minutes=2), NOW + HOLD
    before = refresh(folder, soon)  # not judged yet: held as well
    assert open_mirror(folder).fetch("SELECT * FROM leads") == []
    assert judge_new(Networks(), soon) == 1 and classes() == {"likely_human": 1}
    held = refresh(folder, soon)
    assert held.judged > before.judged and open_mirror(folder).fetch("SELECT * FROM leads") == []
    assert held.next_release_at == later.isoformat()
    refresh(folder, later)
    assert len(open_mirror(folder).fetch("SELECT * FROM leads")) == 1
    assert rebuild(folder, later, verify=True).differences == ()


def test_a_used_page_releases_at_once(folder: Path, draft: str) -> None:
    used = Evidence("m1", "a", block=OFFICE, user_agent=CHROME, dwell_seconds=20, scrolled=True, pointer=True)
    visit = FactDraft("v", ref(1), FactKind.page_view, NOW + timedelta(minutes=1), evidence=used)
    bring(people(1), [click(1, "a", 0, pages_report=True), visit])  # type: ignore[arg-type]
    judge_new(Networks(), NOW + timedelta(minutes=2))
    (row,) = Judgement.objects.all()
    assert row.klass == AgentClass.human and row.released_at == NOW + timedelta(minutes=1)


def test_a_later_trap_is_a_new_record_and_takes_the_click_out(folder: Path, draft: str) -> None:
    bring(people(1), [click(1, "a", 0)])  # type: ignore[arg-type]
    judge_new(Networks(), NOW)
    day = NOW + timedelta(days=1)
    refresh(folder, day)
    assert len(open_mirror(folder).fetch("SELECT * FROM leads")) == 1
    bring([], [click(1, "trap", 0.1, link_role=LinkRole.honeypot)])
    assert judge_new(Networks(), day) == 2
    refresh(folder, day)
    mirror = open_mirror(folder)
    assert mirror.fetch("SELECT * FROM leads") == []
    assert Judgement.objects.count() == 3 and classes() == {"machine": 2}
    (trust,) = (row for row in mirror.ask("trust_facts") if row["source"] == "crm")
    assert trust["by_machines"] == 2 and len(mirror.ask("rows_machine_hits", source="crm")) == 2
    assert {r["reason"] for r in mirror.ask("trust_set_aside")} >= {"honeypot", "with_honeypot"}
    assert rebuild(folder, day, verify=True).differences == ()
    assert judge_all(Networks(), day) == 0  # a replay changes nothing


def test_any_order_of_arrival_ends_in_the_same_judgements(db: None) -> None:
    facts = [
        click(n, link, at) for n in (1, 2, 3) for link, at in (("a", n), ("b", n + 0.05), ("c", n + 0.1))
    ]
    facts += [click(2, "a", 300, block="192.0.2.0/24"), click(3, "trap", 3.2, link_role=LinkRole.honeypot)]
    ends = set()
    for seed in range(6):
        with transaction.atomic():
            bring(people())  # type: ignore[arg-type]
            shuffled = random.Random(seed).sample(facts, len(facts))
            for start in range(0, len(shuffled), 1 + seed):
                bring([], shuffled[start : start + 1 + seed])
                judge_new(Networks(), NOW + timedelta(hours=start))
            names = dict(Fact.objects.values_list("seq", "source_id"))
            latest = latest_judgements(set(Fact.objects.values_list("subject", flat=True)))
            ends.add(frozenset((names[seq], each.klass, each.why) for seq, each in latest.items()))
            transaction.set_rollback(True)
    assert len(ends) == 1


def test_judgements_are_append_only(db: None) -> None:
    bring(people(1), [click(1, "a", 0)])  # type: ignore[arg-type]
    judge_new(Networks(), NOW)
    for statement in ("UPDATE ledger_judgement SET klass = 4", "DELETE FROM ledger_judgement"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_what_was_told_expires_and_its_judgement_stands(db: None) -> None:
    keys = bring(people(1), [click(1, "a", 0, user_agent="curl/8.0")])  # type: ignore[arg-type]
    judge_new(Networks(), NOW)
    assert expire_evidence(NOW + EVIDENCE_KEPT) == 0
    assert expire_evidence(NOW + EVIDENCE_KEPT + timedelta(seconds=1)) == 1
    (row,) = HitEvidence.objects.all()
    assert (row.block, row.said) == ("", "{}")
    assert judge_all(Networks(), NOW) == 0 and classes() == {"machine": 1}
    assert forget_evidence([keys[ref(1)]]) == 1


def test_the_marketo_seed(shared_data: Path, folder: Path, draft: str) -> None:
    path = shared_data / "saas_export_seeds/marketo/marketo_activity_click_email_data.csv"
    import_export_file(Viewer(5, Role.ops), path, source="marketo", now=NOW)
    judge_new(Networks(), NOW)
    of_lead = Counter(Fact.objects.filter(kind=FactKind.email_click).values_list("subject", flat=True))
    machine, clicks = of_lead.most_common(1)[0]
    judged = latest_judgements(of_lead)
    counted = [each for each in judged.values() if each.klass in (AgentClass.human, AgentClass.likely_human)]
    assert (clicks, len(judged), len(counted)) == (94, 100, 6)
    assert machine not in {each.subject for each in counted}
