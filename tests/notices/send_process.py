"""A worker that sends notices, to be killed: `send_process setup|send|left SMTP_PORT HOOK_PORT`."""

import json
import sys
import threading
from datetime import UTC, datetime

import django

NOTICES = 40


def set_up(smtp: int, hook: int) -> None:
    """A fresh installation: one person, a mail server, a program; notices that wait for both."""
    from django.core.management import call_command
    from django.db import transaction

    from accord.teams.notices import notify
    from accord.teams.people import SYSTEM, add_person
    from accord.vocabulary.notices import NoticeKind, Way
    from accord.vocabulary.people import Role
    from accord.workflows.notice_hooks import connect_hook
    from accord.workflows.notice_mail import keep_smtp

    call_command("migrate", verbosity=0)
    now = datetime.now(UTC)
    rita = add_person(
        SYSTEM, email="rita@accord.example", name="Rita", role=Role.rep, password="correct horse battery"
    )
    sender = "Accord <accord@company.example>"
    keep_smtp(SYSTEM, host="127.0.0.1", port=smtp, security="none", user="", secret="", sender=sender)
    connect_hook(SYSTEM, "program", Way.webhook, address=f"http://127.0.0.1:{hook}/in", now=now)
    for number in range(NOTICES):
        with transaction.atomic():
            notify(NoticeKind.answer, "number:leads", [rita.id], cause=f"answer:{number}", now=now)


def send() -> None:
    """Send what is due until killed. A dead worker's lease would be waited for: here it is short."""
    from accord.ledger.models import Job
    from accord.workflows.work import work_until
    from accord.workflows.work_kinds import BESIDE

    Job.objects.filter(done_at=None).update(lease_until=None)
    sys.stdout.write("sending\n")
    sys.stdout.flush()
    work_until(threading.Event(), BESIDE, pause=0.02)


def left() -> None:
    """Print the ids of all messages, and how many have not left."""
    from accord.ledger.models import OutboxMessage

    rows = list(OutboxMessage.objects.values_list("channel", "message_id", "sent_at"))
    waiting = sum(1 for _, _, sent_at in rows if sent_at is None)
    sys.stdout.write(json.dumps({"ids": [row[:2] for row in rows], "left": waiting}))


if __name__ == "__main__":
    django.setup()
    if sys.argv[1] == "setup":
        set_up(int(sys.argv[2]), int(sys.argv[3]))
    elif sys.argv[1] == "send":
        send()
    else:
        left()
