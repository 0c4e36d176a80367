"""The audit: every door's act is in it, only operations see it, no personal value stands in it."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from accord.contacts.models import Contact
from accord.ledger.acts import record_act
from accord.ledger.models import Act
from accord.reporting.audit import Asked, read_audit
from accord.teams import noted
from accord.teams.keys import make_key, revoke_key
from accord.teams.noted import note
from accord.vocabulary.errors import Refused
from accord.vocabulary.people import Role
from accord.workflows.erase_person import erase_person
from accord.workflows.export_person import export_person
from accord.workflows.people import add_someone, change_someone, end_access, give_back_access, new_password
from tests.cast import PASSWORD, PEOPLE, Cast
from tests.interfaces.world import make_world

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)


def signed_in(who: str) -> Client:
    """A browser of this person."""
    client = Client()
    client.post("/sign-in", {"email": f"{who}@accord.example", "password": PASSWORD})
    return client


def test_each_act_on_people_and_doors_leaves_its_line(cast: Cast, tmp_path: Path, settings: Any) -> None:
    from dataclasses import replace

    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    world = make_world(cast, tmp_path)
    Act.objects.all()
    client = signed_in("olga")
    client.post("/sign-out")
    Client().post("/sign-in", {"email": "maya@accord.example", "password": "wrong"})
    Client().post("/sign-in", {"email": "ghost@accord.example", "password": "wrong"})
    made = add_someone(
        cast.olga, NOW, email="nina@accord.example", name="Nina", role=Role.rep, password=PASSWORD
    )
    change_someone(cast.olga, made.id, NOW, role="manager")
    change_someone(cast.olga, made.id, NOW, name="Nina V.")
    change_someone(cast.olga, made.id, NOW, name="Nina V.")  # nothing changed, nothing noted
    new_password(cast.olga, made.id, "another long sentence 9", NOW)
    key = make_key(cast.olga, "iris@accord.example", label="loader", lasts=timedelta(days=1), now=NOW)
    revoke_key(cast.olga, key.partition(".")[0], NOW)
    end_access(cast.olga, made.id, NOW)
    give_back_access(cast.olga, made.id, NOW)
    signed_in("olga").get("/people/audit.csv")
    export_person(cast.olga, world.own, now=NOW)
    erase_person(cast.olga, world.own, now=NOW)
    said = {(line.what, line.who) for line in read_audit(cast.olga, Asked(), limit=1000).lines}
    olga = cast.olga.actor
    assert {
        ("signed_in", olga),
        ("signed_out", olga),
        ("sign_in_failed", cast.maya.actor),
        ("sign_in_failed", "nobody"),
        ("person_added", olga),
        ("rights_changed", olga),
        ("person_changed", olga),
        ("password_set", olga),
        ("key_made", olga),
        ("key_revoked", olga),
        ("access_ended", olga),
        ("access_given_back", olga),
        ("exported", olga),
        ("erased", olga),
    } <= said
    assert Act.objects.filter(kind="person_changed").count() == 1
    assert Act.objects.get(kind="rights_changed").payload["role_was"] == "rep"


@pytest.mark.parametrize("who", PEOPLE)
def test_only_operations_open_it_at_every_door(who: str, cast: Cast) -> None:
    fine = who == "olga"
    client = signed_in(who)
    for address in ("/people/audit", "/people/audit.csv", "/people/audit.json"):
        assert client.get(address).status_code == (200 if fine else 403)
    if not fine:
        with pytest.raises(Refused, match="right.missing"):
            read_audit(getattr(cast, who), Asked())


def test_pages_filters_and_files_agree(cast: Cast) -> None:
    for n in range(250):
        note("made_up" if n % 2 else "other", f"user:{n % 5}", NOW + timedelta(hours=n), n=n)
    seen: list[int] = []
    before = None
    while True:
        page = read_audit(cast.olga, Asked(what="made_up"), before=before, limit=40)
        seen += [line.details["n"] for line in page.lines]
        before = page.before
        if before is None:
            break
    assert seen == [n for n in range(249, -1, -1) if n % 2]
    some = Asked(who="user:3", since=NOW + timedelta(hours=100), until=NOW + timedelta(hours=200))
    assert [line.details["n"] for line in read_audit(cast.olga, some).lines] == list(range(198, 99, -5))
    client = signed_in("olga")
    text = b"".join(client.get("/people/audit.csv?what=made_up").streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(StringIO(text)))
    assert [json.loads(row["details"])["n"] for row in rows] == seen
    body = b"".join(client.get("/people/audit.json?what=made_up").streaming_content).decode()  # type: ignore[attr-defined]
    assert [json.loads(line)["details"]["n"] for line in body.splitlines()] == seen
    shown = client.get("/people/audit?what=made_up").content.decode()
    assert shown.count("<tr>") == 101 and "before=" in shown
    assert client.get("/people/audit?from=nonsense").status_code == 422


PERSONAL = ("Own", "own.lead@", "Alpha Pumps", "maya", "Maya", "ghost", "192.0.2.77")


def test_no_personal_value_stands_in_it(
    cast: Cast, tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dataclasses import replace

    settings.INSTALLATION = replace(settings.INSTALLATION, data=tmp_path)
    world = make_world(cast, tmp_path)
    signed_in("maya").get("/journey?q=own.lead%40alpha.example")
    Client(REMOTE_ADDR="192.0.2.77").post("/sign-in", {"email": "ghost@accord.example", "password": "Maya"})
    end_access(cast.olga, cast.rita.user_id, NOW)
    assert Contact.objects.filter(pk=world.own).exists()
    erase_person(cast.olga, world.own, now=NOW)

    def taken() -> str:
        client = signed_in("olga")
        files = [client.get(f"/people/audit.{form}") for form in ("csv", "json")]
        return "".join(b"".join(each.streaming_content).decode() for each in files)  # type: ignore[attr-defined]

    assert [word for word in PERSONAL if word in taken()] == []
    real = noted.note  # the mutant: who tried is noted as it was typed
    from accord.interfaces.web.views import signing_in

    monkeypatch.setattr(
        signing_in, "note", lambda kind, actor, now, **more: real(kind, actor, now, typed="ghost@x", **more)
    )
    Client().post("/sign-in", {"email": "ghost@accord.example", "password": "x"})
    assert "ghost" in taken()


def test_a_window_holds_what_was_taken_in_it_and_is_read_by_its_index(cast: Cast) -> None:
    """Also what came into the book later than what was taken after it; nothing else is read on the way."""
    for number, hours in enumerate((3, 1, 2, 9)):
        record_act(key=f"k{number}", kind="test", actor="rule", now=NOW - timedelta(hours=hours))
    asked = Asked(since=NOW - timedelta(hours=4), until=NOW - timedelta(hours=1, minutes=30))
    assert [line.at for line in read_audit(cast.olga, asked).lines] == [
        NOW - timedelta(hours=h) for h in (2, 3)
    ]
    assert read_audit(cast.olga, Asked(since=NOW + timedelta(days=1))).lines == ()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert (
        "act_taken" in Act.objects.filter(occurred_at__gte=NOW).order_by("occurred_at").values("id").explain()
    )
