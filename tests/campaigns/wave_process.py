"""A process that carries waves, to be killed: `python -m tests.campaigns.wave_process setup|send|left ...`."""

import json
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta
from time import monotonic, sleep

import django

BASE = datetime(2027, 1, 12, 9, 0, tzinfo=UTC)
WAVES = (7, 8)
CAP = "contact_policy:\n  caps: {marketing e-mail per person: 1 per 7 days}\n"
CLAUSE = '  hours: {quiet: "22:00-06:00", zone: recipient}\n'


def setup(smtp: int, many: int) -> None:
    """People, two signed campaigns to all of them, and the first wave of each."""
    from django.conf import settings
    from django.core.management import call_command

    from accord.workflows import waves
    from accord.workflows.campaign_mail import Signing, keep_signing
    from tests.campaigns.postbox import a_campaign, name_server, people, signed, use
    from tests.cast import make_cast
    from tests.handoffs.company import AGREEMENT, sign
    from tests.notices.servers import Mailbox

    call_command("migrate", verbosity=0)
    cast = make_cast()
    sign(AGREEMENT + CAP + CLAUSE, BASE - timedelta(days=30))
    people(many, BASE)
    with name_server() as names:
        use(cast, Mailbox(port=smtp), names, settings)
        for key in WAVES:
            signed(cast, a_campaign(cast, f"Campaign {key}", now=BASE), key=key)
            waves.start_wave(cast.maya, key, number=1, now=BASE)
    keep_signing(cast.olga, Signing())  # what signs has tests of its own; here the carrying is looked at


def send(index: int, mutant: str) -> None:
    """Carry what is due until nothing is. Whoever carried this wave before is dead: its lease is let go."""
    from accord.campaigns.models import Addressee, Wave
    from accord.ledger.models import Job
    from accord.vocabulary.waves import Fate
    from accord.workflows.send_wave import SEND_WAVE, send_wave
    from accord.workflows.work import work_once

    break_something(mutant)
    started = monotonic()

    def clock() -> datetime:
        return BASE + timedelta(seconds=monotonic() - started)

    own = Wave.objects.get(campaign=WAVES[index]).key
    Job.objects.filter(kind=SEND_WAVE, key=str(own)).update(lease_until=None, claim=0, due_at=BASE)
    print("sending", flush=True)
    kinds = {SEND_WAVE: lambda job, now: send_wave(job, clock)}
    soon = BASE + timedelta(hours=1)
    idle = 0
    while idle < 20:
        if work_once(kinds, clock):
            idle = 0
            continue
        rows = Addressee.objects.filter(fate__in=[Fate.waiting.value, Fate.sending.value], due_at__lt=soon)
        idle = 0 if rows.exists() or Wave.objects.filter(frozen_at=None).exists() else idle + 1
        sleep(0.05)


def break_something(mutant: str) -> None:
    """What the test must catch: letters whose fate is unknown go again; the contact policy is not asked."""
    from accord.agreement.contact import Policy
    from accord.campaigns.waves import claim, freeze, prepare
    from accord.contacts import leases
    from accord.workflows import send_wave

    if mutant == "repeats":
        begin = claim.begin

        def again(wave, key, now):  # type: ignore[no-untyped-def]
            rows = claim.Addressee.objects.filter(wave=wave, fate="sending")
            rows.update(fate="waiting", due_at=BASE, lease="")
            leases.ContactLease.objects.filter(fact=0).update(ended="given_back", ended_at=now)
            return begin(wave, key, now)

        send_wave.begin = again  # type: ignore[assignment]
    elif mutant == "unasked":
        for place in (prepare, freeze):
            place.policy_of = lambda standing: Policy()  # type: ignore[attr-defined]


def left() -> None:
    """What the record says."""
    from accord.campaigns.models import Addressee

    fates = Counter(Addressee.objects.values_list("fate", flat=True))
    print(
        json.dumps(
            {
                "fates": fates,
                "ids": list(Addressee.objects.exclude(message_id="").values_list("message_id", "fate")),
            }
        )
    )


if __name__ == "__main__":
    django.setup()
    what, *rest = sys.argv[1:]
    if what == "setup":
        setup(*map(int, rest))
    elif what == "send":
        send(int(rest[0]), rest[1] if len(rest) > 1 else "")
    else:
        left()
