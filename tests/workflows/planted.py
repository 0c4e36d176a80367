"""One person planted through every door, each time with words of their own; and where such words stand."""

import json
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from django.apps import apps
from django.conf import settings
from tests.ledger.made import MAYA, NOW, OLGA
from tests.tracking.letters import letter
from tests.tracking.taking import BROWSER, call, take
from tests.workflows.exports import MAPPING

from accord.alignment.meetings.models import DecisionRow
from accord.alignment.models import Remark
from accord.contacts.models import Identity
from accord.ledger.dead_letters import bury
from accord.ledger.inbox import keep_letters
from accord.ledger.models import (
    Import,
    Job,
    OutboxMessage,
    SourceRecord,
    SyncConflict,
    SyncHeld,
    SyncObject,
    SyncSystem,
)
from accord.ledger.outbox import put_message
from accord.ledger.sync_writes import put_write
from accord.vocabulary.doors import DeadReason, Door, Letter, Trust
from accord.workflows.import_export_file import import_export_file
from accord.workflows.uploads import keep_upload

MAIL, NAME, NUMBER = "canary.bird@quietfeather.example", "Canaria Featherstone", "zz-canary-7001"
WORDS = (
    MAIL,
    NAME,
    NUMBER,
    "zz-reject-7002",
    "zz-user-7003",
    "zz-visitor-7004",
    "zz-trait",
    "zz-claim",
    "zz-form-field",
    "zz-form-message",
    "zz-consent-words",
    "zz-hook",
    "zz-waiting",
    "zz-dead-json",
    "zz-dead-form",
    "zz-write",
    "zz-why",
    "zz-conflict",
    "zz-message",
    "zz-decision",
    "zz-upload",
    "zz-remark",
)
_LONG = timedelta(days=30)
OTHERS = "bob@loud.example"
_HEAD = "Id,Email,Name,Company,Created,Origin\n"
LEADS = (
    f"{_HEAD}{NUMBER},{MAIL},{NAME},Quietfeather,2026-01-05 10:00:00,social\n"
    f"L2,{OTHERS},Bob Loud,Loud,2026-01-06 10:00:00,social\n"
    f"zz-reject-7002,{MAIL},{NAME},x,{MAIL} zz-reject-7002,social\n"
)


def posted(fields: dict[str, str]) -> Letter:
    """A form as a browser posts it."""
    context = {"content-type": "application/x-www-form-urlencoded", "ua": BROWSER}
    return Letter(Door.form, "website", Trust.browser, NOW, urlencode(fields).encode(), context)


def plant(folder: Path) -> int:
    """Through import, events, claims, forms, hooks, dead letters, writes, conflicts, messages; their contact."""
    path = folder / "leads.csv"
    path.write_text(LEADS)
    import_export_file(OLGA, path, source="marketing", mapping=MAPPING, now=NOW)
    path.unlink()
    Import.objects.update(file_name=f"{NAME}.csv")
    chat = {
        "event": "message_created", "id": 1, "message_type": "incoming", "created_at": 1767600000,
        "content": "zz-hook", "sender": {"id": 9, "name": NAME, "email": MAIL},
    }  # fmt: skip
    take(
        call("identify", userId="zz-user-7003", traits={"email": MAIL, "name": NAME, "hobby": "zz-trait"}),
        call("identify", userId="zz-user-7003", anonymousId="zz-visitor-7004", messageId="both"),
        call("page", trust=Trust.browser, anonymousId="zz-visitor-7004", properties={"url": "https://a.example/"}),
        call("identify", trust=Trust.browser, anonymousId="somebody", traits={"email": MAIL, "x": "zz-claim"}),
        call("identify", userId="bob-number", traits={"email": OTHERS}),
        call("track", userId="zz-user-7003", event=f"Greeted {NAME}"),
        posted({"email": MAIL, "size": "zz-form-field", "message": "zz-form-message", "consent": "on",
                "consent_wording": "v1", "other": "zz-consent-words"}),
        letter(chat, door=Door.webhook, context={"hook": "chatwoot"}),
    )  # fmt: skip
    keep_letters(
        [
            letter(
                {"userId": "zz-user-7003", "event": "Page Viewed", "properties": {"x": "zz-waiting"}},
                context={"call": "track"},
            )
        ]
    )
    dead = [
        letter({"email": MAIL, "x": "zz-dead-json"}),
        posted({"email": MAIL, "x": "zz-dead-form"}),
        letter({"email": OTHERS}),
    ]
    bury([(each, DeadReason.bad_time, f"about {MAIL}") for each in dead[:2]], now=NOW, keep_for=_LONG)
    bury([(dead[2], DeadReason.bad_time, "")], now=NOW, keep_for=_LONG)
    key = SourceRecord.objects.get(external_id=NUMBER).key
    _plant_beside(key)
    keep_upload(MAYA, "leads.csv", [f"{LEADS}zz-upload".encode()], now=NOW)
    return Identity.objects.get(key=key).contact_id


def _plant_beside(key: int) -> None:
    said = {"system": "hubspot", "object": "contact", "field": "reason"}
    put_write(
        **said,
        external_id=NUMBER,
        subject=key,
        value="zz-write",
        base=MAIL,
        why="zz-why",
        cause="c1",
        now=NOW,
    )
    other = {"external_id": "other-77", "subject": 5}
    put_write(**said, **other, value=f"ask {NAME}", base="", why="", cause="c2", now=NOW)
    OutboxMessage.objects.filter(payload__id="other-77").update(payload={})
    more = {"master": "hubspot", "outcome": "theirs stands", "opened_at": NOW}
    SyncConflict.objects.create(
        **said, external_id=NUMBER, subject=key, ours="zz-conflict", theirs=MAIL, **more
    )
    SyncConflict.objects.create(**said, **other, ours=f"for {NAME}", theirs="x", **more)
    SyncHeld.objects.create(
        system="hubspot", object="contact", external_id=NUMBER, reason="bad_date", seen_at=NOW
    )
    SyncSystem.objects.create(system="hubspot", source="marketing", connected_at=NOW, error=f"refused {MAIL}")
    SyncObject.objects.create(system="hubspot", object="contact", error=f"refused {MAIL}")
    put_message("chat", "user:1", "hello", {"text": f"zz-message {NAME}"}, cause="c3", now=NOW)
    decided = {"week": "2027-W06", "made_at": NOW, "made_by": "user:1"}
    DecisionRow.objects.create(key="d1", about=f"lead:{key}", text="zz-decision", **decided)
    DecisionRow.objects.create(key="d2", text=f"ask {NAME}", **decided)
    talk = {"actor": "user:1", "said_at": NOW}
    Remark.objects.create(key=71, about=f"lead:{key}", subject=key, text="zz-remark", **talk)
    Remark.objects.create(key=72, about="number:leads", text=f"ask {NAME.upper()} about it", **talk)
    Remark.objects.create(key=73, about="number:leads", text=f"ask {OTHERS}", **talk)
    Job.objects.create(kind="none", key="1", due_at=NOW, done_at=NOW, error=f"failed at {MAIL}")


def tables_with(words: tuple[str, ...] = WORDS) -> list[str]:
    """The tables in which one of the words stands, in any case, however it is spelled."""
    found = set()
    for model in apps.get_models():
        for row in model._default_manager.values():
            told = {
                k: bytes(v).decode("utf-8", "replace") if isinstance(v, (bytes, memoryview)) else v
                for k, v in row.items()
            }
            text = (
                json.dumps(told, default=str, ensure_ascii=False)
                .casefold()
                .replace("%40", "@")
                .replace("+", " ")
            )
            if any(word.casefold() in text for word in words):
                found.add(model._meta.db_table)
    return sorted(found)


def files_with(words: tuple[str, ...] = WORDS) -> list[str]:
    """The files of the data folder in which one of the words stands, in any case."""
    found = set()
    spelled = {form.encode() for word in words for form in (word.lower(), word.lower().replace("@", "%40"))}
    for path in (p for p in Path(settings.INSTALLATION.data).rglob("*") if p.is_file()):
        content = path.read_bytes().lower()
        found |= {path.name for word in spelled if word in content}
    return sorted(found)
