"""From a sales conversation in the ledger to the hold in marketing's own tool: how long, on the HubSpot twin.

    uv run python -m benchmarks.holds [--people 200] [--each 0.25] [--mails 0]

So many people speak with sales, one after the other every `--each` seconds, while the worker's two threads run as
they do in `accord work` (resting a second whenever nothing is due). `--mails`: a campaign of so many mails comes in
first, and must not stand before any conversation. Time is real; the twin answers over HTTP on this machine. Printed:
median, p99 and the longest time from the commit of the fact until the field stands there, and verdicts a second.
"""

import argparse
import os
import tempfile
import threading
import time
from datetime import UTC, datetime, timedelta

POLICY = """
mode: {contact_policy: remind}
contact_policy:
  caps: {marketing e-mail per person: 2 per 7 days, per account: 15 per 7 days}
  hold_marketing: {reply to sales: 14 days, open opportunity: only what its owner approved}
"""


def main() -> None:
    """Run in a data folder of its own."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--people", type=int, default=200)
    options.add_argument("--each", type=float, default=0.25)
    options.add_argument("--mails", type=int, default=0)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="accord-holds-") as folder:
        os.environ["ACCORD_DATA"] = folder
        os.environ["DJANGO_SETTINGS_MODULE"] = "accord.config.settings"
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        run(asked.people, asked.each, asked.mails)


def run(people: int, each: float, mails: int) -> None:
    """Speak with everybody, and look when each field stands."""
    from tests.contacts.bringing import bring
    from tests.contacts.policy.world import did
    from tests.crm.company import AGREEMENT, connection_to, hubspot, sign
    from twins.hubspot.seed import make_seed

    from accord.teams.people import SYSTEM
    from accord.vocabulary.facts import FactKind, RecordKind, Ref
    from accord.workflows.connect_crm import connect
    from accord.workflows.go_live import go_live
    from accord.workflows.read_crm import read_history, read_system
    from accord.workflows.work import utc_now, work_until
    from accord.workflows.work_kinds import BESIDE, HAND

    sign(AGREEMENT + POLICY)
    with hubspot(make_seed(people, 1)) as twin:
        connect(SYSTEM, connection_to(twin), utc_now)
        while read_history("hubspot", utc_now) is not None:
            pass
        read_system("hubspot", utc_now, all_due=True)
        go_live(SYSTEM, now=utc_now())
        refs = [
            Ref("marketing", RecordKind.person, str(r["id"])) for r in twin.store.rows("contacts").values()
        ]
        measure_verdicts(refs[:50])
        stop = threading.Event()
        threads = [threading.Thread(target=work_until, args=(stop, kinds)) for kinds in (HAND, BESIDE)]
        for thread in threads:
            thread.start()
        late = utc_now() + timedelta(milliseconds=1)
        bring(
            [], [did(refs[n % len(refs)], FactKind.email_sent, late, campaign=f"m{n}") for n in range(mails)]
        )
        asked: dict[str, float] = {}
        stood: dict[str, float] = {}
        for ref in refs:
            bring([], [did(ref, FactKind.conversation, utc_now(), actor="rita")], "marketing")
            asked[ref.external_id] = time.perf_counter()
            until = time.perf_counter() + each
            while time.perf_counter() < until:
                look(twin, asked, stood)
        end = time.perf_counter() + 120
        while len(stood) < len(asked) and time.perf_counter() < end:
            look(twin, asked, stood)
        stop.set()
        for thread in threads:
            thread.join()
    show(asked, stood)


def look(twin: object, asked: dict[str, float], stood: dict[str, float]) -> None:
    """Note which of those who spoke stand held now: their own last, not what a campaign did before."""
    rows = twin.store.rows("contacts")  # type: ignore[attr-defined]
    now = time.perf_counter()
    horizon = f"{datetime.now(UTC) + timedelta(days=13):%Y-%m-%dT%H:%M:%S}"
    for who in asked.keys() - stood.keys():
        if str(rows[who]["props"].get("accord_hold_until") or "") > horizon:
            stood[who] = now
    time.sleep(0.01)


def measure_verdicts(refs: "list[object]") -> None:
    """How many questions a second one process answers."""
    from accord.agreement.contact import Ask
    from accord.contacts.may_contact import may_contact
    from accord.contacts.models import Identity
    from accord.ledger.models import SourceRecord
    from accord.teams.people import SYSTEM
    from accord.vocabulary.facts import Team

    ids = [ref.external_id for ref in refs]  # type: ignore[attr-defined]
    keys = SourceRecord.objects.filter(kind="person", external_id__in=ids).values("key")
    contacts = list(Identity.objects.filter(key__in=keys).values_list("contact_id", flat=True))
    began = time.process_time()
    for contact in contacts:
        may_contact(SYSTEM, contact, Ask(team=Team.marketing), datetime.now(UTC))
    spent = time.process_time() - began
    print(f"may_contact: {len(contacts) / spent:,.0f} answers a second of processor time, SQLite")


def show(asked: dict[str, float], stood: dict[str, float]) -> None:
    """What it came to."""
    spans = sorted(stood[who] - asked[who] for who in stood)
    print(f"{len(spans)} of {len(asked)} conversations stand as holds")
    if spans:
        at = [spans[len(spans) // 2], spans[min(len(spans) - 1, int(len(spans) * 0.99))], spans[-1]]
        print("median {:.2f} s, p99 {:.2f} s, longest {:.2f} s".format(*at))


if __name__ == "__main__":
    main()
